"""Locks on the command line and in the configuration."""

from __future__ import annotations

import pytest

from envlint.cli import main
from tests.locks.samples import CONDA_LOCK, EXPLICIT, PYTHON
from tests.test_cli import give

ENV = "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n"
DRIFT = "`python=3.11` does not allow python 3.12.7"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("repository"))
    give(".git/HEAD", "")


def lint(capfd: pytest.CaptureFixture[str], *paths: str) -> list[str]:
    """The files in which the drift is found, with the lock; no other finding is there."""
    code = main(["--select", "lock-drift", *paths])
    out, err = capfd.readouterr()
    found = [line for line in out.splitlines() if "[lock-drift]" in line]
    assert all(DRIFT in line for line in found), out
    assert (code, err) == (1 if found else 0, "")
    return [f"{line.partition(':')[0]} {line.rpartition('which ')[2].split('`')[1]}" for line in found]


@pytest.mark.parametrize("lock", ["conda-lock.yml", "envs/conda-lock.yml"])
def test_a_lock_lints_its_sources(lock: str, capfd: pytest.CaptureFixture[str]) -> None:
    beside = lock.replace("conda-lock", "environment")
    give(lock, CONDA_LOCK)
    give(beside, ENV)
    give(lock.replace("conda-lock", "other"), ENV)
    assert lint(capfd, lock) == [f"{beside} conda-lock.yml"]
    assert lint(capfd, lock, beside, ".") == [f"{beside} conda-lock.yml"]


def test_a_list_lints_the_file_of_its_stem(capfd: pytest.CaptureFixture[str]) -> None:
    give("a.yml", ENV)
    give("b.yaml", ENV)
    give("b.linux-64.pin.txt", EXPLICIT)
    assert lint(capfd, "b.linux-64.pin.txt") == ["b.yaml b.linux-64.pin.txt"]
    assert lint(capfd, "a.yml") == []


def test_a_lock_of_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    give("poetry.lock", "[[package]]\n")
    give("uv.lock", "version = 1\n")
    give("environment.yml", ENV)
    assert lint(capfd, "poetry.lock", "uv.lock") == []


@pytest.mark.parametrize(
    ("locks", "found"),
    [
        ('"envs/*.yml" = ["locks/*.txt"]', ["envs/gpu.yml ../locks/prod.txt"]),
        ('"gpu.yml" = ["./locks/prod.txt"]', ["envs/gpu.yml ../locks/prod.txt"]),
        ('"envs/gpu.yml" = []', []),
        ('"envs/cpu.yml" = ["locks/prod.txt"]', []),
    ],
)
def test_the_configuration_puts_them_together(locks: str, found: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    give("envlint.toml", f"[locks]\n{locks}\n")
    give("envs/gpu.yml", ENV)
    give("locks/prod.txt", EXPLICIT)
    assert lint(capfd, "envs/gpu.yml") == found
    assert lint(capfd, "locks/prod.txt") == found


def test_what_the_configuration_says_goes_before_what_lies_there(capfd: pytest.CaptureFixture[str]) -> None:
    give("environment.yml", ENV)
    give("conda-linux-64.lock", EXPLICIT)
    assert lint(capfd, ".") == ["environment.yml conda-linux-64.lock"]
    give("envlint.toml", '[locks]\n"environment.yml" = []\n')
    assert lint(capfd, ".") == []


def test_a_lock_that_is_not_there_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    give("environment.yml", ENV)
    give("envlint.toml", '[locks]\n"environment.yml" = ["gone.lock", "../outside.lock"]\n')
    assert main(["--select", "lock-drift", "."]) == 1
    out = capfd.readouterr().out
    assert out.count("is not there, or outside the repository") == 2
    assert "the lock `gone.lock`" in out and "the lock `../outside.lock`" in out


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_password_in_a_lock_is_never_shown(format: str, capfd: pytest.CaptureFixture[str]) -> None:
    secret = "tk-0123456789-abcdef"
    place = PYTHON.replace("anaconda.org/", f"anaconda.org/t/{secret}/")
    give("environment.yml", ENV + "  - bioconda::python\n")
    give("conda-linux-64.lock", f"@EXPLICIT\n{place}\nhttps://me:{secret}@x.org/c/linux-64/scipy-1-0.conda\n")
    assert main(["--select", "lock-drift", "--output-format", format, "."]) == 1
    out, err = capfd.readouterr()
    assert "lock-drift" in out
    assert secret not in out + err


def test_a_broken_configuration_is_told_once(capfd: pytest.CaptureFixture[str]) -> None:
    give("envlint.toml", "locks = ['a.lock']\n")
    give("environment.yml", ENV)
    give("conda-linux-64.lock", EXPLICIT)
    assert main(["conda-linux-64.lock", "environment.yml"]) == 2
    assert (
        capfd.readouterr().err == 'envlint: error: envlint.toml: locks is ["a.lock"], not a table of lists of texts\n'
    )
