"""Bytes and text: decoding with byte-order mark and line ends kept, spans, positions."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from itertools import accumulate

from envlint.values import NamedTuple

MIB = 1024 * 1024
# The largest real environment file seen has 20 KB; beyond this a file is not read, if nothing else is configured.
MAX_BYTES = 4 * MIB
# What YAML files are called.
YAML_SUFFIXES = (".yml", ".yaml")
# So much of a larger file is kept, to see whether it would be an environment file.
_SHOWN_BYTES = 4096

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def parts_of(path: str) -> list[str]:
    """The names of a path's folders and, last, of its file, whichever slash stands between them."""
    return path.replace("\\", "/").split("/")


class Span(NamedTuple):
    """A half-open range of code points; which text it counts in, its holder says."""

    start: int
    end: int

    def shift(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


class Part(NamedTuple):
    """A piece of a spec or a pip line: its text, and its span in that spec or line."""

    text: str
    span: Span


class Position(NamedTuple):
    """A place for people: line and column, both 1-based."""

    line: int
    column: int


class Fault(NamedTuple):
    """Why a file cannot be read, and where (code points of the decoded text)."""

    message: str
    span: Span
    help: str = ""
    related: tuple[tuple[str, Span], ...] = ()


class Source:
    """The text of one file, and what is needed to write it back byte for byte.

    `text` never holds the byte-order mark and keeps every line end as it is. Where the bytes
    are not text, `fault` says why and `text` is a lossy reading, good for showing only. `kind` is the
    kind of the file where something outside of it tells, else "".
    """

    __slots__ = ("_starts", "bom", "encoding", "fault", "kind", "path", "text")

    def __init__(
        self,
        path: str,
        text: str,
        encoding: str = "utf-8",
        bom: bytes = b"",
        fault: Fault | None = None,
        kind: str = "",
    ) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        self.fault = fault
        self.kind = kind
        self._starts: list[int] | None = None

    @classmethod
    def decode(cls, path: str, data: bytes, limit: int | None = None, what: str = "an environment file") -> Source:
        """Read bytes as conda does: UTF-8, or UTF-16 with a byte-order mark (conda 4.10 on). Of more bytes than
        `limit`, where there is one, only the head is read, and that is the fault; `what` the file was to be."""
        bom, encoding = next((pair for pair in _BOMS if data.startswith(pair[0])), (b"", "utf-8"))
        if limit is not None and len(data) > limit:
            head = data[len(bom) : len(bom) + _SHOWN_BYTES]
            return cls(path, head.decode(encoding, "replace"), encoding, bom, _too_large(limit, what))
        body = data[len(bom) :]
        try:
            return cls(path, body.decode(encoding), encoding, bom)
        except UnicodeDecodeError as error:
            at = len(body[: error.start].decode(encoding))
            return cls(path, body.decode(encoding, "replace"), encoding, bom, _not_text(encoding, at, body, error))

    def encode(self, text: str) -> bytes:
        """`text` as the bytes of this file: same encoding, same byte-order mark."""
        return self.bom + text.encode(self.encoding)

    def with_text(self, text: str) -> Source:
        return Source(self.path, text, self.encoding, self.bom, kind=self.kind)

    def of_kind(self, kind: str) -> Source:
        return Source(self.path, self.text, self.encoding, self.bom, self.fault, kind)

    def position(self, offset: int, unit: str = "codepoint") -> Position:
        """Line and column of an offset; the column counts in `unit`: codepoint, utf-16 or utf-8."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        if unit == "codepoint":  # the others are asked for by few formats, and copy the line
            return Position(line, min(offset, len(self.text)) - starts[line - 1] + 1)
        before = self.text[starts[line - 1] : offset]
        if unit == "utf-16":
            return Position(line, len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1)
        return Position(line, len(before.encode("utf-8", "surrogatepass")) + 1)

    def line(self, number: int) -> str:
        """The text of a line (1-based), without its line end."""
        return self.text[slice(*self.line_span(number))]

    def line_span(self, number: int) -> Span:
        """The span of a line (1-based), without its line end."""
        starts = self._line_starts()
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line_end(self) -> str:
        """The line end to write in new lines: that of the first line."""
        starts = self._line_starts()
        if len(starts) < 2:
            return "\n"
        end = starts[1]
        return "\r\n" if self.text[max(0, end - 2) : end] == "\r\n" else self.text[end - 1]

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = line_starts(self.text)
        return self._starts


def line_starts(text: str) -> list[int]:
    r"""Offsets where lines begin. Only \n, \r\n and \r end a line: str.splitlines knows more."""
    lines = text.splitlines(keepends=True)
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    is_open = text[-1:] not in "\r\n"
    if len(lines) == ends + is_open:  # none of the others is there
        return [0, *accumulate(map(len, lines[:-1] if is_open else lines))]
    starts = [0]
    for at, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
    return starts


def _too_large(limit: int, what: str) -> Fault:
    return Fault(
        f"the file is larger than {limit // MIB} MiB and was not read",
        Span(0, 0),
        f"{what} holds a list of packages: keep anything else elsewhere, or raise max-file-size",
    )


def _not_text(encoding: str, at: int, body: bytes, error: UnicodeDecodeError) -> Fault:
    what = "UTF-8" if encoding == "utf-8" else "UTF-16"
    byte = f" (byte 0x{body[error.start]:02x})" if encoding == "utf-8" else ""
    return Fault(
        f"not valid {what} text{byte}: conda cannot read the file",
        Span(at, at + 1),
        "save the file as UTF-8",
    )
