"""The tree of a text of the plainest layout, line by line, as a YAML parser would make it.

Most environment files hold nothing but lines `key:`, `key: value`, `- value` and `- key:`, comments and empty lines;
a value may be `[]` or `{}`.
These few need no parser, which takes ten times as long. A file with any other line is declined.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envlint.document.growth import Growth, Open
from envlint.document.swift import Declined, has_odd
from envlint.nodes import Entry, Scalar
from envlint.patterns import lazy
from envlint.source import Span

# A line; of one that is an item without colon and comment, as most are, its indent and its value.
_LINE = lazy(r"( *)- ([A-Za-z][^\s:#]*)(?=[\r\n]|\Z)|[^\r\n]+")
# What a plain scalar does not begin with. A dash it may: `--pre`.
_NO_PLAIN = frozenset("?:,[]{}#&*!|>'\"%@`")
_EMPTY = {"[]": "seq", "{}": "map"}
# YAML takes no longer text for a key, unless it is told to.
_LONGEST_KEY = 1000


def build(text: str, kind_of: Callable[[str], str], max_depth: int) -> Growth:
    """The tree of a text. `kind_of` says what an unquoted value is. Raises Declined."""
    if has_odd(text):
        raise Declined
    builder = _Builder(text, kind_of, max_depth)
    for line in _LINE.finditer(text):
        if not (line[2] and builder.next_item(line)):
            builder.take(line[0], line.start())
    builder.end()
    return builder


class _Block:
    """A collection in the column of its dashes or keys. `waits` is the dash or colon that has no value yet."""

    __slots__ = ("column", "kind", "waits")

    def __init__(self, kind: str, column: int):
        self.kind = kind
        self.column = column
        self.waits: Span | None = None


class _Builder(Growth):
    """Turns lines into a tree. `blocks` are the collections that have not ended, the innermost last."""

    def __init__(self, text: str, kind_of: Callable[[str], str], max_depth: int):
        super().__init__(text)
        self.kind_of = kind_of
        self.max_depth = max_depth
        self.blocks: list[_Block] = []

    def next_item(self, line: re.Match[str]) -> bool:
        """Whether a line is the next item of the innermost collection; it is taken at once then, a third of the way."""
        at, dash = line.span(1)
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.column != dash - at or block.kind != "seq" or block.waits:
            return False
        start, end = line.span(2)
        value = Scalar(line[2], self.kind_of(line[2]), Span(start, end), start, "", None, None)
        self.stack[-1].entries.append(Entry(None, value, Span(dash, end), Span(dash, dash + 1)))
        return True

    def take(self, line: str, at: int) -> None:
        """The next line, which begins at an offset."""
        end = line.find(" #")
        body = (line if end < 0 else line[:end]).strip(" ")
        if not body or body[0] == "#":
            if "#" in line:
                self.comment(at + line.index("#"), at + len(line))
            return
        if end >= 0:
            self.comment(at + end + 1, at + len(line))
        column = len(line) - len(line.lstrip(" "))
        start = at + column
        is_item = body == "-" or body.startswith("- ")
        block = self.block(column, "seq" if is_item else "map", start)
        if is_item:
            block.waits = Span(start, start + 1)
            content = body[1:].lstrip(" ")
            inset = len(body) - len(content)
            column, start, body = column + inset, start + inset, content
            if not body:
                return
        key, value = _pair(body)
        if key:
            if is_item:
                block = self.enter(column, "map", start)
            self.scalar(key, start, Span(start, start))
            colon = start + len(key)
            block.waits = Span(colon, colon + 1)
        elif not is_item:
            raise Declined  # a text of several lines, or none of ours
        if value:
            self.fill(block, value, start + len(body) - len(value))

    def end(self) -> None:
        """There is no further line."""
        if not self.blocks:
            raise Declined
        while self.blocks:
            self.leave()

    def block(self, column: int, kind: str, at: int) -> _Block:
        """The collection that a dash or key in a column belongs to, once what ends before it has ended; in the column
        of keys a list may stand, too."""
        blocks = self.blocks
        while blocks and (
            blocks[-1].column > column or (blocks[-1].column == column and kind == "map" and blocks[-1].kind == "seq")
        ):
            self.leave()
            if not blocks:
                raise Declined  # a second root
        if not blocks or blocks[-1].column != column or blocks[-1].kind != kind:
            return self.enter(column, kind, at)
        if blocks[-1].waits:
            self.fill(blocks[-1], "", blocks[-1].waits.end)
        return blocks[-1]

    def enter(self, column: int, kind: str, at: int) -> _Block:
        """Begin a collection: it is the value that the innermost one waits for."""
        self.begin(kind, at, self.taken_mark(self.blocks[-1]) if self.blocks else Span(at, at))
        self.blocks.append(_Block(kind, column))
        return self.blocks[-1]

    def leave(self) -> None:
        """The innermost collection ends."""
        block = self.blocks.pop()
        if block.waits:
            self.fill(block, "", block.waits.end)
        self.close(len(self.text))  # it ends with its last entry

    def fill(self, block: _Block, value: str, at: int) -> None:
        """The value that a collection waits for."""
        mark = self.taken_mark(block)
        if value in _EMPTY:
            self.begin(_EMPTY[value], at, mark, flow=True)
            self.close(at + 2)
        else:
            self.scalar(value, at, mark)

    def taken_mark(self, block: _Block) -> Span:
        """The dash or colon of the value that a collection waits for, and no longer does."""
        mark, block.waits = block.waits, None
        if mark is None:
            raise Declined
        return mark

    def begin(self, kind: str, at: int, mark: Span, flow: bool = False) -> None:
        if len(self.stack) >= self.max_depth:
            raise Declined
        self.open(Open(kind, at, flow, None, None, mark))

    def scalar(self, text: str, at: int, mark: Span) -> None:
        self.add(Scalar(text, self.kind_of(text), Span(at, at + len(text)), at, "", None, None), mark)


def _pair(body: str) -> tuple[str, str]:
    """The key and the value of a line, "" where there is none. Raises Declined where one is not plain: `---` and `...`
    end a document."""
    if body in _EMPTY:
        return "", body
    if body[0] in _NO_PLAIN:
        raise Declined
    key, colon, value = body.partition(": ")
    if not colon:
        key, value = (body[:-1], "") if body[-1] == ":" else ("", body)
    value = value.lstrip(" ")
    if key and (key[0] in "-." or key[-1] == " " or len(key) > _LONGEST_KEY):
        raise Declined
    if value and value not in _EMPTY and (value[0] in _NO_PLAIN or value == "-" or value.startswith("- ")):
        raise Declined
    if ": " in value or value.endswith(":"):
        raise Declined
    return key, value
