"""The page of all messages is what the rules say today, and keeps the house's voice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.messages import page

PAGE = Path(__file__).parent / "golden" / "messages.md"


def test_the_page_was_read_as_it_is() -> None:
    assert page() == PAGE.read_text(encoding="utf-8"), f"read what changed, then: python -m tests.messages > {PAGE}"


# How what is no fix may begin, though no name of a person or a place: products, and words that are written so.
_NAMES = re.compile(r"[A-Z]+[a-z]*[A-Z]|[A-Z]+\b|Python|Anaconda|Dependabot|Binder|Windows|Linux")


@pytest.mark.parametrize("line", [line for line in page().split("\n") if line.lstrip().startswith("- ")])
def test_each_line_has_one_voice(line: str) -> None:
    text = re.sub(r"`[^`]*`", "`", line.lstrip()[2:])
    kind, colon, rest = text.partition(": ")
    said = rest if colon and kind in ("note", "help", "fix") else text
    assert said and not said.endswith((".", "!")), "no full stop at the end"
    assert "!" not in said, "no exclamation"
    if kind == "fix":
        assert said[0].isupper(), "a fix begins like a command"
    else:
        assert not said[0].isupper() or _NAMES.match(said), "a message begins in small letters"
    assert line.count("`") % 2 == 0, "an open backtick"
