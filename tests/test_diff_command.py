"""`envlint diff`: files, revisions and `--since` in a real repository; the three formats; wrong use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from envlint.reporters.changes import NOTHING
from envlint.source import MAX_BYTES
from tests.fakes import Outcome, command_line
from tests.repository import Repository

Cli = Callable[..., Outcome]

OLD = "name: a\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - numpy=1.26\n"
NEW = OLD.replace("1.26", "1.27")
SAME = "dependencies: ['python=3.12.*', NumPy =1.26]\nchannels:\n- conda-forge\nname: 'a'\n"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Cli:
    return command_line(monkeypatch, capfdbinary)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    team = Repository(tmp_path / "team")
    team.give("environment.yml", OLD)
    team.give("envs/b.yml", OLD)
    team.give("other.yml", "a: 1\n")
    team.commit()
    monkeypatch.chdir(team.folder)
    return team


def test_two_files(cli: Cli, team: Repository) -> None:
    team.give("new.yml", NEW)
    outcome = cli("diff", "environment.yml", "new.yml")
    assert outcome == (0, "environment.yml → new.yml: 1 change\n  conda\n    changed  numpy=1.26 → numpy=1.27\n", "")
    assert cli("diff", "environment.yml", "new.yml", "--exit-code").code == 1


def test_equal_files_written_differently(cli: Cli, team: Repository) -> None:
    team.give("same.yml", SAME)
    assert cli("diff", "environment.yml", "same.yml", "--exit-code") == (
        0,
        "environment.yml → same.yml: no difference\n",
        "",
    )


def test_a_file_of_a_revision(cli: Cli, team: Repository) -> None:
    team.give("envs/b.yml", NEW)
    assert "numpy=1.26 → numpy=1.27" in cli("diff", "HEAD:envs/b.yml", "envs/b.yml").out
    team.git("add", "-A")
    assert "numpy=1.26 → numpy=1.27" in cli("diff", "HEAD:envs/b.yml", ":envs/b.yml").out
    team.commit()
    assert "numpy=1.26 → numpy=1.27" in cli("diff", "HEAD~1:envs/b.yml", "main:envs/b.yml").out


def test_paths_of_a_revision_begin_at_the_root_or_here(
    cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(team.folder / "envs")
    assert cli("diff", "HEAD:envs/b.yml", "HEAD:./b.yml").out.endswith(": no difference\n")


def test_a_name_that_makes_an_environment_counts_in_a_revision(cli: Cli, team: Repository) -> None:
    team.give("environment.yml", "name: a\n")
    team.commit()
    assert cli("diff", "HEAD:environment.yml", "environment.yml").out.endswith(": no difference\n")


@pytest.mark.skipif(os.name == "nt", reason="a colon in a file's name")
def test_a_file_of_that_name_wins(cli: Cli, team: Repository) -> None:
    team.give("HEAD:environment.yml", NEW)
    assert "numpy=1.27 → numpy=1.26" in cli("diff", "HEAD:environment.yml", "environment.yml").out


def test_standard_input(team: Repository) -> None:
    command = [sys.executable, "-m", "envlint", "diff", "environment.yml", "-"]
    done = subprocess.run(command, cwd=team.folder, input=NEW, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("environment.yml → <stdin>: 1 change\n")


def test_all_changed_files(cli: Cli, team: Repository) -> None:
    team.give("envs/c.yml", OLD.replace("name: a", "name: another"))
    team.commit()
    team.git("switch", "-qc", "topic")
    team.give("environment.yml", SAME)
    team.git("rm", "-q", "envs/b.yml")
    team.git("mv", "envs/c.yml", "envs/moved.yml")
    team.give("envs/moved.yml", NEW.replace("name: a", "name: another"))
    team.give("new.yml", "dependencies: [anaconda]\n")
    team.give("other.yml", "a: 2\n")
    team.give("vendor/x.yml", "dependencies: [zlib]\n")
    outcome = cli("diff", "--since", "main")
    assert [line for line in outcome.out.splitlines() if line[:1].strip()] == [
        "environment.yml: no difference",
        "envs/b.yml: file removed, 4 changes",
        "envs/c.yml → envs/moved.yml: 1 change",
        "new.yml: new file, 1 change, 1 to look at",
    ]
    assert (outcome.code, outcome.err) == (0, "")
    assert cli("diff", "--since", "main", "--exit-code").code == 1
    team.commit()
    assert cli("diff", "--since", "main").out == outcome.out


def test_only_changed_files_below_a_path(cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    team.give("environment.yml", NEW)
    team.git("rm", "-q", "envs/b.yml")
    assert cli("diff", "--since", "HEAD", "envs").out.startswith("envs/b.yml: file removed")
    assert cli("diff", "--since", "HEAD", "envs/b.yml").out.startswith("envs/b.yml: file removed")
    assert cli("diff", "--since", "HEAD", "environment.yml").out.startswith("environment.yml: 1 change")
    (team.folder / "sub").mkdir()
    monkeypatch.chdir(team.folder / "sub")
    assert cli("diff", "--since", "HEAD", "..").out.startswith("../environment.yml: 1 change")
    assert cli("diff", "--since", "HEAD").out == "No conda environment file has changed.\n"


def test_what_the_configuration_excludes(cli: Cli, team: Repository) -> None:
    team.give("envlint.toml", 'exclude = ["envs"]\n')
    team.give("envs/b.yml", NEW)
    assert cli("diff", "--since", "HEAD", "--exit-code") == (0, "No conda environment file has changed.\n", "")


def test_a_file_that_became_another_kind_is_gone(cli: Cli, team: Repository) -> None:
    team.give("envs/b.yml", "apiVersion: v1\n")
    assert cli("diff", "--since", "HEAD").out.startswith("envs/b.yml: file removed")


def test_a_file_that_became_a_pipe_is_an_error(cli: Cli, team: Repository) -> None:
    (team.folder / "environment.yml").unlink()
    os.mkfifo(team.folder / "environment.yml")
    outcome = cli("diff", "--since", "HEAD")
    assert outcome.code == 2
    assert outcome.err == "envlint: error: environment.yml: is a pipe (FIFO), not a file, and was not opened\n"


def test_markdown_of_nothing(cli: Cli, team: Repository) -> None:
    outcome = cli("diff", "--since", "HEAD", "--output-format", "markdown")
    assert (outcome.code, outcome.out) == (0, f"### {NOTHING}\n")


def test_a_broken_file_does_not_hide_the_others(cli: Cli, team: Repository) -> None:
    team.give("environment.yml", "dependencies: [\n")
    team.give("envs/b.yml", NEW)
    outcome = cli("diff", "--since", "HEAD")
    assert outcome.code == 2
    assert outcome.out.startswith("envs/b.yml: 1 change\n")
    assert outcome.err.startswith("envlint: error: environment.yml:")
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("nope.yml", "environment.yml"), "nope.yml: no such file"),
        (("C:/nope.yml", "environment.yml"), "C:/nope.yml: no such file\n"),
        (("envs", "environment.yml"), "envs: is a folder"),
        (("nope:environment.yml", "environment.yml"), "there is no revision nope here"),
        (("--", "-x:environment.yml", "environment.yml"), "there is no revision -x here"),
        (("HEAD:nope.yml", "environment.yml"), "HEAD:nope.yml: revision HEAD has no file nope.yml"),
        (("enviroment.yml", "environment.yml"), "enviroment.yml: no such file (did you mean environment.yml?)\n"),
        (
            ("HEAD:enviroment.yml", "environment.yml"),
            "no file enviroment.yml (did you mean environment.yml?): paths begin",
        ),
        (("HEAD:./envs/bb.yml", "environment.yml"), "no file ./envs/bb.yml (did you mean ./envs/b.yml?): paths begin"),
        (("HEAD:nowhere/b.yml", "environment.yml"), "no file nowhere/b.yml: paths begin"),
        ((":enviroment.yml", "environment.yml"), "no file enviroment.yml: paths begin"),
        (("HEAD:envs", "environment.yml"), "HEAD:envs: revision HEAD has no file envs"),
        ((":nope.yml", "environment.yml"), ":nope.yml: what is staged has no file nope.yml"),
        (("HEAD:", "environment.yml"), "names no path"),
        (("binary.yml", "environment.yml"), "binary.yml:2:1: not valid UTF-8"),
        (("HEAD:binary.yml", "environment.yml"), "HEAD:binary.yml:2:1: not valid UTF-8"),
        (("broken.yml", "environment.yml"), "broken.yml:1:15: the `[` that opens here is not closed"),
        (("other.yml", "environment.yml"), "other.yml: is no environment file"),
        (("HEAD:other.yml", "environment.yml"), "HEAD:other.yml: is no environment file"),
        (("empty/environment.yml", "environment.yml"), "empty/environment.yml: is no environment file"),
        (("environment.yml",), "diff needs two files"),
        (("a", "b", "c"), "diff needs two files"),
        ((), "diff needs two files"),
        (("-", "-"), "diff takes standard input for one of two files"),
        (("--since", "nope"), "there is no revision nope here"),
        (("--since", ""), "--since is empty"),
        (("--since", "HEAD", "nope.yml"), "nope.yml: no such file"),
        (("environment.yml", "environment.yml", "--fix"), "mends nothing"),
        (("environment.yml", "environment.yml", "--output-format", "sarif"), "text, json and markdown"),
    ],
)
def test_bad_input_is_one_line(cli: Cli, team: Repository, words: tuple[str, ...], expected: str) -> None:
    (team.folder / "binary.yml").write_bytes(b"dependencies:\n\xff\x00")
    team.give("broken.yml", "dependencies: [\n")
    team.give("empty/environment.yml", "")
    team.commit()
    outcome = cli("diff", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert expected in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_outside_a_repository(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text(OLD)
    outcome = cli("diff", "HEAD:a.yml", "a.yml")
    assert outcome.code == 2
    assert "not a git repository" in outcome.err
    assert "not in a git repository" in cli("diff", "--since", "HEAD").err


def test_both_files_are_named_if_both_are_bad(cli: Cli, team: Repository) -> None:
    assert len(cli("diff", "nope.yml", "never.yml").err.splitlines()) == 2


RISKY = """\
channels: [a, b]
dependencies:
  - python=3.10
  - pytorch=2.1=*cuda118*
  - pip
  - pip:
    - -i https://me:hunter2hunter2@x.org/a|b
variables: {API_TOKEN: abcd1234efgh, X: "a\\tb"}
"""
SAFE = """\
channels: [b, a]
dependencies:
  - python=3.11
  - "evil`|<b>@someone #1 \\e[31m\\u202e::error::x"
  - pip
  - pip:
    - torch==2.1
    - -i https://me:hunter3hunter3@x.org/a|b
variables: {API_TOKEN: abcd1234efgi, X: "##[error]"}
"""


@pytest.fixture
def risky(team: Repository) -> tuple[str, str]:
    team.give("old.yml", RISKY)
    team.give("new.yml", SAFE)
    return "old.yml", "new.yml"


@pytest.mark.parametrize("output_format", ["text", "json", "markdown"])
def test_no_secrets_and_nothing_that_drives(cli: Cli, risky: tuple[str, str], output_format: str) -> None:
    out = cli("diff", *risky, "--output-format", output_format).out
    assert not [secret for secret in ("hunter2", "hunter3", "abcd1234") if secret in out]
    assert not [char for char in out if not char.isprintable() and char != "\n"]
    assert "##[error]" not in out
    assert "numpy" not in out
    assert "API_TOKEN" in out


def test_standard_input_that_is_closed(cli: Cli, team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    outcome = cli("diff", "environment.yml", "-")
    assert (outcome.code, outcome.err) == (2, "envlint: error: <stdin>: standard input is closed\n")


def test_text(cli: Cli, risky: tuple[str, str]) -> None:
    out = cli("diff", *risky).out
    assert (
        out
        == """\
old.yml → new.yml: 7 changes, 3 to look at
  channels
    reordered     a, b → b, a
                  ! channel order changed: packages may come from another channel
  conda
    changed       python=3.10 → python=3.11
                  ! another minor version of Python
    added         evil`|<b>@someone #1 \\x1b[31m\\u202e::error::x
  pip
    moved to pip  pytorch=2.1=*cuda118* → torch==2.1
                  ! framework moved to pip: conda no longer sees it, nor picks its build
                  ! CUDA changed
  pip options
    changed       --index-url https://me:**************@x.org/a|b → --index-url https://me:**************@x.org/a|b
  variables
    changed       API_TOKEN: ************ → API_TOKEN: ************
    changed       X: a\\tb → X: #\\x23[error]
"""
    )


def test_colour(cli: Cli, risky: tuple[str, str]) -> None:
    assert "\x1b[31m! CUDA changed\x1b[0m" in cli("diff", *risky, "--color", "always").out


def test_markdown(cli: Cli, risky: tuple[str, str]) -> None:
    lines = cli("diff", *risky, "--output-format", "markdown").out.splitlines()
    assert lines[0] == "### `old.yml` → `new.yml`: 7 changes, 3 to look at"
    assert "| conda | changed | `python=3.10` | `python=3.11` | ⚠️ another minor version of Python |" in lines
    evil = next(line for line in lines if "evil" in line)
    # One cell, and nothing in it that is markup, a mention or an issue.
    assert evil.count("|") == 6
    assert not [sign for sign in ("<b>", "@someone", " #1", "`|") if sign in evil]


def test_markdown_says_what_is_cut_off(cli: Cli, team: Repository) -> None:
    team.give("many.yml", "dependencies:\n" + "".join(f"- p{n}\n" for n in range(300)) + "- anaconda\n")
    team.give("none.yml", "dependencies: []\n")
    out = cli("diff", "none.yml", "many.yml", "--output-format", "markdown").out
    assert out.count("\n| conda") == 200
    assert "`anaconda`" in out
    assert "… and 101 more." in out


def test_json(cli: Cli, risky: tuple[str, str]) -> None:
    told = json.loads(cli("diff", *risky, "--output-format", "json").out)
    (file,) = told["files"]
    assert (told["version"], file["old"], file["new"]) == (1, "old.yml", "new.yml")
    moved = next(each for each in file["changes"] if each["subject"] == "torch")
    assert moved == {
        "section": "pip",
        "subject": "torch",
        "kinds": ["to-pip"],
        "old": "pytorch=2.1=*cuda118*",
        "new": "torch==2.1",
        "risks": ["framework-to-pip", "cuda-changed"],
    }
    assert json.loads(cli("diff", "--since", "HEAD", "envs", "--output-format", "json").out) == {
        "version": 1,
        "files": [],
    }


def test_the_largest_file_is_configured(cli: Cli, team: Repository) -> None:
    team.give("big.yml", NEW + "#" * MAX_BYTES)
    for words in (["environment.yml", "big.yml"], ["--since", "HEAD"]):
        assert (
            cli("diff", *words).err == "envlint: error: big.yml:1:1: the file is larger than 4 MiB and was not read\n"
        )
        assert cli("diff", *words, "--set", "max-file-size=5").code == 0
    team.commit()
    team.give("big.yml", NEW)
    for words in (["HEAD:big.yml", "environment.yml"], ["--since", "HEAD"]):
        assert "the file is larger than 4 MiB" in cli("diff", *words).err
        assert cli("diff", *words, "--set", "max-file-size=5").code == 0
