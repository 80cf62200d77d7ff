"""Regular expressions that are compiled when they are first used; many words, and many globs, as one.

A run on a plain file uses few of ours, and compiling one costs more than the rest of its module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, cast


class _Lazy:
    """Stands for a compiled pattern; what is asked of it once is kept as its own attribute."""

    def __init__(self, pattern: str, flags: int):
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, later. For module-level patterns; `re.sub` and its like do not take the result."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of some words stands in a text. A loop, since of short texts `any` would take four times as long."""
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False


def any_glob(globs: Collection[str]) -> Callable[[str], bool]:
    """Whether a name matches one of some globs, by fnmatch only where one is no name, or the head of one."""
    odd = [each for each in globs if any(char in each.removesuffix("*") for char in "*?[")]
    names = frozenset(globs).difference(odd)
    heads = tuple(each[:-1] for each in names if each.endswith("*"))

    def matches(name: str) -> bool:
        if name in names or name.startswith(heads):
            return True
        if not odd:
            return False
        from fnmatch import fnmatchcase

        return any(fnmatchcase(name, each) for each in odd)

    return matches
