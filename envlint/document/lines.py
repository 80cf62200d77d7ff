"""The events of a text of the plainest layout, line by line, as a YAML parser would give them.

Most environment files hold nothing but lines `key:`, `key: value`, `- value` and `- key:`, comments and empty lines;
a value may be `[]` or `{}`.
These few need no parser, which takes ten times as long. A file with any other line is declined.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.document.swift import END, MAPPING, SCALAR, SEQUENCE, Declined, Event
from envlint.patterns import lazy

_LINE = lazy(r"[^\r\n]+")
# What a plain scalar does not begin with. A dash it may: `--pre`.
_NO_PLAIN = tuple("?:,[]{}#&*!|>'\"%@`")
_EMPTY = {"[]": SEQUENCE, "{}": MAPPING}
# YAML takes no longer text for a key, unless it is told to.
_LONGEST_KEY = 1000


class _Open:
    """A collection in the column of its dashes or keys. `waits`: a dash or a key has no value yet."""

    __slots__ = ("column", "kind", "waits")

    def __init__(self, kind: int, column: int):
        self.kind = kind
        self.column = column
        self.waits = False


def events(text: str) -> Iterator[Event]:
    """The events of the nodes of a text that is plain in the sense of `swift.is_plain`. Raises Declined."""
    opened: list[_Open] = []
    for line in _LINE.finditer(text):
        written = line[0]
        end = written.find(" #")
        body = (written if end < 0 else written[:end]).strip(" ")
        if not body or body[0] == "#":
            continue
        column = len(written) - len(written.lstrip(" "))
        start = line.start() + column
        is_item = body == "-" or body.startswith("- ")
        kind = SEQUENCE if is_item else MAPPING
        yield from _close(opened, column, kind, start)
        yield from _enter(opened, column, kind, start)
        if is_item:
            content = body[1:].lstrip(" ")
            inset = len(body) - len(content)
            opened[-1].waits = True
            if not content:
                continue
            column, start, body = column + inset, start + inset, content
        key, value = _pair(body)
        if key:
            if is_item:
                yield from _enter(opened, column, MAPPING, start)
            opened[-1].waits = True
            yield _scalar(key, start)
            start += len(body) - len(value)
        elif not is_item:
            raise Declined  # a text of several lines, or none of ours
        if value in _EMPTY:
            opened[-1].waits = False
            yield Event(_EMPTY[value], start, start + 1, flow=True)
            yield Event(END, start + 1, start + 2)
        elif value:
            opened[-1].waits = False
            yield _scalar(value, start)
    if not opened:
        raise Declined
    yield from _close(opened, -1, MAPPING, len(text))


def _close(opened: list[_Open], column: int, kind: int, at: int) -> Iterator[Event]:
    """End what ends where a key or a dash stands in a column; in the column of keys a list may stand, too."""
    while opened and (
        opened[-1].column > column or (opened[-1].column == column and kind == MAPPING and opened[-1].kind == SEQUENCE)
    ):
        if opened.pop().waits:
            yield Event(SCALAR, at, at)
        yield Event(END, at, at)
        if not opened and column >= 0:
            raise Declined  # a second root
    if opened and opened[-1].column == column and opened[-1].kind == kind and opened[-1].waits:
        opened[-1].waits = False
        yield Event(SCALAR, at, at)


def _enter(opened: list[_Open], column: int, kind: int, at: int) -> Iterator[Event]:
    """Begin a collection where a key or a dash is none of the innermost one: it is the value that is waited for."""
    if opened:
        top = opened[-1]
        if top.column == column and top.kind == kind:
            return
        if not top.waits:
            raise Declined
        top.waits = False
    opened.append(_Open(kind, column))
    yield Event(kind, at, at)


def _pair(body: str) -> tuple[str, str]:
    """The key and the value of a line, "" where there is none. Raises Declined where one is not plain."""
    if body in _EMPTY:
        return "", body
    if body.startswith(_NO_PLAIN):
        raise Declined
    key, colon, value = body.partition(": ")
    if not colon:
        key, value = (body[:-1], "") if body[-1] == ":" else ("", body)
    value = value.lstrip(" ")
    if key and (key[0] == "-" or key[-1] == " " or len(key) > _LONGEST_KEY):
        raise Declined
    if value and value not in _EMPTY and (value.startswith(_NO_PLAIN) or value == "-" or value.startswith("- ")):
        raise Declined
    if ": " in value or value.endswith(":"):
        raise Declined
    return key, value


def _scalar(text: str, start: int) -> Event:
    return Event(SCALAR, start, start + len(text), text)
