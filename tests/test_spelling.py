"""Slips of the pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.spelling import distance, is_misspelt

WORDS = st.text(alphabet="abcd", max_size=8)


@pytest.mark.parametrize(
    ("word", "right", "expected"),
    [
        ("dependecies", "dependencies", True),
        ("Dependencies", "dependencies", True),
        ("depnedecies", "dependencies", True),
        ("dependency", "dependencies", False),
        ("channel", "channels", True),
        ("names", "name", True),
        ("nmae", "name", True),
        ("names2", "name", False),
        ("pip_repositories", "pip-repositories", True),
        ("name", "name", False),
        ("", "name", False),
        ("x" * 10_000, "name", False),
    ],
)
def test_slips(word: str, right: str, expected: bool) -> None:
    assert is_misspelt(word, right) is expected


@given(WORDS, WORDS)
def test_a_distance_is_none_only_between_equals_and_goes_both_ways(one: str, other: str) -> None:
    assert (distance(one, other) == 0) is (one == other)
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
