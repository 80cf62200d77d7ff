"""To find the few among many that do harm, in a few looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def that_stand(many: Sequence[T], stand: Callable[[list[T]], bool]) -> list[T]:
    """Those of many that stand together, the first before the later ones: by halves, so that one that does not among
    thousands is found in a few looks."""
    kept: list[T] = []
    waiting = [list(many)]
    while waiting:
        some = waiting.pop()
        if stand(kept + some):
            kept += some
        elif len(some) > 1:
            waiting += (some[len(some) // 2 :], some[: len(some) // 2])
    return kept
