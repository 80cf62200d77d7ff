"""Lines that do not fit the block, or the document, around them: indentation, mostly."""

from __future__ import annotations

import re

from envlint.diagnostic import Related
from envlint.patterns import lazy
from envlint.source import Fault, Span
from envlint.syntax.brackets import behind_bracket, unopened_bracket
from envlint.syntax.cause import REFUSED, Cause
from envlint.syntax.lines import bare_line
from envlint.syntax.page import Page, short
from envlint.syntax.quotes import behind_quote, quote_before

_BLOCK_HEADER = lazy(r"[|>][0-9+-]*$")


def unexpected(page: Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    """Something that does not fit the block around it."""
    found, at = match.group(1), fault.span.start
    line = page.content(at)
    if quote := quote_before(page, at):
        return behind_quote(page, at, quote)
    if found in ("]", "}"):
        return unopened_bracket(found, at)
    if found in ("<block sequence start>", "-", "<block mapping start>", "?"):
        return _badly_indented(page, line, is_item=page.text.startswith("-", line.start))
    above = page.above(line.start)
    if found == "<scalar>" and above and _BLOCK_HEADER.search(page.text, *above):
        return block_text(page, fault, match)
    if found in ("<scalar>", ",") and at == line.start:
        return bare_line(page, line)
    before = page.text[line.start : at].rstrip()
    if before.endswith(("]", "}")):
        return behind_bracket(before[-1], Span(at, line.end))
    return None


def _badly_indented(page: Page, line: Span, is_item: bool) -> Cause:
    what = "item" if is_item else "key"
    above = _similar_above(page, line, is_item)
    here = page.indent(line)
    item = None if is_item else _similar_above(page, line, is_item=True)
    if item is not None and above is not None and page.indent(item) == here > page.indent(above):
        message = f"a dash is missing before this key, which stands among list items: {REFUSED}"
        return Cause("missing-dash", message, line, f"write `- {short(page.text[line.start : line.end])}`")
    if above is None or page.indent(above) == here:
        other = page.above(line.start)
        return Cause(
            "indentation",
            "a list item stands where a key belongs" if is_item else "a key stands where a list item belongs",
            line,
            "write the key that the list belongs to above it, such as `dependencies:`"
            if is_item
            else "a list and keys cannot stand side by side: write a key above the list, such as `dependencies:`",
            (Related("the line above", other),) if other else (),
        )
    return Cause(
        "indentation",
        f"this {what} begins {_spaces(here)} in, the {what} above {_spaces(page.indent(above))}: YAML cannot tell "
        f"where it belongs, and {REFUSED}",
        line,
        f"line it up with the {what}s that it belongs to",
        (Related(f"the {what} above", above),),
    )


def _similar_above(page: Page, line: Span, is_item: bool) -> Span | None:
    """The nearest item above, for an item; the nearest key above, for a key."""
    above = page.above(line.start)
    while above is not None and page.text.startswith("-", above.start) != is_item:
        above = page.above(above.start)
    return above


def block_text(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    return Cause(
        "indentation",
        f"the first lines of this text are indented deeper than the rest: {REFUSED}",
        page.content(fault.span.start),
        "indent all lines of the text alike",
    )


def document_ends(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    """Text where the document has ended: its first line stands deeper, or brackets close it."""
    at = min(fault.span.start, len(page.text))
    first = _first_content(page)
    if page.text.startswith("%", first.start):
        message = f"a line that begins with `%` is a directive to YAML, and needs `---` on a line below: {REFUSED}"
        return Cause("directive", message, first, "delete the line")
    line = page.content(at)
    if page.indent(first) > page.indent(line):
        return Cause(
            "indentation",
            f"this line stands further left than the first line of the file, so YAML takes the document for ended: "
            f"{REFUSED}",
            line,
            f"delete the {_spaces(page.indent(first))} before the first key, or indent all keys alike",
            (Related("the first line", first),),
        )
    return Cause(
        "syntax",
        f"the document has ended before this: {REFUSED}",
        Span(at, max(at, line.end)),
        "delete what does not belong to it, or move it into the brackets",
        (Related("begins here", first),),
    )


def _first_content(page: Page) -> Span:
    match = re.search(r"^[ \t]*(?!#|---)\S", page.text, re.MULTILINE)
    return page.content(match.start() if match else 0)


def after_end(page: Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.span.start
    return Cause(
        "syntax",
        f"`...` ends the document, and something follows it: {REFUSED}",
        Span(at, max(at, page.content(at).end)),
        "delete the `...`, or what follows it",
    )


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"
