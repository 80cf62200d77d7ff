"""A package spec as conda reads it: `conda-forge::numpy >=1.2,<2 py39*` taken apart, with spans.

Source: CEP 26 and 29, and the behaviour of conda 26.7 with its default solver. conda reads leniently: it cuts
comments, brackets and parentheses out of the text first, wherever they stand, and reads what is left.
`losses.py` says what it silently drops on the way, `portability.py` where other clients read otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from envlint.conda.version_parser import parse_version_spec
from envlint.source import Part, Span
from envlint.values import NamedTuple

if TYPE_CHECKING:
    from envlint.conda.version_spec import Clause, VersionSpec


class Bracket(NamedTuple):
    """One `key=value` in square brackets; the value's quotes are not part of it."""

    key: Part
    value: Part


class SpecError(NamedTuple):
    """Why conda refuses a spec. `suggestion` is the whole spec in the one reading it can have, if there is one."""

    message: str
    span: Span
    suggestion: str | None = None


class MatchSpec(NamedTuple):
    """What conda makes of a spec. Parts are as written, with spans in `text`; None is what is not there.

    `kind`: `package`; `file` for a path or URL of a package file; `feature` for the old `mkl@`.
    `name_key` is the name conda looks up: lower case, `*` where it is open. `version` and `build` are the ones
    that count: in brackets they win. `version_read` is the text conda hands to its version parser,
    `build_key` the build it looks for. `brackets` holds every pair conda takes in, in order. Where `error` is
    set, the other fields hold what was read before it.
    """

    text: str
    name_key: str = ""
    kind: str = "package"
    name: Part | None = None
    version: Part | None = None
    build: Part | None = None
    channel: Part | None = None
    subdir: Part | None = None
    brackets: tuple[Bracket, ...] = ()
    version_read: str | None = None
    build_key: str | None = None
    error: SpecError | None = None

    @property
    def versions(self) -> VersionSpec | None:
        """The version expression as a tree; its spans count in `version_read`. None: any version, or an error."""
        if self.version_read is None or self.error is not None:
            return None
        return parse_version_spec(self.version_read)

    @property
    def version_spec(self) -> str | None:
        """The version expression in conda's normal form: `1.7.*` for `numpy=1.7`, `1.7` for `numpy==1.7`."""
        versions = self.versions
        return versions.text if versions is not None else None

    def clauses(self) -> Iterator[Clause]:
        """The clauses of the version expression, with spans in `text`."""
        versions = self.versions
        if versions is None or self.version is None:
            return
        places = self._places()
        for clause in versions.clauses():
            span = clause.span
            if span.end <= len(places):
                yield clause._replace(span=Span(places[span.start], places[span.end - 1] + 1))
            else:
                yield clause._replace(span=self.version.span)

    def bracket(self, key: str) -> Part | None:
        """The value of a key in brackets; of a repeated key the last, as conda does."""
        for pair in reversed(self.brackets):
            if pair.key.text == key:
                return pair.value
        return None

    @property
    def names_file(self) -> bool:
        """Whether a key in brackets says which package file is meant."""
        return bool(self.brackets) and any(map(self.bracket, ("url", "md5", "sha256", "fn")))

    def _places(self) -> list[int]:
        """Where in `text` each character of `version_read` stands; empty if pieces were cut out between."""
        assert self.version is not None and self.version_read is not None
        at = self.version.span.start
        places = [at + i for i, char in enumerate(self.version.text) if char != " "]
        written = self.version.text.replace(" ", "")
        skip = len(written) - len(written.lstrip("="))
        read = self.version_read
        if written.startswith(read):
            return places
        if written[skip:] != read:
            return []  # conda has added a star: to a single clause
        places = places[skip:]
        places[:1] = [at]  # the operator belongs to the clause
        return places


# The shapes nearly every spec has, all of them read alike by every client; the rest goes the long way.
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})*"
is_common = re.compile(
    rf"""
    (?:([A-Za-z][A-Za-z0-9_-]*)::)?                         # channel
    (_?[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*)                   # name
    (?:
        \ ?(={{1,2}})({_NUMBER}(?:\.\*)?)                   # = or ==, version
        (?:=([A-Za-z0-9_*]+))?                              # build
      | \ ?((?:>=|<=|>|<|!=){_NUMBER}(?:,(?:>=|<=|>|<|!=){_NUMBER})*)
    )?
    """,
    re.VERBOSE,
).fullmatch


def parse(text: str) -> MatchSpec:
    """Read a spec. Never raises: what conda refuses is in `.error`."""
    return read(text)[0]


@lru_cache(32_768)  # files ask for the same packages, and a long one that is fixed is read again
def read(text: str) -> tuple[MatchSpec, bool]:
    """The same, and whether the spec has a shape that every client reads alike."""
    found = is_common(text)
    return (parse_slowly(text), False) if found is None else (_common(text, found), True)


def _common(text: str, found: re.Match[str]) -> MatchSpec:
    channel, name, operator, number, build, ranges = found.groups()
    version = None
    read = None
    if number is not None:
        start, end = found.start(3), found.end(4)
        version = Part(text[start:end], Span(start, end))
        loose = operator == "=" and build is None and number[-1] != "*"
        read = number + "*" if loose else number
    elif ranges is not None:
        version = Part(ranges, Span(*found.span(6)))
        read = ranges
    key = name.lower()
    return MatchSpec(
        text,
        name if key == name else key,  # one text for both, in a file of thousands
        "package",
        Part(name, Span(*found.span(2))),
        version,
        None if build is None else Part(build, Span(*found.span(5))),
        None if channel is None else Part(channel, Span(0, len(channel))),
        None,
        (),
        read,
        build,
    )


def parse_slowly(text: str) -> MatchSpec:
    """The same as `parse`, step by step as conda goes."""
    spec = parse_tersely(text)
    if spec.error is None:
        return spec
    from envlint.conda.repairs import explained, suggestion

    message, span = explained(text, spec.error.message, spec.error.span)
    return spec._replace(error=SpecError(message, span, suggestion(text)))


def parse_tersely(text: str) -> MatchSpec:
    """The same, but an error says only what conda stumbles over."""
    from envlint.conda.reader import Reader

    reader = Reader(text)
    refusal = reader.read()
    return MatchSpec(
        text,
        reader.name_key,
        reader.kind,
        reader.name,
        reader.version,
        reader.build,
        reader.channel,
        reader.subdir,
        tuple(Bracket(key, value) for key, value in reader.brackets),
        reader.version_read,
        reader.build_key,
        None if refusal is None else SpecError(refusal.message, refusal.span),
    )
