"""A text that need not be YAML, by its lines, and the words at a place of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from envlint.patterns import lazy
from envlint.source import Fault, Span, line_starts

_LINE_END = lazy(r"[\r\n]")
_COMMENT = lazy(r"(?:^|[ \t])#")
_QUOTE_OR_HASH = lazy(r"[\"'#]")
_WORD = lazy(r"[^\s,\[\]{}]+|\S")


class Page:
    """A text that need not be YAML, by its lines, with its comments and quoted texts."""

    def __init__(self, text: str):
        self.text = text
        self.starts = line_starts(text)
        self.comments: list[Span] = []
        self.quotes: list[Span] = []
        self._read()

    def line_start(self, at: int) -> int:
        return self.starts[bisect_right(self.starts, at) - 1]

    def line(self, at: int) -> Span:
        """The line of a place, without its line end."""
        return Span(self.line_start(at), line_end(self.text, at))

    def content(self, at: int) -> Span:
        """A line without indentation and comment; where it is empty, the last line that is not."""
        at = min(at, len(self.text))
        return self._written(self.line_start(at)) or self.above(at) or Span(at, at)

    def above(self, at: int) -> Span | None:
        """The nearest line above that holds more than blanks and a comment."""
        for number in range(bisect_right(self.starts, at) - 2, -1, -1):
            if found := self._written(self.starts[number]):
                return found
        return None

    def indent(self, line: Span) -> int:
        return line.start - self.line_start(line.start)

    def _written(self, start: int) -> Span | None:
        line = self.text[start : line_end(self.text, start)]
        comment = _COMMENT.search(line)
        written = line[: comment.start() if comment else len(line)].rstrip()
        begins = len(written) - len(written.lstrip())
        return Span(start + begins, start + len(written)) if written else None

    def _read(self) -> None:
        text, at = self.text, 0
        while match := _QUOTE_OR_HASH.search(text, at):
            at = match.start() + 1
            if match.group() != "#":
                if begins_value(text, at - 1):
                    start, at = at - 1, _quote_end(text, at - 1)
                    self.quotes.append(Span(start, at))
            elif at == 1 or text[at - 2] in " \t\r\n":
                start, at = at - 1, line_end(text, at - 1)
                self.comments.append(Span(start, at))


def begins_value(text: str, at: int) -> bool:
    """Whether a value may begin here: after a dash, a colon, a bracket, a comma, or on a new line."""
    before = at - 1
    while before >= 0 and text[before] in " \t":
        before -= 1
    if before < 0 or text[before] in "\r\n[{,:?":
        return True
    return text[before] == "-" and (before == 0 or text[before - 1] in " \t\r\n") and before < at - 1


def _quote_end(text: str, start: int) -> int:
    """Where a quoted text ends, behind its closing quote; the end of the text without one."""
    quote, at = text[start], start + 1
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 2
        elif text[at] != quote:
            at += 1
        elif quote == "'" and text.startswith("''", at):
            at += 2
        else:
            return at + 1
    return len(text)


def line_end(text: str, at: int) -> int:
    match = _LINE_END.search(text, at)
    return match.start() if match else len(text)


def outside(spans: Iterable[Span], hidden: list[Span]) -> Iterator[Span]:
    """The spans that do not begin within a hidden one; both in the order of the text."""
    at = 0
    for span in spans:
        while at < len(hidden) and hidden[at].end <= span.start:
            at += 1
        if at == len(hidden) or span.start < hidden[at].start:
            yield span


def begun_at(fault: Fault) -> int:
    """Where that begins in which a fault was found, as far as the parser says."""
    return fault.related[0][1].start if fault.related else fault.span.start


def word_span(page: Page, at: int) -> Span:
    """What stands at a place, up to a blank."""
    match = _WORD.match(page.text, at)
    return Span(at, match.end() if match else at)


def word_at(page: Page, at: int) -> str:
    span = word_span(page, at)
    return short(page.text[span.start : span.end])


def short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
