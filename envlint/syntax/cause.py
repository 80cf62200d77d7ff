"""The mistake that an explanation names."""

from __future__ import annotations

from envlint.diagnostic import Related
from envlint.source import Span
from envlint.values import NamedTuple

REFUSED = "conda cannot read the file"


class Cause(NamedTuple):
    """What is wrong, and where; `subject` names the kind of mistake."""

    subject: str
    message: str
    span: Span
    help: str = ""
    related: tuple[Related, ...] = ()
