"""The secrets of a file, where YAML says what belongs to a name: in another line, behind an alias, in escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from envlint.diagnostic import Diagnostic
from envlint.kinds import read
from envlint.nodes import Collection, Document, Node, Scalar, resolve, walk
from envlint.secrets import blotted, hides, masked, may_name_one, names_a_secret, secret_spans
from envlint.source import Source, Span
from envlint.values import NamedTuple

# A shorter value stands in other words, too; in sentences one of letters alone does.
_SHORTEST = 4
_SHORTEST_IN_WORDS = 8


class Hidden(NamedTuple):
    """The text of a file with `*` for each letter of its secrets, as long as it was, and the secrets: as they are
    written, and as YAML reads them."""

    text: str
    values: tuple[str, ...] = ()


@lru_cache(maxsize=2)
def hidden(source: Source) -> Hidden:
    """What may be shown of a file. Never raises."""
    return _hidden(read(source)) if _may_hold_one(source.text) else Hidden(masked(source.text))


def told(document: Document, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Findings whose words hold none of the secrets of their file, whatever their rules have put there."""
    values = secret_values(document) if diagnostics else []
    return [_told(each, values) for each in diagnostics] if values else diagnostics


def untold(words: str, values: list[str]) -> str:
    """A text about a file, such as a traceback, without the secrets of the file; in lower case they are the same."""
    if not values:
        return words
    longest_first = sorted(map(re.escape, values), key=len, reverse=True)
    return re.sub("|".join(longest_first), lambda match: "*" * len(match[0]), words, flags=re.IGNORECASE)


def secret_values(document: Document) -> list[str]:
    """The secrets of a file that no sentence holds by chance."""
    values = _hidden(document).values if _may_hold_one(document.source.text) else ()
    return [each for each in values if len(each) >= _SHORTEST_IN_WORDS and not each.isalpha()]


def _may_hold_one(text: str) -> bool:
    """Whether a text is worth a closer look."""
    return may_name_one(text) or ("@" in text and ":" in text) or "/t/" in text


@lru_cache(maxsize=1)  # for what is said of a file, and for what is shown of it
def _hidden(document: Document) -> Hidden:
    text = document.source.text
    found = list(_in_tree(document))
    spans = [*secret_spans(text), *(_content(node, text) for node in found)]
    written = (part for span in spans for part in re.split(r"\W+", text[slice(*span)]))
    values = {part.strip(" \t\"'") for part in (*written, *(node.value for node in found))}
    values |= {text[slice(*span)].strip("\"'") for span in spans}
    return Hidden(blotted(text, spans), tuple(sorted(each for each in values if len(each) >= _SHORTEST)))


def _in_tree(document: Document) -> Iterator[Scalar]:
    """The scalars that are secrets, by the name they belong to or by what they say, if not as it is written."""
    text = document.source.text
    seen: set[Node] = set()
    for node in walk(document.root):
        if isinstance(node, Scalar):
            if node.value not in text[slice(*node.span)] and secret_spans(node.value):
                yield node
        elif isinstance(node, Collection) and node.kind == "map":
            for entry in node.entries:
                key = resolve(entry.key) if entry.key else None
                if isinstance(key, Scalar) and names_a_secret(key.value):
                    yield from (each for each in _below(entry.value, seen) if hides(key.value, each.value))


def _below(node: Node, seen: set[Node]) -> Iterator[Scalar]:
    """The values that a node holds or an alias in it stands for, each once."""
    stack = [node]
    while stack:
        each = resolve(stack.pop())
        if each in seen:
            continue
        seen.add(each)
        if isinstance(each, Scalar):
            yield each
        else:
            stack += (entry.value for entry in each.entries)


def _content(node: Scalar, text: str) -> Span:
    """Where a value is written, without the `|` of a block."""
    start, end = node.span
    at = text.find("\n", start, end) if node.style in ("|", ">") else -1
    return Span(max(start, at), end)


def _told(each: Diagnostic, values: list[str]) -> Diagnostic:
    message, subject, help = (untold(words, values) for words in (each.message, each.subject, each.help))
    fix = each.fix._replace(title=untold(each.fix.title, values)) if each.fix else None
    related = tuple(one._replace(message=untold(one.message, values)) for one in each.related)
    return each._replace(message=message, subject=subject, help=help, related=related, fix=fix)
