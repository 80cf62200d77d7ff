"""What is said of odd specs, word for word: a spec a line, as JSON, and below it what conda refuses or loses, and
where clients part.

ENVLINT_UPDATE_GOLDEN=1 writes the page anew: read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from envlint.conda.losses import losses
from envlint.conda.match_spec import parse
from envlint.conda.portability import differences
from envlint.source import Span

PAGE = Path(__file__).parents[1] / "golden" / "specs.txt"


def _page(texts: list[str]) -> str:
    return "".join(f"{line}\n" for text in texts for line in (json.dumps(text), *_said(text)))


def _said(text: str) -> Iterator[str]:
    spec = parse(text)
    if spec.error is not None:
        yield _line(text, "refused", spec.error.message, spec.error.span, spec.error.suggestion)
    for loss in losses(spec):
        yield _line(text, loss.kind, loss.message, loss.span, loss.suggestion)
    for each in differences(spec):
        yield _line(text, ", ".join(each.targets), each.message, each.span, each.suggestion)


def _line(text: str, what: str, message: str, span: Span, suggestion: str | None) -> str:
    meant = f"  =>  {json.dumps(suggestion)}" if suggestion is not None else ""
    return f"    {what} at {span.start} {json.dumps(text[slice(*span)])}: {message}{meant}"


def test_the_page_was_read_as_it_is() -> None:
    known = PAGE.read_text(encoding="utf-8")
    page = _page([json.loads(line) for line in known.splitlines() if line.startswith('"')])
    if os.environ.get("ENVLINT_UPDATE_GOLDEN"):
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    assert page == known
