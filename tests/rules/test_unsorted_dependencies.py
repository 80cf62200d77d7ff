"""unsorted-dependencies: what a run is, and what goes along with a line."""

import pytest

from envlint.rules.style.unsorted_dependencies import unsorted_dependencies
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- b\n- a\n", "- a\n- b\n"),
        ("- b\n- a", "- a\n- b"),
        ("- b\r\n- a\r\n", "- a\r\n- b\r\n"),
        ("- numpy\n- pip\n- python=3.12\n", "- python=3.12\n- pip\n- numpy\n"),
        ("- c::b\n- b-x\n- 'a'  # one\n- \"B\"# x\n", "- 'a'  # one\n- c::b\n- \"B\"# x\n- b-x\n"),
        ("- b # win\n- a\n\n- d\n- c # x\n", "- a\n- b # win\n\n- c # x\n- d\n"),
        ("- b\n- a\n# own\n- d\n- c\n", "- a\n- b\n# own\n- c\n- d\n"),
        ("- z\n- y\n- pip:\n  - b\n  - a\n- d\n- c\n", "- y\n- z\n- pip:\n  - b\n  - a\n- c\n- d\n"),
        ("-   b\n-   a\n", "-   a\n-   b\n"),
        ("-   b\n- a\n", "- a\n-   b\n"),
        ("- b=2\n- a\n- b=1\n", "- a\n- b=2\n- b=1\n"),
        ("- b >=1 <2\n- a\n", "- a\n- b >=1 <2\n"),
    ],
)
def test_sorted(before: str, after: str) -> None:
    eol = "\r\n" if "\r" in before else "\n"
    found = probe(unsorted_dependencies, f"dependencies:{eol}{before}")
    assert found.diagnostics
    assert found.safely_fixed == f"dependencies:{eol}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- a\n- b\n",
        "dependencies:\n- python\n- pip\n- a\n- B\n- c::d\n",
        "dependencies:\n- b\n\n- a\n",
        "dependencies:\n- b\n# own\n- a\n",
        "dependencies: [b, a]\n",
        "dependencies:\n- a\n- pip:\n  - b\n  - a\n",
        "dependencies:\n- a\n- 1\n- null\n- [x]\n",
        "channels:\n- b\n- a\ndependencies: []\n",
    ],
)
def test_silent(text: str) -> None:
    assert not probe(unsorted_dependencies, text).marked


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- b\n- &x a\n- c: *x\n",
        "dependencies:\n- c\n- a\n  >=1\n",
        "dependencies:\n- b\n- a  # one\n     # two\n",
        "x-all: &all\n- b\n- a\ndependencies: *all\n",
    ],
)
def test_no_fix_for_what_cannot_simply_move(text: str) -> None:
    found = probe(unsorted_dependencies, text)
    assert len(found.marked) == 1
    assert found.fixed == text


def test_it_points_at_the_first_that_stands_too_low() -> None:
    found = probe(unsorted_dependencies, "dependencies:\n- a\n- c\n- d\n- b\n")
    assert found.marked == ["b"]
    assert found.related == [["c"]]
    assert found.messages == ["`b` belongs above `c`"]
