"""A document's tree from events that come without tokens: what lies between two of them is read from the text.

libyaml reads many times faster than Python does, but says neither where a dash or a colon stands nor where a comment
is. Between two events of a plain document there is nothing but space, comments, and one of `- : ,`. What is not
plain in this sense is declined, and read by ruamel alone.
"""

from collections.abc import Callable, Iterable

from envlint.document.growth import Growth, Open
from envlint.nodes import Scalar
from envlint.patterns import lazy
from envlint.source import Span
from envlint.values import NamedTuple

SCALAR, SEQUENCE, MAPPING, END = range(4)


class Event(NamedTuple):
    """What a parser met, with its place. `style` is a scalar's quote; `flow` a collection's style."""

    kind: int
    start: int
    end: int
    value: str = ""
    style: str = ""
    flow: bool = False


class Declined(Exception):
    """The text is none that this builder is sure of."""


# What libyaml and ruamel read in different ways, or what an event says too little of: a tab, a control character,
# other line ends than those of YAML 1.2, a byte-order mark within;
_ODD = lazy(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# a directive or a mark of a document at the head of a line; and where a node can begin, an anchor, an alias, a tag,
# a block scalar, a key behind `?`.
_NOT_PLAIN = lazy(
    r"(?:^|[\r\n])(?:%|---|\.\.\.)"
    r"|(?:^|[\r\n]|[-:?] ) *(?:[*&!|>]|\?(?:[ \r\n]|$))"
)
# The same within brackets, which need no space.
_NOT_PLAIN_IN_FLOW = lazy(r"[-:?,\[{] *(?:[*&!|>]|\?)")


def is_plain(text: str) -> bool:
    """Whether events alone tell what is in a text."""
    if has_odd(text) or _NOT_PLAIN.search(text):
        return False
    return not ("[" in text or "{" in text) or _NOT_PLAIN_IN_FLOW.search(text) is None


def has_odd(text: str) -> bool:
    """Whether there is a character in a text that parsers may disagree about."""
    if text.isascii():  # nearly all are, and compiling the pattern takes longer than reading a short file
        return not text.replace("\n", "").replace("\r", "").isprintable()
    return _ODD.search(text) is not None


def build(text: str, events: Iterable[Event], kind_of: Callable[[str], str], max_depth: int) -> Growth:
    """The tree of a plain text. `kind_of` says what an unquoted value is. Raises Declined."""
    builder = _Builder(text, kind_of, max_depth)
    for event in events:
        builder.take(event)
    builder.comments_between(builder.at, len(text))
    return builder


class _Builder(Growth):
    """Turns events into a tree. `at` is where what has been read ends."""

    def __init__(self, text: str, kind_of: Callable[[str], str], max_depth: int):
        super().__init__(text)
        self.kind_of = kind_of
        self.max_depth = max_depth
        self.at = 0

    def take(self, event: Event) -> None:
        kind, start, end, value, style, flow = event
        if kind == SCALAR:
            mark = self.mark(start)
            if value or style:
                self.pass_over(start, end)
            else:
                start = end = self.behind(mark)
                mark = mark if mark.end > mark.start else Span(start, start)
            word = "str" if style else self.kind_of(value)
            self.add(Scalar(value, word, Span(start, end), start, style, None, None), mark)
        elif kind == END:
            if self.stack[-1].flow:
                self.pass_over(end - 1, end)
            self.close(end)
        else:
            if len(self.stack) >= self.max_depth or (flow and self.text[start] not in "[{"):
                raise Declined
            mark = self.mark(start)
            if flow:
                self.pass_over(start, end)
            self.open(Open("seq" if kind == SEQUENCE else "map", start, flow, None, None, mark))

    def mark(self, start: int) -> Span:
        """The dash or colon before a node, which is now read; empty where there is none."""
        parent = self.stack[-1] if self.stack else None
        if parent is None or (parent.flow and parent.kind == "seq") or (parent.kind == "map" and parent.key is None):
            return Span(start, start)
        sign = "-" if parent.kind == "seq" else ":"
        at = self.next_sign()
        if at < len(self.text) and self.text[at] == sign:
            self.pass_over(at, at + 1)
            return Span(at, at + 1)
        if not parent.flow:
            raise Declined
        return Span(start, start)

    def next_sign(self) -> int:
        """Where the next thing stands that is neither space nor comment."""
        text, at = self.text, self.at
        while at < len(text) and text[at] in " \r\n#":
            if text[at] == "#":
                while at < len(text) and text[at] not in "\r\n":
                    at += 1
            else:
                at += 1
        return at

    def behind(self, mark: Span) -> int:
        """Where an empty value stands: behind its dash or colon, or its key."""
        if mark.end > mark.start:
            return mark.end
        parent = self.stack[-1] if self.stack else None
        if parent is None or parent.key is None:
            raise Declined
        return parent.key.span.end

    def pass_over(self, start: int, end: int) -> None:
        """What lies between is read; before it there may be comments."""
        if self.text.find("#", self.at, start) >= 0:
            self.comments_between(self.at, start)
        self.at = end
