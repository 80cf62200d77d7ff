"""What the parser says, and who makes plain words of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from envlint.diagnostic import Related
from envlint.patterns import lazy
from envlint.source import Fault
from envlint.syntax import blocks, brackets, lines, marks, quotes
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.page import Page

_IS_RAW = lazy(r"expected|found|could not|mapping|sequence|more indented|duplicate|while|unacceptable")

# What ruamel.yaml says, as a pattern, and who makes plain words of it. Texts that are not here
# are the kernel's own, and plain already, or stand for mistakes too odd to say more about.
_Explain = Callable[[Page, Fault, "re.Match[str]"], "Cause | None"]

_TRANSLATIONS: tuple[tuple[re.Pattern[str], _Explain], ...] = tuple(
    (lazy(pattern, re.DOTALL), explanation)
    for pattern, explanation in (
        (r"found character .* that cannot start any token", marks.odd_character),
        (r"could not find expected ':'", lines.no_colon),
        (r"mapping values are not allowed here", lines.colon_too_many),
        (r"sequence entries are not allowed here", lines.list_behind_key),
        (r"expected <block end>, but found '(.*)'", blocks.unexpected),
        (r"expected ',' or '.', but got '(.*)'", brackets.in_brackets),
        (r"expected the node content, but found '(.*)'", brackets.no_content),
        (r"found unexpected (?:end of stream|document separator)", quotes.quote_to_the_end),
        (r"found unknown escape|expected escape sequence", quotes.escape),
        (r"expected (?:chomping or indentation|indentation indicator)", marks.block_header),
        (r"expected '<document start>'", blocks.document_ends),
        (r"found non-comment content", blocks.after_end),
        (r"more indented follow up line", blocks.block_text),
        (r"the alias \*", marks.unknown_alias),
        (r"found undefined tag handle|expected '!'|expected '>'|expected URI", marks.tag),
        (r"found (?:duplicate|incompatible) YAML|duplicate tag handle|expected a digit", marks.directive),
        (r"expected alphabetic or numeric", lambda *of: marks.directive(*of) or marks.name_of_anchor(*of)),
        (r"expected ' '", lambda *of: marks.directive(*of) or marks.tag(*of)),
        (r"expected a comment or a line break", lambda *of: marks.directive(*of) or marks.block_header(*of)),
    )
)


def complaint(page: Page, fault: Fault) -> Cause:
    """The mistake behind what the parser says."""
    for pattern, explanation in _TRANSLATIONS:
        match = pattern.match(fault.message)
        if match:
            return explanation(page, fault, match) or _general(page, fault)
    if fault.help or not _IS_RAW.match(fault.message):
        related = tuple(Related(message, span) for message, span in fault.related)
        return Cause(_own_subject(fault.message), fault.message, fault.span, fault.help, related)
    return _general(page, fault)


def _own_subject(message: str) -> str:
    words = (("a control", "control-character"), ("a second", "several-documents"))
    return next((subject for begin, subject in words if message.startswith(begin)), "unreadable")


def _general(page: Page, fault: Fault) -> Cause:
    return Cause(
        "syntax",
        f"this is not YAML from here on: {REFUSED}",
        page.content(fault.span.start),
        "look at the indentation, the quotes, the brackets and the colons of this line and of the line above",
    )
