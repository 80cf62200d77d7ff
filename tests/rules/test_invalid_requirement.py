"""invalid-requirement: what pip refuses or drops, and how safe each fix is."""

import pytest

from envlint.rules.pip.invalid_requirement import invalid_requirement
from tests.rules.probe import probe


def pip(*lines: str) -> str:
    return "dependencies:\n- pip\n- pip:\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    "line",
    ["a", "a[b]>=1,<2", "--pre", "-r a.txt", "-e .", "git+https://x.org/a.git@v1", "'a  # why'", "a==${VERSION}"],
)
def test_silent(line: str) -> None:
    assert not probe(invalid_requirement, pip(line)).marked


@pytest.mark.parametrize(
    ("before", "marked", "safely", "fully"),
    [
        (["a=1.0  # why"], "=", ["a==1.0  # why"], ["a==1.0  # why"]),
        (["'a>=1 <2'"], ">=1 <2", ["'a>=1,<2'"], ["'a>=1,<2'"]),
        (["pip install a"], "pip install", ["a"], ["a"]),
        (["-U"], "-U", ["-U"], ["-U"]),
        (["a b"], "b", ["a b"], ["a", "b"]),
        (["a==1 \\ --hash=sha256:00"], "\\", ["a==1 --hash=sha256:00"], ["a==1 --hash=sha256:00"]),
        (
            ["a==1 \\\n      --hash=sha256:00"],
            "a==1 \\\n      --hash=sha256:00",
            ["a==1 --hash=sha256:00"],
            ["a==1 --hash=sha256:00"],
        ),
        (["a -c c.txt  # why", "z"], "-c c.txt", ["a -c c.txt  # why", "z"], ["-c c.txt  # why", "a", "z"]),
        (["-r a.txt b"], "b", ["-r a.txt b"], ["-r a.txt b"]),
    ],
)
def test_fixes(before: list[str], marked: str, safely: list[str], fully: list[str]) -> None:
    found = probe(invalid_requirement, pip(*before))
    assert [text.strip() for text in found.marked] == [marked]
    assert found.safely_fixed == pip(*safely)
    assert found.fixed == pip(*fully)


@pytest.mark.parametrize(
    ("packages", "line", "count"),
    [
        ([], "a==latest+cu101", 1),
        (["python", "pip"], "a==latest+cu101", 1),
        (["python>=3.6"], "a==latest", 1),
        (["python=3.8"], "a==latest", 1),
        (["python=3.6.*", "pip"], "a==latest+cu101", 0),
        (["python<3.8"], "a>=latest,<2", 0),
        (["python=3.7"], "a>=1.*", 0),
        (["python=3.10"], "a>=1.*", 1),
        (["python=3.12", "pip<24.1"], "a==latest", 0),
        (["python=3.12", "pip=24.1"], "a==latest", 1),
        (["python=3.6", "{other: [pip]}"], "a==latest", 0),
        (["python=3.6"], "a==*", 1),
        (["python=3.6"], "a=1", 1),
        (["python=3.6"], "a>=1 <2", 1),
        (["python=3.6"], "a==1 b", 1),
        (["python=3.8"], "git+https://x.org/a.git#egg=a==1", 0),
        (["python=3.9"], "git+https://x.org/a.git#egg=a==1", 1),
    ],
)
def test_what_only_a_newer_pip_refuses(packages: list[str], line: str, count: int) -> None:
    text = "dependencies:\n" + "".join(f"- {each}\n" for each in packages) + f"- pip:\n  - {line}\n"
    assert len(probe(invalid_requirement, text).diagnostics) == count


@pytest.mark.parametrize(
    ("line", "help"),
    [
        ("a==latest", "write the version of a release: `a==X.Y.Z`"),
        ("-r a.txt [--no-deps]", "a requirements file cannot hold `--no-deps`: delete it, or run"),
        ("--user", "a requirements file cannot hold `--user`: delete it, or run"),
        ("-e . --group dev", "a requirements file cannot hold `--group`: delete it, or run"),
        ("-r a.txt b", "each item is one line of a requirements file"),
    ],
)
def test_the_help_is_for_the_fault(line: str, help: str) -> None:
    (found,) = probe(invalid_requirement, pip(line)).diagnostics
    assert found.help.startswith(help)


def test_flow_lists() -> None:
    text = "dependencies: [pip, {pip: [a=1, b --pre, c]}]\n"
    assert probe(invalid_requirement, text).fixed == "dependencies: [pip, {pip: [a==1, --pre, b, c]}]\n"


@pytest.mark.parametrize(
    ("lines", "count"),
    [(["a==1 \\", "b"], 1), (["a==1 \\", "--hash=sha256:00"], 0), (["a==1 \\"], 0), (["b", "a==1"], 0)],
)
def test_a_backslash_joins_the_next_line(lines: list[str], count: int) -> None:
    found = probe(invalid_requirement, pip(*lines))
    assert len(found.diagnostics) == count
    assert found.fixed == (pip("a==1", "b") if count else found.text)


@pytest.mark.parametrize("value", ["", "a", "[[a], {b: c}, 1, null]", "{a: b}"])
def test_other_shapes(value: str) -> None:
    assert not probe(invalid_requirement, f"dependencies:\n- pip: {value}\n").marked
