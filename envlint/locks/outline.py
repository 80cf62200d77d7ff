"""A lock of any layout, by YAML: slower, and the judge of what `lines.py` does not know."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from envlint import document
from envlint.locks.lines import Block
from envlint.locks.model import LockError
from envlint.nodes import Collection, Scalar, resolve
from envlint.source import Source, Span

Value = Scalar | Collection


def root_of(path: str, text: str) -> Collection:
    """The mapping at the top. Raises LockError for what is not YAML, or no mapping."""
    parsed = document.parse(Source(path, text))
    if parsed.fault:
        raise LockError(f"is no valid YAML: {parsed.fault.message}", parsed.fault.span)
    root = resolve(parsed.root) if parsed.root else None
    if not isinstance(root, Collection) or root.kind != "map":
        raise LockError("has no mapping at its top", is_lock=False)
    return root


def head_of(path: str, text: str) -> Collection | None:
    """The same for the part of a lock before its packages; None where that is blank."""
    if not any(line.strip() and line[0] != "#" for line in text.split("\n")):
        return None
    return (_root_of_small if len(text) < _SMALL else root_of)(path, text)


# Who asks whose a lock is, and who reads it, ask for the same head.
_root_of_small = lru_cache(16)(root_of)
_SMALL = 64 * 1024


def get(node: Value | None, *keys: str) -> Value | None:
    """What stands below some keys, one after the other; None where one is not there."""
    for key in keys:
        pairs = dict(items(node))
        node = pairs.get(key)
    return node


def is_list(node: Value | None) -> bool:
    return isinstance(node, Collection) and node.kind == "seq"


def items(node: Value | None) -> Iterator[tuple[str, Value]]:
    """The pairs of a mapping, in order; nothing for anything else."""
    if isinstance(node, Collection) and node.kind == "map":
        for entry in node.entries:
            key = resolve(entry.key) if entry.key else None
            if isinstance(key, Scalar):
                yield key.value, resolve(entry.value)


def elements(node: Value | None) -> Iterator[tuple[Value, Span]]:
    """The items of a list with their places; nothing for anything else."""
    if isinstance(node, Collection) and node.kind == "seq":
        for entry in node.entries:
            yield resolve(entry.value), entry.span


def text_of(node: Value | None) -> str:
    """A scalar's text; "" for null and anything else."""
    return node.value if isinstance(node, Scalar) and node.kind != "null" else ""


def texts(node: Value | None) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(text_of(each) for each, _ in elements(node) if isinstance(each, Scalar))


def blocks(node: Value | None, wanted: frozenset[str], text: str) -> Iterator[Block]:
    """The mappings in a list, each with the line of its name, else its first."""
    for each, span in elements(node):
        values = {key: text_of(value) for key, value in items(each) if key in wanted}
        entries = each.entries[1:] if isinstance(each, Collection) else ()
        names = (entry.span for entry in entries if isinstance(entry.key, Scalar) and entry.key.value == "name")
        start = next(names, span).start
        end = text.find("\n", start)
        yield Block(values, Span(start, start + len(text[start : end if end >= 0 else None].rstrip())))
