"""No regular expression of the project backtracks without end: each is timed on text made of what it looks for."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import envlint
from envlint.patterns import _Lazy

try:
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse as parser

_LENGTH = 800
# What is quadratic takes some 0.03 s for such a length, what is worse takes seconds.
_SECONDS = 0.5


# How a pattern is used, and the call that costs as much.
_CALLS = {"match": "match", "fullmatch": "fullmatch"}


def patterns() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """Every pattern that stands in a module, by its first name, with the calls that its module makes on it."""
    found: dict[tuple[str, int], tuple[str, tuple[re.Pattern[str], frozenset[str]]]] = {}
    for module in pkgutil.walk_packages(envlint.__path__, "envlint."):
        if module.name.endswith("__main__"):
            continue
        imported = importlib.import_module(module.name)
        source = Path(str(imported.__file__)).read_text()
        for name, value in vars(imported).items():
            pattern = re.compile(*value._source) if isinstance(value, _Lazy) else value
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                used = re.findall(rf"\b{name}\.([a-z]+)\(", source)
                calls = frozenset(_CALLS.get(call, "search") for call in used) or frozenset(("search",))
                found.setdefault((pattern.pattern, pattern.flags), (f"{module.name}.{name}", (pattern, calls)))
    return dict(found.values())


def letters(tree: Any) -> Iterator[str]:
    """What a parsed pattern looks for, a character each."""
    for what, more in tree:
        kind = str(what).lower()
        if kind == "literal":
            yield chr(more)
        elif kind == "range":
            yield chr(more[0])
        elif kind in ("any", "not_literal", "negate"):
            yield from "a "
        elif kind == "category":
            yield {"digit": "0", "space": " "}.get(str(more).lower().rpartition("_")[2], "a")
        elif kind == "in":
            yield from letters(more)
        elif kind == "branch":
            for branch in more[1]:
                yield from letters(branch)
        elif kind in ("max_repeat", "min_repeat"):
            yield from letters(more[2])
        elif kind == "subpattern":
            yield from letters(more[3])
        elif kind in ("assert", "assert_not"):
            yield from letters(more[1])


def hostile(pattern: re.Pattern[str]) -> Iterator[str]:
    """Long repeats of what a pattern looks for most, with an end that fits nothing."""
    common = [char for char, _ in Counter(letters(parser.parse(pattern.pattern, pattern.flags))).most_common(5)]
    units = [*common, *(a + b for a in common for b in common if a != b), " ", "\n", "a "]
    for head in ["", *common[:2]]:
        for unit in units:
            yield head + unit * (_LENGTH // len(unit)) + "\0"


def seconds(match: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    match(text)
    return time.process_time() - begun


ALL = patterns()


def test_the_patterns_are_found() -> None:
    assert len(ALL) > 150


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="nothing could stop a pattern that hangs")
@pytest.mark.parametrize(("pattern", "calls"), ALL.values(), ids=ALL.keys())
def test_a_pattern_does_not_backtrack_without_end(pattern: re.Pattern[str], calls: frozenset[str]) -> None:
    def stop(*_: object) -> None:
        raise TimeoutError(f"{pattern.pattern} hangs")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 30)
    try:
        for text in hostile(pattern):
            for call in calls:
                assert seconds(getattr(pattern, call), text) < _SECONDS, (call, text[:20])
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_a_bad_pattern_is_seen() -> None:
    bad = re.compile(r"(?:a|b|ab)*c")
    text = max(hostile(bad), key=len)
    assert text.endswith("\0") and len(text) > _LENGTH - 2
    assert seconds(re.compile(r"(?:a+)+c").search, "a" * 22 + "\0") > 20 * seconds(re.compile(r"a+c").search, "a" * 22)
