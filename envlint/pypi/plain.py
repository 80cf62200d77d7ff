"""A plain requirement in a pip line, which is what most lines are: name[extra] and versions. No packaging is needed."""

from __future__ import annotations

import re
from functools import lru_cache

from envlint.patterns import lazy
from envlint.pypi.line import REQUIREMENT, Clause, PipLine
from envlint.source import Part, Span

# A PEP 440 version without what is rare (epoch, local part, other spellings), and what may follow.
_RELEASE = r"[0-9]+(?:\.[0-9]+)*"
_SUFFIX = r"(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?"
_LOCAL = r"\+[a-z0-9]+(?:\.[a-z0-9]+)*"
CLAUSE = (
    rf"(?:[=!]=[ \t]*{_RELEASE}(?:\.\*|{_SUFFIX}(?:{_LOCAL})?)"
    rf"|~=[ \t]*[0-9]+(?:\.[0-9]+)+{_SUFFIX}"
    rf"|[<>]=?[ \t]*{_RELEASE}{_SUFFIX})"
)
NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
# What most lines are. The pattern below takes them, too, but costs ten times as much to compile.
_PINNED = lazy(rf"({NAME})(==)([0-9]+(?:\.[0-9]+)*)")
# What needs no packaging: name[extra] op version, op version. Adjacent blanks are in one group
# only, so that the match is linear.
_SIMPLE = lazy(
    rf"({NAME})(?:[ \t]*\[[ \t]*((?:{NAME}[ \t]*(?:,[ \t]*{NAME}[ \t]*)*)?)\])?"
    rf"(?:[ \t]*({CLAUSE}(?:[ \t]*,[ \t]*{CLAUSE})*))?"
)
# Clauses in a text that packaging has accepted, or that nobody has.
ANY_CLAUSE = lazy(r"(===)\s*([^\s,;)]*)|([=!~<>]=|[<>])\s*([^\s,;)(=<>!~][^\s,;)(]*)")

# pip takes a name that ends like an archive for a file.
_ARCHIVES = tuple(".zip .whl .tar.gz .tgz .tar .tar.bz2 .tbz .tar.xz .txz .tlz .tar.lz .tar.lzma".split())


@lru_cache(4096)  # a run asks for the same few names, again and again
def normalise(name: str) -> str:
    """A project's name as PEP 503 compares it."""
    if "_" in name or "." in name or "--" in name:
        name = re.sub(r"[-_.]+", "-", name)
    key = name.lower()
    return name if key == name else key  # one text for both, in a file of thousands


def simple(line: str, text: str, start: int, end: int) -> PipLine | None:
    """`text[start:end]` where it is a plain requirement and nothing else; parts come from `line`."""
    if pinned := _PINNED.fullmatch(text, start, end):
        name, version = part_of(line, *pinned.span(1)), part_of(line, *pinned.span(3))
        clauses = (Clause(Part("==", Span(*pinned.span(2))), version),)
        return PipLine(line, REQUIREMENT, name=name, key=normalise(name.text), clauses=clauses)
    match = _SIMPLE.fullmatch(text, start, end)
    if match is None:
        return None
    named, extras, bounds = (Span(*match.span(group)) for group in (1, 2, 3))
    if bounds.start < 0 and is_archive(text[start:end]):
        return None
    return PipLine(
        line,
        REQUIREMENT,
        name=part_of(line, *named),
        key=key_of(line, *named),
        extras=extras_in(line, *extras) if extras.start >= 0 else (),
        clauses=clauses_in(line, *bounds) if bounds.start >= 0 else (),
    )


def extras_in(line: str, start: int, end: int) -> tuple[Part, ...]:
    parts = []
    for piece in line[start:end].split(","):
        span = trimmed(line, start, start + len(piece))
        if span.start < span.end:
            parts.append(part_of(line, *span))
        start += len(piece) + 1
    return tuple(parts)


def clauses_in(line: str, start: int, end: int) -> tuple[Clause, ...]:
    clauses = []
    for match in ANY_CLAUSE.finditer(line, start, end):
        operator, version = (1, 2) if match[1] else (3, 4)
        clauses.append(Clause(part_of(line, *match.span(operator)), part_of(line, *match.span(version))))
    return tuple(clauses)


def is_archive(text: str) -> bool:
    bracket = text.rfind("[") if text.endswith("]") else -1
    return (text[:bracket] if bracket > 0 else text).lower().endswith(_ARCHIVES)


def trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, max(start + left, start + len(piece.rstrip())))


def part_of(line: str, start: int, end: int) -> Part:
    return Part(line[start:end], Span(start, end))


def key_of(line: str, start: int, end: int) -> str | None:
    name = line[start:end]
    return None if "$" in name else normalise(name)
