"""What came into the file by mistake: merge conflicts, a web page, an explicit list, Markdown fences."""

from __future__ import annotations

import re

from envlint.diagnostic import Related
from envlint.patterns import lazy
from envlint.source import Span
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.page import Page

_CONFLICT = lazy(r"^(?:<{7}|\|{7}|>{7})(?:[ \t][^\r\n]*)?\r?$|^={7}\r?$", re.MULTILINE)
_WEB_PAGE = lazy(r"\s*<(?:!doctype html|html)\b[^\r\n]*", re.IGNORECASE)
_EXPLICIT = lazy(r"^@EXPLICIT[ \t]*\r?$", re.MULTILINE)
_FENCE = lazy(r"^[ \t]*(?:```|~~~)[^\r\n]*", re.MULTILINE)


def conflict(text: str) -> Cause | None:
    """The marks of a merge conflict, as git leaves them."""
    marks = [Span(*match.span()) for match in _CONFLICT.finditer(text)] if "<<<<" in text or ">>>>" in text else []
    if not marks:
        return None
    return conflict_of(
        *(Span(mark.start, mark.start + len(text[mark.start : mark.end].rstrip("\r"))) for mark in marks)
    )


def conflict_of(first: Span, *others: Span) -> Cause:
    return Cause(
        "merge-conflict",
        f"a merge conflict was committed with the file: {REFUSED}",
        first,
        "keep one side, or both, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`",
        tuple(Related("belongs to the conflict", mark) for mark in others[:8]),
    )


def web_page(text: str) -> Cause | None:
    match = _WEB_PAGE.match(text)
    if match is None:
        return None
    start = match.end() - len(match.group().lstrip())
    return Cause(
        "web-page",
        f"this is a web page, not the file it shows: {REFUSED}",
        Span(start, match.end()),
        "download the file itself: on GitHub, the address behind “Raw”",
    )


def explicit_list(text: str) -> Cause | None:
    match = _EXPLICIT.search(text)
    if match is None:
        return None
    return Cause(
        "explicit-list",
        "this is an explicit list of package files, not an environment file: conda 26.3 and newer refuses it "
        "under this name",
        Span(match.start(), match.start() + len("@EXPLICIT")),
        "rename it to `explicit.txt`",
    )


def fence(page: Page) -> Cause | None:
    match = _FENCE.search(page.text)
    if match is None:
        return None
    return Cause(
        "markdown-fence",
        f"a Markdown fence stands in the file: {REFUSED}",
        page.content(match.start()),
        "delete it, and all that is not the environment itself",
    )
