"""YAML texts that are real but for a few seeded changes, and whether two sources read them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from envlint import document
from envlint.document import by_libyaml as libyaml
from envlint.document import by_ruamel as ruamel
from envlint.document import lines, swift
from envlint.document.growth import Growth
from envlint.nodes import Alias, Collection, Document, Entry, walk
from envlint.source import Source

SEED = """\
name: analysis  # what it is for
channels: [conda-forge, "bioconda", 'r']
dependencies:
  - python=3.11
  # own line
  - numpy >=1.26,<2  # why
  -
  - {a: 1, "b":2, c}
  - pip:
    - requests[socks]==2.31 ; python_version < "3.12"
    - -e .
  - "long
    text"

variables:
  A: 1.0
  B:
  C: ~
prefix: /opt/x
"""

# What makes a difference in YAML, and what people write.
PIECES = (
    *"\n\r\t #:-?,[]{}&*!|>'\"%@`~=<0aé\\.\x85\u2028\ufeff\U0001f600",
    *("\r\n", "  ", " #", "# ", "- ", ": ", "? ", "---", "...", "\n- ", "\n  ", "''", '\\"', "[a: b]", "{a, b}"),
    *("null", "pip:\n", "  - b\n", "\\x41", "<<", "1_0", "true", "\x00", "\x07", "- - ", "- a: b\n  c: d", "[]"),
    *("{}", "\n\n"),
)


def mutants(texts: list[str], count: int, seed: int) -> Iterator[str]:
    """So many texts, each one of the given with one to four changes: a piece put in, taken out or doubled."""
    random = Random(seed)
    for _ in range(count):
        text = random.choice(texts)
        for _ in range(random.choice((1, 1, 2, 4))):
            at = random.randrange(len(text) + 1)
            upto = min(len(text), at + random.choice((0, 0, 1, 1, 2, 8)))
            text = text[:at] + random.choice((*PIECES, "", text[at:upto] * 2)) + text[upto:]
        yield text


def told(read: Document) -> tuple[object, ...]:
    """All that a document says of a text."""
    nodes = []
    for node in walk(read.root):
        if isinstance(node, Collection):
            nodes.append(
                (node.kind, node.flow, node.span, node.start, node.tag, node.anchor, tuple(map(_entry, node.entries)))
            )
        elif isinstance(node, Alias):
            nodes.append((node.name, node.span))
        else:
            nodes.append((node.value, node.kind, node.span, node.start, node.style, node.tag, node.anchor))
    return tuple(nodes), read.comments, read.has_aliases, read.fault


def _entry(entry: Entry) -> tuple[object, ...]:
    return entry.key is None, entry.span, entry.mark


def by_libyaml(text: str) -> Document | None:
    """What libyaml makes of a text; None where it declines."""
    return _built(lambda *how: swift.build(text, libyaml.events(text), *how), text) if swift.is_plain(text) else None


def by_lines(text: str) -> Document | None:
    """What is made of a text line by line; None where that is declined."""
    return _built(lambda *how: lines.build(text, *how), text)


def _built(build: Callable[[Callable[[str], str], int], Growth], text: str) -> Document | None:
    try:
        built = build(ruamel.kind_of, document.MAX_DEPTH)
    except Exception:
        return None
    return Document(Source("environment.yml", text), built.root, tuple(built.comments), False, None)


def by_ruamel(text: str) -> Document:
    """What ruamel alone makes of it."""
    return ruamel.read(Source("environment.yml", text))
