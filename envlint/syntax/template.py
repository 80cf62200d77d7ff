"""Templates that were never filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from envlint.nodes import Document
from envlint.patterns import lazy
from envlint.source import Span
from envlint.syntax.cause import Cause
from envlint.syntax.page import line_end, outside, short

_PLACEHOLDER = lazy(r"\{[{%#]")
_PLACEHOLDERS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def template_in(document: Document) -> Cause | None:
    """A template that YAML happens to load."""
    return template(document.source.text, [comment.span for comment in document.comments])


def template(text: str, comments: Iterable[Span]) -> Cause | None:
    """The first template expression outside comments."""
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return None
    for span in outside(_expressions(text), sorted(comments)):
        return Cause(
            "template",
            f"the file is a template: conda does not fill in `{short(text[span.start : span.end])}`",
            span,
            "lint the rendered file, and leave the template out: put its path into `exclude`, or a word `template` "
            "into its name",
        )
    return None


def _expressions(text: str) -> Iterator[Span]:
    """What a template engine would fill in: `{{ }}`, `{% %}`, and `{# #}` where a value may begin."""
    stop, closed = 0, frozenset(_PLACEHOLDERS)
    for match in _PLACEHOLDER.finditer(text):
        opener, start = match.group(), match.start()
        if start >= stop:
            stop, closed = line_end(text, start), frozenset(_PLACEHOLDERS)
        if opener not in closed or (opener == "{#" and start and not text[start - 1].isspace()):
            continue
        end = text.find(_PLACEHOLDERS[opener], match.end(), stop)
        if end < 0:
            closed -= {opener}  # nor is one further on in this line
        else:
            yield Span(start - (opener == "{{" and text.startswith("$", start - 1)), end + 2)
