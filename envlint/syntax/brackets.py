"""Flow lists and mappings: brackets that are not closed or not opened, and commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.diagnostic import Related
from envlint.patterns import lazy
from envlint.source import Fault, Span
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.page import Page, begins_value, begun_at, outside, word_at, word_span

_PAIRS = {"[": "]", "{": "}"}
_BRACKET = lazy(r"[\[\]{}]")
_MARGIN_KEY = lazy(r"^[A-Za-z_][\w-]*[ \t]*:(?=\s|$)", re.MULTILINE)


def in_brackets(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    """A flow list or mapping that goes wrong: not closed, closed by the wrong bracket, a comma missing."""
    opener = begun_at(fault)
    at, char, found = fault.span.start, page.text[opener : opener + 1], match.group(1)
    if found in ("]", "}") and found != _PAIRS.get(char):
        return Cause(
            "unclosed-bracket",
            f"this `{char}` is closed by `{found}`: {REFUSED}",
            Span(opener, opener + 1),
            f"write `{_PAIRS.get(char, ']')}` at the end",
            (Related("the wrong bracket", Span(at, at + 1)),),
        )
    closer = _closer(page, opener)
    if closer is None or (char == "[" and _MARGIN_KEY.search(page.text, opener, closer)):
        return _unclosed_bracket(page, opener)
    if found == ":":
        message = f"a `:` in brackets, where YAML expects `,` or `{_PAIRS.get(char, ']')}`: {REFUSED}"
        return Cause("comma", message, Span(at, at + 1), "put the value in quotes")
    return Cause(
        "comma",
        f"a comma is missing before this: {REFUSED}",
        word_span(page, at),
        "write a comma between two values in brackets",
    )


def no_content(page: Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    found, at = match.group(1), fault.span.start
    open_brackets = list(_open_brackets(page, at))
    if found == "<stream end>" and open_brackets:
        return _unclosed_bracket(page, open_brackets[-1])
    if found in ("]", "}") and open_brackets and _PAIRS[page.text[open_brackets[-1]]] != found:
        return _unclosed_bracket(page, open_brackets[-1])
    if found == "-" and open_brackets:
        opener = open_brackets[-1]
        message = f"a list with dashes stands behind this `{page.text[opener]}`, where commas belong: {REFUSED}"
        return Cause("unclosed-bracket", message, Span(opener, opener + 1), "delete the bracket, or the dashes")
    if found == "," and open_brackets:
        return Cause("comma", f"a comma too many: {REFUSED}", Span(at, at + 1), "delete it, or write a value before it")
    if found in (",", "]", "}"):
        word = word_at(page, at)
        message = f"a value cannot begin with `{found}` in YAML: {REFUSED}"
        return Cause("reserved-character", message, word_span(page, at), f'delete it, or put it in quotes: "{word}"')
    return None


def unopened_bracket(char: str, at: int) -> Cause:
    return Cause(
        "unopened-bracket",
        f"this `{char}` closes nothing: {REFUSED}",
        Span(at, at + 1),
        f"delete it, or write the `{'[' if char == ']' else '{'}` that it belongs to",
    )


def behind_bracket(char: str, rest: Span) -> Cause:
    return Cause(
        "behind-bracket",
        f"something follows the closing `{char}`: {REFUSED}",
        rest,
        "put the whole value in quotes, or move this to a line of its own",
    )


def _unclosed_bracket(page: Page, opener: int) -> Cause:
    char = page.text[opener]
    return Cause(
        "unclosed-bracket",
        f"the `{char}` that opens here is not closed: {REFUSED}",
        Span(opener, opener + 1),
        f"write `{_PAIRS.get(char, ']')}` at the end",
    )


def _closer(page: Page, opener: int) -> int | None:
    """Where the bracket at `opener` is closed."""
    depth = 0
    for bracket in _brackets(page, opener, len(page.text)):
        depth += 1 if page.text[bracket.start] in _PAIRS else -1
        if depth == 0:
            return bracket.start
    return None


def _open_brackets(page: Page, until: int) -> Iterator[int]:
    """The brackets that are open at a place, the outermost first."""
    stack: list[int] = []
    for bracket in _brackets(page, 0, until):
        if page.text[bracket.start] in _PAIRS:
            if stack or begins_value(page.text, bracket.start):
                stack.append(bracket.start)
        elif stack:
            stack.pop()
    yield from stack


def _brackets(page: Page, start: int, end: int) -> Iterator[Span]:
    """The brackets between two places, without those in comments and quotes."""
    spans = (Span(*match.span()) for match in _BRACKET.finditer(page.text, start, end))
    yield from outside(spans, sorted((*page.comments, *page.quotes)))
