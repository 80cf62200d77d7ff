"""conda's version order."""

from __future__ import annotations

import itertools

import pytest
import rattler
from hypothesis import given
from hypothesis import strategies as st

from envlint.conda.version import InvalidVersion, Version
from envlint.source import Span
from tests.conda.strategies import versions

# From CEP 33: each earlier than the next.
ASCENDING = """
0.4 0.4.1.rc 0.4.1 0.5a1 0.5b3 0.5C1 0.5 0.9.6 0.960923 1.0 1.1dev1 1.1_ 1.1a1 1.1.dev1 1.1.a1 1.1.0rc1 1.1
1.1.0post1 1.1post1 1996.07.12 1!0.4.1 1!3.1.1.6 2!0.4.1
""".split()
EQUAL = """
0.4=0.4.0 0.4.1.rc=0.4.1.RC 1.1.0dev1=1.1.dev1 1.1=1.1.0 1.1=1.1.0.0 1.1.0post1=1.1.post1 1.1.0rc=1.1.rc
0.4.1=0.4.1+0 1.2-1=1.2_1 1.2=1_2 1.2_=1_2_
""".split()


def test_order() -> None:
    parsed = [Version(text) for text in ASCENDING]
    for earlier, later in itertools.combinations(parsed, 2):
        assert earlier < later
        assert later > earlier
        assert earlier != later
        assert not later <= earlier


def test_hashes_tell_versions_apart() -> None:
    assert len({hash(Version(text)) for text in ASCENDING}) == len(ASCENDING)


@pytest.mark.parametrize("pair", EQUAL)
def test_equal(pair: str) -> None:
    left, right = map(Version, pair.split("="))
    assert left == right
    assert left <= right <= left
    assert hash(left) == hash(right)


def test_words_keep_their_place() -> None:
    assert Version("1.1rc") != Version("1.1.0rc")
    assert Version("0.4.1+local") < Version("0.4.1") < Version("0.4.1+1")
    assert Version("1.0.1_") < Version("1.0.1a")


@pytest.mark.parametrize("text", ["1." * 2500 + "1", "1.2+" + "b" * 5000])
def test_a_long_version_has_no_long_number(text: str) -> None:
    """Python reads numbers of 4,300 digits; a version of as many characters is one all the same."""
    assert Version(text) > Version("1")


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("", ""),
        ("1.2.", "."),
        (".1", "."),
        ("1..2", ".."),
        ("1.2+", "+"),
        ("+1.2", "+1.2"),
        ("1+2+3", "+"),
        ("1!2!3", "!"),
        ("a!2", "a!"),
        ("1.2 3", " "),
        ("1.2-rc_1", "1.2-rc_1"),
        ("1.2<3", "<"),
        ("1\u00e92", "\u00e9"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_invalid(text: str, under: str) -> None:
    with pytest.raises(InvalidVersion) as caught:
        Version(text)
    span = caught.value.span
    assert text[span.start : span.end] == under
    assert len(caught.value.message) < 150


@given(versions, versions, versions)
def test_total_order(a: str, b: str, c: str) -> None:
    x, y, z = map(Version, (a, b, c))
    assert (x < y) + (x == y) + (x > y) == 1
    assert not (x < y < z) or x < z
    assert x != y or hash(x) == hash(y)


@given(versions, versions)
def test_order_is_that_of_rattler(a: str, b: str) -> None:
    try:
        left, right = rattler.Version(a), rattler.Version(b)
    except rattler.InvalidVersionError:
        return
    assert (Version(a) < Version(b)) == (left < right)
    assert (Version(a) == Version(b)) == (left == right)


@given(st.text(alphabet="0123456789abcdevpost.-_+!* ", max_size=12))
def test_invalid_spans_lie_in_the_text(text: str) -> None:
    try:
        Version(text)
        span = Span(0, 0)
    except InvalidVersion as error:
        span = error.span
    assert 0 <= span.start <= span.end <= len(text)


def test_the_longest_number() -> None:
    assert Version("1" * 4300).components
    with pytest.raises(InvalidVersion, match="too long"):
        Version("1" * 4301)
