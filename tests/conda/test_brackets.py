"""The brackets of a spec, by conda's own pattern: of the first line, and the last of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.conda.brackets import last_bracketed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a[b]", (1, 4)),
        ("[]", (0, 2)),
        ("[a", None),
        ("[", None),
        ("]", None),
        ("a]b[c", None),
        ("a[b]c[d]e", (5, 8)),
        ("a[b]]", (1, 5)),
        ("a[[b]", (2, 5)),
        ("a[b]\nc[d]", (1, 4)),
        ("a[b\n]", None),
        ("\n[b]", None),
    ],
)
def test_the_last_brackets_of_the_first_line(text: str, found: tuple[int, int] | None) -> None:
    assert last_bracketed(text, "[", "]") == found


@given(st.text("a[]\n", max_size=8))
def test_they_are_what_condas_pattern_finds(text: str) -> None:
    found = re.match(r".*(\[.*\])", text)
    assert last_bracketed(text, "[", "]") == (found and found.span(1))
