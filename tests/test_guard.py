"""What a fix may change: a leaf that no edit touches keeps its value and its keys."""

from __future__ import annotations

import pytest

from envlint.diagnostic import Edit
from envlint.fixer.guard import does_harm
from envlint.kinds import read
from envlint.source import Source

FILE = "a: [1, 2]\nb:\n  c: x\n  d: {}\n"


def put(old: str, new: str) -> Edit:
    return Edit(FILE.index(old), FILE.index(old) + len(old), new)


def insert(before: str, text: str) -> Edit:
    return Edit(FILE.index(before), FILE.index(before), text)


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], False),
        ([put("x", "y")], False),
        ([put("x", "y"), put("1", "3")], False),
        ([put("c", "e")], False),  # a key may be renamed,
        ([put("c", "d")], True),  # but not to one beside it
        ([put("b", "a")], True),
        ([put("b", "c")], False),  # which is called so elsewhere
        ([put("b:\n  c", "b:\n  e:\n   c")], True),  # one level more
        ([put("1, 2", "")], True),
        ([put("1, ", "")], False),
        ([put("a: [1, 2]\n", "")], False),  # with its key
        ([put("{}", "[]")], False),
        ([put("x", "[")], True),
        ([put("2]", "2, 3]")], False),
        ([insert("x", "y")], True),  # what is put in before a leaf, or after it, is not the leaf
        ([insert("\n  d", "y")], True),
        ([put(" x", "  x")], False),
        ([put(": x", ":  x")], False),
        ([insert("x", " ")], False),
    ],
)
def test_does_harm(edits: list[Edit], expected: bool) -> None:
    assert does_harm(read(Source("environment.yml", FILE)), edits) is expected


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("a: &x 1\nb: *x\n", "1", "2", True),  # the alias reads otherwise, too
        ("a: &x 1\nb: *x\n", "&x", "&y", True),
        ("a: # why\n- 1\n", "why", "that", False),
        ("a: #!top\n- 1\n", "#!top", "#!bottom", True),
        ("a: #!top that is\n- 1\n", "top", "first", False),
        ("a:\nb: 1\n", "1", "2", False),
        ("a: 1\nb:\n", "1", "2", False),
        ("a:\n- 1\n- [2]\n", "2", "", True),
        ("- 1\n- 2\n", "1", "3", False),
    ],
)
def test_anchors_comments_and_nothing(text: str, old: str, new: str, expected: bool) -> None:
    edit = Edit(text.index(old), text.index(old) + len(old), new)
    assert does_harm(read(Source(".condarc", text)), [edit]) is expected
