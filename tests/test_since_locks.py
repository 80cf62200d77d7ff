"""`--since` and what lies beside a file: its locks first of all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from envlint.cli import main
from envlint.source import MAX_BYTES
from tests.locks.samples import EXPLICIT
from tests.repository import Repository

Cli = Callable[..., list[str]]

DRIFTED = "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - numpy=2.1.3\n"


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """The subjects of what is new since main, by one rule."""

    def run(*words: str, rule: str = "lock-drift") -> list[str]:
        code = main(["--since", "main", "--select", rule, "--output-format", "concise", *words])
        out, err = capfd.readouterr()
        found = [line.split("`")[1] for line in out.splitlines() if f"[{rule}]" in line]
        assert (code, err) == (1 if found else 0, "")
        return found

    return run


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A file whose lock held all that it asks for, but for one package."""
    team = Repository(tmp_path / "team")
    team.give("locked/environment.yml", DRIFTED + "  - scipy=1\n")
    team.give("locked/conda-linux-64.lock", EXPLICIT)
    team.give("locked/other.yml", "dependencies:\n  - python\n")
    team.commit()
    team.git("switch", "-qc", "topic")
    monkeypatch.chdir(team.folder / "locked")
    return team


NEWER = EXPLICIT.replace("numpy-2.1.3", "numpy-2.2.0")


@pytest.mark.parametrize("named", ["environment.yml", "conda-linux-64.lock", "."])
def test_a_changed_lock_lints_its_file(cli: Cli, locked: Repository, named: str) -> None:
    assert cli(named) == []
    locked.give("locked/conda-linux-64.lock", NEWER)
    assert cli(named) == ["numpy=2.1.3"]
    locked.commit()
    assert cli(named) == ["numpy=2.1.3"]


def test_a_file_that_is_too_large_as_it_was_is_no_news(locked: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    locked.give("locked/environment.yml", DRIFTED + "#" * MAX_BYTES)
    locked.commit()
    locked.git("branch", "-f", "main")
    locked.give("locked/conda-linux-64.lock", NEWER)
    assert main(["environment.yml"]) == 1
    assert "larger than 4 MiB" in capfd.readouterr().out
    assert main(["--since", "main", "environment.yml"]) == 0
    assert "1 known finding" in capfd.readouterr().out


def test_drift_is_counted_against_both_files_as_they_were(cli: Cli, locked: Repository) -> None:
    locked.give("locked/conda-linux-64.lock", NEWER)
    locked.give("locked/environment.yml", DRIFTED + "  - scipy=1\n  - pip\n")
    assert cli() == ["numpy=2.1.3", "conda-linux-64.lock"]


@pytest.mark.parametrize("how", ["new", "renamed", "gone"])
def test_locks_that_come_and_go(cli: Cli, locked: Repository, how: str) -> None:
    if how == "new":
        locked.give("locked/environment.linux-64.pin.txt", NEWER)
        assert cli() == ["numpy=2.1.3"]
    elif how == "renamed":
        locked.git("mv", "locked/conda-linux-64.lock", "locked/environment.linux-64.pin.txt")
        assert cli() == []
    else:
        locked.git("rm", "-q", "locked/conda-linux-64.lock")
        assert cli() == []


def test_what_lies_beside_a_file_is_compared_as_it_was(cli: Cli, locked: Repository) -> None:
    """Not as it is: then what the branch breaks would seem to have been so."""
    text = "channels: [conda-forge]\ndependencies:\n  - pip\n  - pip:\n    - -r needs.txt\n"
    locked.give("locked/needs.txt", "")
    locked.give("locked/other.yml", text)
    locked.commit()
    locked.git("branch", "-f", "main")
    assert cli(rule="missing-requirements-file") == []
    locked.git("rm", "-q", "locked/needs.txt")
    locked.give("locked/other.yml", "name: other\n" + text)
    assert cli(rule="missing-requirements-file") == ["needs.txt"]
