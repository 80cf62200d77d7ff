"""The model of a requirements file that a pip section includes: the lines of pip, without YAML."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from posixpath import dirname, join, normpath

from envlint import layout
from envlint.diagnostic import Change, Edit
from envlint.environment import PipFile, PipItem
from envlint.nodes import Collection, Comment, Document, Entry, Scalar
from envlint.patterns import lazy
from envlint.pypi import OPTION, PipLine
from envlint.pypi import lines as pip_lines
from envlint.source import Fault, Part, Source, Span
from envlint.values import NamedTuple

# What a source is called that holds such a file; nothing in it tells.
KIND = "requirements"

FLAGS = ("--requirement", "--constraint")
ELSEWHERE = lazy(r"[A-Za-z][A-Za-z0-9+.-]+:|[/\\~]|[A-Za-z]:[/\\]")


class RequirementLine(PipItem):
    """A line of a requirements file, with the lines that a backslash joins to it; `text` is what pip reads."""

    __slots__ = ("written",)

    def __init__(self, document: Document, parent: Collection, entry: Entry, line: pip_lines.Line):
        super().__init__(document, parent, entry)
        self.written = line

    @property
    def told(self) -> str:
        return " ".join(self.text.partition(" --")[0].split()) or self.text

    @property
    def is_written_plainly(self) -> bool:
        return True

    def at(self, part: Part | Span | None) -> Span:
        if part is None:
            return self.span
        return self.written.at(part.span if isinstance(part, Part) else part)

    def replace(self, text: str) -> Change | None:
        """The line becomes `text`; of one that goes over several lines, only what differs is written."""
        if not text.isprintable() or text != text.strip():
            return None
        if len(self.written.pieces) == 1:
            return Change((Edit(*self.span, text),))
        old = self.text
        start = _common(old, text)
        end = _common(old[start:][::-1], text[start:][::-1])
        place = self.at(Span(start, len(old) - end))
        if place.end - place.start != len(old) - end - start:
            return None  # a line end stands between
        return Change((Edit(*place, text[start : len(text) - end]),))

    def write(self, written: str) -> Change | None:
        return self.replace(written)

    def remove(self) -> Change | None:
        """The line goes; None for the only one, and where pip sees two lines in what editors call one."""
        lines = layout.whole_lines(self.document, self.span)
        others = (entry.span for entry in self.parent.entries if entry is not self.entry)
        if any(lines.start <= other.start < lines.end for other in others):
            return None
        return layout.remove_entry(self.document, self.parent, self.entry)

    def insert_after(self, *texts: str) -> Change | None:
        text, eol = self.document.source.text, self.document.source.line_end()
        at = layout.line_after(text, self.span.end)
        if not all(map(str.isprintable, texts)) or text[self.span.end : at].rstrip("\r\n").endswith("\\"):
            return None
        if at == len(text) and not text.endswith(("\n", "\r")):
            return Change((Edit(at, at, "".join(eol + each for each in texts)),))
        return Change((Edit(at, at, "".join(each + eol for each in texts)),))

    def insert_before(self, text: str) -> Change | None:
        at = layout.line_start(self.document.source.text, self.span.start)
        return Change((Edit(at, at, text + self.document.source.line_end()),)) if text.isprintable() else None


class Requirements(PipFile):
    """A requirements file."""

    def __init__(self, document: Document):
        super().__init__(document)
        root = document.root
        if isinstance(root, Collection):
            found = zip(root.entries, pip_lines.read(self.text).lines, strict=True)
            self.pip = tuple(RequirementLine(document, root, entry, line) for entry, line in found)
        self.pip_lists = (self.pip,)


def decode(path: str, data: bytes, limit: int | None = None) -> Source:
    """The text of a requirements file, in the encoding that it names, as pip reads it."""
    source = Source.decode(path, data, limit, "a requirements file")
    if limit is not None and len(data) > limit:
        return source.of_kind(KIND)  # only its head was read
    encoding = "utf-8" if source.bom else pip_lines.encoding_of(data)
    if encoding != "utf-8":
        try:
            source = Source(path, data.decode(encoding), encoding)
        except UnicodeDecodeError as error:
            at = len(data[: error.start].decode(encoding, "replace"))
            message = f"not the text that its first lines announce ({encoding}): pip cannot read the file"
            fault = Fault(message, Span(at, at + 1), "save the file as UTF-8")
            source = Source(path, data.decode(encoding, "replace"), encoding, fault=fault)
    elif source.fault:
        message = source.fault.message.replace("conda cannot read the file", "pip cannot read it on every system")
        source = Source(path, source.text, source.encoding, source.bom, source.fault._replace(message=message))
    return source.of_kind(KIND)


def included(file: PipFile) -> list[str]:
    """The files beside it that a file names with -r and -c, as it writes them; not what lies on another host, at a
    fixed place or where a variable says."""
    return [path.text for item in file.pip if (path := target(item.line))]


class Named(NamedTuple):
    """A file as another one names it: `text` counts from where that, `base`, lies."""

    base: str
    text: str

    @property
    def path(self) -> str:
        return os.path.normpath(os.path.join(os.path.dirname(self.base), self.text)).replace(os.sep, "/")


def named_in(file: PipFile) -> list[Named]:
    """Those that `included` knows, with where they are named."""
    return [Named(file.path, text) for text in included(file)]


def walk(named: Sequence[Named], read: Callable[[Named], Source | None]) -> Iterator[Source]:
    """The requirements files that are named, and behind each what it names in turn. `read` gives the text of one; None
    where it is not there, or not wanted (again: what names itself has no end)."""
    waiting = [*reversed(named)]
    while waiting:
        if source := read(waiting.pop()):
            yield source
            waiting += reversed(named_in(Requirements(document(source))))


def target(line: PipLine) -> Part | None:
    """The file that a line includes, if it is one that `included` knows."""
    path = line.value if line.kind == OPTION and line.flag in FLAGS else None
    if path is None or not path.text or (line.error and line.error.fails):
        return None
    return None if ELSEWHERE.match(path.text) or "$" in path.text or "\0" in path.text else path


def included_by(path: str, data: bytes | None) -> list[str]:
    """What a requirements file names, by its bytes."""
    return list(dict.fromkeys(included(Requirements(document(decode(path, data))))) if data else ())


def ways_back(own: str, includes: Callable[[str], list[str]]) -> dict[str, str]:
    """The files that include a file, by others or at once, each with the next one on a shortest way to it. `includes`
    says what a file names; all other paths are as the file's own."""
    named_by: dict[str, list[str]] = {own: []}
    waiting = [own]
    for path in waiting:
        for each in (normpath(join(dirname(path), text)) for text in includes(path)):
            if each not in named_by:
                waiting.append(each)
            named_by.setdefault(each, []).append(path)
    ways: dict[str, str] = {}
    waiting = [own]
    for path in waiting:
        for each in named_by[path]:
            if each not in ways:
                ways[each] = path
                waiting.append(each)
    return ways


def document(source: Source) -> Document:
    """A requirements file as a list of texts: what rules, fixes and ignore comments go by."""
    if source.fault:
        return Document(source, None, (), False, source.fault)
    found = pip_lines.read(source.text)
    entries = tuple(_entry(line) for line in found.lines)
    whole = Span(entries[0].span.start, entries[-1].span.end) if entries else Span(0, 0)
    root = Collection("seq", entries, whole, whole.start, False, None, None)
    return Document(source, root, tuple(Comment(*each) for each in found.comments), False, None)


def _entry(line: pip_lines.Line) -> Entry:
    start = line.span.start
    scalar = Scalar(line.text, "str", line.span, start, "", None, None)
    return Entry(None, scalar, line.span, Span(start, start))


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    size = min(len(one), len(other))
    return next((at for at in range(size) if one[at] != other[at]), size)
