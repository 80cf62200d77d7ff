"""What every kind of file is made of: items and keys that know their place, and a file that holds them.

A long file has an item a line: what an item knows is worked out once and has a slot, which takes a quarter of what a
dictionary does. Items know their span and offer `report`, `replace`, `remove`, `insert_after` and `insert_before`;
the last four give a Change, or None where no edit keeps the rest of the file as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.conda import channel as conda_channel
from envlint.conda.channel import Channel as ParsedChannel
from envlint.diagnostic import Change, Diagnostic, Fix, Related
from envlint.nodes import Collection, Document, Entry, Node, Scalar, resolve
from envlint.patterns import lazy
from envlint.secrets import described, find_told, masked
from envlint.source import Fault, Part, Source, Span

_LINE_END = lazy(r"(\r\n|\n|\r)")


class Item:
    """An entry of a list or a mapping, located. `node` is what YAML makes of the value (aliases
    resolved), `span` its place in the file, `text` its value where it is a scalar, else ""."""

    __slots__ = ("document", "entry", "node", "parent", "span", "text")

    subject_prefix = ""

    def __init__(self, document: Document, parent: Collection, entry: Entry):
        self.document = document
        self.parent = parent
        self.entry = entry
        self.node: Scalar | Collection = resolve(entry.value)
        self.span: Span = entry.value.span
        self.text: str = self.node.value if isinstance(self.node, Scalar) else ""

    def __str__(self) -> str:
        return self.text

    @property
    def kind(self) -> str:
        """str, null, bool, int, float, timestamp, tagged, seq or map (YAML 1.2)."""
        return self.node.kind

    @property
    def subject(self) -> str:
        """The stable name of what is wrong with it, without the secrets it may hold."""
        return self.subject_prefix + masked(self.text)

    @property
    def told(self) -> str:
        """The item as messages name it."""
        return self.text

    @property
    def is_written_plainly(self) -> bool:
        """Whether the source text holds the value letter by letter, so parts have exact spans."""
        return self._value_start() is not None

    @property
    def lines(self) -> tuple[Part, ...]:
        """The source lines of a plain scalar, with spans in the file: YAML joins them by spaces.
        Empty for quoted and block scalars, which join lines on purpose, and for aliases."""
        if self.entry.value is not self.node or not isinstance(self.node, Scalar) or self.node.style:
            return ()
        text = self.document.source.text
        if self.text and text[slice(*self.span)] == self.text:
            return (Part(self.text, self.span),)
        return tuple(_nonblank_lines(text, self.span))

    def at(self, part: Part | Span | None) -> Span:
        """The place in the file of a part of the value; the whole item where that is not exact."""
        start = None if part is None else self._value_start()
        if part is None or start is None:
            return self.span
        return (part.span if isinstance(part, Part) else part).shift(start)

    def report(
        self,
        message: str,
        *,
        part: Part | Span | None = None,
        span: Span | None = None,
        subject: str = "",
        help: str = "",
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        severity: str = "",
    ) -> Diagnostic:
        """A diagnostic on this item, under `span` (in the file), `part` (of the value) or all of it."""
        place = span or self.at(part)
        return Diagnostic(message, place, subject or self.subject, help, related, fix, self.entry.span, severity)

    def replace(self, text: str) -> Change | None:
        """The value becomes the string `text`, in the quotes it has."""
        return layout.replace_scalar(self.document, self.entry.value, text, self.parent.flow)

    def write(self, written: str) -> Change | None:
        """The value becomes `written`, which is YAML: `true`, not the text of that name."""
        return layout.write_scalar(self.document, self.entry.value, written)

    def remove(self) -> Change | None:
        """The item goes, with its line; None for the only one of its list."""
        return layout.remove_entry(self.document, self.parent, self.entry)

    def insert_after(self, *texts: str) -> Change | None:
        """New items with the strings `texts` behind this one."""
        written = [layout.quote(text, flow=self.parent.flow) for text in texts]
        known = [each for each in written if each is not None]
        return layout.insert_after(self.document, self.parent, self.entry, *known) if known == written else None

    def insert_before(self, text: str) -> Change | None:
        """A new item with the string `text` in front of this one."""
        written = layout.quote(text, flow=self.parent.flow)
        return (written and layout.insert_before(self.document, self.parent, self.entry, written)) or None

    def _value_start(self) -> int | None:
        """Where the value's first code point stands in the file, if its source text equals it."""
        if self.entry.value is not self.node or not isinstance(self.node, Scalar):
            return None
        start = self.span.start + (1 if self.node.style in ("'", '"') else 0)
        return start if self.document.source.text.startswith(self.text, start) else None


class Channel(Item):
    """An item of `channels`."""

    __slots__ = ("parsed",)

    subject_prefix = "channels/"

    def __init__(self, document: Document, parent: Collection, entry: Entry):
        super().__init__(document, parent, entry)
        self.parsed: ParsedChannel = conda_channel.parse(self.text)

    @property
    def canonical(self) -> str:
        return self.parsed.canonical


class Key(Item):
    """A key and its value: at the top of the file, or in `variables`. `text` is the value's."""

    __slots__ = ("key", "key_node", "key_span")

    def __init__(self, document: Document, parent: Collection, entry: Entry):
        super().__init__(document, parent, entry)
        key = resolve(entry.key) if entry.key else None
        self.key: str = key.value if isinstance(key, Scalar) else ""
        self.key_node: Node | None = entry.key
        self.key_span: Span = entry.key.span if entry.key else entry.span

    @property
    def subject(self) -> str:
        return self.key

    def rename(self, name: str) -> Change | None:
        """Another key for the same value."""
        if self.key_node is None:
            return None
        return layout.replace_scalar(self.document, self.key_node, name, self.parent.flow)


class File:
    """A file that is a mapping of keys; of anything else, and of what is not YAML, there are none."""

    def __init__(self, document: Document):
        self.document = document
        self.source: Source = document.source
        self.path: str = document.source.path
        self.text: str = document.source.text
        self.fault: Fault | None = document.fault
        root = resolve(document.root) if document.root else None
        self.root: Scalar | Collection | None = root
        entries = root.entries if isinstance(root, Collection) and root.kind == "map" else ()
        self.keys: tuple[Key, ...] = tuple(Key(document, root, entry) for entry in entries)  # type: ignore[arg-type]
        self._first = {key.key: key for key in reversed(self.keys)}

    def get(self, name: str) -> Key | None:
        """The first top-level key of this name."""
        return self._first.get(name)

    @property
    def has_merge(self) -> bool:
        """Whether `<<` brings keys into the top level that are not listed in `keys`."""
        return any(key.key == "<<" for key in self.keys)

    def report(
        self,
        message: str,
        subject: str,
        span: Span | None = None,
        *,
        help: str = "",
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> Diagnostic:
        """A diagnostic on the file as a whole: at `span`, or at its first key."""
        place = span or (self.keys[0].key_span if self.keys else Span(0, 0))
        return Diagnostic(message, place, subject, help, related, fix)


def told_in_comments(file: File) -> Iterator[Diagnostic]:
    """A diagnostic for each comment that tells a secret."""
    for comment in file.document.comments:
        text = file.text[slice(*comment.span)]
        if secret := find_told(text):
            yield file.report(
                f"a comment tells {described(text, secret)}: whoever can read the file can use it",
                "comment",
                secret.shift(comment.span.start),
                help="revoke it, and delete the comment",
            )


def _nonblank_lines(text: str, span: Span) -> Iterator[Part]:
    at = span.start
    for piece in _LINE_END.split(text[span.start : span.end]):
        line = piece.strip()
        if line:
            start = at + piece.index(line)
            yield Part(line, Span(start, start + len(line)))
        at += len(piece)


def is_text(node: Node) -> bool:
    """Whether YAML 1.2 reads a string here, and no tag says otherwise."""
    value = resolve(node)
    return isinstance(value, Scalar) and value.kind == "str"
