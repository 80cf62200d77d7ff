"""Lines of a file with a span underlined, in columns that hold on a terminal."""

from __future__ import annotations

from envlint.reporters.shown import LOG_COMMAND, escaped
from envlint.source import Source, Span
from envlint.values import NamedTuple

# Longer lines are cut around the span.
WIDTH = 100
_LEAD = 30
_TAB = 4
_CUT = "..."


class Underlined(NamedTuple):
    """A line as it is shown, and where its underline begins and how long it is, in columns."""

    number: int
    text: str
    indent: int
    length: int


def underlined(source: Source, span: Span) -> Underlined:
    """The first line of a span, and the part of the span that lies in it."""
    from envlint.hidden import hidden

    number = source.position(span.start).line
    line = source.line_span(number)
    text = hidden(source).text[line.start : line.end]
    start = min(span.start, line.end) - line.start
    end = max(start, min(span.end, line.end) - line.start)
    first = max(0, min(start - _LEAD, len(text) - WIDTH))
    cells = _cells(text[first : first + WIDTH], len(_CUT) if first else 0)
    before, marked = cells[: start - first], cells[start - first : end - first]
    shown = (_CUT if first else "") + "".join(cells) + (_CUT if first + WIDTH < len(text) else "")
    indent = (len(_CUT) if first else 0) + _width(before)
    return Underlined(number, shown.rstrip(), indent, max(1, _width(marked)))


def _cells(text: str, column: int) -> list[str]:
    """What each code point is shown as: tabs as blanks up to the next stop, the unseen escaped."""
    if text.isascii() and text.isprintable() and "##" not in text:
        return list(text)
    cells = []
    for char in text:
        cells.append(" " * (_TAB - column % _TAB) if char == "\t" else escaped(char))
        column += _width(cells[-1:])
    for command in LOG_COMMAND.finditer(text):
        cells[command.start() + 1] = "\\x23"
    return cells


def _width(cells: list[str]) -> int:
    """How many columns a terminal gives to cells: two to wide characters, none to combining ones."""
    text = "".join(cells)
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
