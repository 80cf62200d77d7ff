"""Specs, as conda reads them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import rattler
from hypothesis import example, given, settings

from envlint.conda.match_spec import MatchSpec, is_common, parse, parse_slowly
from envlint.conda.version_parser import parse_version_spec
from envlint.source import Part, Span
from tests.conda.cases import exceptions, matchspec_rows
from tests.conda.strategies import plain_versions, portable, scraps


def test_reads_as_conda_does(record_property: pytest.RecordProperty) -> None:
    rows = matchspec_rows()
    left_out = exceptions("conformance")
    wrong = []
    for row in rows:
        spec = parse(row.text)
        found = None if spec.error else (spec.name_key, spec.version_spec, spec.build_key, _text(spec.subdir))
        wanted = row.conda and (row.conda.get("name", "*"), *(row.conda.get(f) for f in ("version", "build", "subdir")))
        if found != wanted and row.text not in left_out:
            wrong.append((row.text, found, wanted))
    record_property("matchspec conformance", f"{len(rows) - len(wrong) - len(left_out)} of {len(rows)}")
    print(f"matchspec conformance: {len(rows) - len(wrong) - len(left_out)} of {len(rows)}")
    assert wrong == []
    assert len(left_out) <= 10


def test_reads_other_keys_as_conda_does() -> None:
    for row in matchspec_rows():
        spec = parse(row.text)
        if spec.error is None and spec.kind == "package" and row.conda is not None:
            for key in ("md5", "sha256", "fn", "url", "build_number"):
                assert _text(spec.bracket(key)) == row.conda.get(key), row.text


def test_parts_of_a_full_spec() -> None:
    text = "https://host/t/x/conda-forge/linux-64::NumPy >=1.2, <2 py39*[build_number='>1', md5=ab]"
    spec = parse(text)
    assert spec.name == _part(text, "NumPy")
    assert spec.name_key == "numpy"
    assert spec.channel == _part(text, "https://host/t/x/conda-forge")
    assert spec.subdir == _part(text, "linux-64")
    assert spec.version == _part(text, ">=1.2, <2")
    assert spec.version_spec == ">=1.2,<2"
    assert spec.build == _part(text, "py39*")
    assert [(key.text, value.text) for key, value in spec.brackets] == [("build_number", ">1"), ("md5", "ab")]
    assert [text[c.span.start : c.span.end] for c in spec.clauses()] == [">=1.2", "<2"]


@pytest.mark.parametrize("end", ["", "/"])
def test_a_channel_ends_before_its_subdir_unless_a_slash_follows(end: str) -> None:
    text = f"https://h/c/linux-64{end}::a"
    spec = parse(text)
    assert spec.channel == _part(text, "https://h/c/linux-64/" if end else "https://h/c")
    assert spec.subdir == _part(text, "linux-64")


def test_parts_of_a_package_file() -> None:
    text = "https://host/c/linux-64/numpy-base-1.2-py39_0.conda"
    spec = parse(text)
    assert (spec.name, spec.version) == (_part(text, "numpy-base"), _part(text, "1.2"))
    assert (spec.build, spec.subdir) == (_part(text, "py39_0"), _part(text, "linux-64"))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("a=1.7", ["=1.7"]),
        ("a = 1.7", ["= 1.7"]),
        ("a==1.7", ["==1.7"]),
        ("a 1.7", ["1.7"]),
        ("a=1.7=b", ["=1.7"]),
        ("a ==1.7.*", ["==1.7.*"]),
        ("a>=1, <2|=3", [">=1", "<2", "=3"]),
        ("a=1.2|1.3", ["=1.2", "1.3"]),
        ("a ==1.2|1.3", ["==1.2", "1.3"]),
        ("a 1X2", ["1X2"]),
        ("a[version='==1.2|1.3']", ["==1.2", "1.3"]),
        ("a[version='>=1,<2']", [">=1", "<2"]),
        ("a[version==1.2]", ["=1.2"]),
        ("a 1[x].2", ["1[x].2"]),
        ("a", []),
        ("a >=1 <2", []),
    ],
)
def test_clauses_are_where_they_are_written(text: str, clauses: list[str]) -> None:
    assert [text[c.span.start : c.span.end] for c in parse(text).clauses()] == clauses


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("mkl@", "feature", "*"),
        ("./foo-1.0-0.conda", "file", "*"),
        ("https://host/c/linux-64/Foo-1.0-py_0.tar.bz2", "file", "foo"),
        ("C:\\pkgs\\noarch\\foo-1-0.conda", "file", "foo"),
        ("foo", "package", "foo"),
    ],
)
def test_kinds(text: str, kind: str, name: str) -> None:
    spec = parse(text)
    assert (spec.kind, spec.name_key, spec.error) == (kind, name, None)


def test_a_repeated_key_counts_last() -> None:
    spec = parse("a[build=1,build=2]")
    assert spec.build_key == "2"
    assert _text(spec.bracket("build")) == "2"
    assert spec.bracket("md5") is None


@settings(max_examples=500, deadline=None)
@given(scraps | portable)
@example("noarch/-1-.conda")
def test_never_raises_and_spans_are_exact(text: str) -> None:
    spec = parse(text)
    for part in _parts(spec):
        assert part.span.start >= 0
        assert text[part.span.start : part.span.end] == part.text
    for clause in spec.clauses():
        assert 0 <= clause.span.start < clause.span.end <= len(text)
    if spec.error is not None:
        assert 0 <= spec.error.span.start <= spec.error.span.end <= len(text)
        assert spec.error.suggestion is None or parse(spec.error.suggestion).error is None


@settings(max_examples=500, deadline=None)
@given(portable)
def test_the_short_way_reads_as_the_long_way(text: str) -> None:
    assert parse(text) == parse_slowly(text)


def test_the_short_way_reads_the_reference_as_the_long_way() -> None:
    rows = [row.text for row in matchspec_rows() if is_common(row.text)]
    assert len(rows) > 150
    for text in rows:
        assert parse(text) == parse_slowly(text)


@pytest.mark.parametrize(
    "text",
    ["numpy", "numpy=1.2", "numpy==1.2", "numpy=1.2=b", "numpy >=1,<2", "conda-forge::numpy =1.2.*", "_libgcc_mutex"],
)
def test_common_shapes_take_the_short_way(text: str) -> None:
    assert is_common(text)


@settings(max_examples=500, deadline=None)
@given(portable, plain_versions)
def test_means_to_rattler_what_it_means_to_us(text: str, version: str) -> None:
    spec = parse(text)
    theirs = rattler.MatchSpec(text, strict=False)
    assert spec.error is None
    assert theirs.name is not None
    assert theirs.name.normalized == spec.name_key
    assert (theirs.build or "*").strip("^$").replace(".*", "*") == (spec.build_key or "*")
    if theirs.version is None or spec.versions is None:
        assert theirs.version in (None, "*")
        assert spec.version_spec in (None, "*")
    elif not version.endswith("1") or version.replace(".", "").isdigit():
        matches = rattler.VersionSpec(str(theirs.version)).matches(rattler.Version(version))
        assert matches == spec.versions.matches(version)


@pytest.mark.parametrize("start", ["", "a ", "a[", "a[version='", "a (", "c::a>="])
@pytest.mark.parametrize("end", ["", "]", "']", ")", "x!"])
def test_time_grows_with_the_text(start: str, end: str) -> None:
    pieces = [*"a1=[]()^$|,:#\"'*.<~@\n-_/;", "a=", "a='", "1|", "(1|", ">=1", "\u00a0", ", ", "^,", " if "]
    started = time.perf_counter()
    for piece in pieces:
        parse(start + piece * (4000 // len(piece)) + end)
    assert time.perf_counter() - started < 4


@pytest.mark.bare
def test_a_plain_spec_takes_microseconds() -> None:
    best = min(_seconds("conda-forge::numpy >=1.2,<2") for _ in range(5))
    assert best < 100e-6


def _seconds(text: str) -> float:
    started = time.perf_counter()
    for _ in range(200):
        parse(text)
    return (time.perf_counter() - started) / 200


def test_version_spec_of_every_accepted_row_is_read_again() -> None:
    """conda's normal form loses inner parentheses, but never becomes unreadable."""
    for row in matchspec_rows():
        normal = parse(row.text).version_spec
        if normal is not None:
            assert parse_version_spec(normal).text == normal


def _part(text: str, piece: str) -> Part:
    at = text.index(piece)
    return Part(piece, Span(at, at + len(piece)))


def _text(part: Part | None) -> str | None:
    return None if part is None else part.text


def _parts(spec: MatchSpec) -> Iterator[Part]:
    for part in (spec.name, spec.version, spec.build, spec.channel, spec.subdir):
        if part is not None:
            yield part
    for key, value in spec.brackets:
        yield key
        yield value
