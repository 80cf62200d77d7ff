"""`--since`: which files have changed, what their base version had, and where git has no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from envlint.git import git
from tests.fakes import CI, Outcome, command_line
from tests.repository import Repository

Cli = Callable[..., Outcome]

OLD = "dependencies:\n  - A=1\n  - b\n"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Cli:
    return command_line(monkeypatch, capfdbinary)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Two files with findings on main, and a branch."""
    team = Repository(tmp_path / "team")
    team.give("a.yml", OLD)
    team.give("envs/b.yml", OLD)
    team.commit()
    team.git("switch", "-qc", "topic")
    monkeypatch.chdir(team.folder)
    return team


def found(outcome: Outcome) -> list[str]:
    """`path subject` of each finding shown."""
    lines = [line for line in outcome.out.splitlines() if line.endswith("]")]
    return [f"{line.split(':')[0]} {line.split(': ')[2].split()[0]}" for line in lines]


def test_nothing_has_changed(cli: Cli, team: Repository) -> None:
    assert cli("--since", "main") == (0, "No conda environment file has changed since main.\n", "")
    told = cli("--since", "main", "-v").err
    assert "passed over a.yml: not changed" in told


@pytest.mark.parametrize("how", ["committed", "staged", "unstaged"])
def test_a_change_counts_however_it_is_kept(cli: Cli, team: Repository, how: str) -> None:
    team.give("envs/b.yml", OLD + "  - new\n")
    if how != "unstaged":
        team.git("add", "-A")
    if how == "committed":
        team.commit()
    outcome = cli("--since", "main")
    assert outcome.code == 1
    assert found(outcome) == ["envs/b.yml new"]
    assert "2 known findings in the base version." in outcome.out


def test_a_new_file_is_all_new(cli: Cli, team: Repository) -> None:
    team.give("envs/new.yml", "dependencies:\n  - c\n")
    assert found(cli("--since", "main")) == ["envs/new.yml c"]
    team.commit()
    assert found(cli("--since", "main")) == ["envs/new.yml c"]


@pytest.mark.parametrize("name", ["moved/with space.yml", "ünï.yml", "a\tb.yml"])
def test_a_renamed_file_is_followed(cli: Cli, team: Repository, name: str) -> None:
    (team.folder / name).parent.mkdir(exist_ok=True)
    team.git("mv", "a.yml", name)
    assert cli("--since", "main").out == "No new problems in 1 file. 2 known findings in the base version.\n"
    team.give(name, OLD + "  - new\n")
    team.commit()
    outcome = cli("--since", "main")
    assert (outcome.code, outcome.out.count("[loose-pin]"), outcome.out.count("[loud-name]")) == (1, 1, 0)


def test_what_main_did_meanwhile_is_no_change_of_the_branch(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD + "  - mine\n")
    team.commit()
    team.git("switch", "-q", "main")
    team.give("a.yml", OLD + "  - theirs\n  - mine\n")
    team.give("envs/b.yml", OLD + "  - theirs\n")
    team.commit()
    team.git("switch", "-q", "topic")
    assert found(cli("--since", "main")) == ["a.yml mine"]


def test_paths_limit_it_further(cli: Cli, team: Repository) -> None:
    """pre-commit appends file names."""
    team.give("a.yml", OLD + "  - new\n")
    team.give("envs/b.yml", OLD + "  - new\n")
    assert found(cli("--since", "main", "a.yml")) == ["a.yml new"]
    assert found(cli("--since", "main", "envs")) == ["envs/b.yml new"]
    assert found(cli("--since", "main", team.folder / "envs" / "b.yml"))[0].endswith("envs/b.yml new")
    assert cli("--since", "main", "no-such.yml").code == 2


def test_from_a_folder_below_and_through_a_link(
    cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    team.give("envs/b.yml", OLD + "  - new\n")
    monkeypatch.chdir(team.folder / "envs")
    assert found(cli("--since", "main")) == ["b.yml new"]
    (tmp_path / "link").symlink_to(team.folder / "envs")
    monkeypatch.chdir(tmp_path)
    assert found(cli("--since", "main", "link/b.yml")) == ["link/b.yml new"]


def test_a_link_is_what_it_points_to(cli: Cli, team: Repository) -> None:
    (team.folder / "link.yml").symlink_to("a.yml")
    team.commit()
    assert cli("--since", "main", "link.yml").out == "No conda environment file has changed since main.\n"
    team.give("a.yml", OLD + "  - new\n")
    assert found(cli("--since", "main", "link.yml")) == ["link.yml new"]


def test_the_baseline_and_the_base_are_not_added_up(cli: Cli, team: Repository) -> None:
    cli("baseline")
    team.give("a.yml", OLD + "  - new\n")
    outcome = cli("--since", "main")
    assert found(outcome) == ["a.yml new"]
    assert "2 known findings" in outcome.out
    team.give("a.yml", OLD + "  - b\n")
    assert found(cli("--since", "main")) == ["a.yml b"]


def test_known_findings_are_not_fixed(cli: Cli, team: Repository) -> None:
    file = team.give("a.yml", OLD + "  - C=1\n")
    assert cli("--since", "main", "--fix").code == 0
    assert file.read_text() == OLD + "  - c=1\n"


def test_base_versions_are_linted_with_the_settings_of_today(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD + "  - evil=1\n")
    team.commit()
    team.give("envlint.toml", 'select = ["strict"]\n')
    team.give("a.yml", OLD + "  - evil=1\n  - c=1\n")
    assert cli("--since", "HEAD").code == 0


@pytest.mark.parametrize("revision", ["nope", "--help", "--output=x", "a..b", "main:a.yml", "\n", "@{u}"])
def test_a_revision_that_is_none(cli: Cli, team: Repository, revision: str) -> None:
    outcome = cli(f"--since={revision}")
    assert outcome.code == 2
    assert outcome.err.startswith("envlint: error: --since: there is no revision")
    assert outcome.err.count("\n") == 1
    assert not (team.folder / "x").exists()


def test_what_to_fetch(cli: Cli, team: Repository) -> None:
    told = "there is no revision origin/main here: git fetch origin main:refs/remotes/origin/main\n"
    assert cli("--since", "origin/main").err.endswith(told)


def test_no_repository(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("--since", "main") == (2, "", "envlint: error: --since: . is not in a git repository\n")


def test_no_commit_and_no_common_commit(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    team = Repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "the repository has no commit yet" in cli("--since", "main").err
    team.commit()
    team.git("switch", "-q", "--orphan", "other")
    team.give("a.yml", OLD)
    team.commit()
    assert "HEAD and main have no common commit" in cli("--since", "main").err


def test_a_repository_that_lacks_what_was_there(cli: Cli, team: Repository) -> None:
    blob = team.git("rev-parse", "main:a.yml").strip()
    team.give("a.yml", OLD + "  - new\n")
    team.commit()  # or git itself looks for it
    (team.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    outcome = cli("--since", "main", "a.yml")
    assert (outcome.code, outcome.err) == (2, f"envlint: error: --since: git has not the object {blob}\n")


def test_an_empty_revision(cli: Cli, team: Repository) -> None:
    assert "--since is empty" in cli("--since", "").err


def test_a_shallow_clone(cli: Cli, team: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in "abc":
        team.give("a.yml", OLD + f"  - {each}\n")
        team.commit()
    team.git("clone", "-q", "--depth", "1", "--branch", "topic", f"file://{team.folder}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    missing = cli("--since", "origin/main")
    assert missing.code == 2
    assert missing.err.count("\n") == 1
    assert "origin/main is not here, in a shallow clone" in missing.err
    clone = Repository(tmp_path / "clone")
    clone.git("fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    assert "HEAD and origin/main have no common commit here, in a shallow clone" in cli("--since", "origin/main").err
    command = missing.err.partition(": git ")[2].partition(" (")[0].split()
    assert command[0] == "fetch"
    clone.git(*command)
    assert found(cli("--since", "origin/main")) == ["a.yml c"]


def test_auto(cli: Cli, team: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = cli("--since", "auto")
    assert outcome.code == 2
    assert "no upstream: name the base, as in --since origin/main" in outcome.err
    base = team.git("rev-parse", "main").strip()
    team.give("a.yml", OLD + "  - pushed\n")
    team.commit()
    team.git("clone", "-q", f"file://{team.folder}", str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    monkeypatch.chdir(clone.folder)
    clone.give("a.yml", OLD + "  - pushed\n  - mine\n")
    assert found(cli("--since", "auto")) == ["a.yml mine"]
    for name, value in zip(CI, ("main", base, "main"), strict=True):
        monkeypatch.setenv(name, value)
        assert found(cli("--since", "auto")) == ["a.yml pushed", "a.yml mine"], name
        monkeypatch.setenv(name, "")


def test_standard_input(cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys
    from types import SimpleNamespace

    team.give("a.yml", OLD + "  - new\n")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO((OLD + "  - typed\n").encode())))
    assert found(cli("-", "--stdin-filename", "a.yml", "--since", "main")) == ["a.yml typed"]


def test_a_monitor_of_the_repository_is_not_started(cli: Cli, team: Repository) -> None:
    mark = team.folder / "started"
    team.git("config", "core.fsmonitor", f"touch {mark}")
    team.give("a.yml", OLD + "  - new\n")
    mark.unlink(missing_ok=True)
    assert cli("--since", "main").code == 1
    assert not mark.exists()


def test_what_is_not_yaml_is_not_read_beside_it(cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `.condarc` has no suffix, and what else has none may be of any size."""
    team.give(".condarc", "ssl_verify: false\n")
    team.give("disk", "x" * 1000)
    team.commit()
    team.give(".condarc", "ssl_verify: false\nchannels: [a]\n")
    team.give("disk", "y" * 1000)
    asked: list[bytes] = []

    def watched(folder: str, *arguments: str, stdin: bytes = b"") -> bytes:
        asked.extend(stdin.split())
        return git(folder, *arguments, stdin=stdin)

    monkeypatch.setattr("envlint.gate.since.git", watched)
    assert cli("--since", "HEAD").code == 0
    assert len(asked) == 1
