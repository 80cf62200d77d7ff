"""Lines that are neither key nor item, and colons in the wrong place."""

from __future__ import annotations

import re

from envlint.diagnostic import Related
from envlint.source import Fault, Span
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.page import Page, begun_at, short
from envlint.syntax.pasted import conflict_of

_BULLETS = ("*", "+", "•", "·", "‐", "‑", "–", "—", "−")
_KEYS = ("name", "channels", "dependencies", "variables", "prefix", "platforms")


def no_colon(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    """A line that is neither a key nor an item."""
    return bare_line(page, page.content(begun_at(fault)))


def colon_too_many(page: Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    at = fault.span.start
    line = page.content(at)
    before = page.text[line.start : at]
    key, colon, value = before.removeprefix("- ").partition(": ")
    if colon and not value.startswith(("'", '"')):
        rest = page.text[line.start + len(before) - len(value) : line.end]
        return Cause(
            "second-colon",
            f"a second `: ` in one line: YAML would read a key in the value of `{short(key)}`, and {REFUSED}",
            Span(at, at + 1),
            f'put the value in quotes: `{short(key)}: "{short(rest)}"`, or begin a new line',
        )
    return _glued_line(page, line)


def _glued_line(page: Page, line: Span) -> Cause | None:
    """A key that YAML takes for the rest of a text that begins further up."""
    first, above = line, page.above(line.start)
    sibling: Span | None = None
    while above is not None and page.indent(above) >= page.indent(line):
        is_item = page.text.startswith("-", above.start) and not page.text.startswith("-", line.start)
        if sibling is None and not is_item and page.indent(above) == page.indent(line):
            sibling = above
        first, above = above, page.above(above.start)
    if above is not None and not page.text[above.start : above.end].endswith(":"):
        return _too_deep(page, first, above)
    if sibling is None or page.text.startswith("- ", sibling.start):
        return None
    has_colon = re.search(r":(?:\s|$)", page.text[sibling.start : sibling.end])
    return None if has_colon else bare_line(page, sibling)


def _too_deep(page: Page, line: Span, above: Span) -> Cause:
    return Cause(
        "indentation",
        f"this line is indented deeper than the one above, so YAML takes it for the rest of that: {REFUSED}",
        line,
        "line it up with the line above; if it belongs to that, end that with a colon",
        (Related("the line above", above),),
    )


def bare_line(page: Page, span: Span) -> Cause:
    """A line that lacks its colon, its dash, or has another sign in its place."""
    written = page.text[span.start : span.end]
    word, _, rest = written.partition(" ")
    if written == "=======":
        return conflict_of(span)
    if word in _KEYS:
        help = f"write `{word}: {short(rest)}`" if rest else f"write `{word}:`"
        return Cause("missing-colon", f"the key `{word}` has no colon: {REFUSED}", span, help)
    if word in _BULLETS:
        return bullet(span, word)
    return Cause(
        "missing-colon",
        f"this line is neither a key nor a list item: {REFUSED}",
        span,
        f"write `- {short(written)}` in the column of the other items; a key stands in the first column, "
        "with a colon behind it",
    )


def bullet(span: Span, char: str) -> Cause:
    message = f"a list item begins with `- ` in YAML, not with `{char} `: {REFUSED}"
    return Cause("bullet", message, Span(span.start, span.start + 1), "write `- `")


def list_behind_key(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    span = page.content(fault.span.start)
    return Cause(
        "indentation",
        f"a list cannot begin in the line of its key: {REFUSED}",
        Span(min(fault.span.start, span.end), span.end),
        "write the first item on a line of its own, below the key",
    )
