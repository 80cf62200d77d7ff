"""The located tree of a YAML document: immutable once read, and all that is known of YAML outside
document.py. All offsets are code points of the decoded text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from envlint.source import Fault, Part, Source, Span
from envlint.values import NamedTuple


class Comment(NamedTuple):
    """A comment from its `#` to the end of its line; `own_line` when nothing stands before it."""

    span: Span
    own_line: bool


class Scalar:
    """A scalar. `span` covers its source text with quotes, without anchor and tag; `kind` is what
    ruamel's YAML 1.2 makes of it: str, null, bool, int, float, timestamp, merge, value."""

    __slots__ = ("anchor", "kind", "span", "start", "style", "tag", "value")

    def __init__(self, value: str, kind: str, span: Span, start: int, style: str, tag: Part | None, anchor: str | None):
        self.value = value
        self.kind = kind
        self.span = span
        self.start = start
        self.style = style  # "" plain, or one of ' " | >
        self.tag = tag
        self.anchor = anchor


class Alias:
    """`*name`: a leaf. `target` is the node it stands for; cyclic documents end here."""

    __slots__ = ("name", "span", "start", "target")

    def __init__(self, name: str, span: Span, target: Node):
        self.name = name
        self.span = span
        self.start = span.start
        self.target = target


class Entry(NamedTuple):
    """One item of a sequence (`key` None) or one pair of a mapping. `span` runs from the dash or
    the key's first character (with anchor and tag) to the value's last; `mark` is the dash or the
    colon (empty where there is none)."""

    key: Node | None
    value: Node
    span: Span
    mark: Span


class Collection:
    """A sequence or a mapping. `span` ends with the last child, not where the next token begins."""

    __slots__ = ("anchor", "entries", "flow", "kind", "span", "start", "tag")

    def __init__(
        self,
        kind: str,
        entries: tuple[Entry, ...],
        span: Span,
        start: int,
        flow: bool,
        tag: Part | None,
        anchor: str | None,
    ):
        self.kind = kind  # "seq" or "map"
        self.entries = entries
        self.span = span
        self.start = start
        self.flow = flow
        self.tag = tag
        self.anchor = anchor


Node = Scalar | Alias | Collection


class Document:
    """One YAML document, read. `root` is None for an empty document, and where there is a `fault`."""

    __slots__ = ("comments", "fault", "has_aliases", "root", "source")

    def __init__(
        self, source: Source, root: Node | None, comments: tuple[Comment, ...], has_aliases: bool, fault: Fault | None
    ):
        self.source = source
        self.root = root
        self.comments = comments
        self.has_aliases = has_aliases
        self.fault = fault

    def comments_in(self, start: int, end: int) -> tuple[Comment, ...]:
        """The comments that begin in a stretch of the text: found by halving, as each item of a long file asks."""
        first = bisect_left(self.comments, start, key=_begin)
        return self.comments[first : bisect_left(self.comments, end, first, key=_begin)]


def _begin(comment: Comment) -> int:
    return comment.span.start


def resolve(node: Node) -> Scalar | Collection:
    """The node itself, or what an alias stands for."""
    while isinstance(node, Alias):
        node = node.target
    return node


def collections(node: Node | None) -> Iterator[Collection]:
    """Every sequence and mapping below and with `node`, in source order."""
    stack = [node] if isinstance(node, Collection) else []
    while stack:
        node = stack.pop()
        yield node
        for entry in reversed(node.entries):
            if isinstance(entry.value, Collection):
                stack.append(entry.value)
            if isinstance(entry.key, Collection):
                stack.append(entry.key)


def walk(node: Node | None) -> Iterator[Node]:
    """Every node below and with `node`, keys included, in source order; aliases are leaves."""
    stack = [node] if node else []
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Collection):
            for entry in reversed(node.entries):
                stack.append(entry.value)
                if entry.key:
                    stack.append(entry.key)
