"""`envlint baseline`: what is written, what a run then says, what no longer happens, bad baselines."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from envlint.diagnostic import Diagnostic
from envlint.engine import Report
from envlint.gate.baseline import Baseline, text
from envlint.gate.known import beyond, count, either
from envlint.source import Source, Span
from tests.fakes import Outcome, command_line
from tests.repository import Repository

Cli = Callable[..., Outcome]

OLD = "dependencies:\n  - A=1\n  - b\n"
NAME = ".envlint-baseline.json"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    return command_line(monkeypatch, capfdbinary)


@pytest.fixture
def team(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def finding(subject: str, at: int, items: int = 1) -> Diagnostic:
    return Diagnostic("m", Span(at, at + 1), subject, rule="r", items=items)


def report(*found: Diagnostic) -> Report:
    return Report(Source("a.yml", ""), found)


def test_of_equal_findings_the_later_ones_are_new() -> None:
    found = beyond(report(finding("x", 1), finding("y", 2), finding("x", 3)), {("r", "x"): 1})
    assert [each.span.start for each in found.diagnostics] == [2, 3]
    assert [each.span.start for each in found.known] == [1]


def test_a_finding_on_many_items_is_new_when_it_grows() -> None:
    known = count([finding("all", 1, items=3)])
    assert known == {("r", "all"): 3}
    assert beyond(report(finding("all", 5, items=3)), known).diagnostics == ()
    assert beyond(report(finding("all", 5, items=2)), known).diagnostics == ()
    assert len(beyond(report(finding("all", 5, items=4)), known).diagnostics) == 1


def test_what_two_sources_know_counts_once() -> None:
    assert either({("r", "x"): 1, ("r", "y"): 2}, {("r", "x"): 3}) == {("r", "x"): 3, ("r", "y"): 2}


def test_secrets_are_not_counted_by_their_letters() -> None:
    secret = "https://me:hunter2hunter2@example.org/c"
    assert "hunter2" not in str(count([finding(secret, 1)]))
    assert beyond(report(finding(secret, 1)), count([finding(secret, 9)])).diagnostics == ()


def test_a_run_says_only_what_is_new(cli: Cli, team: Repository) -> None:
    team.give("envs/a.yml", OLD)
    assert cli("baseline") == (0, f"Wrote {NAME}: 2 known findings in 1 file.\n", "")
    assert cli() == (0, "No new problems in 1 file. 2 known findings in the baseline.\n", "")
    assert cli("--quiet") == (0, "", "")
    team.give("envs/a.yml", "# moved\n\ndependencies:\n  - new\n  - b   # why\n\n  - A=1\n")
    outcome = cli()
    assert outcome.code == 1
    assert outcome.out.startswith("envs/a.yml:4:5: warning: new has no version [loose-pin]")
    assert "Found 1 problem in 1 file" in outcome.out
    assert "2 known findings in the baseline." in outcome.out
    assert cli("--no-baseline").out.count("envs/a.yml:") == 3
    assert len(json.loads(cli("--output-format", "json").out)["diagnostics"]) == 1


def test_what_is_known_is_not_fixed(cli: Cli, team: Repository) -> None:
    file = team.give("a.yml", OLD)
    cli("baseline")
    file.write_text(OLD + "  - C=1\n")
    assert cli("--fix").code == 0
    assert file.read_text() == OLD + "  - c=1\n"
    assert cli("--diff").out == ""


def test_the_file_is_sorted_with_an_entry_a_line() -> None:
    one = Baseline("x", {"b.yml": {("z", "s"): 1, ("a", "t"): 2, ("a", "s"): 1}, "a.yml": {("a", "ü"): 1}})
    assert text(one) == (
        '{\n "version": 1,\n "files": {\n  "a.yml": {\n   "a": {\n    "\\u00fc": 1\n   }\n  },\n'
        '  "b.yml": {\n   "a": {\n    "s": 1,\n    "t": 2\n   },\n   "z": {\n    "s": 1\n   }\n  }\n }\n}\n'
    )


def test_what_no_longer_happens_is_said_and_pruned(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD)
    team.give("gone.yml", OLD)
    cli("baseline")
    team.give("a.yml", "dependencies:\n  - b\n  - new\n")
    (team.folder / "gone.yml").unlink()
    before = (team.folder / NAME).read_text()
    told = f"envlint: {NAME}: 3 entries no longer happen: envlint baseline --prune drops them\n"
    assert cli().err == told
    assert cli("--quiet").err == ""
    assert "1 entry no longer happens" in cli("a.yml").err, "of a file that was not asked for nothing is said"
    assert cli("--select", "pins", "a.yml").err == "", "nor of a rule that was not run"
    assert (team.folder / NAME).read_text() == before, "a lint run never writes it"
    assert cli("baseline", "--prune").out == f"{NAME}: dropped 3 entries; 1 entry is left.\n"
    assert "new has no version" in cli().out, "pruning takes nothing in"
    assert cli("baseline", "--prune").out == f"{NAME}: every entry still happens; 1 entry is left.\n"
    assert cli().err == ""


def test_a_file_of_which_nothing_is_left_is_dropped(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD)
    team.give("b.yml", OLD)
    cli("baseline")
    team.give("a.yml", "dependencies: [a=1]\n")
    assert cli("baseline", "--prune").out == f"{NAME}: dropped 2 entries; 2 entries are left.\n"
    assert [*json.loads((team.folder / NAME).read_text())["files"]] == ["b.yml"]


def test_some_paths_or_rules_leave_the_others_as_they_are(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD)
    team.give("b.yml", OLD)
    cli("baseline")
    team.give("a.yml", "dependencies:\n  - C=1\n  - d\n")
    team.give("b.yml", "dependencies: [a=1]\n")
    cli("baseline", "a.yml", "--select", "pins")
    assert json.loads((team.folder / NAME).read_text())["files"] == {
        "a.yml": {"loose-pin": {"d": 1}, "loud-name": {"a": 1}},
        "b.yml": {"loose-pin": {"b": 1}, "loud-name": {"a": 1}},
    }


def test_where_it_is_written_and_found(cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    team.give("sub/deep/a.yml", OLD)
    monkeypatch.chdir(team.folder / "sub")
    assert cli("baseline").out.startswith("Wrote ")
    assert list(json.loads((team.folder / NAME).read_text())["files"]) == ["sub/deep/a.yml"]
    monkeypatch.chdir(team.folder / "sub" / "deep")
    assert cli("a.yml").code == 0
    monkeypatch.chdir(team.folder)
    assert cli("sub/deep/a.yml").code == 0
    (team.folder / NAME).rename(team.folder / "sub" / NAME)
    assert cli().code == 1, "paths count from the baseline's own folder"
    cli("baseline")
    assert list(json.loads((team.folder / "sub" / NAME).read_text())["files"]) == ["deep/a.yml"]
    assert not (team.folder / NAME).exists(), "the nearest one is kept up"


def test_a_baseline_by_name(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD)
    (team.folder / "ci").mkdir()
    assert cli("--baseline", "ci/known.json").code == 2
    assert "ci/known.json: there is no such baseline" in cli("--baseline", "ci/known.json").err
    assert cli("baseline", "--baseline", "ci/known.json").code == 0
    assert list(json.loads((team.folder / "ci/known.json").read_text())["files"]) == ["../a.yml"]
    assert cli("--baseline", "ci/known.json").code == 0
    assert cli().code == 1


def test_nothing_found_writes_nothing(cli: Cli, team: Repository) -> None:
    team.give("a.yml", "dependencies: [a=1]\n")
    assert cli("baseline") == (0, f"{NAME}: nothing is found, so there is nothing to write.\n", "")
    assert not (team.folder / NAME).exists()


def test_no_file_writes_nothing(cli: Cli, team: Repository) -> None:
    team.give("compose.yml", "services: {}\n")
    assert cli("baseline") == (0, "No conda environment file found: there is nothing to write down.\n", "")
    assert not (team.folder / NAME).exists()


def test_a_fault_writes_nothing(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD + "  - boom=1\n")
    outcome = cli("baseline")
    assert outcome.code == 2
    assert "no baseline was written" in outcome.err
    assert not (team.folder / NAME).exists()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{", "not valid JSON: "),
        ("<<<<<<< HEAD\n{}", "not valid JSON: "),
        ("[" * 100_000, "not valid JSON: "),
        ("\xff", "not valid JSON: "),
        ("[]", "version: not a baseline of envlint"),
        ("{}", "version: not a baseline of envlint"),
        ('{"version": true}', "version: not a baseline of envlint"),
        ('{"version": 2, "anything": []}', "version: 2 is of a newer envlint than this, which reads 1"),
        ('{"version": 1}', "files: is not a table"),
        ('{"version": 1, "files": {"a.yml": []}}', "files: a.yml: is not a table"),
        ('{"version": 1, "files": {"a.yml": {"r": 1}}}', "files: a.yml: r: is not a table"),
        ('{"version": 1, "files": {"a.yml": {"r": {"s": 0}}}}', "files: a.yml: r: s: is not a count from 1"),
        ('{"version": 1, "files": {"a.yml": {"r": {"s": true}}}}', "files: a.yml: r: s: is not a count from 1"),
    ],
)
def test_a_bad_baseline_is_one_line(cli: Cli, team: Repository, written: str, told: str) -> None:
    team.give("a.yml", OLD)
    file = team.folder / NAME
    file.write_bytes(written.encode("latin-1"))
    for argv in ([], ["baseline"], ["baseline", "--prune"]):
        outcome = cli(*argv)
        assert outcome.code == 2
        assert outcome.err.startswith(f"envlint: error: {NAME}: {told}"), outcome.err
        assert outcome.err.removesuffix("envlint: no baseline was written\n").count("\n") == 1
        assert file.read_bytes() == written.encode("latin-1")


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")
@pytest.mark.parametrize(
    ("become", "what"),
    [
        (os.mkfifo, "a pipe (FIFO)"),
        (os.mkdir, "a folder"),
        (lambda path: os.symlink("/dev/zero", path), "a device"),
    ],
)
def test_what_is_no_file_is_never_opened(cli: Cli, team: Repository, become: Callable[[str], None], what: str) -> None:
    team.give("a.yml", OLD)
    for name in (NAME, "other.json"):
        become(name)
        named = [] if name == NAME else ["--baseline", name]
        for argv in ([], ["baseline"], ["baseline", "--prune"]):
            outcome = cli(*argv, *named)
            assert outcome.code == 2
            assert outcome.err.startswith(f"envlint: error: {name}: is {what}, not a file, and was not opened\n")
        assert not os.path.isfile(name)
        os.rmdir(name) if what == "a folder" else os.unlink(name)


def test_a_bad_baseline_does_not_stop_what_it_does_not_speak_of(cli: Cli, team: Repository) -> None:
    team.give("a.yml", OLD)
    team.give("other/b.yml", OLD)
    team.give(f"other/{NAME}", "{")
    outcome = cli()
    assert outcome.code == 2
    assert outcome.out.startswith("a.yml:2:5:")
    assert "b.yml" not in outcome.out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--prune"], "envlint baseline --prune"),
        (["baseline", "--fix"], "mends nothing"),
        (["baseline", "--since", "main"], "--since"),
        (["baseline", "-"], "standard input"),
        (["--baseline", "x", "--no-baseline"], "--no-baseline asks for none"),
    ],
)
def test_wrong_use(cli: Cli, argv: list[str], told: str) -> None:
    outcome = cli(*argv)
    assert outcome.code == 2
    assert told in outcome.err
    assert outcome.err.count("\n") == 1
