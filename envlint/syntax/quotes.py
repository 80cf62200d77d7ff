"""Quotes that are not closed, or closed too early, and escapes within."""

from __future__ import annotations

import re

from envlint.diagnostic import Related
from envlint.source import Fault, Span
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.page import Page, begun_at


def quote_to_the_end(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = begun_at(fault)
    return _unclosed_quote(page, at, page.text[at : at + 1] or "quote", None)


def behind_quote(page: Page, at: int, quote: Span) -> Cause:
    """Text behind a closing quote: it closes too early, or an earlier one was never closed."""
    char = page.text[quote.start]
    if {"\n", "\r"}.isdisjoint(page.text[quote.start : quote.end]):
        line = page.content(at)
        return Cause(
            "behind-quote",
            f"something follows the closing quote, and YAML has no place for it: {REFUSED}",
            Span(at, max(line.end, at)),
            "put all of it in the quotes, or none of it",
            (Related("the quoted text", quote),),
        )
    return _unclosed_quote(page, quote.start, char, quote.end - 1)


def _unclosed_quote(page: Page, at: int, char: str, closed_at: int | None) -> Cause:
    end = max(at + 1, page.content(at).end)
    related = (Related("YAML takes this for the closing quote", Span(closed_at, closed_at + 1)),) if closed_at else ()
    return Cause(
        "unclosed-quote",
        f"the quote `{char}` that opens here is not closed in its line: {REFUSED}",
        Span(at, end),
        f"write `{char}` behind the value, or delete this one",
        related,
    )


def quote_before(page: Page, at: int) -> Span | None:
    """The quoted text that ends right before a place, blanks apart."""
    end = at
    while end and page.text[end - 1] in " \t":
        end -= 1
    return next((quote for quote in page.quotes if quote.end == end), None)


def escape(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    end = min(fault.span.start + 1, len(page.text))
    start = page.text.rfind("\\", 0, end)
    return Cause(
        "escape",
        f"in double quotes a backslash begins an escape, and `{page.text[start:end]}` is none: {REFUSED}",
        Span(start, end),
        "use single quotes, which take a backslash as it is, or write `\\\\`",
    )
