"""Which lock belongs to which file."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from envlint import lint
from envlint.locks.belongs import locks_of
from envlint.locks.names import may_be_lock, platform_of, stem_of
from envlint.locks.read import _read_once
from envlint.testing import Files
from tests.locks.samples import EXPLICIT, PIXI

ENV = "dependencies: [a]\n"
SOURCES = "metadata:\n  sources:\n  - {}\npackage: []\n"


@pytest.mark.parametrize(
    ("path", "files", "expected"),
    [
        ("environment.yml", {"conda-lock.yml": SOURCES.format("environment.yml")}, ["conda-lock.yml"]),
        ("environment.yml", {"conda-lock.yml": SOURCES.format("gpu.yml")}, []),
        ("envs/gpu.yml", {"conda-lock.yml": SOURCES.format("./gpu.yml")}, ["conda-lock.yml"]),
        ("gpu.yml", {"my-conda-lock.yaml": SOURCES.format("gpu.yml")}, ["my-conda-lock.yaml"]),
        ("gpu.yml", {"gpu.conda-lock.yml": SOURCES.format("cpu.yml")}, []),
        ("environment.yml", {"conda-lock.yml": SOURCES.format("/tmp/x/environment.yml")}, []),
        ("dev.yaml", {"dev.linux-64.pin.txt": "", "dev-osx-64.lock": ""}, ["dev.linux-64.pin.txt", "dev-osx-64.lock"]),
        ("environment.yml", {"conda-linux-64.lock": EXPLICIT}, ["conda-linux-64.lock"]),
        # Whatever its name: the only environment file of the folder.
        ("dev.yml", {"conda-linux-64.lock": EXPLICIT}, ["conda-linux-64.lock"]),
        ("dev.yml", {"explicit.txt": EXPLICIT, "ci.yml": "on: push\n"}, ["explicit.txt"]),
        ("dev.yml", {"explicit.txt": EXPLICIT, "gpu.yml": ENV}, []),
        ("dev.yml", {"explicit.txt": "numpy\n"}, []),
        ("dev.yml", {"gpu-linux-64.lock": EXPLICIT, "gpu.yml": ENV}, []),
        ("gpu.yml", {"gpu-linux-64.lock": EXPLICIT, "dev.yml": ENV}, ["gpu-linux-64.lock"]),
        ("environment.yml", {"requirements.txt": EXPLICIT, "poetry.lock": "[[package]]\n"}, []),
        # pixi locks its own manifest.
        ("environment.yml", {"pixi.lock": PIXI}, ["pixi.lock"]),
        ("environment.yml", {"pixi.lock": PIXI, "pixi.toml": ""}, []),
        ("environment.yml", {"pixi.lock": PIXI, "pyproject.toml": "[tool.pixi.workspace]\n"}, []),
        ("environment.yml", {"pixi.lock": PIXI, "pyproject.toml": "[project]\n"}, ["pixi.lock"]),
    ],
)
def test_locks_beside_a_file(path: str, files: Mapping[str, str], expected: list[str]) -> None:
    assert list(locks_of(path, Files({path.rpartition("/")[2]: ENV, **files}))) == expected


def test_a_list_of_another_environment() -> None:
    files = Files(
        {"dev.yml": ENV, "conda-linux-64.lock": EXPLICIT, "dev-win-64.lock": EXPLICIT, "x.lock": "@EXPLICIT\nx\n"}
    )
    both = ("conda-linux-64.lock", "dev-win-64.lock", "x.lock")
    assert locks_of("dev.yml", files, frozenset(("python", "scipy"))) == both
    assert locks_of("dev.yml", files, frozenset(("python", "scipy", "pandas"))) == both[1:]


def test_a_list_of_another_name_is_parsed_once() -> None:
    """Though loose-pin and lock-drift both ask whose it is, and lock-drift what it holds."""
    _read_once.cache_clear()
    text = "name: a\nchannels: [conda-forge]\ndependencies: [python, numpy>=99]\n"
    found = lint(text, project={"explicit.txt": EXPLICIT}).diagnostics
    assert [each.rule for each in found] == ["lock-drift"]
    assert _read_once.cache_info().misses == 1


def test_the_configuration_has_the_last_word() -> None:
    class Configured(Files):
        def locks(self) -> tuple[str, ...]:
            return ("../locks/a.lock",)

    assert locks_of("environment.yml", Configured({"conda-linux-64.lock": EXPLICIT})) == ("../locks/a.lock",)


@pytest.mark.parametrize(
    ("name", "may", "stem", "platform"),
    [
        ("conda-lock.yml", True, None, ""),
        ("a.conda-lock.yaml", True, None, ""),
        ("pixi.lock", True, "pixi", ""),
        ("environment.linux-64.pin.txt", True, "environment", "linux-64"),
        ("environment.py-3.9-linux-aarch64.lock", True, "environment.py-3.9", "linux-aarch64"),
        ("example-explicit.osx-arm64.conda.lock", True, "example", "osx-arm64"),
        ("env_win-64.txt", True, "env", "win-64"),
        ("conda-linux-64.v8.lock", True, "conda-linux-64.v8", "linux-64"),
        ("requirements.txt", False, None, ""),
        ("environment.yml", False, None, ""),
        ("notes.md", False, None, ""),
    ],
)
def test_names(name: str, may: bool, stem: str | None, platform: str) -> None:
    assert (may_be_lock(name), platform_of(name)) == (may, platform)
    assert stem is None or stem_of(name) == stem


def test_no_other_file_is_read() -> None:
    class Watched(Files):
        def read(self, path: str) -> bytes | None:
            raise AssertionError(path)

    files = {"environment.yml": ENV, "requirements.txt": "x", "other.yml": ENV, "README.md": ""}
    assert locks_of("environment.yml", Watched(files)) == ()
