"""What --pin-from reads: what conda prints, locks, and an environment in which conda and pip have installed."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.pin_sources import prefix
from envlint.pin_sources.choose import PinFrom, from_bytes
from envlint.versions import CONDA, PIP, Installed, Package, SourceError
from tests.locks.samples import CONDA_LOCK, EXPLICIT, PIXI_7

SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"


def listed(name: str, version: str, build: str, channel: str) -> dict[str, Any]:
    """A package as `conda list --json` prints it."""
    platform = "pypi" if channel == "pypi" else "linux-64"
    base = "https://conda.anaconda.org/pypi" if channel == "pypi" else f"https://conda.anaconda.org/{channel}"
    return {
        "base_url": base,
        "build_number": 0,
        "build_string": build,
        "channel": channel,
        "dist_name": f"{name}-{version}-{build}",
        "name": name,
        "platform": platform,
        "version": version,
    }


LISTED = [
    listed("numpy", "1.24.3", "py311h08b1b3b_1", "conda-forge"),
    listed("flask-cors", "4.0.0", "pypi_0", "pypi"),
    listed("mine", "0.1.0", "dev_0", "<develop>"),
]
EXPORTED = """\
# This file may be used to create an environment using:
# $ conda create --name <env> --file <this file>
# platform: linux-64
_libgcc_mutex=0.1=main
numpy=1.24.3=py311h08b1b3b_1
flask-cors=4.0.0=pypi_0
"""
PIXI = [
    {"name": "numpy", "version": "1.24.3", "build": "py311_0", "kind": "conda", "is_explicit": True},
    {"name": "flask_cors", "version": "4.0.0", "build": None, "kind": "pypi", "is_explicit": True},
]

ENV_EXPORT = """\
name: demo
channels:
  - conda-forge
  - defaults
dependencies:
  - _libgcc_mutex=0.1=conda_forge
  - python=3.11.4=hab00c5b_0_cpython
  - conda-forge::numpy=1.24.3=py311h08b1b3b_1
  - pip:
      - flask-cors==4.0.0
      - torch==2.0.1+cu118
prefix: /home/me/envs/demo
"""
NO_BUILDS = re.sub(r"(=[^=\n]+)=\w+$", r"\1", ENV_EXPORT, flags=re.MULTILINE)
HISTORY = """\
name: demo
dependencies:
  - python=3.11
  - numpy==1.24.3
  - scipy=1.11.1
  - conda-forge::pandas
  - pip:
      - flask-cors>=4
      - mine @ file:///home/me/mine
      - --index-url https://example.org/simple
      - torch==2.0.*
"""


def read(text: str | bytes, name: str = "list") -> list[tuple[str, str, str]]:
    data = text.encode() if isinstance(text, str) else text
    return [(manager, name, each.version) for manager, name, each in from_bytes(name, data)]


NUMPY, CORS = (CONDA, "numpy", "1.24.3"), (PIP, "flask-cors", "4.0.0")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (json.dumps(LISTED), [NUMPY, CORS, (PIP, "mine", "0.1.0")]),
        (json.dumps(LISTED[:2], indent=2).encode("utf-16"), [NUMPY, CORS]),
        (b"\xef\xbb\xbf" + json.dumps(LISTED[:1]).encode(), [NUMPY]),
        (json.dumps(PIXI), [NUMPY, CORS]),
        (EXPORTED, [(CONDA, "_libgcc_mutex", "0.1"), NUMPY, CORS]),
        (EXPORTED.replace("\n", "\r\n"), [(CONDA, "_libgcc_mutex", "0.1"), NUMPY, CORS]),
        (EXPORTED.replace("pypi_0", "<pip>"), [(CONDA, "_libgcc_mutex", "0.1"), NUMPY, CORS]),
    ],
)
def test_what_conda_lists(data: str | bytes, found: list[tuple[str, str, str]]) -> None:
    assert read(data) == found


OF_ENV_EXPORT = [
    (CONDA, "_libgcc_mutex", "0.1"),
    (CONDA, "python", "3.11.4"),
    NUMPY,
    CORS,
    (PIP, "torch", "2.0.1+cu118"),
]


@pytest.mark.parametrize(
    "data",
    [
        ENV_EXPORT,
        NO_BUILDS,
        ENV_EXPORT.removesuffix("\n"),
        ENV_EXPORT.replace("\n", "\r\n").encode("utf-16"),
        json.dumps(
            {
                "name": "demo",
                "channels": ["conda-forge"],
                "dependencies": [
                    "_libgcc_mutex=0.1=conda_forge",
                    "python=3.11.4=hab00c5b_0_cpython",
                    "numpy=1.24.3=py311h08b1b3b_1",
                    {"pip": ["flask-cors==4.0.0", "torch==2.0.1+cu118"]},
                ],
            },
            indent=2,
        ),
    ],
    ids=["builds", "no builds", "prefix without an end", "UTF-16", "JSON"],
)
def test_what_conda_exports(data: str | bytes) -> None:
    assert read(data) == OF_ENV_EXPORT
    assert not any(
        each.installed.obstacle for each in from_bytes("list", data if isinstance(data, bytes) else data.encode())
    )


def test_what_was_asked_for_is_not_what_is_there() -> None:
    """In an export from the history `=1.11.1` is a series, as `=3.11` is."""
    found = {each.name: each.installed for each in from_bytes("list", HISTORY.encode())}
    exact = "has no exact version in list: "
    assert {name: each.version or each.obstacle for name, each in found.items()} == {
        "python": f"{exact}`python=3.11`",
        "numpy": "1.24.3",
        "scipy": f"{exact}`scipy=1.11.1`",
        "pandas": f"{exact}`conda-forge::pandas`",
        "flask-cors": f"{exact}`flask-cors>=4`",
        "mine": "is installed from a folder or a URL: no index need have it",
        "torch": f"{exact}`torch==2.0.*`",
    }


def test_an_export_shows_no_secret() -> None:
    text = "dependencies:\n- numpy==1.24.3\n- https://me:word@example.org/t/x-1234/noarch::scipy\n"
    assert "word" not in str(from_bytes("list", text.encode()))


def test_a_project_in_a_folder_is_not_pinned() -> None:
    (mine,) = from_bytes("list", json.dumps(LISTED[2:]).encode())
    assert mine.installed.obstacle


def test_locks() -> None:
    assert (CONDA, "python", "3.12.7") in read(CONDA_LOCK, "conda-lock.yml")
    assert (CONDA, "python", "3.12.7") in read(EXPLICIT, "linux.lock")


def test_a_package_that_a_lock_gives_no_version_is_not_pinned() -> None:
    """One that pixi builds from its folder."""
    (mine,) = [each for each in from_bytes("pixi.lock", PIXI_7.encode()) if each.name == "mine"]
    assert mine.installed.obstacle == "has no version in the lock for linux-64"


BROKEN = {**LISTED[0], "version": None}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "list is empty: a lock, a conda environment"),
        (b"\x7fELF\x00\x01", "list is not text"),
        (b"\xff\xfe\xff", "list is not text"),
        (b"name: demo\nchannels: [numpy]\n", "list is none of these: a lock, a conda environment"),
        (b"name: demo\ndependencies: [numpy]\n", "list has no exact version: `conda env export` writes them, but not"),
        (b"dependencies:\n- python=3.11\n- numpy=1.24\n", "list has no exact version: "),
        (b"dependencies:\n- numpy=1.24.3=*\n- scipy=1.*\n", "list has no exact version: "),
        (b"dependencies:\n", "list lists no package"),
        (b"dependencies: [1.5]\n", "list: line 1 is no package"),
        (b"dependencies:\n- numpy=1.24.3\n- {{ x }}\n", "list: line 3 is no package"),
        (b"dependencies:\n- numpy=1.24.3\n- '{{ x }}'\n", "list: line 3 is no package"),
        (ENV_EXPORT.replace("cors==4", "cors=4"), "list: line 10 is no requirement of pip's"),
        (ENV_EXPORT.partition(".3=py")[0], "list is broken off: its last line has no end"),
        (ENV_EXPORT + "- [\n", "list is no environment file that can be read: "),
        ('{"name": "x", "dependencies": ["numpy=1.24.3=py_0"', "list is no environment file that can be read: "),
        (b"hello\n", "list is none of these"),
        (
            b"# packages in environment at /x:\n#\nnumpy  1.24.3  py311_0\n",
            "list is what `conda list` prints for people: ",
        ),
        (b"<html><body>502</body></html>", "list is none of these"),
        (json.dumps(LISTED)[:-9], "list is no whole JSON: "),
        ("[" * 100_000, "list is no whole JSON: "),
        ("[]", "list lists no package"),
        ('{"a": 1}', "list holds no list"),
        ("[1]", "list: entry 1 is no package"),
        ('["numpy-1.24.3-py311_0"]', "list: entry 1 is no package"),
        (
            json.dumps({"error": "EnvironmentLocationNotFound: Not a conda environment: /x", "caused_by": "None"}),
            "list holds an error of conda's, no packages: EnvironmentLocationNotFound",
        ),
        (json.dumps([LISTED[0], BROKEN]), "list: numpy has no version"),
        ('[{"name": "numpy", "version": "1"}]', "list does not say whether numpy is conda's or pip's"),
        (json.dumps([{"version": "1"}]), "list: package 1 has no name"),
        (json.dumps([{"name": "numpy", "version": 1}]), "list: numpy has no version"),
        (EXPORTED + "scipy\n", "list: line 7 is not NAME=VERSION=BUILD"),
        (EXPORTED[:-3], "list is broken off: its last line has no end"),
        (EXPORTED + "scipy=1.2\n", "list: line 7 is not NAME=VERSION=BUILD"),
        (CONDA_LOCK.replace("  version: '3.12.7'\n", "", 1), "list is not whole: a package (python) has no version"),
        (EXPLICIT[: EXPLICIT.rindex(".tar")], "list has a line that names no package file"),
        ("version: 99\npackage: []\n", "list is a lock of version 99"),
        (b"#" * (65 << 20), "list is larger than 64 MiB"),
    ],
)
def test_what_is_not_wholly_understood(data: str | bytes, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        read(data)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


WHOLE = [json.dumps(LISTED), EXPORTED, CONDA_LOCK, EXPLICIT, ENV_EXPORT, NO_BUILDS]
NAMES = ["json", "export", "conda-lock", "explicit", "env export", "no builds"]


@pytest.mark.parametrize("text", WHOLE, ids=NAMES)
def test_of_a_source_that_is_broken_off_no_version_is_wrong(text: str) -> None:
    """Wherever it ends: a fault, or packages as the whole has them."""
    whole = set(from_bytes("list", text.encode()))
    for end in range(len(text)):
        try:
            found = set(from_bytes("list", text[:end].encode()))
        except SourceError:
            continue
        assert {each[:2] + each.installed[:1] for each in found} <= {each[:2] + each.installed[:1] for each in whole}


@given(st.sampled_from(WHOLE), st.binary(max_size=6), st.integers(0), st.integers(0, 9))
def test_whatever_a_source_holds_is_a_fault_or_packages(text: str, put: bytes, at: int, instead: int) -> None:
    data = text.encode()
    at %= len(data)
    with suppress(SourceError):
        assert all(each.name for each in from_bytes("list", data[:at] + put + data[at + instead :]))


def conda_installs(root: Path, name: str, version: str, files: tuple[str, ...] = (), **more: str) -> None:
    """A record in conda-meta, as conda writes it, and the files."""
    build = "py311_0"
    record = {
        "build": build,
        "build_number": 0,
        "channel": "https://conda.anaconda.org/conda-forge/linux-64",
        "constrains": [],
        "depends": [],
        "extracted_package_dir": f"/opt/pkgs/{name}-{version}-{build}",
        "files": list(files),
        "fn": f"{name}-{version}-{build}.conda",
        "link": {"source": f"/opt/pkgs/{name}-{version}-{build}", "type": 1},
        "md5": "0" * 32,
        "name": name,
        "paths_data": {"paths": [{"_path": file, "path_type": "hardlink"} for file in files], "paths_version": 1},
        "requested_spec": name,
        "subdir": "linux-64",
        "url": f"https://conda.anaconda.org/conda-forge/linux-64/{name}-{version}-{build}.conda",
        "version": version,
        **more,
    }
    place = root / f"conda-meta/{name}-{version}-{build}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(record, indent=2))
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: not a field\n")


def wheel(folder: Path, name: str, version: str) -> Path:
    """A wheel of one module, as build tools make it."""
    stem = f"{name.replace('-', '_')}-{version}"
    files = {
        f"{name.replace('-', '_')}.py": "",
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}"
        for path, text in files.items()
    ]
    files[f"{stem}.dist-info/RECORD"] = "\n".join([*record, f"{stem}.dist-info/RECORD,,", ""])
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return path


def pip_installs(root: Path, *wanted: str | Path) -> None:
    """What pip itself does, without the network."""
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "-q", "--disable-pip-version-check"]
    wheels = f"--find-links={root.parent}"
    subprocess.run([*command, wheels, "--target", str(root / SITE), *map(str, wanted)], check=True)


@pytest.fixture
def environment(tmp_path: Path, built: Path) -> Path:
    """Conda's python and numpy, and pip's own."""
    shutil.copytree(built, tmp_path / "envs")
    return tmp_path / "envs/demo"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the environment, and the wheel that pip took; pip is slow."""
    root = tmp_path_factory.mktemp("built") / "demo"
    conda_installs(root, "python", f"{sys.version_info[0]}.{sys.version_info[1]}.9")
    conda_installs(root, "numpy", "1.24.3", (f"{SITE}/numpy-1.24.3.dist-info/METADATA",))
    (root / SITE / "numpy-1.24.3.dist-info/INSTALLER").write_text("conda\n")
    (root / "conda-meta/history").write_text("==> 2024-01-01 00:00:00 <==\n")
    wheel(root.parent, "Flask-Cors", "4.0.1")
    pip_installs(root, "Flask-Cors==4.0.1")
    return root.parent


def installed(root: Path) -> dict[str, tuple[str, Installed]]:
    return {each.name: (each.manager, each.installed) for each in prefix.packages(str(root))}


def test_an_environment(environment: Path) -> None:
    found = installed(environment)
    assert set(found) == {"python", "numpy", "flask-cors"}
    assert found["numpy"] == (CONDA, Installed("1.24.3"))
    assert found["flask-cors"] == (PIP, Installed("4.0.1"))


def test_what_pip_installed_from_a_file_has_no_version_to_pin_to(environment: Path, tmp_path: Path) -> None:
    pip_installs(environment, wheel(tmp_path, "mine", "0.1"))
    assert (environment / SITE / "mine-0.1.dist-info/direct_url.json").exists()
    assert installed(environment)["mine"][1].obstacle.startswith("is installed from a folder or a URL")


def test_what_conda_ships_is_not_pips_whatever_its_installer_says(environment: Path) -> None:
    (environment / SITE / "numpy-1.24.3.dist-info/INSTALLER").write_text("uv\n")
    assert installed(environment)["numpy"] == (CONDA, Installed("1.24.3"))


def test_what_pip_has_put_in_the_place_of_condas(environment: Path) -> None:
    for file in (environment / SITE / "numpy-1.24.3.dist-info").iterdir():
        file.unlink()
    (environment / SITE / "numpy-1.24.3.dist-info").rmdir()
    wheel(environment.parent, "numpy", "2.1.0")
    pip_installs(environment, "numpy")
    packages = [each for each in prefix.packages(str(environment)) if each.name == "numpy"]
    obstacle = "is 1.24.3 for conda, but pip has put 2.1.0 of numpy in its place"
    assert packages == [
        Package(CONDA, "numpy", Installed("1.24.3", obstacle=obstacle)),
        Package(PIP, "numpy", Installed("2.1.0")),
    ]


def egg(root: Path, path: str, name: str, version: str) -> None:
    (root / SITE / path).parent.mkdir(parents=True, exist_ok=True)
    (root / SITE / path).write_text(f"Metadata-Version: 1.0\nName: {name}\nVersion: {version}\n")


def test_what_setup_py_has_installed(environment: Path) -> None:
    """Of setuptools a folder, of distutils a file."""
    egg(environment, "My.Tool-2.0-py3.11.egg-info/PKG-INFO", "My.Tool", "2.0")
    egg(environment, "PyYAML-5.3.1-py3.11.egg-info", "PyYAML", "5.3.1")
    found = installed(environment)
    assert found["my-tool"] == (PIP, Installed("2.0"))
    assert found["pyyaml"] == (PIP, Installed("5.3.1"))


@pytest.mark.parametrize(
    "path", ["yaml_x-5.3-py3.11.egg-info", "yaml_x-5.3-py3.11.egg-info/PKG-INFO", "yaml_x.egg-info"]
)
def test_condas_own_from_setup_py(environment: Path, path: str) -> None:
    """It is conda's, whatever stands in it; where pip has taken it away, what pip has put there counts."""
    conda_installs(environment, "yaml-x", "5.3", (f"{SITE}/{path}",))
    (environment / SITE / path).write_text("")
    assert installed(environment)["yaml-x"] == (CONDA, Installed("5.3"))
    (environment / SITE / path).unlink()
    egg(environment, "yaml_x-6.0.dist-info/METADATA", "yaml-x", "6.0")
    packages = [each for each in prefix.packages(str(environment)) if each.name == "yaml-x"]
    obstacle = "is 5.3 for conda, but pip has put 6.0 of yaml-x in its place"
    assert packages == [
        Package(CONDA, "yaml-x", Installed("5.3", obstacle=obstacle)),
        Package(PIP, "yaml-x", Installed("6.0")),
    ]


def test_remains_are_no_packages(environment: Path) -> None:
    for name in ("~umpy-1.0.dist-info", "gone-1.0.dist-info"):
        (environment / SITE / name).mkdir()
    (environment / SITE / "~umpy-1.0.dist-info/METADATA").write_text("half of it")
    (environment / SITE / "gone-1.0.egg-info").mkdir()
    (environment / SITE / "~ne-1.0.egg-info").write_text("half of it")
    (environment / "conda-meta/._numpy-1.24.3-py311_0.json").write_bytes(b"\x00\x05\x16\x07")
    assert set(installed(environment)) == {"python", "numpy", "flask-cors"}


def test_where_python_says_its_modules_lie(tmp_path: Path) -> None:
    site = "lib/python3.13t/site-packages"
    conda_installs(tmp_path, "python", "3.13.0", python_site_packages_path=site)
    (tmp_path / site / "x-1.0.dist-info").mkdir(parents=True)
    (tmp_path / site / "x-1.0.dist-info/METADATA").write_text("Name: x\nVersion: 1.0\n")
    assert installed(tmp_path)["x"] == (PIP, Installed("1.0"))


def test_without_python_there_is_no_pip(tmp_path: Path) -> None:
    conda_installs(tmp_path, "zlib", "1.3.1")
    assert installed(tmp_path) == {"zlib": (CONDA, Installed("1.3.1"))}


@pytest.mark.parametrize(
    ("file", "data", "message"),
    [
        ("conda-meta/x-1-0.json", b'{"name": "x", "ver', "is no whole record of conda's: "),
        ("conda-meta/x-1-0.json", b"[]", "is no record of conda's: it holds no mapping"),
        ("conda-meta/x-1-0.json", b'{"name": "x", "version": null}', "it has no version"),
        ("conda-meta/x-1-0.json", b'{"version": "1"}', "it has no name"),
        ("conda-meta/x-1-0.json", b'{"name": "x", "version": "1", "files": "y"}', "its files are no list"),
        ("conda-meta/x-1-0.json", b"\x00\xff\xfe", "is no whole record of conda's: "),
        (f"{SITE}/x-1.dist-info/METADATA", b"Name: x\n", "has no Version: the package is broken"),
        (f"{SITE}/x-1.egg-info/PKG-INFO", b"Name: x\n", "has no Version: the package is broken"),
        (f"{SITE}/x-1.egg-info", b"", "x-1.egg-info has no Name: the package is broken"),
        (f"{SITE}/x-1.dist-info/METADATA", b"\x00\xff", "has no Name: the package is broken"),
    ],
)
def test_a_broken_environment(environment: Path, file: str, data: bytes, message: str) -> None:
    (environment / file).parent.mkdir(exist_ok=True)
    (environment / file).write_bytes(data)
    with pytest.raises(SourceError) as raised:
        PinFrom(str(environment), "minor", None, {})
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_folder_that_is_no_environment(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no conda environment: it has no folder conda-meta"):
        prefix.packages(str(tmp_path))
    (tmp_path / "conda-meta").mkdir()
    with pytest.raises(SourceError, match="conda-meta holds no package"):
        prefix.packages(str(tmp_path))


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_in_an_environment_is_not_waited_for(environment: Path) -> None:
    os.mkfifo(environment / "conda-meta/x-1-0.json")
    with pytest.raises(SourceError, match=r"x-1-0\.json cannot be read: not a plain file$"):
        PinFrom(str(environment), "minor", None, {})
