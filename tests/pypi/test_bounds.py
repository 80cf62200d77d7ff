"""Levels and bounds of pip requirements, held against packaging."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from envlint.pypi import (
    LEVELS,
    Clause,
    allows,
    allows_below,
    allows_from,
    contradictory,
    level,
    parse_line,
    version_key,
)


def clauses(spec: str) -> tuple[Clause, ...]:
    line = parse_line("x" + spec)
    assert line.error is None, spec
    return line.clauses


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("x", "any"),
        ("x!=1.2", "any"),
        ("x>=1.2", "lower"),
        ("x>1,!=2", "lower"),
        ("x<2", "bounded"),
        ("x>=1,<3", "bounded"),
        ("x==1.*", "bounded"),
        ("x~=1.24", "bounded"),
        ("x~=1.24.1", "minor"),
        ("x==1.24.*", "minor"),
        ("x==1.24.3.*", "minor"),
        ("x>=1.24.1,==1.24.*", "minor"),
        ("x==1.24", "exact"),
        ("x==1.24.3", "exact"),
        ("x===1.24.3", "exact"),
        ("x[a]==1; python_version > '3'", "exact"),
        ("x @ https://h.org/x.zip", None),
        ("git+https://h.org/x", None),
        ("-e .", None),
        ("-r x.txt", None),
        ("./x", None),
    ],
)
def test_level(text: str, want: str | None) -> None:
    assert level(parse_line(text)) == want
    assert want is None or want in LEVELS


@pytest.mark.parametrize(
    ("spec", "below", "from_"),  # whether something below 2.12, and 2.12 or newer, is allowed
    [
        ("", True, True),
        ("==2.11", True, False),
        ("==2.11.*", True, False),
        ("==2.12", False, True),
        ("==2.*", True, True),
        ("~=2.11", True, True),
        ("~=2.11.0", True, False),
        (">=2.12", False, True),
        (">=2.12.0", False, True),
        (">2.11", True, True),
        (">=2.9,<2.12", True, False),
        ("<2.12", True, False),
        ("<=2.12", True, True),
        ("<2.12.0a0", True, False),
        ("==2.12.0rc1", True, False),
        ("==2.11.0+cu118", True, False),
        ("==1!1.0", False, True),
        ("!=2.12", True, True),
        (">=3,<2", False, False),
    ],
)
def test_bounds(spec: str, below: bool, from_: bool) -> None:
    assert (allows_below(clauses(spec), "2.12"), allows_from(clauses(spec), "2.12")) == (below, from_)


@pytest.mark.parametrize(
    ("spec", "want"),
    [
        (">=2,<1", True),
        (">1,<1", True),
        (">=1,<1", True),
        ("==1.2,!=1.2.0", True),
        ("==1.2,>=1.3", True),
        ("==1.2.*,==1.3.*", True),
        ("~=1.4.2,>=1.5", True),
        (">=1,<=1", False),
        (">=1,<2", False),
        ("==1.2.*,>=1.2.5", False),
        ("", False),
    ],
)
def test_contradictory(spec: str, want: bool) -> None:
    assert contradictory(clauses(spec)) is want


@pytest.mark.parametrize("spec", ["===foo,<2", "~=1,<2", "==1.x.*,<1", "==1.x,<1"])
def test_what_is_no_version_contradicts_nothing(spec: str) -> None:
    assert not contradictory(parse_line("x" + spec).clauses)
    assert allows_from(parse_line("x" + spec).clauses[:1], "1")


def test_allows() -> None:
    assert allows(clauses(">=1,<2"), "1.5") is True
    assert allows(clauses(">=1,<2"), "2.0") is False
    assert allows(clauses(">=1"), "2.0rc1") is True
    assert allows(clauses(""), "no version") is None
    assert allows(parse_line("x==${VERSION}").clauses, "1") is None


# Releases of one number to four, each length as often as another, and what goes around them: few draws a version.
RELEASES = [".".join(each) for size in range(1, 5) for each in list(product("0123", repeat=size)) * 4 ** (4 - size)]
PRE, POST, DEV = ["", "", "a1", "b2", "rc1", "-alpha", "c3"], ["", "", ".post1", "-2", "rev3"], ["", "", ".dev1", "dev"]
VERSIONS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "", "1!"]),
    st.sampled_from(RELEASES),
    st.sampled_from(list(map("".join, product(PRE, POST, DEV)))),
)


@settings(max_examples=1000)
@given(VERSIONS, VERSIONS)
def test_order_is_that_of_packaging(left: str, right: str) -> None:
    ours, theirs = (version_key(left), version_key(right)), (Version(left), Version(right))
    assert ours[0] is not None and ours[1] is not None
    assert (ours[0] < ours[1], ours[0] == ours[1]) == (theirs[0] < theirs[1], theirs[0] == theirs[1])


@given(st.text(alphabet="0123.abcdevrpost-_+!*", max_size=12))
def test_knows_a_version_as_packaging_does(text: str) -> None:
    try:
        Version(text)
    except ValueError:
        assert version_key(text) is None
    else:
        assert version_key(text) is not None


SPECS = st.lists(
    st.tuples(st.sampled_from(["==", "!=", ">=", "<=", ">", "<", "~="]), VERSIONS, st.sampled_from(["", "", ".*"])).map(
        "".join
    ),
    min_size=1,
    max_size=3,
).map(",".join)


@settings(max_examples=1500)
@given(SPECS, VERSIONS, VERSIONS)
def test_bounds_never_deny_what_packaging_allows(spec: str, version: str, other: str) -> None:
    try:
        specifiers = SpecifierSet(spec)
    except InvalidSpecifier:
        return
    if not specifiers.contains(version, prereleases=True):
        return
    found = clauses(spec)
    assert not contradictory(found)
    if Version(version) < Version(other):
        assert allows_below(found, other)
    else:
        assert allows_from(found, other)


@settings(max_examples=1500)
@given(SPECS, VERSIONS | st.from_regex(r"[0-3](\.[0-3]){0,3}", fullmatch=True))
def test_what_is_allowed_is_what_packaging_allows(spec: str, version: str) -> None:
    try:
        specifiers = SpecifierSet(spec)
    except InvalidSpecifier:
        assert allows(parse_line(f"x{spec}").clauses, version) is None
        return
    assert allows(clauses(spec), version) is specifiers.contains(version, prereleases=True)


def test_thousands_of_digits_are_no_version() -> None:
    assert version_key("1" * 5000) is None
    assert not contradictory(parse_line("x==" + "1" * 5000).clauses)
