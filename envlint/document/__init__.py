"""YAML text → a located, immutable tree with its comments. The only package that knows ruamel.yaml.

All offsets are code points of the decoded text. ruamel reads every text, and has the last word; what surely reads as it
does is read faster: line by line, or by libyaml.
"""

from __future__ import annotations

from collections.abc import Callable

from envlint.document import lines, swift
from envlint.document.growth import MAX_DEPTH, Growth, sure_kind
from envlint.nodes import Document
from envlint.source import Source


def parse(source: Source) -> Document:
    """Read a source. Never raises: what cannot be read is the document's `fault`."""
    if source.fault:
        return Document(source, None, (), False, source.fault)
    built = _swiftly(source.text)
    if built is not None:
        return Document(source, built.root, tuple(built.comments), False, None)
    from envlint.document import by_ruamel

    return by_ruamel.read(source)


def loads(text: str) -> bool:
    """Whether ruamel's round-trip loader, the one conda reads with, takes the text."""
    from envlint.document import by_ruamel

    return by_ruamel.loads(text)


def _swiftly(text: str) -> Growth | None:
    """The tree without ruamel: line by line, or by libyaml. None where neither is sure to read as ruamel does, or
    takes the text for faulty: what is wrong with a file ruamel says."""
    if (built := _built(lambda: lines.build(text, _kind_of, MAX_DEPTH))) is not None:
        return built
    from envlint.document import by_libyaml

    if not by_libyaml.is_there() or not swift.is_plain(text):
        return None
    return _built(lambda: swift.build(text, by_libyaml.events(text), _kind_of, MAX_DEPTH))


def _built(build: Callable[[], Growth]) -> Growth | None:
    try:
        return build()
    except Exception:
        return None


def _kind_of(value: str) -> str:
    """What YAML 1.2 makes of an unquoted value."""
    if kind := sure_kind(value):
        return kind
    from envlint.document import by_ruamel

    return by_ruamel.kind_of(value)
