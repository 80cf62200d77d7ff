"""conda's version expressions."""

from __future__ import annotations

import time

import pytest
import rattler
from hypothesis import given

from envlint.conda.version import InvalidVersion
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import Group, glob_pattern
from tests.conda.cases import version_matches
from tests.conda.strategies import expressions, plain_versions, scraps


def test_matches_as_conda_does() -> None:
    versions, expected = version_matches()
    assert len(expected) == 68
    for text, results in expected.items():
        try:
            spec = parse_version_spec(text)
            found = "".join("01"[spec.matches(version)] for version in versions)
        except InvalidVersion:
            found = "error"
        wanted = results["conda VersionSpec"]
        assert found == (wanted if set(wanted) <= set("01") else "error"), text


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("1.2", [("exact", "==", "1.2")]),
        (" >=1.2 , <2 ", [("range", ">=", ">=1.2"), ("range", "<", "<2")]),
        ("1.2*|=1.3", [("fuzzy", "=", "1.2*"), ("fuzzy", "=", "=1.3")]),
        ("!=1.2.*,!=2", [("exclude", "!=*", "!=1.2.*"), ("exclude", "!=", "!=2")]),
        ("*", [("any", "", "*")]),
        ("1.*.3", [("glob", "", "1.*.3")]),
        ("^1[.](2|3)$,~=1.2", [("regex", "", "^1[.](2|3)$"), ("range", "~=", "~=1.2")]),
        ("1@2", [("text", "", "1@2")]),
    ],
)
def test_clauses(text: str, clauses: list[tuple[str, str, str]]) -> None:
    found = [(c.kind, c.operator, text[c.span.start : c.span.end]) for c in parse_version_spec(text).clauses()]
    assert found == clauses


def test_comma_binds_tighter_and_joins_flat() -> None:
    tree = parse_version_spec("1,2,3|4|(5|6)").tree
    assert isinstance(tree, Group)
    assert tree.operator == "|"
    assert [item.text if not isinstance(item, Group) else len(item.items) for item in tree.items] == [3, "4", "5", "6"]


def test_clauses_that_nothing_joins_are_dropped() -> None:
    text = "(>=1)(<2,!=1.5)"
    spec = parse_version_spec(text)
    assert spec.text == ">=1"
    assert [text[span.start : span.end] for span in spec.dropped] == ["<2,!=1.5"]


def test_depth_is_that_of_what_is_open() -> None:
    assert parse_version_spec("|".join(["(1)"] * 150)).matches("1")
    with pytest.raises(InvalidVersion, match="nested too deeply"):
        parse_version_spec("|".join(["(1)"] * 60) + "|" + "(" * 101 + "1" + ")" * 101)
    assert parse_version_spec("(" * 100 + "1" + ")" * 100).matches("1")


@pytest.mark.parametrize(
    ("text", "version", "expected"),
    [
        ("^1[.]2$", "1.2", True),
        ("^1[.]2$", "1.3", False),
        ("^1.*[.]2$", "1.7.2", True),
        ("^1.*[.]2$", "1.7.3", False),
        ("^(1|2)[.]3$", "4", True),  # a group might run away: not tried
        ("^1.*.*.*2$", "3", False),  # three repeats are tried
        ("^.*.*.*.*$", "4", True),
        ("1.*.3|^2$", "2", True),
        ("1.*.3", "1.2.4", False),
        ("1.*.3", "1.2.3", True),
        ("*.3", "1.3", True),
        ("*.3", "1.3.1", False),
        ("1.*.2.*.3", "1.2.3", False),
        ("1.*.2.*.3", "1.5.3", False),
        ("1.*.2.*.3", "1.1.2.1.3", True),
        ("*1*5", "1.5", True),
        ("*.5*.5", "1.5", False),  # one piece of the version for one of the pattern
        ("*.5*.5", "1.5.5", True),
        ("1.*5*6.2", "1.5.6.5.2", False),
        ("1+2+3+4+5@6", "9", False),
        ("=1.2a", "1.2alpha", True),  # of letters the first count
        ("=1.2a", "1.2b", False),
        ("=1.2a", "1.2.3", False),
        ("1@2", "1", False),  # conda compares the texts, and no version holds an `@`
    ],
)
def test_patterns(text: str, version: str, expected: bool) -> None:
    assert parse_version_spec(text).matches(version) is expected


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("(1.5", "("),
        ("1.5)", ")"),
        (">=1,,<2", ","),
        (">=1|", "|"),
        ("=>1", "=>"),
        (">=1 <2", " "),
        (">=1\n|2", "\n"),
        (">=", ">="),
        ("~=1.2.*", "~=1.2.*"),
        ("^1.2", "^1.2"),
        ("^1[$", "^1[$"),
        (">=1.2,<2..0", ".."),
        ("(" * 101 + "1" + ")" * 101, "("),
    ],
)
def test_invalid(text: str, under: str) -> None:
    with pytest.raises(InvalidVersion) as caught:
        parse_version_spec(text)
    span = caught.value.span
    assert text[span.start : span.end] == under


def test_compatible_needs_two_parts() -> None:
    with pytest.raises(InvalidVersion, match="two parts"):
        parse_version_spec("~=1").matches("1")


def test_a_regular_expression_cannot_run_away() -> None:
    started = time.perf_counter()
    assert parse_version_spec("^(a+)+(a+)+$").matches("a" * 60 + "0")
    assert parse_version_spec("1*" * 30).matches("1" * 60)
    assert not parse_version_spec("1*" * 30 + "2.1").matches("1" * 60)
    assert time.perf_counter() - started < 1


@given(expressions, plain_versions)
def test_matches_as_rattler_does(text: str, version: str) -> None:
    try:
        theirs = rattler.VersionSpec(text)
    except rattler.InvalidVersionSpecError:
        return
    try:
        ours = parse_version_spec(text)
        found = ours.matches(version)
    except InvalidVersion:
        return
    if _apart(text):
        return
    assert found == theirs.matches(rattler.Version(version)), (text, version)


def _apart(text: str) -> bool:
    """Families that rattler and conda draw apart: of a word, a local part or a trailing zero, and `_`."""
    return any(
        clause.version is not None
        and clause.operator in ("=", "!=*", "~=")
        and (not clause.version.text.replace(".", "").isdigit() or clause.version.text.endswith((".0", "0")))
        for clause in parse_version_spec(text).clauses()
    )


@given(scraps)
def test_spans_lie_in_the_text(text: str) -> None:
    try:
        spans = [clause.span for clause in parse_version_spec(text).clauses()]
    except InvalidVersion as error:
        spans = [error.span]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(text)


def test_the_pattern_of_a_glob() -> None:
    assert glob_pattern("1.*+2*") == r"^(?:1\..*\+2.*)$"


def test_a_regular_expression_behind_a_blank() -> None:
    assert [clause.text for clause in parse_version_spec(">1, ^1,2$").clauses()] == [">1", "^1,2$"]
