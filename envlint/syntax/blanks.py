"""Tabs, spaces that are none to YAML, and line breaks that only YAML knows."""

from __future__ import annotations

import re

from envlint.patterns import lazy
from envlint.source import Fault, Span
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.page import Page, line_end

_ODD_LINE_END = lazy("[\x85\u2028\u2029]")
_ODD_INDENT = lazy(" *([\u00a0\u2000-\u200b\u202f\u3000\ufeff]+)")
_TAB_INDENT = lazy(r"^ *\t[ \t]*", re.MULTILINE)


def odd_line_end(page: Page, fault: Fault) -> Cause | None:
    line = page.line(fault.span.start)
    if odd := _ODD_LINE_END.search(page.text, page.line_start(max(0, line.start - 1)), line.end):
        return Cause(
            "control-character",
            f"a line break that only YAML knows (U+{ord(odd.group()):04X}) splits this line: {REFUSED}",
            Span(*odd.span()),
            "delete it",
        )
    return None


def odd_indent(page: Page, fault: Fault) -> Cause | None:
    if odd := _ODD_INDENT.match(page.text, page.line_start(fault.span.start)):
        return Cause(
            "indentation",
            f"the line is indented with a space that is none to YAML (U+{ord(odd.group(1)[0]):04X}): {REFUSED}",
            Span(*odd.span(1)),
            "write plain spaces; such spaces come with text that is copied from a web page",
        )
    return None


def tab(page: Page, at: int) -> Cause:
    start, end = at, at + 1
    while start and page.text[start - 1] in " \t":
        start -= 1
    while end < len(page.text) and page.text[end] in " \t":
        end += 1
    if start and page.text[start - 1] not in "\r\n":
        is_last = end == line_end(page.text, at)
        where = "at the end of the line" if is_last else "before this value"
        message = f"a tab stands {where}, where YAML allows spaces only: {REFUSED}"
        return Cause("tab", message, Span(at, at + 1), "delete it" if is_last else "write a space")
    count = len(_TAB_INDENT.findall(page.text))
    more = f"; {count} lines of the file begin with a tab" if count > 1 else ""
    return Cause(
        "tab",
        f"the line is indented with a tab, where YAML allows spaces only: {REFUSED}",
        Span(start, end),
        f"indent it with spaces, as far as the lines that it belongs to{more}",
    )
