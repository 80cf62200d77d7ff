"""Records of a lock line by line: the layout in which conda-lock and pixi write, and nothing else.

A YAML parser takes seconds where this takes milliseconds. Whatever is not certain raises OtherLayout, and YAML decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.source import Span
from envlint.values import NamedTuple

_FIRST = re.compile(r"( *)- ")


class OtherLayout(Exception):
    """The text is not laid out as its program lays it out."""


class Section(NamedTuple):
    """A key at the margin: where its line begins, the rest of that line, and where the next line begins."""

    start: int
    rest: str
    end: int


def section(text: str, key: str) -> Section | None:
    """The first key of this name at the margin. A pattern with `^` would take ten times as long."""
    found = f"{key}:"
    start = 0 if text.startswith(found) else text.find("\n" + found) + 1
    if not start and not text.startswith(found):
        return None
    end = text.find("\n", start)
    end = len(text) if end < 0 else end + 1
    return Section(start, text[start + len(found) : end].partition(" #")[0].strip(), end)


def lines_but(keys: frozenset[str]) -> str:
    """A pattern for any number of lines two columns in, of which none is one of these keys."""
    firsts = "".join(sorted({key[0] for key in keys}))  # one look at one letter dismisses most
    return rf"(?:  (?!(?=[{firsts}])(?:{'|'.join(sorted(keys))}):).*\n)*"


class Block(NamedTuple):
    """A mapping in a list: the values of the keys that were asked for, and the line of its name, else its first."""

    values: dict[str, str]
    span: Span


def blocks(text: str, start: int, wanted: frozenset[str]) -> Iterator[Block]:
    """The mappings of a block list that begins at the line at `start`, up to the next key at the margin.
    Raises OtherLayout."""
    first = _FIRST.match(text, start)
    if first is None:
        return
    dash, blank = first[0], " " * len(first[0])
    end = len(text)
    # A line that is neither an item's first nor one of its others ends the list, if it is a key at the margin.
    if other := re.compile(rf"\n(?!{dash}|{blank}|[ \t\r]*(?:#.*)?(?:\n|$))").search(text, start):
        if not text[other.end() : other.end() + 1].isalpha():
            raise OtherLayout
        end = other.start()
    # What is deeper begins with more blanks, or with a dash: it is no key of the item.
    find = re.compile(rf"\n{blank}({'|'.join(sorted(wanted))}):(?:[ \t]+(.*)|[ \t\r]*$)", re.MULTILINE).findall
    named = f"\n{blank}name:"
    indent = len(blank) - 2
    at = start + indent
    for item in text[start + len(dash) : end].split("\n" + dash):
        if ":" not in item[: item.find("\n")]:
            raise OtherLayout
        values = {key: _scalar(value) for key, value in find(f"\n{blank}{item}")}
        name = item.find(named)
        # The item's text begins behind its dash, two columns on.
        begin = at if name < 0 else at + 2 + name + 1 + len(blank)
        stop = text.find("\n", begin)
        stop = len(text) if stop < 0 else stop
        yield Block(values, Span(begin, stop - 1 if text[stop - 1] == "\r" else stop))
        at += len(dash) + len(item) + 1


def _scalar(written: str) -> str:
    value = written.strip()
    first = value[:1]
    if first.isalnum() and " #" not in value:
        return value
    if first == "'":
        if len(value) < 2 or not value.endswith("'"):
            raise OtherLayout
        return value[1:-1].replace("''", "'")
    if first == '"':
        if len(value) < 2 or not value.endswith('"') or "\\" in value:
            raise OtherLayout
        return value[1:-1]
    if first and first in "&*!|>[{%@`":
        raise OtherLayout
    return value.partition(" #")[0].rstrip() if " #" in value else value
