"""missing-requirements-file: which paths are judged, and what is written instead."""

import pytest

from envlint import engine, testing
from envlint.rules.pip.missing_requirements_file import missing_requirements_file
from envlint.source import Source
from tests.rules.probe import probe

FILES = {"requirements.txt": "", "../constraints.txt": "", "sub/more.txt": ""}


def environment(line: str) -> str:
    return f"dependencies:\n- pip\n- pip:\n  - {line}\n"


@pytest.mark.parametrize(
    "line",
    [
        "-r requirements.txt",
        "-rrequirements.txt",
        "--requirement=requirements.txt",
        "-c ../constraints.txt",
        "-r sub/more.txt",
        "-r https://example.org/x.txt",
        "-r file:///home/me/x.txt",
        "-r /home/me/x.txt",
        "-r ~/x.txt",
        "-r C:/x.txt",
        "-r ${HOME}/x.txt",
        "-r ../../x.txt",
        "-r x.txt --no-deps",
        "'-r sub\\x.txt'",
        "-e sub",
    ],
)
def test_silent(line: str) -> None:
    assert not probe(missing_requirements_file, environment(line), files=FILES).marked


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("-r missing.txt", "missing.txt"),
        ("-c missing.txt", "missing.txt"),
        ("-r ../missing.txt", "../missing.txt"),
        ("-r ./missing.txt", "./missing.txt"),
        ("--constraint='missing.txt'", "missing.txt"),
        ("-r file:missing.txt", "file:missing.txt"),
    ],
)
def test_not_there(line: str, marked: str) -> None:
    assert probe(missing_requirements_file, environment(line), files=FILES).marked == [marked]


@pytest.mark.parametrize(
    ("line", "safe", "unsafe"),
    [
        ("-r file:requirements.txt", "-r requirements.txt", "-r requirements.txt"),
        ("-c file:./sub/more.txt", "-c ./sub/more.txt", "-c ./sub/more.txt"),
        ("'-r file:requirements.txt'", "'-r requirements.txt'", "'-r requirements.txt'"),
        ("-r requirments.txt", "-r requirments.txt", "-r requirements.txt"),
        ("-r Requirements.txt", "-r Requirements.txt", "-r requirements.txt"),
        ("-c constraints.txt", "-c constraints.txt", "-c ../constraints.txt"),
        ("-r nothing-like-it.txt", "-r nothing-like-it.txt", "-r nothing-like-it.txt"),
    ],
)
def test_fixes(line: str, safe: str, unsafe: str) -> None:
    found = probe(missing_requirements_file, environment(line), files=FILES)
    assert found.safely_fixed == environment(safe)
    assert found.fixed == environment(unsafe)


def test_without_a_project_only_the_form_is_judged() -> None:
    settings = testing.settings_for([missing_requirements_file])
    for line, count in (("-r missing.txt", 0), ("-r file:missing.txt", 1)):
        report = engine.lint(Source("environment.yml", environment(line)), settings)
        assert len(report.diagnostics) == count
