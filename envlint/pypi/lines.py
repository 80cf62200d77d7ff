"""A requirements file, cut into the lines that pip reads: comments gone, continued lines joined.

Held against pip 23.2 and 26.3 (`pip._internal.req.req_file`).
"""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterator

from envlint.patterns import lazy
from envlint.source import Span
from envlint.values import NamedTuple

# Everything that str.splitlines, and so pip, takes for the end of a line.
_BREAK = lazy("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CODING = lazy(r"coding[:=][ \t]*([-A-Za-z0-9_.]+)")
# Encodings that give back the bytes they were read from, and take no time. pip knows all of Python's.
_PLAIN = ("utf-8", "ascii", "iso8859-", "cp", "koi8-", "mac-", "gb", "big5", "shift_jis", "euc_")


class Line(NamedTuple):
    """A line as pip reads it. `pieces` say which offsets in `text` stand where in the file: each is the start of
    a stretch, in the text and in the file."""

    text: str
    span: Span
    pieces: tuple[tuple[int, int], ...]

    def at(self, span: Span) -> Span:
        """The place in the file of a part of the text."""
        if span.start >= span.end:
            place = self._place(span.start) if span.start < len(self.text) else self.span.end
            return Span(place, place)
        return Span(self._place(span.start), self._place(span.end - 1) + 1)

    def _place(self, at: int) -> int:
        begin, there = self.pieces[bisect_right(self.pieces, (at, 1 << 62)) - 1]
        return there + at - begin


class Read(NamedTuple):
    """What a file holds: lines, and comments with whether nothing stands before them on their line."""

    lines: tuple[Line, ...]
    comments: tuple[tuple[Span, bool], ...]


def read(text: str) -> Read:
    """Cut a text into what pip reads of it."""
    lines: list[Line] = []
    comments: list[tuple[Span, bool]] = []
    pieces: list[Span] = []
    for line in _physical(text):
        written = text[slice(*line)]
        if written.lstrip().startswith("#"):
            start = line.start + len(written) - len(written.lstrip())
            comments.append((Span(start, line.end), True))
            lines += _joined(text, pieces, comments)
            pieces = []
        elif written.endswith("\\"):
            left = len(written) - len(written.lstrip("\\"))
            pieces.append(Span(line.start + left, max(line.start + left, line.start + len(written.rstrip("\\")))))
        else:
            lines += _joined(text, [*pieces, line], comments)
            pieces = []
    lines += _joined(text, pieces, comments)
    return Read(tuple(lines), tuple(sorted(comments)))


def encoding_of(data: bytes) -> str:
    """What the first two lines say that a file is written in (`# -*- coding: latin-1 -*-`), else UTF-8."""
    for line in data.split(b"\n", 2)[:2]:
        found = _CODING.search(line.decode("latin-1")) if line.startswith(b"#") else None
        if found:
            try:
                name = codecs.lookup(found[1]).name
            except LookupError:
                return "utf-8"
            return name if name.startswith(_PLAIN) and not name.endswith("-sig") else "utf-8"
    return "utf-8"


def _physical(text: str) -> Iterator[Span]:
    at = 0
    for match in _BREAK.finditer(text):
        yield Span(at, match.start())
        at = match.end()
    if at < len(text):
        yield Span(at, len(text))


def _joined(text: str, pieces: list[Span], comments: list[tuple[Span, bool]]) -> Iterator[Line]:
    """The line that pieces make, less its comment and the blanks around; the comment is noted."""
    joined = "".join(text[slice(*piece)] for piece in pieces)
    places: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if piece.start < piece.end:
            places.append((at, piece.start))
        at += piece.end - piece.start
    whole = Line(joined, Span(0, 0), tuple(places))
    cut = _comment(joined)
    if cut is not None:
        start = whole.at(Span(cut, cut + 1)).start
        end = next(piece.end for piece in pieces if piece.start <= start < piece.end)
        comments.append((Span(start, end), False))
        joined = joined[:cut]
    body = joined.strip()
    if not body:
        return
    first = len(joined) - len(joined.lstrip())
    kept = [(max(0, begin - first), there + max(0, first - begin)) for begin, there in places]
    # Of the pieces that end before the body begins, only the last one, which holds its beginning, counts.
    from_first = max(number for number, (begin, _) in enumerate(places) if begin <= first)
    inside = tuple(piece for piece in kept[from_first:] if piece[0] < len(body))
    yield Line(body, whole.at(Span(first, first + len(body))), inside)


def _comment(line: str) -> int | None:
    """Where the comment of a line begins: at a `#` that stands first, or behind a blank."""
    at = line.find("#")
    while at >= 0:
        if at == 0 or line[at - 1].isspace():
            return at
        at = line.find("#", at + 1)
    return None
