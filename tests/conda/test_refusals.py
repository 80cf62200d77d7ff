"""What a refusal says, and what it points at."""

from __future__ import annotations

import pytest

from envlint.conda.match_spec import parse


@pytest.mark.parametrize(
    ("text", "under", "words"),
    [
        ("c::", "c::", "there is no package name"),
        ("c:: numpy", " ", "must not start with a space"),
        (">=1.2", ">=", "must stand before `>=`"),
        ("c::=1", "=", "must stand before `=`"),
        ("nüm py", "ü", "cannot hold `ü`"),
        ("a__b", "a__b", "is no package name"),
        ("#numpy", "#numpy", "there is no package name"),
        ("pkg=1!20..0", "..", "there is nothing between two separators"),
        ("https://h:065536/c::a", "https://h:065536/c", "`065536` is no port"),
        ("https://h:000/c::é", "é", "cannot hold `é`"),
        ("a[license='^($']", "^($", ""),
        ("a[build_number='>=1.x.$']", ">=1.x.$", ""),
    ],
)
def test_a_refusal(text: str, under: str, words: str) -> None:
    error = parse(text).error
    assert error is not None
    assert text[error.span.start : error.span.end] == under
    assert words in error.message


@pytest.mark.parametrize(
    "text",
    [
        "a[build_number=X1]",
        "a[build_number='X=1']",
        "a[build_number='>=1']",
        "https://h:65535/c::a",
        "https://h/a]b::c",
        "https://h:0065535/c::a",
        "https://h:00/c::a",
    ],
)
def test_no_refusal(text: str) -> None:
    assert parse(text).error is None
