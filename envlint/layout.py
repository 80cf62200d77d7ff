"""Edits that respect how a file is laid out: replace a scalar, remove or insert an entry.

Each function gives a Change, or None where no edit is certain to keep the rest of the file as it
is: then there is no fix, only a finding.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from envlint.diagnostic import Change, Edit
from envlint.nodes import Alias, Collection, Document, Entry, Node, Scalar, walk
from envlint.patterns import lazy
from envlint.source import Span, line_starts
from envlint.values import NamedTuple

_PLAIN_START = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_OPTION = lazy(r"-{1,2}[A-Za-z]")  # a dash begins an item only before a blank
_QUOTED = lazy(r"'[^']*'" r'|"[^"\\]*"')
_CONTROL = frozenset(map(chr, (*range(32), 127, 0x85, 0x2028, 0x2029)))


def quote(text: str, style: str = "", flow: bool = False) -> str | None:
    """`text` written as a YAML scalar: in `style` ("" plain, ' or ") if that can hold it, else in
    quotes. None for text with control characters."""
    if not _CONTROL.isdisjoint(text):
        return None
    if style == '"':
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if style == "" and _plain_holds(text, flow):
        return text
    return "'" + text.replace("'", "''") + "'"


def may_be_item(text: str) -> bool:
    """Whether a line of a plain scalar reads as a scalar by itself, too: it begins as one, or is in quotes."""
    return text[:1] not in _PLAIN_START or bool(_OPTION.match(text) or _QUOTED.fullmatch(text))


def replace_scalar(document: Document, node: Node, text: str, flow: bool) -> Change | None:
    """The node's value becomes the string `text`, in the quotes it has."""
    if isinstance(node, Collection) or is_shared(document, node):
        return None
    style = node.style if isinstance(node, Scalar) else ""
    if style in ("|", ">"):
        return None
    written = quote(text, style, flow)
    return None if written is None else Change((Edit(*node.span, written),))


def write_scalar(document: Document, node: Node, written: str) -> Change | None:
    """The node's value becomes `written`, which is YAML: `true`, not the text of that name."""
    if not isinstance(node, Scalar) or node.style in ("|", ">") or is_shared(document, node):
        return None
    text = document.source.text
    space = " " if text[node.span.start - 1 : node.span.start] == ":" else ""
    return Change((Edit(*node.span, space + written),))


def remove_entry(document: Document, parent: Collection, entry: Entry) -> Change | None:
    """Remove one entry with its line, or None for the only entry of its collection."""
    return remove_entries(document, parent, [entry])


def remove_entries(document: Document, parent: Collection, entries: Sequence[Entry]) -> Change | None:
    """Remove several entries of one collection, but not all of them."""
    leaving = set(entries)
    if len(leaving) >= len(parent.entries) or any(is_shared(document, entry.value) for entry in entries):
        return None
    if parent.flow:
        spans = list(_flow_gaps(parent, leaving))
        loses = any(_comment_within(document, span) for span in spans)
        return Change(tuple(Edit(*span, "") for span in spans), loses)
    removals = [remove_lines(document, entry.span) for entry in entries]
    known = [each for each in removals if each is not None]
    if len(known) < len(removals):
        return None
    return Change(tuple(edit for each in known for edit in each.edits), any(each.loses_comment for each in known))


def remove_lines(document: Document, span: Span) -> Change | None:
    """Remove the whole lines of a block entry; None where its first line holds anything before."""
    text = document.source.text
    start, end = line_start(text, span.start), line_after(text, span.end)
    if text[start : span.start].strip(" "):
        return None
    loses = _comment_within(document, Span(start, end)) or _comment_above(document, start)
    return Change((Edit(start, end, ""),), loses)


def insert_after(document: Document, parent: Collection, entry: Entry, *written: str) -> Change | None:
    """New items, `written` as YAML, behind an entry of a sequence."""
    if parent.flow:
        return Change((Edit(entry.span.end, entry.span.end, "".join(f", {each}" for each in written)),))
    dash = _dash(document, entry)
    if dash is None:
        return None
    text, eol = document.source.text, document.source.line_end()
    at = _behind_comments(document, line_after(text, entry.span.end))
    if at == len(text) and not text.endswith(("\n", "\r")):
        return Change((Edit(at, at, "".join(f"{eol}{dash}{each}" for each in written)),))
    return Change((Edit(at, at, "".join(f"{dash}{each}{eol}" for each in written)),))


def insert_before(document: Document, parent: Collection, entry: Entry, written: str) -> Change | None:
    """A new item, `written` as YAML, in front of an entry of a sequence."""
    if parent.flow:
        return Change((Edit(entry.span.start, entry.span.start, f"{written}, "),))
    dash = _dash(document, entry)
    if dash is None:
        return None
    at = line_start(document.source.text, entry.span.start)
    return Change((Edit(at, at, f"{dash}{written}{document.source.line_end()}"),))


def add_pairs(document: Document, root: Collection | None, written: Sequence[str]) -> Change | None:
    """New pairs, `written` as YAML, at the end of a block mapping at the top of a file, or of a file that
    holds comments alone. None where anything but comments follows the mapping."""
    text, eol = document.source.text, document.source.line_end()
    last = 0
    if root is not None:
        if root.kind != "map" or root.flow or root.start > line_start(text, root.start):
            return None
        leaf = list(walk(root))[-1]
        if isinstance(leaf, Scalar) and leaf.style in ("|", ">"):
            return None  # the line ends behind it may be its own
        last = line_after(text, root.span.end)
    at = len(text.rstrip())
    tail = [line.strip() for line in text[min(last, at) : at].splitlines()]
    if any(line and not line.startswith("#") for line in tail):
        return None
    end = line_after(text, at)
    before = "" if at == 0 or text[at:end].endswith(("\n", "\r")) else eol
    return Change((Edit(end, end, before + "".join(f"{each}{eol}" for each in written)),))


def is_shared(document: Document, node: Node) -> bool:
    """Whether an alias elsewhere may stand for the node or something in it."""
    return document.has_aliases and any(not isinstance(part, Alias) and part.anchor for part in walk(node))


def line_start(text: str, at: int) -> int:
    """Where the line of an offset begins."""
    start = text.rfind("\n", 0, at) + 1
    return text.rfind("\r", start, at) + 1 or start  # in this line alone: most files have no "\r" at all


def line_end(text: str, at: int) -> int:
    """Where the line of an offset ends, before its line end."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    found = text.find("\r", at, end)  # in this line alone
    return end if found < 0 else found


def line_after(text: str, at: int) -> int:
    """Where the line behind that of an offset begins."""
    at = line_end(text, at)
    return at + (2 if text.startswith("\r\n", at) else 1) if at < len(text) else at


def _plain_holds(text: str, flow: bool) -> bool:
    """Whether a plain scalar can hold the text and is read as text, not as a number or a null."""
    if not text or text[-1] in " :":
        return False
    if (text[0] in _PLAIN_START or text[0] in "+-.0123456789<=~") and not _OPTION.match(text):
        return False
    if ": " in text or " #" in text or text.lower() in ("null", "true", "false", "yes", "no", "on", "off", "y", "n"):
        return False
    return not (flow and any(char in ",[]{}" for char in text))


def _dash(document: Document, entry: Entry) -> str | None:
    """Indent, dash and blanks of a block item: what a line beside it begins with."""
    text = document.source.text
    start = line_start(text, entry.span.start)
    lead = text[start : entry.value.start]
    if lead.strip(" ") == "-" and lead[-1] == " ":  # behind the dash of an empty item there is none
        return lead
    return None if text[start : entry.span.start].strip(" ") else text[start : entry.mark.end] + " "


def _flow_gaps(parent: Collection, leaving: set[Entry]) -> Iterator[Span]:
    """What goes with entries of a flow collection: up to the next one that stays, or back to the last."""
    entries = parent.entries
    places = sorted(bisect_left(entries, each.span, key=_span) for each in leaving)  # a long list has many such calls
    for _, run in groupby(enumerate(places), lambda each: each[1] - each[0]):
        together = [place for _, place in run]
        first, last = together[0], together[-1]
        if last + 1 < len(entries):
            yield Span(entries[first].span.start, entries[last + 1].span.start)
        else:
            yield Span(entries[first - 1].span.end, entries[last].span.end)


def _span(entry: Entry) -> Span:
    return entry.span


def _comment_within(document: Document, span: Span) -> bool:
    return bool(document.comments_in(*span))


def _comment_above(document: Document, start: int) -> bool:
    """Whether the line right above is a comment of its own: it speaks of what is removed."""
    if start == 0:
        return False
    text = document.source.text
    above = line_start(text, start - (2 if text.startswith("\r\n", start - 2) else 1))
    return any(comment.own_line for comment in document.comments_in(above, start))


def whole_lines(document: Document, span: Span) -> Span:
    """The lines a span touches, with the last line's end."""
    text = document.source.text
    return Span(line_start(text, span.start), line_after(text, span.end))


def reindent(lines: str, indent: int, by: int) -> str | None:
    """Block lines moved sideways by `by` columns; None where a line stands left of `indent`."""
    moved = []
    starts = [*line_starts(lines), len(lines)]
    for start, end in pairwise(starts):
        line = lines[start:end]
        blanks = len(line) - len(line.lstrip(" "))
        if line.strip() and blanks < indent and not line.lstrip().startswith("#"):
            return None
        moved.append(line if not line.strip() else " " * max(0, blanks + by) + line[blanks:])
    return "".join(moved)


def column(document: Document, at: int) -> int:
    """How many code points stand before an offset in its line (0-based column)."""
    return at - line_start(document.source.text, at)


def comments_above(document: Document, at: int) -> int:
    """Where the own-line comments right above a line begin; `at`, the line's start, where there are none."""
    text = document.source.text
    while at > 0:
        above = line_start(text, at - (2 if text.startswith("\r\n", at - 2) else 1))
        if not any(comment.own_line for comment in document.comments_in(above, at)):
            break
        at = above
    return at


def reorder(document: Document, parent: Collection, entries: Sequence[Entry]) -> Change | None:
    """All entries of a sequence in another order. Each takes its lines along, and the comments on and right
    above them; None where the first one moves and has comments above, which may speak of the whole list."""
    moves = [(old, new) for old, new in zip(parent.entries, entries, strict=True) if old is not new]
    pieces = {old: _piece(document, parent, old) for old, _ in moves}
    if document.has_aliases and any(is_shared(document, old.value) or isinstance(old.value, Alias) for old in pieces):
        return None
    text = document.source.text
    edits: list[Edit] = []
    for old, new in moves:
        here, other = pieces[old], pieces[new]
        if here is None or other is None:
            return None
        edits.append(Edit(*here.body, text[slice(*other.body)]))
        if text[slice(*here.tail)] != text[slice(*other.tail)]:
            edits.append(Edit(*here.tail, text[slice(*other.tail)]))
    return Change(tuple(edits)) if edits else None


class _Piece(NamedTuple):
    """What moves with an entry: from the comments above it to its end, and what follows its comma."""

    body: Span
    tail: Span


def _behind_comments(document: Document, at: int) -> int:
    """Behind the comment lines that go on with the comment on the line before `at`, in its column."""
    text = document.source.text
    begun = document.comments_in(line_start(text, at - 1 - text.startswith("\r\n", at - 2)), at)
    if begun and not begun[-1].own_line:
        while (
            (more := document.comments_in(at, after := line_after(text, at)))
            and more[-1].own_line
            and column(document, more[-1].span.start) == column(document, begun[-1].span.start)
        ):
            at = after
    return at


def _piece(document: Document, parent: Collection, entry: Entry) -> _Piece | None:
    if parent.flow and not _comment_within(document, parent.span):
        return _Piece(entry.span, Span(entry.span.end, entry.span.end))
    text = document.source.text
    start = line_start(text, entry.span.start)
    after, end = entry.span.end, line_end(text, entry.span.end)
    if parent.flow and text[after:end].lstrip().startswith(","):
        after = text.index(",", after) + 1
    rest = text[after:end].strip()
    above = comments_above(document, start)
    if text[start : entry.span.start].strip() or (rest and not rest.startswith("#")):
        return None
    if entry is parent.entries[0] and above < start:
        return None
    return _Piece(Span(above, entry.span.end), Span(after, end))
