"""What a rule finds, and how it can be mended: diagnostics, fixes, edits."""

from __future__ import annotations

from envlint.source import Span
from envlint.values import NamedTuple

ERROR = "error"
WARNING = "warning"

SAFE = "safe"
UNSAFE = "unsafe"
MANUAL = "manual"


class Edit(NamedTuple):
    """Replace the code points `start:end` of the decoded text (no byte-order mark) by `text`."""

    start: int
    end: int
    text: str


class Change(NamedTuple):
    """Edits that belong together, and whether a comment is lost with the text they remove."""

    edits: tuple[Edit, ...]
    loses_comment: bool = False

    def __add__(self, other: object) -> Change:
        assert isinstance(other, Change)
        return Change(self.edits + other.edits, self.loses_comment or other.loses_comment)


class Fix(NamedTuple):
    """A change with a name and an applicability.

    safe: conda resolves exactly the same, or the old text is an error with one reading, and no
    comment is lost. unsafe: needs --unsafe-fixes. manual: shown, never applied.
    """

    title: str
    applicability: str
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """Another place that belongs to a finding; `path` where it is in another file."""

    message: str
    span: Span
    path: str | None = None


class Diagnostic(NamedTuple):
    """One finding. `subject` names what is wrong and is stable across edits of the file;
    `span` is what the user must edit, `item` the whole item it stands in (both code points of
    the decoded text), `items` for how many items it speaks. `rule`, `group` and `severity` are
    stamped by the engine."""

    message: str
    span: Span
    subject: str
    help: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    item: Span | None = None
    severity: str = ""
    rule: str = ""
    group: str = ""
    items: int = 1

    def stamped(self, rule: str, group: str, severity: str) -> Diagnostic:
        """The finding as that of a rule, whose severity it has if it has none of its own."""
        return Diagnostic(*self[:7], self.severity or severity, rule, group, self.items)


def safe(title: str, change: Change | None) -> Fix | None:
    """A safe fix, or an unsafe one where the change would lose a comment; None without a change."""
    if change is None:
        return None
    return Fix(title, UNSAFE if change.loses_comment else SAFE, change.edits)


def unsafe(title: str, change: Change | None) -> Fix | None:
    """A fix that needs --unsafe-fixes; None without a change."""
    return None if change is None else Fix(title, UNSAFE, change.edits)


def apply_edits(text: str, edits: tuple[Edit, ...] | list[Edit]) -> str:
    """`text` with edits applied. They must not overlap; insertions at one place keep their order."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)
