"""How tightly a version expression holds, and whether expressions can hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from envlint.conda.version import InvalidVersion, Version
from envlint.conda.version_spec import Clause, Group, VersionSpec, compatible_family
from envlint.source import Span

# From loose to tight.
LEVELS = ("any", "lower", "bounded", "minor", "exact")

_UPPER = frozenset(("<", "<=", "==", "=", "~="))
# More alternatives than this are not multiplied out.
_MAX_BRANCHES = 256


def level(spec: VersionSpec | None) -> str:
    """How tight a version expression is, as one of LEVELS; None, no expression, is `any`.

    `>=1.2` is lower, `<3`, `=1` and `>=1,<3` bounded, `=1.24` and `~=1.24.1` minor, `==1.24` and `=1.24.3`
    exact. Conditions that all hold are as tight as the tightest, alternatives as loose as the loosest.
    A regular expression counts as bounded: someone has thought about it.
    """
    return LEVELS[_level(spec.tree)] if spec is not None else LEVELS[0]


def has_upper_bound(spec: VersionSpec | None) -> bool:
    """Whether newer versions are shut out at some point."""
    return spec is not None and _ends(spec.tree)


def satisfiable(specs: Iterable[VersionSpec]) -> bool:
    """Whether one version can satisfy all these expressions, in conda's order.

    False is certain. True may be wrong where patterns are in play, or very many alternatives. That the version
    exists somewhere is not asked: `>1.2,<1.2.0.1` is satisfiable.
    """
    trees = [spec.tree for spec in specs]
    if len(trees) == 1 and isinstance(trees[0], Clause):
        return True  # what most specs are
    alternatives = []
    total = 1
    for tree in trees:
        branches = _branches(tree)
        if branches is None or (total := total * len(branches)) > _MAX_BRANCHES:
            return True
        alternatives.append(branches)
    return any(_agree([clause for branch in choice for clause in branch]) for choice in product(*alternatives))


def fixed_parts(clause: Clause) -> int:
    """How many leading parts of the version a clause fixes: 2 for `=1.24` and `~=1.24.1`, 0 for `>=1.24`."""
    if clause.kind == "glob":
        return len([part for part in clause.text.partition("*")[0].split(".")[:-1] if part])
    if clause.version is None or clause.operator not in ("==", "=", "~="):
        return 0
    parts = len(clause.version.components) - 1
    return parts - 1 if clause.operator == "~=" else parts


def _level(node: Clause | Group) -> int:
    if isinstance(node, Group):
        return (max if node.operator == "," else min)(map(_level, node.items))
    match node.kind:
        case "exact" | "text":
            return 4
        case "fuzzy":
            return min(fixed_parts(node) + 1, 4)
        case "glob":
            parts = fixed_parts(node)
            return min(parts + 1, 4) if parts else 0
        case "regex":
            return 2
        case "range" if node.operator == "~=":
            parts = fixed_parts(node)
            return min(parts + 1, 4) if parts else 1
        case "range":
            return 2 if node.operator in _UPPER else 1
    return 0


def _ends(node: Clause | Group) -> bool:
    if isinstance(node, Group):
        return (any if node.operator == "," else all)(_ends(item) for item in node.items)
    if node.kind == "glob":
        return fixed_parts(node) > 0
    return node.operator in _UPPER or node.kind in ("text", "regex")


def _branches(node: Clause | Group) -> list[tuple[Clause, ...]] | None:
    """The expression as alternatives of clauses that all hold; None if they are too many."""
    if isinstance(node, Clause):
        return [(node,)]
    parts: list[list[tuple[Clause, ...]]] = []
    total = 1
    for item in node.items:
        branches = _branches(item)
        if branches is None or (node.operator == "," and (total := total * len(branches)) > _MAX_BRANCHES):
            return None
        parts.append(branches)
    if node.operator == "|":  # as many as the text has: whoever multiplies them counts them
        return [branch for branches in parts for branch in branches]
    return [tuple(clause for branch in choice for clause in branch) for choice in product(*parts)]


def _agree(clauses: list[Clause]) -> bool:
    """Whether the clauses can hold together. All but the exclusions are intervals of the version order, and
    intervals that meet pair by pair meet all at once."""
    intervals: list[tuple[str, Version]] = []
    excluded: list[tuple[str, Version]] = []
    for clause in clauses:
        for operator, version in _plain(clause):
            (excluded if operator[0] == "!" else intervals).append((operator, version))
    for operator, version in intervals:
        if operator == "==":
            return all(_holds(o, v, version) for o, v in intervals + excluded)
        if operator == "=" and any(o == "!=*" and _within(version, v) for o, v in excluded):
            return False
    return all(_meet(a, b) for a, b in combinations(_strictest(intervals), 2))


def _strictest(intervals: list[tuple[str, Version]]) -> list[tuple[str, Version]]:
    """The intervals less the looser ones of those that are open at the same end: series, then the lower, the upper."""
    low: tuple[str, Version] | None = None
    high: tuple[str, Version] | None = None
    series: dict[tuple[str, Version], None] = {}
    for each in intervals:
        operator, version = each
        if operator[0] == ">":
            if low is None or version > low[1] or (version == low[1] and operator == ">"):
                low = each
        elif operator[0] == "<":
            if high is None or version < high[1] or (version == high[1] and operator == "<"):
                high = each
        else:
            series[each] = None
    return [*series, *(end for end in (low, high) if end)]


def _plain(clause: Clause) -> Iterator[tuple[str, Version]]:
    """The clause as comparisons; nothing for a clause that looks at the text, which may allow anything."""
    version = clause.version
    if version is None or "*" in version.text:
        return
    if clause.operator == "~=":
        yield ">=", version
        try:
            yield "=", compatible_family(clause)
        except InvalidVersion:
            return
    else:
        yield clause.operator, version


def _holds(operator: str, bound: Version, version: Version) -> bool:
    return Clause("", "", operator, bound, Span(0, 0)).matches(version, "")


def _within(family: Version, other: Version) -> bool:
    """Whether every version of one family is in the other: those of 1.2.3 are in that of 1.2."""
    if not family.starts_with(other) or (other.local and not family.local):
        return False
    ours, theirs = (family.local, other.local) if other.local else (family.components, other.components)
    # The family of 1 is larger than that of 1.0, though 1 == 1.0.
    return (len(ours), len(ours[-1])) >= (len(theirs), len(theirs[-1]))


def _meet(a: tuple[str, Version], b: tuple[str, Version]) -> bool:
    """Whether two of the strictest intervals, in their order, have a version in common; neither is a single version."""
    (op_a, v_a), (op_b, v_b) = a, b
    if op_b == "=":
        return v_a.starts_with(v_b) or v_b.starts_with(v_a)
    if op_a == "=":
        # No family has a first or a last version.
        return v_b.starts_with(v_a) or (v_a > v_b if op_b[0] == ">" else v_a < v_b)
    # Between any two versions lies another: the earlier one with a local part.
    return v_a < v_b or (v_a == v_b and op_a == ">=" and op_b == "<=")
