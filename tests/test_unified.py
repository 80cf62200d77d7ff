"""Diffs of long texts: as difflib writes them, right whatever the texts, and in time that grows as the texts do."""

from __future__ import annotations

import time
from collections.abc import Callable
from difflib import unified_diff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.reporters import unified
from envlint.reporters.unified import FEW

LINES = st.lists(st.sampled_from([f"{letter}\n" for letter in "abcdefgh"]), max_size=30)


def applied(before: list[str], diff: list[str]) -> list[str]:
    """A text with a diff applied, each line of it held against the text."""
    after: list[str] = []
    at = 0
    for line in diff[2:]:
        if line.startswith("@@"):
            start, _, length = line.split()[1][1:].partition(",")
            begins = int(start) - (length != "0")
            after += before[at:begins]
            at = begins
        elif line[0] == "+":
            after.append(line[1:])
        else:
            assert before[at] == line[1:]
            after += [before[at]] if line[0] == " " else []
            at += 1
    return after + before[at:]


@given(LINES, LINES)
def test_a_short_diff_is_difflibs(before: list[str], after: list[str]) -> None:
    assert list(unified.unified(before, after, "a")) == list(unified_diff(before, after, "a", "a"))


@given(LINES, LINES, st.sampled_from([0, 3]))
def test_any_diff_leads_to_the_text(before: list[str], after: list[str], few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unified, "FEW", few)
        assert applied(before, list(unified.unified(before, after, "a"))) == after


def test_changes_far_apart_have_a_head_each_and_the_files_one() -> None:
    before = [f"{number}\n" for number in range(20)]
    after = ["first\n", *before[1:19], "last\n"]
    diff = list(unified.unified(before, after, "a"))
    assert diff == list(unified_diff(before, after, "a", "a"))
    assert [line for line in diff if line.startswith(("---", "@@"))] == [
        "--- a\n",
        "@@ -1,4 +1,4 @@\n",
        "@@ -17,4 +17,4 @@\n",
    ]


def many(count: int, line: Callable[[int], str]) -> list[str]:
    return [line(number) + "\n" for number in range(count)]


CHANGES = {
    "every second": (lambda n: f"- a{n}", lambda n: f"- A{n}" if n % 2 else f"- a{n}"),
    "one": (lambda n: f"- a{n}", lambda n: f"- a{n if n != 700 else 'x'}"),
    "repeats": (lambda n: f"- a{n // 2}", lambda n: f"- a{n // 2}" if n % 2 else "- b"),
    "a line between": (lambda n: f"- a{n // 2}" if n % 2 else "- pip:", lambda n: f"- a{n}"),
    "alike": (lambda n: "- a", lambda n: "- a" if n % 3 else "- b"),
}


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES.keys())
def test_a_long_diff_is_as_short_as_difflibs(old: Callable[[int], str], new: Callable[[int], str]) -> None:
    before, after = many(5 * FEW, old), many(5 * FEW, new)
    ours = list(unified.unified(before, after, "a"))
    assert applied(before, ours) == after
    theirs = unified_diff(before, after, "a", "a")
    assert sum(line[0] in "+-" for line in ours) <= sum(line[0] in "+-" for line in theirs)


@pytest.mark.parametrize(
    "change",
    [lambda lines: lines[::-1], lambda lines: [f"x{line}" if at % 2 else line for at, line in enumerate(lines)]],
    ids=["turned round", "every second"],
)
@pytest.mark.parametrize("repeated", [1, 2])
def test_time_grows_as_the_texts_do(change: Callable[[list[str]], list[str]], repeated: int) -> None:
    def seconds(count: int) -> float:
        lines = many(count, lambda n: f"- a{n // repeated}")
        begun = time.process_time()
        assert list(unified.unified(lines, change(lines), "a"))
        return time.process_time() - begun

    small = min(seconds(1000) for _ in range(5))
    large = min(seconds(8000) for _ in range(3))
    assert large < 8 * 2.2 * small + 0.05
