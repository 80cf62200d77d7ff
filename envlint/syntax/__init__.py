"""Why a text is not YAML, in plain words: the mistake behind the parser's complaint.

First come mistakes that the text itself shows: `pasted.py`, `template.py`, `blanks.py`. For all others `complaints.py`
knows, by what the parser says, who looks closer: `lines.py`, `blocks.py`, `quotes.py`, `brackets.py` or `marks.py`.
"""

from __future__ import annotations

from envlint.source import Fault
from envlint.syntax.blanks import odd_indent, odd_line_end
from envlint.syntax.cause import Cause
from envlint.syntax.complaints import complaint
from envlint.syntax.page import Page
from envlint.syntax.pasted import conflict, explicit_list, fence, web_page
from envlint.syntax.template import template, template_in

__all__ = ["Cause", "conflict", "explain", "template_in"]


def explain(text: str, fault: Fault) -> Cause:
    """The cause of a fault in a text that is not YAML."""
    page = Page(text)
    return (
        conflict(text)
        or web_page(text)
        or explicit_list(text)
        or template(text, page.comments)
        or fence(page)
        or odd_line_end(page, fault)
        or odd_indent(page, fault)
        or complaint(page, fault)
    )
