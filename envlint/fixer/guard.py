"""Whether edits do only what they name: checked at run time, for every pass of every fix."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate, pairwise

from envlint.diagnostic import Edit, apply_edits
from envlint.kinds import read
from envlint.nodes import Collection, Document, Node, Scalar, resolve
from envlint.patterns import lazy
from envlint.recognise import is_named_condarc
from envlint.source import Span
from envlint.values import NamedTuple

_FLAG = lazy(r"[#!]*(?:final|top|bottom)[#!]*[ \t]*")


def does_harm(before: Document, edits: list[Edit]) -> bool:
    """Whether edits do more than they name: a leaf that no edit touches must keep its value and
    its keys, no list that had items may lose all of them, conda's flags in comments must stay, and the
    text must stay YAML."""
    after = read(before.source.with_text(apply_edits(before.source.text, edits)))
    plan = _Plan(edits)
    if after.fault or any(plan.touches(flag) for flag in _flags(before)):
        return True
    now = {leaf.span.start: leaf for leaf in _leaves(after)}
    leaves = _leaves(before)
    paths = {_texts(leaf.keys)[:depth] for leaf in leaves for depth in range(1, len(leaf.keys) + 1)}
    for leaf in leaves:
        if plan.touches(leaf.span):
            continue
        kept = now.get(plan.moved(leaf.span.start))
        if kept is None or kept.value != leaf.value or not _same_keys(leaf.keys, kept.keys, plan, paths):
            return True
    return _empties_a_list(before, after)


def _flags(document: Document) -> list[Span]:
    """The comments that conda reads in a `.condarc`, and nowhere else: `#!final`, `#!top`, `#!bottom`."""
    if not is_named_condarc(document.source.path):
        return []
    text = document.source.text
    return [each.span for each in document.comments if _FLAG.fullmatch(text, *each.span)]


def reads_the_same(before: Document, after: Document) -> bool:
    """Whether two texts hold the same values under the same keys, in the same order, and the same flags."""
    return not after.fault and _values(before) == _values(after) and _in_force(before) == _in_force(after)


def _in_force(document: Document) -> list[str]:
    """The flags that conda goes by: each a comment of its own. It reads one with the lines of comment
    below as a whole, and that is no flag."""
    text = document.source.text
    begins = [*sorted(each.span.start for each in document.comments), len(text)]
    following = dict(pairwise(begins))
    kept = [flag for flag in _flags(document) if not _is_joined(text, flag.end, following[flag.start])]
    return [text[slice(*flag)] for flag in kept]


def _is_joined(text: str, end: int, following: int) -> bool:
    """Whether nothing but blanks stands between a comment's end and the next comment."""
    return following < len(text) and not text[end:following].strip()


def _values(document: Document) -> list[tuple[list[str], tuple[str, str]]]:
    return [([name for name, _ in leaf.keys], leaf.value) for leaf in _leaves(document)]


_Keys = tuple[tuple[str, Span], ...]


class _Leaf(NamedTuple):
    span: Span
    keys: _Keys
    value: tuple[str, str]


def _leaves(document: Document) -> list[_Leaf]:
    leaves: list[_Leaf] = []
    stack: list[tuple[Node, _Keys]] = [(document.root, ())] if document.root else []
    while stack:
        node, keys = stack.pop()
        if isinstance(node, Collection):
            for entry in node.entries:
                inner = (*keys, (_key_text(entry.key), entry.key.span)) if entry.key else keys
                stack.append((entry.value, inner))
            if not node.entries:
                leaves.append(_Leaf(node.span, keys, (node.kind, "")))
        else:
            value = resolve(node)
            worth = (value.kind, value.value) if isinstance(value, Scalar) else ("alias", getattr(node, "name", ""))
            leaves.append(_Leaf(node.span, keys, worth))
    return leaves


def _key_text(key: Node) -> str:
    value = resolve(key)
    return value.value if isinstance(value, Scalar) else ""


class _Plan:
    """Edits that do not overlap, in the order of the text: each leaf of a long file asks about them."""

    def __init__(self, edits: list[Edit]):
        ordered = sorted(edits)
        self.starts = [edit.start for edit in ordered]
        self.ends = [edit.end for edit in ordered]
        self.growth = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in ordered)]

    def touches(self, span: Span) -> bool:
        """Whether an edit shares a code point with a span, or meets an empty one."""
        if span.start == span.end:
            first = bisect_left(self.ends, span.start)
            return first < len(self.ends) and self.starts[first] <= span.start
        first = bisect_right(self.ends, span.start)
        return first < len(self.ends) and self.starts[first] < span.end

    def moved(self, at: int) -> int:
        """Where an offset that no edit touches is afterwards."""
        return at + self.growth[bisect_right(self.ends, at)]


def _same_keys(before: _Keys, after: _Keys, plan: _Plan, paths: set[tuple[str, ...]]) -> bool:
    """Equal keys all the way down, but for one that an edit renames to what no key beside it was called."""
    if len(before) != len(after):
        return False
    return all(
        old[0] == new[0] or (plan.touches(old[1]) and (*_texts(before[:depth]), new[0]) not in paths)
        for depth, (old, new) in enumerate(zip(before, after, strict=True))
    )


def _texts(keys: _Keys) -> tuple[str, ...]:
    return tuple(text for text, _ in keys)


def _empties_a_list(before: Document, after: Document) -> bool:
    """Whether a list that had items stands empty now; one that went with its key is no matter."""
    full = {path for path, count in _list_lengths(before) if count}
    were_empty = Counter(path for path, count in _list_lengths(before) if not count)
    are_empty = Counter(path for path, count in _list_lengths(after) if not count)
    return any(path in full for path in are_empty - were_empty)


def _list_lengths(document: Document) -> list[tuple[tuple[str, ...], int]]:
    lengths: list[tuple[tuple[str, ...], int]] = []
    stack: list[tuple[Node, tuple[str, ...]]] = [(document.root, ())] if document.root else []
    while stack:
        node, keys = stack.pop()
        if isinstance(node, Collection):
            for entry in node.entries:
                if entry.key:
                    stack.append((entry.value, (*keys, _key_text(entry.key))))
                elif isinstance(entry.value, Collection):  # an empty item is no empty list
                    stack.append((entry.value, keys))
            if node.kind == "seq":
                lengths.append((keys, len(node.entries)))
        elif keys and isinstance(node, Scalar) and node.kind == "null":
            lengths.append((keys, 0))
    return lengths
