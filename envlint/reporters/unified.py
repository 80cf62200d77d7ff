"""A unified diff of two texts, in time that grows as they do: difflib's grows with the square of what has changed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from difflib import Match, SequenceMatcher

# Of so many lines difflib alone compares all with all.
FEW = 200


def unified(before: list[str], after: list[str], path: str) -> Iterator[str]:
    """The lines of a diff with three lines around each change, as difflib's `unified_diff` writes it."""
    groups = _Matcher(None, before, after).get_grouped_opcodes(3)
    for number, group in enumerate(groups):
        if not number:
            yield from (f"--- {path}\n", f"+++ {path}\n")
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                yield from (" " + line for line in before[start:end])
            else:
                yield from ("-" + line for line in before[start:end])
                yield from ("+" + line for line in after[new_start:new_end])


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return f"{start + 1}"
    return f"{start + bool(length)},{length}"


class _Matcher(SequenceMatcher[str]):
    a: list[str]
    b: list[str]
    matching_blocks: list[Match] | None

    def get_matching_blocks(self) -> list[Match]:
        if self.matching_blocks is None and max(len(self.a), len(self.b)) > FEW:
            alike = _alike(self.a, self.b, (0, 0), (_once, _numbered))
            self.matching_blocks = [*_joined(alike), Match(len(self.a), len(self.b), 0)]
        return super().get_matching_blocks()


_Key = Callable[[list[str]], dict[Hashable, int]]


def _alike(a: list[str], b: list[str], at: tuple[int, int], keys: tuple[_Key, ...]) -> Iterator[Match]:
    """Blocks of equal lines. Of many lines those belong together that have one key, and stand in one order; what lies
    between them is looked at by itself, and where that is long, by the next kind of key."""
    if max(len(a), len(b)) <= FEW:
        if set(a).isdisjoint(b):  # as between most
            return
        for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
            yield Match(at[0] + block.a, at[1] + block.b, block.size)
    elif a and b and keys:
        one = other = 0
        for here, there in (*_in_order(keys[0](a), keys[0](b)), (len(a), len(b))):
            yield from _alike(a[one:here], b[other:there], (at[0] + one, at[1] + other), keys[1:])
            yield Match(at[0] + here, at[1] + there, int(here < len(a)))
            one, other = here + 1, there + 1


def _once(lines: list[str]) -> dict[Hashable, int]:
    """The lines that stand once, and where."""
    counts = Counter(lines)
    return {line: at for at, line in enumerate(lines) if counts[line] == 1}


def _numbered(lines: list[str]) -> dict[Hashable, int]:
    """Each line with how often it stood above, and where it is."""
    counts: Counter[str] = Counter()
    found: dict[Hashable, int] = {}
    for at, line in enumerate(lines):
        found[line, counts[line]] = at
        counts[line] += 1
    return found


def _in_order(one: dict[Hashable, int], other: dict[Hashable, int]) -> list[tuple[int, int]]:
    """The places of the keys that both have; of those that cross, as many as can stand together."""
    pairs = [(at, other[key]) for key, at in one.items() if key in other]
    lowest: list[int] = []  # for each length, where the chain ends that ends first, and its last pair
    last: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(lowest, there)
        before.append(last[length - 1] if length else -1)
        lowest[length : length + 1] = [there]
        last[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _joined(blocks: Iterator[Match]) -> list[Match]:
    """The same without empty blocks, and with those that touch in one."""
    joined: list[Match] = []
    for block in blocks:
        if joined and (joined[-1].a + joined[-1].size, joined[-1].b + joined[-1].size) == block[:2]:
            joined[-1] = joined[-1]._replace(size=joined[-1].size + block.size)
        elif block.size:
            joined.append(block)
    return joined
