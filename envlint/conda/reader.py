"""The long way through a spec, in the order conda 26.7 takes, keeping track of where every piece stood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from envlint.conda.brackets import FIELDS, IGNORED_KEYS, last_bracketed, pairs
from envlint.conda.refusals import (
    Refusal,
    Refused,
    check_build_number,
    check_name,
    check_pattern,
    check_url,
    no_name,
)
from envlint.conda.stitched import Stitched
from envlint.conda.version import InvalidVersion, show
from envlint.conda.version_parser import parse_version_spec
from envlint.patterns import lazy
from envlint.source import Part, Span
from envlint.values import NamedTuple

PACKAGE_EXTENSIONS = (".conda", ".tar.bz2")
SUBDIRS = (
    "noarch emscripten-wasm32 wasi-wasm32 freebsd-64 linux-32 linux-64 linux-aarch64 linux-armv6l linux-armv7l"
    " linux-ppc64 linux-ppc64le linux-riscv64 linux-s390x osx-64 osx-arm64 win-32 win-64 win-arm64 zos-z"
).split()

# Keys that conda takes in and that select nothing.
_HEEDLESS = IGNORED_KEYS | {"when", "extras", "flags"}

_SUBDIR = lazy(rf"/({'|'.join(SUBDIRS)})(?:/|$)", re.IGNORECASE)
_NAME = lazy(r"[^ =<>!~]+")


class Note(NamedTuple):
    """Text that conda passes over without a word. `kind` is one of: comment, condition, brackets (no pair in
    them), pair (text among pairs that is none), repeat (a key given again later), key (a key that selects
    nothing), parentheses, namespace, dangling (a lone operator), line (text after a line break), replaced (a
    version or build that brackets replace)."""

    kind: str
    span: Span


class Reader:
    """Reads one spec into its attributes; `read` returns the refusal, if conda refuses it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kind = "package"
        self.name_key = ""
        self.name: Part | None = None
        self.version: Part | None = None
        self.build: Part | None = None
        self.channel: Part | None = None
        self.subdir: Part | None = None
        self.brackets: list[tuple[Part, Part]] = []
        self.version_read: str | None = None
        self.build_key: str | None = None
        self.version_places: Sequence[int] = ()
        self.notes: list[Note] = []

    def read(self) -> Refusal | None:
        try:
            self._read()
            self._check()
        except Refused as refused:
            return refused.refusal
        return None

    def _read(self) -> None:
        if not self.text:
            self.name_key = "*"
            return
        if self.text.endswith("@"):
            self.kind, self.name_key = "feature", "*"
            return
        end = comment_start(self.text)
        if end < len(self.text):
            kind = "comment" if self.text[end] == "#" else "condition"
            self._note(kind, Span(end, len(self.text)))
        rest = Stitched(self.text)[:end]
        if rest.text.lower().endswith(PACKAGE_EXTENSIONS):
            self._read_file(rest)
            return
        rest = self._cut_brackets(rest)
        parenthesised = last_bracketed(rest.text, "(", ")")
        if parenthesised:
            start, end = parenthesised
            self._note("parentheses", rest[start:end].span())
            rest = rest.without(rest.text[start:end])
        rest = self._take_channel(rest)
        rest = self._take_name(rest).strip()
        if "[" in rest.text:
            at = rest.origin[rest.text.index("[")]
            closed = "]" in self.text[at:]
            raise Refused(
                "a spec has one pair of square brackets at most" if closed else "the square bracket is never closed",
                Span(at, at + 1),
            )
        if rest.text:
            self._take_version_and_build(rest)
        self._apply_brackets()

    def _read_file(self, rest: Stitched) -> None:
        self.kind = "file"
        found = _SUBDIR.search("/" + rest.text.replace("\\", "/"))
        if found is None:
            self.name_key = "*"
            return
        self.subdir = rest[found.start(1) - 1 : found.end(1) - 1].part()
        start = max(rest.text.rfind("/"), rest.text.rfind("\\")) + 1
        extension = next(e for e in PACKAGE_EXTENSIONS if rest.text.lower().endswith(e))
        file = rest[start : len(rest.text) - len(extension)]
        pieces = file.text.rsplit("-", 2)
        if len(pieces) < 3:
            raise Refused("a package file is called `name-version-build`", rest[start:].span())
        first, second = len(pieces[0]), len(pieces[0]) + 1 + len(pieces[1])
        self.name, self.name_key = file[:first].part(), pieces[0].lower()
        version = file[first + 1 : second]
        self._set_version(version, version.text)
        self.build, self.build_key = file[second + 1 :].part(), pieces[2]

    def _cut_brackets(self, rest: Stitched) -> Stitched:
        found = last_bracketed(rest.text, "[", "]")
        if found is None:
            return rest
        start, end = found
        inside = rest[start + 1 : end - 1]
        done = 0
        for key, equals, value, value_end, pair_end in pairs(inside.text):
            if value == value_end:
                raise Refused(f"`{inside.text[key:equals]}=` has no value", inside[key : equals + 1].span())
            self.brackets.append((inside[key:equals].part(), inside[value:value_end].part()))
            self._note_between(inside[done:key])
            done = pair_end
        self._note_between(inside[done:])
        return rest.without(rest.text[start:end])

    def _note_between(self, between: Stitched) -> None:
        """What stands between pairs, beside commas and spaces."""
        start = len(between.text) - len(between.text.lstrip(", "))
        lost = between[start : len(between.text.rstrip(", "))]
        if lost.text:
            self._note("pair" if self.brackets else "brackets", lost.span())

    def _note(self, kind: str, span: Span) -> None:
        self.notes.append(Note(kind, span))

    def _take_channel(self, rest: Stitched) -> Stitched:
        colon = rest.text.rfind(":")
        if colon < 0:
            return rest
        first = rest.text.rfind(":", 0, colon)
        if first > 0:
            self._set_channel(rest[:first].part())
        if rest.text[first + 1 : colon]:
            self._note("namespace", rest[first + 1 : colon + 1].span())
        return rest[colon + 1 :]

    def _set_channel(self, channel: Part) -> None:
        check_url(channel)
        found = _SUBDIR.search(channel.text)
        self.channel = channel
        if found:
            start = channel.span.start
            self.subdir = Part(found[1], Span(start + found.start(1), start + found.end(1)))
            if found.end() == len(channel.text) and found[0][-1] != "/":
                self.channel = Part(channel.text[: found.start()], Span(start, start + found.start()))

    def _take_name(self, rest: Stitched) -> Stitched:
        found = _NAME.match(rest.text)
        if found is None:
            raise no_name(rest, self.text)
        name = rest[: found.end()]
        self.name, self.name_key = name.part(), name.text.lower()
        check_name(name)
        tail = rest[found.end() :]
        # conda reads on only to the end of the line, and not at all for a single character.
        line = tail.text.find("\n")
        if line >= 0 and tail.text[line:].strip():
            self._note("line", tail[line:].span())
        tail = tail if line < 0 else tail[:line]
        if len(tail.text) == 1:
            if tail.text != " ":
                self._note("dangling", tail.span())
            return tail[:0]
        return tail

    def _take_version_and_build(self, rest: Stitched) -> None:
        cut = build_start(rest.text)
        if cut is not None:
            build = rest[cut + 1 :].strip()
            self.build, self.build_key = build.part(), build.text
        version = (rest if cut is None else rest[:cut]).strip()
        self._set_version(version.without(" "), sanitized(version.text.replace(" ", ""), cut is not None))
        self.version = version.part()

    def _apply_brackets(self) -> None:
        last = {key.text: value for key, value in self.brackets}
        for key, value in self.brackets:
            quoted = self.text[value.span.start - 1] in "\"'"
            span = Span(key.span.start, value.span.end + quoted)
            if last[key.text].text != value.text:
                self._note("repeat", span)
            elif key.text in _HEEDLESS or (key.text == "name" and value.text.lower() != self.name_key):
                self._note("key", span)
        if self.version and "version" in last and self.version_read != sanitized(last["version"].text, False):
            self._note("replaced", self.version.span)
        for given, field in ((self.build, "build"), (self.subdir, "subdir"), (self.channel, "channel")):
            if given and field in last and given.text != last[field].text:
                self._note("replaced", given.span)
        for key, value in self.brackets:
            match key.text:
                case "version":
                    piece = Stitched(self.text)[value.span.start : value.span.end]
                    self._set_version(piece, sanitized(value.text, False))
                case "build":
                    self.build, self.build_key = value, value.text
                case "channel":
                    self._set_channel(value)
        # Of channel and subdir in brackets the subdir wins, wherever it stands.
        for key, value in self.brackets:
            if key.text == "subdir":
                self.subdir = value

    def _set_version(self, version: Stitched, read: str) -> None:
        self.version, self.version_read = version.part(), read
        skip = len(version.text) - len(version.text.lstrip("=")) if not version.text.startswith(read) else 0
        self.version_places = version.origin[skip:]

    def _check(self) -> None:
        """What conda refuses only when it builds the parts."""
        for key, _ in self.brackets:
            if key.text not in FIELDS and key.text not in IGNORED_KEYS:
                raise Refused(f"conda knows no key {show(key.text)} in brackets", key.span)
        if self.version_read is not None:
            self._check_version(self.version_read)
        for part, value in ((self.name, self.name_key), (self.build, self.build_key)):
            if part and value:
                check_pattern(value, part.span)
        for key, value_part in self.brackets:
            if key.text in ("license", "license_family", "when"):
                check_pattern(value_part.text, value_part.span)
            elif key.text == "build_number":
                check_build_number(value_part)

    def _check_version(self, read: str) -> None:
        assert self.version is not None
        try:
            parse_version_spec(read)
        except InvalidVersion as error:
            places = self.version_places
            start, end = error.span.start, error.span.end
            if start < end <= len(places):
                raise Refused(error.message, Span(places[start], places[end - 1] + 1)) from None
            raise Refused(error.message, self.version.span) from None


def comment_start(text: str) -> int:
    """Where conda stops reading: at the first `#`, or at ` if ` before it."""
    end = text.find("#")
    condition = text.find(" if ", 0, None if end < 0 else end)
    return condition if condition >= 0 else (len(text) if end < 0 else end)


def build_start(text: str) -> int | None:
    """The separator before the build in `version build` or `version=build`; None without a build."""
    at = max(1, *map(text.rfind, "-=,|<>~"))
    while at < len(text) - 1:
        if text[at] in " =" and text[at - 1] not in "=!|,<>~":
            return at
        at = _find_space(text, at + 1)
    return None


def _find_space(text: str, start: int) -> int:
    at = text.find(" ", start)
    return len(text) if at < 0 else at


def sanitized(version: str, has_build: bool) -> str:
    """What conda makes of a leading `=` before it reads the version: `=1.2` becomes `1.2*`, `==1.2` `1.2`."""
    if not version.startswith("=") or version in ("=", "=="):
        return version
    bare = version.lstrip("=")
    if version.startswith("==") and not has_build:
        return bare
    if any(char in bare for char in "=,|"):
        return version
    return bare if has_build or bare.endswith("*") else bare + "*"
