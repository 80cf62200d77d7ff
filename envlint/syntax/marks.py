"""Values that begin with a mark that YAML keeps for itself: anchors, aliases, tags, directives, `|` and `>`."""

from __future__ import annotations

import re

from envlint.source import Fault, Span
from envlint.syntax.blanks import tab
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.lines import bullet
from envlint.syntax.page import Page, begun_at, short, word_at, word_span
from envlint.syntax.quotes import behind_quote, quote_before


def odd_character(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.span.start
    char = page.text[at]
    if char == "\t":
        return tab(page, at)
    word = word_at(page, at)
    if char == "`":
        help = f'use quotes, or nothing: "{word.strip("`")}"'
        return Cause("reserved-character", f"a backtick is no quote in YAML: {REFUSED}", word_span(page, at), help)
    return Cause(
        "reserved-character",
        f"a value cannot begin with `{char}` in YAML: {REFUSED}",
        word_span(page, at),
        f'put it in quotes: "{word}"',
    )


def block_header(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = begun_at(fault)
    if quote := quote_before(page, at):
        return behind_quote(page, at, quote)
    char, line = page.text[at], page.content(at)
    what = "a version needs a package before it" if char == ">" else "a pipe begins a text of several lines"
    return Cause(
        "reserved-character",
        f"a value cannot begin with `{char}` in YAML: {REFUSED}",
        Span(at, line.end),
        f'{what}; if it is meant so, put it in quotes: "{short(page.text[at : line.end])}"',
    )


def name_of_anchor(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    return _star(page, begun_at(fault))


def unknown_alias(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    return _star(page, fault.span.start)


def _star(page: Page, at: int) -> Cause:
    char, span, word = page.text[at], word_span(page, at), word_at(page, at)
    if word == "*" and page.text.startswith("* ", at):
        return bullet(span, "*")
    if char == "&":
        message = f"a value cannot begin with `&` in YAML, which would give it a name: {REFUSED}"
    else:
        message = f"YAML takes `{word}` for a reference to another value, and none has that name: {REFUSED}"
    return Cause("alias", message, span, f'put it in quotes: "{word}"')


def tag(page: Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    at = begun_at(fault)
    if not page.text.startswith("!", at):
        return directive(page, fault, match)
    return Cause(
        "tag",
        f"a value that begins with `!` is a tag to YAML, and this is none: {REFUSED}",
        word_span(page, at),
        f'put it in quotes: "{word_at(page, at)}"',
    )


def directive(page: Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    at = begun_at(fault)
    line = page.content(at)
    if not page.text.startswith("%", line.start):
        return None
    message = f"a line that begins with `%` is a directive to YAML, and this is none it knows: {REFUSED}"
    return Cause("directive", message, line, "delete the line")
