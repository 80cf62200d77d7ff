"""Levels, bounds, and whether expressions can hold together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envlint.conda.bounds import fixed_parts, has_upper_bound, level, satisfiable
from envlint.conda.version import InvalidVersion
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import VersionSpec
from tests.conda.strategies import expressions

LEVELS = {
    "any": "* !=1.2 !=1.2.* *.3 =1.2|*",
    "lower": ">1 >=1.2 >=1.2,!=1.3 =1.2|>=3 ~=1 <1|>=2",
    "bounded": "=1 1.* <3 <=3 >=1,<3 (>=1|>=2),<3 ~=1.2 1.*.3 ^1.*$ =1.2|=2",
    "minor": "=1.24 =1.24.* 1.24.* ~=1.24.1 =1.24,!=1.24.2 =1.2|=1.4",
    "exact": "==1.24 1.24 ==1.24.3 =1.24.3 =1.24.3.* 1.2|1.3 =1!1.2.3 >=1,==2 =1.2.3.4.5 1.2.3.4.*.6 ~=1.2.3.4.5",
}


@pytest.mark.parametrize(("text", "expected"), [(text, name) for name, row in LEVELS.items() for text in row.split()])
def test_level(text: str, expected: str) -> None:
    assert level(parse_version_spec(text)) == expected


def test_no_expression_is_any() -> None:
    assert level(None) == "any"
    assert not has_upper_bound(None)


@pytest.mark.parametrize(
    ("text", "upper"),
    [
        ("*", False),
        (">=1", False),
        ("<2", True),
        ("=1", True),
        ("~=1.2", True),
        ("!=1", False),
        ("<1|>2", False),
        ("=1|<3", True),
        (">=1,(<2|<3)", True),
        ("1.*.2", True),
    ],
)
def test_upper_bounds(text: str, upper: bool) -> None:
    assert has_upper_bound(parse_version_spec(text)) is upper


@pytest.mark.parametrize(
    ("text", "parts"),
    [("=1", 1), ("=1.24.*", 2), ("~=1.24.1", 2), ("==1.2.3", 3), (">=1.24", 0), ("1.2.*.4", 2), ("1.*.2.*.3", 1)],
)
def test_fixed_parts(text: str, parts: int) -> None:
    assert [fixed_parts(clause) for clause in parse_version_spec(text).clauses()] == [parts]


@pytest.mark.parametrize(
    "texts",
    [
        [">=2,<1"],
        ["=1.2", ">=1.3"],
        [">=1.3", "=1.2"],
        ["<1.2", "=1.2.3"],
        ["<1", ">=1"],
        ["=1.2", "=1.3"],
        ["==1.2", "!=1.2"],
        ["=1.2.3", "!=1.2.*"],
        [">1.2", "<=1.2"],
        [">=1.2", "<1.2"],
        ["~=1.2.3", "<1.2"],
        ["<1|>=3", "=2"],
        ["1.2,1.3"],
        ["=1.2", "==1.20"],
        # Of two bounds on one side the stricter counts, in whichever order they stand.
        ["<1", "<=1", ">=1"],
        ["<=1", "<1", ">=1"],
        [">1", ">=1", "<=1"],
        [">=1", ">1", "<=1"],
        ["<1", "<2", ">1"],
        ["<2", "<1", ">1"],
        [">2", ">1", "<2"],
        [">1", ">2", "<2"],
        ["=1.2a3", "!=1.2a.*"],
    ],
)
def test_unsatisfiable(texts: list[str]) -> None:
    assert not satisfiable(map(parse_version_spec, texts))


def test_alternatives_are_tried_up_to_a_number() -> None:
    for few, many in (
        ([",".join(["(1|2)"] * 8)], [",".join(["(1|2)"] * 9)]),
        (["1|2"] * 8, ["1|2"] * 9),
        (["|".join(["1"] * 256)], ["|".join(["1"] * 257)]),
    ):
        assert not satisfiable(map(parse_version_spec, [*few, ">3"]))
        assert satisfiable(map(parse_version_spec, [*many, ">3"]))
        assert satisfiable([parse_version_spec(f">3,(1.5|({','.join(f'({each})' for each in many)}))")])


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [">=1.2,<=1.2"],
        ["<2", "=2"],
        ["=2", "<2"],
        ["=1.2", "=1"],
        ["<=1", ">=1"],
        ["<1", ">0", "<2"],
        ["=1", "!=1.0.*"],
        ["=1.2", "==1.2.0"],
        ["=1.2|=3", ">2"],
        ["==1!1", ">=5"],
        ["^2.*$", "=1"],
        ["1.*.3", ">=2"],
        ["~=1", ">1"],
        ["<=1", "<=1", ">=1"],
        [">=1", ">=1", "<=1"],
        ["=1.2", "!=1.3.*"],
        ["=1.2", "!=1.2+a.*"],
        [",".join(["(1|2)"] * 40)],
    ],
)
def test_satisfiable(texts: list[str]) -> None:
    assert satisfiable(map(parse_version_spec, texts))


def _dense(texts: list[str]) -> list[str]:
    """The versions an expression names, and their neighbours."""
    named = {c.version.text for text in texts for c in parse_version_spec(text).clauses() if c.version is not None}
    endings = ("", ".1", ".dev1", "a", ".0.dev", "+1", "+a", ".99999", ".0.0.dev", "post", ".post9", "+1.0.1", "rc99")
    candidates = {version + ending for version in named for ending in endings} | {"0.dev", "9!0"}
    return [version for version in candidates if _is_version(version)]


def _is_version(text: str) -> bool:
    try:
        parse_version_spec("==" + text)
    except InvalidVersion:
        return False
    return True


def _matches(spec: VersionSpec, version: str) -> bool:
    try:
        return spec.matches(version)
    except InvalidVersion:
        return False


@settings(max_examples=400, deadline=None)
@given(st.lists(expressions, min_size=1, max_size=3))
def test_never_wrongly_unsatisfiable(texts: list[str]) -> None:
    specs = [parse_version_spec(text) for text in texts]
    if not satisfiable(specs):
        assert not [v for v in _dense(texts) if all(_matches(spec, v) for spec in specs)]
