"""lock-drift: what is judged on which platform, by which lock, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from envlint import engine, testing
from envlint.diagnostic import Diagnostic
from envlint.rules.project.lock_drift import lock_drift
from envlint.source import Source
from envlint.testing import Files
from tests.rules.probe import probe

FORGE = "https://conda.anaconda.org/conda-forge"
ENV = "name: demo\nchannels: [conda-forge]\ndependencies:\n"
PIP = f"{ENV}- python=3.12\n- pip:\n"


def listed(*files: str, platform: str = "linux-64") -> str:
    return f"# platform: {platform}\n@EXPLICIT\n" + "".join(f"{file}\n" for file in files)


def package(name: str, version: str, build: str = "0", subdir: str = "linux-64", channel: str = FORGE) -> str:
    return f"{channel}/{subdir}/{name}-{version}-{build}.conda"


def locked(*packages: tuple[str, str, str, str], sources: str = "[environment.yml]", platforms: str = "") -> str:
    """A conda-lock.yml of (manager, platform, name, version)."""
    platforms = platforms or ", ".join(sorted({platform for _, platform, _, _ in packages}))
    items = (
        f"- name: {name}\n  version: '{version}'\n  manager: {manager}\n  platform: {platform}\n"
        f"  url: {FORGE}/{platform}/{name}-{version}-py_0.conda\n"
        for manager, platform, name, version in packages
    )
    return f"version: 1\nmetadata:\n  platforms: [{platforms}]\n  sources: {sources}\npackage:\n{''.join(items)}"


def drifts(text: str, files: Mapping[str, str], path: str = "environment.yml") -> list[str]:
    return probe(lock_drift, text, files={path.rpartition("/")[2]: text, **files}, path=path).messages


LIST = listed(
    package("numpy", "1.26.4", "py312h_0"),
    package("pytorch", "2.5.1", "cpu_0"),
    package("tzdata", "2025a", subdir="noarch"),
    package("mkl", "2024.0", channel="https://repo.anaconda.com/pkgs/main"),
    package("tool", "1.0", channel="https://art.example.org/t/tk-12345678/api/mine"),
)
LOCK = "conda-linux-64.lock"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("numpy", ""),
        ("NumPy=1.26", ""),
        ("numpy>=1.26,<2", ""),
        ("numpy=1.26.4=py312*", ""),
        ("tzdata", ""),
        ("__glibc>=2.17", ""),
        ("num*", ""),
        ("numpy<>1", ""),
        (f"{package('scipy', '1.0')}", ""),
        ("numpy=2", "`numpy=2` does not allow numpy 1.26.4, which `conda-linux-64.lock` holds"),
        ("pytorch=2.5.1=*cuda*", "does not allow pytorch 2.5.1=cpu_0"),
        ("scipy", "`conda-linux-64.lock` holds no `scipy`: an environment made from the lock lacks it"),
        ("bioconda::numpy", "holds `numpy` from conda-forge: not what the line asks for"),
        ("mkl", "holds `mkl` from pkgs/main: no channel of this file"),
        ("tool", ""),
        ("mine::tool", ""),
        ("other::tool", "holds `tool` from https://art.example.org/api/mine: not what the line asks for"),
    ],
)
def test_conda_items_against_a_list(item: str, said: str) -> None:
    found = drifts(f"{ENV}- {item}\n", {LOCK: LIST})
    assert len(found) == (1 if said else 0)
    assert not said or said in found[0]


@pytest.mark.parametrize(
    ("channels", "count"),
    [
        ("channels: [conda-forge, defaults]\n", 0),
        ("channels: [conda-forge, nodefaults]\n", 1),
        ("channels: [nodefaults]\n", 0),
        ("channels: [$CHANNEL]\n", 0),
        ("channels: [https://art.example.org/conda/main]\n", 0),
        ("", 0),
    ],
)
def test_channels_of_the_file(channels: str, count: int) -> None:
    assert len(drifts(f"{channels}dependencies: [mkl]\n", {LOCK: LIST})) == count


FULL = locked(
    ("conda", "linux-64", "python", "3.12.7"),
    ("conda", "win-64", "python", "3.12.7"),
    ("conda", "linux-64", "pytables", "3.10"),
    ("conda", "win-64", "pytables", "3.10"),
    ("pip", "linux-64", "requests", "2.32.3"),
    ("pip", "win-64", "requests", "2.31.0"),
    ("pip", "win-64", "pywin32", "306"),
)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("requests", ""),
        ("Requests[socks]>=2.31", ""),
        ("requests>=2.32", "does not allow requests 2.31.0, which `conda-lock.yml` holds for win-64"),
        ("requests<2", "does not allow requests 2.32.3 or requests 2.31.0, which `conda-lock.yml` holds"),
        ("pywin32", "`conda-lock.yml` holds no `pywin32` for linux-64"),
        ("pywin32; sys_platform == 'win32'", ""),
        ("pywin32; platform_system != 'Linux'", ""),
        ("tomli; python_version < '3.11'", ""),
        ("tomli; python_version >= '3.11'", "holds no `tomli`"),
        ("tomli; platform_release > '1'", ""),
        ("tables", ""),  # conda's pytables is PyPI's tables
        ("rich  # [win]", "holds no `rich` for win-64"),
        ("pywin32  # [win]", ""),
        ("-e .", ""),
        ("./local", ""),
        ("-r requirements.txt", ""),
        ("--extra-index-url https://index.example.org", ""),
        ("mine @ git+https://git.example.org/mine", "holds no `mine`"),
        ("requests @ git+https://git.example.org/requests", ""),
        ("two words", ""),
    ],
)
def test_pip_items_against_conda_lock(item: str, said: str) -> None:
    found = drifts(f"{PIP}  - {item}\n", {"conda-lock.yml": FULL})
    assert len(found) == (1 if said else 0), found
    assert not said or said in found[0]


def test_a_list_holds_no_pip_packages() -> None:
    text = f"{PIP}  - requests\n"
    assert drifts(text, {LOCK: listed(package("python", "3.12.1"))}) == []


def test_pixi_judges_pip_lines() -> None:
    from tests.locks.samples import PIXI

    found = drifts(f"{PIP}  - requests>=3\n  - rich\n", {"pixi.lock": PIXI})
    assert [each.partition(" ")[0] for each in found] == ["`requests>=3`", "`pixi.lock`"]


@pytest.mark.parametrize(
    ("platform", "marker", "said"),
    [
        ("linux-64", "sys_platform == 'linux'", True),
        ("linux-64", "sys_platform == 'win32'", False),
        ("linux-64", "python_version > '3'", False),  # the lock does not tell
        ("emscripten-wasm32", "sys_platform == 'linux'", False),  # no platform that is known
        ("emscripten-wasm32", "python_version > '3'", False),
    ],
)
def test_a_marker_that_the_lock_does_not_answer_is_not_judged(platform: str, marker: str, said: bool) -> None:
    lock = locked(("pip", platform, "rich", "1"))
    found = drifts(f'{ENV}- pip:\n  - "rich>=2; {marker}"\n', {"conda-lock.yml": lock})
    assert bool(found) == said


@pytest.mark.parametrize(
    ("head", "item", "count"),
    [
        ("platforms: [linux-64]\n", "pywin32", 0),
        ("platforms: [win-64]\n", "pywin32", 1),
        ("platforms: [osx-64]\n", "pywin32", 0),
        ("", "pywin32  # [linux]", 0),
        ("", "pywin32  # [win]", 1),
        ("", "pywin32  # [unix]", 0),
        ("", "pywin32  # [see the manual]", 0),
        ("", "pywin32  # why", 1),
    ],
)
def test_platforms_and_selectors(head: str, item: str, count: int) -> None:
    lock = locked(("conda", "linux-64", "pywin32", "1"), platforms="linux-64, win-64")
    assert len(drifts(f"{head}dependencies:\n- {item}\n", {"conda-lock.yml": lock})) == count


def test_several_lists_are_told_as_one() -> None:
    files = {
        "conda-linux-64.lock": listed(package("numpy", "1.26.4")),
        "conda-osx-64.lock": listed(package("numpy", "2.1.0", subdir="osx-64"), platform="osx-64"),
        "conda-win-64.lock": listed(package("numpy", "1.25.0", subdir="win-64"), platform="win-64"),
    }
    found = probe(lock_drift, f"{ENV}- numpy=2\n", files=files).diagnostics
    assert [each.message for each in found] == [
        "`numpy=2` does not allow numpy 1.26.4 or numpy 1.25.0, which `conda-linux-64.lock` and `conda-win-64.lock` "
        "hold for linux-64, win-64"
    ]
    assert [(each.message, each.path) for each in found[0].related] == [
        ("numpy 1.26.4 for linux-64", "conda-linux-64.lock"),
        ("numpy 1.25.0 for win-64", "conda-win-64.lock"),
    ]
    first = found[0].related[0]
    assert first.path and files[first.path][slice(*first.span)] == package("numpy", "1.26.4")


def test_what_another_source_speaks_of_may_be_its_word() -> None:
    lock = locked(("conda", "linux-64", "numpy", "1.26.4"), sources="[environment.yml, gpu.yml]")
    text = f"{ENV}- numpy=2\n- scipy\n"
    assert len(drifts(text, {"conda-lock.yml": lock, "gpu.yml": "dependencies: [python]\n"})) == 2
    assert len(drifts(text, {"conda-lock.yml": lock, "gpu.yml": "dependencies: [numpy=1]\n"})) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("conda-lock.yml", FULL.replace("version: 1\n", "version: 9\n"), "is a lock of version 9"),
        ("conda-lock.yml", FULL[: FULL.rindex("  url:")], "is not whole: a package (pywin32) has no url"),
        ("conda-lock.yml", "a: b\n", "has neither a line `@EXPLICIT`"),
        ("conda-lock.yml", "", "has neither a line `@EXPLICIT`"),
        (LOCK, listed("numpy=1.2"), "has a line that names no package file"),
        ("pixi.lock", "version: 6\nenvironments:\n", "is no whole pixi.lock"),
        ("environment.lock", "anything\n", ""),
        ("environment.lock", listed("x"), "has a line that names no package file"),
    ],
)
def test_a_lock_that_cannot_be_read(name: str, content: str, said: str) -> None:
    found = probe(lock_drift, f"{ENV}- numpy\n", files={name: content}).diagnostics
    assert len(found) == (1 if said else 0)
    if said:
        assert f"the lock `{name}` {said}" in found[0].message
        assert (found[0].subject, found[0].related[0].path) == (f"lock/{name}", name)


def linted(data: bytes | None, there: bool = False) -> tuple[Diagnostic, ...]:
    class Configured(Files):
        def locks(self) -> tuple[str, ...]:
            return ("../locks/a.lock",)

        def read(self, path: str) -> bytes | None:
            return data

        def exists(self, path: str) -> bool:
            return there

    report = engine.lint(
        Source("environment.yml", f"{ENV}- numpy\n"), testing.settings_for([lock_drift]), Configured({})
    )
    assert not report.crashes
    return report.diagnostics


def test_configured_locks() -> None:
    assert linted(listed(package("numpy", "1")).encode()) == ()
    assert "is not text" in linted(b"\xff\xfe\xfa")[0].message
    assert "is not text" in linted(b"@EXPLICIT\0")[0].message
    missing = linted(None)[0]
    assert "`../locks/a.lock` is not there" in missing.message
    assert "locks" in missing.help
    folder = linted(None, there=True)[0]
    assert "`../locks/a.lock` is no file that can be read" in folder.message
