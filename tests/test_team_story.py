"""A team's story, in a real git repository with the real pre-commit: forty files with findings do not
stop anybody; what a commit or a pull request makes worse does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from envlint import lint
from tests.repository import Repository, ask
from tests.shared import shared

HOOK = """\
repos:
  - repo: local
    hooks:
      - id: envlint
        name: envlint
        entry: '"{python}" -m envlint{arguments}'
        language: system
        files: \\.ya?ml$
"""
BAD = "  - envlint-story>2,<1\n"


@pytest.fixture
def team(tmp_path: Path) -> Repository:
    """Twelve real files, each with findings, on main; the hook is installed later."""
    team = Repository(tmp_path / "team")
    environments = sorted(shared("corpus/environments").glob("*.yml"))
    taken = 0
    for file in environments:
        text = file.read_bytes().decode("utf-8", "replace")
        plain = "dependencies:\n  - " in text and "\n  - pip:" not in text and "\r" not in text
        if taken < 12 and plain and lint(text, path=f"envs/{file.name}").diagnostics:
            team.give(f"envs/{file.name}", text)
            taken += 1
    assert taken == 12
    team.commit()
    return team


def envlint(team: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    return ask(team.folder, sys.executable, "-m", "envlint", *arguments)


def install_hook(team: Repository, arguments: str = "") -> None:
    team.give(".pre-commit-config.yaml", HOOK.format(python=sys.executable, arguments=arguments))
    done = ask(team.folder, sys.executable, "-m", "pre_commit", "install", PRE_COMMIT_HOME=home(team))
    assert done.returncode == 0, done.stdout + done.stderr
    team.git("add", ".pre-commit-config.yaml")


def home(team: Repository) -> str:
    return str(team.folder.parent / "pre-commit")


def commit(team: Repository) -> subprocess.CompletedProcess[str]:
    """`git commit` of all changes to files that git knows; the hook has its say."""
    team.git("add", "-u")
    return ask(team.folder, "git", "commit", "-m", "a change", PRE_COMMIT_HOME=home(team))


def worsen(team: Repository, path: str) -> str:
    """Add a bad line to a file; gives the text from before."""
    before = (team.folder / path).read_text()
    team.give(path, before.replace("dependencies:\n", f"dependencies:\n{BAD}", 1))
    return before


def first(team: Repository) -> str:
    return team.git("ls-files", "envs").splitlines()[0]


@pytest.mark.slow
def test_with_a_baseline(team: Repository) -> None:
    assert envlint(team).returncode == 1
    written = envlint(team, "baseline")
    assert written.returncode == 0, written.stderr
    assert "in 12 files." in written.stdout
    clean = envlint(team)
    assert clean.returncode == 0, clean.stdout
    assert clean.stdout.startswith("No new problems in 12 files.")
    install_hook(team)
    team.git("add", ".envlint-baseline.json")
    assert commit(team).returncode == 0

    path = first(team)
    before = worsen(team, path)
    stopped = commit(team)
    assert stopped.returncode == 1
    told = stopped.stdout + stopped.stderr
    assert f"{path}:" in told and "envlint-story" in told
    assert told.count(f"{path}:") == 1, "what was there before is not told again"

    team.give(path, before + "# no more of it\n")
    passed = commit(team)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert team.git("log", "--format=%s", "-1") == "a change\n"


@pytest.mark.slow
def test_with_since_on_a_branch_with_a_rename(team: Repository) -> None:
    install_hook(team, " --since main")
    assert commit(team).returncode == 0
    team.git("switch", "-qc", "topic")
    old = first(team)
    team.git("mv", old, "renamed.yml")
    assert commit(team).returncode == 0

    before = worsen(team, "renamed.yml")
    stopped = commit(team)
    assert stopped.returncode == 1
    told = stopped.stdout + stopped.stderr
    assert "renamed.yml:" in told and "envlint-story" in told
    assert told.count("renamed.yml:") == 1

    team.give("renamed.yml", before + "# no more of it\n")
    passed = commit(team)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    gate = envlint(team, "--since", "main")
    assert gate.returncode == 0, gate.stdout
    assert gate.stdout.startswith("No new problems in 1 file.")


@pytest.mark.slow
def test_the_pull_request_is_read_where_reviews_happen(team: Repository) -> None:
    """What a branch makes worse, and nothing else, as GitHub, GitLab and code scanning take it from one run."""
    team.git("switch", "-qc", "topic")
    path, renamed = team.git("ls-files", "envs").splitlines()[:2]
    team.git("mv", renamed, "renamed.yml")
    team.commit()
    assert read(team) == ([], [], [])

    before = worsen(team, path)
    line = (team.folder / path).read_text().splitlines().index(BAD.rstrip()) + 1
    team.commit()
    github, gitlab, sarif = read(team)
    (annotation,) = github
    assert annotation.startswith(f"::error file={path},line={line},")
    assert "title=envlint (contradictory-pins)::" in annotation and "envlint-story" in annotation
    (issue,) = gitlab
    assert issue["location"] == {"path": path, "lines": {"begin": line, "end": line}}
    (result,) = sarif
    place = result["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == path and place["region"]["startLine"] == line
    assert issue["check_name"] == result["ruleId"] == "contradictory-pins"
    assert issue["fingerprint"] == result["partialFingerprints"]["primaryLocationLineHash"].partition(":")[0]

    team.give(path, before.replace("dependencies:\n", f"dependencies:\n  # a line more\n{BAD}", 1))
    moved = read(team)[1]
    assert [each["fingerprint"] for each in moved] == [issue["fingerprint"]], "it is the same finding, a line below"
    team.give(path, before)
    assert read(team) == ([], [], [])


def read(team: Repository) -> tuple[list[str], list[Any], list[Any]]:
    """The annotations, issues and results of one run on the branch."""
    formats = ("github", "gitlab=../issues.json", "sarif=../results.sarif")
    done = envlint(team, "--since", "main", *(f"--output-format={each}" for each in formats))
    issues = json.loads((team.folder / "../issues.json").read_text())
    log = json.loads((team.folder / "../results.sarif").read_text())
    assert done.returncode == bool(issues), done.stdout + done.stderr
    return done.stdout.splitlines(), issues, log["runs"][0]["results"]
