"""Whether one word is a slip of the pen for another."""

from __future__ import annotations

_LONG = 7


def is_misspelt(word: str, right: str) -> bool:
    """Whether `word` differs from `right` in case and separators only, or by a slip: one letter
    missing, added, wrong or swapped with its neighbour; two of them in a long word."""
    slips = 2 if len(right) >= _LONG else 1
    if word == right or abs(len(word) - len(right)) > slips:
        return False
    return distance(_plain(word), _plain(right)) <= slips


def distance(one: str, other: str) -> int:
    """How many letters to add, drop, replace or swap with their neighbour to come from one word to
    the other (optimal string alignment)."""
    above: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        two_above, above, row = above, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, two_above[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _plain(word: str) -> str:
    return word.casefold().replace("_", "-")
