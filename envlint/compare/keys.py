"""The name, channels, platforms and variables of two files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from envlint.compare.risks import text_risks
from envlint.compare.values import (
    ADDED,
    CHANGED,
    CHANNEL_ORDER,
    CHANNELS,
    PLATFORMS,
    REMOVED,
    REORDERED,
    VARIABLES,
    Change,
)
from envlint.environment import Environment
from envlint.nodes import Alias, Collection, Node, Scalar, resolve
from envlint.secrets import hides

# It holds wherever it stands.
_NO_DEFAULTS = "nodefaults"

_NUMBERS: Mapping[str, Callable[[str], object]] = {"int": int, "float": float}


def key_changes(key: str, old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """A key with one value; none at all is as if it were not there."""
    before, after = (_value(env, key) for env in (old, new))
    if before != after:
        kind = CHANGED if before and after else ADDED if after else REMOVED
        yield Change(key, key, (kind,), before, after)


def channel_changes(old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """Channels that have come and gone, and whether those that stayed stand in another order."""
    before, after = _channels(old), _channels(new)
    for key, text in before.items():
        if key not in after:
            yield Change(CHANNELS, text, (REMOVED,), text, "", text_risks(text, ""))
    stayed = [key for key in after if key in before and after[key] != _NO_DEFAULTS]
    for at, (key, text) in enumerate(after.items()):
        if key not in before:
            # A channel goes before all that stand below it.
            goes_first = text != _NO_DEFAULTS and any(below in stayed for below in [*after][at:])
            risks = (CHANNEL_ORDER,) if goes_first else ()
            yield Change(CHANNELS, text, (ADDED,), "", text, risks + text_risks("", text))
    kept = [key for key in before if key in stayed]
    if kept != stayed:
        texts = [", ".join(side[key] for key in keys) for side, keys in ((before, kept), (after, stayed))]
        yield Change(CHANNELS, "order", (REORDERED,), texts[0], texts[1], (CHANNEL_ORDER,))


def platform_changes(old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """The systems that a file is for."""
    yield from text_changes(PLATFORMS, _listed(old, PLATFORMS), _listed(new, PLATFORMS))


def variable_changes(old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """Variables and their values, those of secrets masked."""
    before, after = ({each.key: plain(each.node) for each in env.variables} if env else {} for env in (old, new))
    # An alias may give a secret to a variable with another name as well.
    secret = {text for side in (before, after) for key, text in side.items() if hides(key, text)}
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was != now:
            kind = ADDED if was is None else REMOVED if now is None else CHANGED
            shown = ["*" * len(text) if text in secret else text for text in (was or "", now or "")]
            yield Change(VARIABLES, key, (kind,), shown[0], shown[1])


def text_changes(
    section: str,
    old: Mapping[str, str],
    new: Mapping[str, str],
    subject: str = "",
    risks: Callable[[str, str], tuple[str, ...]] = lambda old, new: (),
) -> Iterator[Change]:
    """Texts, by what makes them equal, that are on one side only; with a subject that both sides share, one
    for one is a change of it."""
    gone, come = ([side[key] for key in side if key not in other] for side, other in ((old, new), (new, old)))
    if subject and len(gone) == len(come) == 1:
        yield Change(section, subject, (CHANGED,), gone[0], come[0], risks(gone[0], come[0]))
        return
    for text in gone:
        yield Change(section, subject or text, (REMOVED,), text, "", risks(text, ""))
    for text in come:
        yield Change(section, subject or text, (ADDED,), "", text, risks("", text))


def values_of(node: Node) -> dict[str, str]:
    """The values of a list, or the one value there is; none for null."""
    node = resolve(node)
    if isinstance(node, Scalar) and node.kind == "null":
        return {}
    values = [entry.value for entry in node.entries] if isinstance(node, Collection) and node.kind == "seq" else [node]
    return {text: text for text in map(plain, values)}


def plain(node: Node) -> str:
    """A value in one form however it is written; the number 1.10 is 1.1, not the text '1.10'. Lists and mappings
    that an alias stands for inside of others keep its name, or few lines could stand for very many."""
    node = resolve(node)
    if isinstance(node, Scalar):
        is_text = node.kind == "str" or (node.kind in _NUMBERS and _reads_back(node))
        return node.value if is_text else f"{node.value or 'null'} ({node.kind})"
    if node.kind == "map":
        pairs = ((_inner(entry.key) if entry.key else "", _inner(entry.value)) for entry in node.entries)
        return "{" + ", ".join(f"{key}: {value}" for key, value in sorted(pairs)) + "}"
    return "[" + ", ".join(_inner(entry.value) for entry in node.entries) + "]"


def _reads_back(node: Scalar) -> bool:
    """Whether a number, written out again, is the same text."""
    try:
        return str(_NUMBERS[node.kind](node.value)) == node.value
    except ValueError:
        return False


def _inner(node: Node) -> str:
    return f"*{node.name}" if isinstance(node, Alias) and isinstance(resolve(node), Collection) else plain(node)


def _value(env: Environment | None, key: str) -> str:
    found = env.get(key) if env else None
    return plain(found.node) if found and found.kind != "null" else ""


def _channels(env: Environment | None) -> dict[object, str]:
    """How each channel is first written, by what makes channels equal."""
    found: dict[object, str] = {}
    for channel in env.channels if env else ():
        parsed = channel.parsed
        found.setdefault((parsed.canonical, parsed.label, parsed.subdir), channel.text.strip())
    return found


def _listed(env: Environment | None, key: str) -> dict[str, str]:
    found = env.get(key) if env else None
    return values_of(found.node) if found else {}
