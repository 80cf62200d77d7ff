"""A document's tree and its comments as they grow, in the order of the text; who reads it is `document.py`'s matter."""

from __future__ import annotations

from envlint.nodes import Alias, Collection, Comment, Entry, Node, Scalar
from envlint.patterns import lazy
from envlint.source import Part, Span

_BREAK = lazy(r"[\r\n]")

# ruamel's scanner is quadratic in flow nesting: 10,000 brackets take 15 s. Real files nest 3 deep.
MAX_DEPTH = 100

# An unquoted value that begins with anything else is text, whatever the version of YAML; so is a word but for these.
_MAY_NOT_BE_TEXT = frozenset("+-.0123456789<=FNOTYfnoty~")
_WORDS = frozenset("null true false yes no on off y n".split())
_DIGITS = frozenset("123456789")
# What there is in numbers and dates that begin with a digit.
_OF_NUMBERS = frozenset("0123456789_.,:+- \tbBeEoOtTzZ")
_OF_HEX = ("x", "X")
_NO_TEXT = dict.fromkeys(("", "~", "null", "Null", "NULL"), "null") | dict.fromkeys(
    ("true", "True", "TRUE", "false", "False", "FALSE"), "bool"
)


class Growth:
    """A tree that grows iteratively: depth costs no recursion. `stack` holds what is still open."""

    def __init__(self, text: str):
        self.text = text
        self.comments: list[Comment] = []
        self.anchors: dict[str, Node] = {}
        self.aliases: list[Alias] = []
        self.root: Node | None = None
        self.stack: list[Open] = []

    def open(self, opened: Open) -> None:
        """A collection begins."""
        if opened.node.anchor:
            self.anchors[opened.node.anchor] = opened.node
        self.stack.append(opened)

    def close(self, end: int) -> None:
        """The innermost collection ends here."""
        opened = self.stack.pop()
        node = opened.node
        entries = tuple(opened.entries)
        start = opened.start
        if opened.flow:
            first = self.text.find("[" if opened.kind == "seq" else "{", start)
            span = Span(first if first >= 0 else start, end)
        elif entries:
            span = Span(entries[0].span.start, entries[-1].span.end)
        else:
            span = Span(start, start)
        node.entries, node.span = entries, span
        self._place(node, opened.mark)

    def add(self, node: Scalar | Alias, mark: Span) -> None:
        """A node that holds no others; `mark` is its own dash or colon."""
        if isinstance(node, Scalar) and node.anchor:
            self.anchors[node.anchor] = node
        self._place(node, mark)

    def _place(self, node: Node, mark: Span) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.kind == "seq":
            start = mark.start if mark.end > mark.start else node.start
            parent.entries.append(Entry(None, node, Span(start, _end(node, self.text, start)), mark))
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            end = max(_end(node, self.text, key.start), mark.end)
            parent.entries.append(Entry(key, node, Span(key.start, end), mark))

    def comments_between(self, start: int, end: int) -> None:
        """Note the comments in a stretch that holds nothing else."""
        while (start := self.text.find("#", start, end)) >= 0:
            stop = self._line_end(start, end)
            self.comment(start, stop)
            start = stop

    def header_comment(self, start: int) -> None:
        """Note the comment behind the `|` or `>` of a block scalar."""
        end = self._line_end(start, len(self.text))
        hash_at = self.text.find(" #", start, end)
        if hash_at >= 0:
            self.comment(hash_at + 1, end)

    def _line_end(self, start: int, end: int) -> int:
        """Where the line ends that goes on at `start`, or the stretch that ends before."""
        found = _BREAK.search(self.text, start, end)
        return found.start() if found else end

    def comment(self, start: int, stop: int) -> None:
        """Note a comment, from its `#` to the end of its line."""
        before = start - 1
        while before >= 0 and self.text[before] in " \t":
            before -= 1
        own_line = before < 0 or self.text[before] in "\r\n"
        self.comments.append(Comment(Span(start, stop), own_line))


class Open:
    """A collection whose end has not been read. `mark` is its own dash or colon in its parent."""

    __slots__ = ("entries", "flow", "key", "kind", "mark", "node", "start")

    def __init__(self, kind: str, start: int, flow: bool, tag: Part | None, anchor: str | None, mark: Span):
        self.kind = kind
        self.start = start
        self.flow = flow
        self.mark = mark
        self.entries: list[Entry] = []
        self.key: Node | None = None
        self.node = Collection(kind, (), Span(start, start), start, flow, tag, anchor)


def _end(node: Node, text: str, floor: int) -> int:
    """Where a node's own text ends: a block scalar's token runs on over blank lines."""
    end = node.span.end
    if isinstance(node, Scalar) and node.style in ("|", ">"):
        while end > floor and text[end - 1] in " \t\r\n":
            end -= 1
    return end


def sure_kind(value: str) -> str:
    """What an unquoted value is to every version of YAML; "" where they differ, or where only a parser can tell."""
    first = value[:1]
    if first and (first not in _MAY_NOT_BE_TEXT or (first.isalpha() and value.lower() not in _WORDS)):
        return "str"
    whole, point, decimals = value.partition(".")
    if (whole == "0" or first in _DIGITS) and f"{whole}{decimals}".isdigit() and value.isascii():
        return "float" if point else "int"
    if first.isdigit() and value[1:2] not in _OF_HEX and not _OF_NUMBERS.issuperset(value):
        return "str"
    return _NO_TEXT.get(value, "")
