"""The `[key=value, …]` of a spec, scanned as conda scans it.

conda 26.7 looks for pairs and leaves out, without a word, whatever is no pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.patterns import lazy

# key start, key end, value start, value end, end of the whole pair
Pair = tuple[int, int, int, int, int]

# The fields of a package record that a spec can ask for, and three keys that conda takes for its own and drops.
FIELDS = frozenset(
    "channel subdir name version build build_number track_features features url md5 sha256 license"
    " license_family fn when extras flags".split()
)
IGNORED_KEYS = frozenset(("optional", "target", "_original_spec_str"))

_KEY_CHAR = lazy(r"[A-Za-z0-9_-]")
_QUOTE = lazy("[\"']")
_STOP = lazy("[, \"']")


def last_bracketed(text: str, opening: str, closing: str) -> tuple[int, int] | None:
    """The last `[…]` (or `(…)`) of the first line: from the last opening before the last closing mark to that."""
    line_end = text.find("\n")
    end = text.rfind(closing, 0, len(text) if line_end < 0 else line_end)
    start = text.rfind(opening, 0, max(end, 0))
    return (start, end + 1) if start >= 0 else None


def pairs(inside: str) -> Iterator[Pair]:
    """The pairs conda finds; a value may be empty, which it then refuses."""
    done = 0
    equals = inside.find("=")
    quote = stop = -1
    while equals >= 0:
        key = equals
        while key > done and _KEY_CHAR.match(inside, key - 1):
            key -= 1
        if key < equals:
            value = equals + 1
            # Both searches only ever move on, so that the scan stays linear.
            quote = _next(_QUOTE, inside, value + 1, quote)
            stop = _next(_STOP, inside, value, stop)
            pair = _pair(inside, key, equals, quote, stop)
            if pair is not None:
                yield pair
                done = pair[4]
        equals = inside.find("=", max(done, equals + 1))


def _pair(inside: str, key: int, equals: int, quote: int, stop: int) -> Pair | None:
    value = equals + 1
    end = len(inside)
    if inside[value : value + 1] in ('"', "'"):
        closed = quote < end and inside[quote] == inside[value]
        if closed and (quote + 1 == end or inside[quote + 1] in ", "):
            return key, equals, value + 1, quote, min(quote + 2, end)
        return None
    if stop == end or inside[stop] in ", ":
        return key, equals, value, stop, min(stop + 1, end)
    return None


def _next(pattern: re.Pattern[str], text: str, start: int, known: int) -> int:
    if known >= start:
        return known
    found = pattern.search(text, start)
    return found.start() if found else len(text)
