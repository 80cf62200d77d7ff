"""Which of two version conditions lets more through: conda's by conda's order, pip's by PEP 440.

That two conditions admit the same is claimed where it is certain. That one admits more is judged by
releases too, or `=1.2` would be no tighter than `>=1.2`, which shuts out 1.2rc1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from envlint.compare.values import CHANGED, LOOSENED, TIGHTENED
from envlint.conda.bounds import satisfiable
from envlint.conda.version import InvalidVersion, Version
from envlint.conda.version_spec import Clause, Group, VersionSpec, compatible_family
from envlint.patterns import lazy
from envlint.pypi import Clause as PipClause
from envlint.source import Span

_NOWHERE = Span(0, 0)
_NEGATED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=*", "!=*": "="}
_LAST_NUMBER = lazy(r"([0-9]{1,18})([^0-9]*)$")
_LARGE = "99999"

_Tree = Clause | Group


def conda_relation(old: Iterable[VersionSpec], new: Iterable[VersionSpec]) -> str:
    """LOOSENED, TIGHTENED, CHANGED, or "" where both admit the same; the expressions of a side all hold."""
    before, after = _all_of(old), _all_of(new)
    if _normal(before) == _normal(after):
        return ""
    grows, shrinks = _is_within(before, after), _is_within(after, before)
    if grows and shrinks:
        return ""
    points = {*_points(before), *_points(after)}
    # One way is certain; the other is as good as that where no version around the bounds speaks against it.
    strict = {*points, *(f"{point}{tail}" for point in points for tail in _CONDA_TAILS)}
    if (grows or shrinks) and _admitted(before, strict) == _admitted(after, strict):
        return ""
    return _judged(_admitted(before, points), _admitted(after, points), grows, shrinks)


def pip_relation(old: tuple[PipClause, ...], new: tuple[PipClause, ...]) -> str:
    """The same for the conditions of two requirements."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    texts = [",".join(clause.operator.text + clause.version.text for clause in each) for each in (old, new)]
    try:
        before, after = map(SpecifierSet, texts)
    except InvalidSpecifier:
        return "" if texts[0] == texts[1] else CHANGED
    if before == after:
        return ""
    versions = [clause.version.text.removesuffix(".*") for clause in (*old, *new)]
    releases = {"0", _LARGE, *(point for each in versions for point in _around(each.partition("+")[0]))}
    strict = releases | {*versions, *(f"{each}{tail}" for each in releases for tail in _TAILS)}

    def admitted(specifiers: Any, points: Iterable[str]) -> set[str]:
        return {point for point in points if _holds(specifiers.contains, point)}

    of_all = admitted(before, strict), admitted(after, strict)
    if of_all[0] == of_all[1]:
        return ""
    grows, shrinks = of_all[0] <= of_all[1], of_all[0] >= of_all[1]
    return _judged(admitted(before, releases), admitted(after, releases), grows, shrinks)


# What conda, and what PEP 440, places around a release.
_CONDA_TAILS = (".dev0", "rc1", "post1", "+0")
_TAILS = (".dev0", "a0", "rc1", ".post0", ".post0.dev0", "+0")


def _judged(old: set[str], new: set[str], grows: bool, shrinks: bool) -> str:
    """`grows` and `shrinks`: what is certain for all versions, where the releases are the same."""
    if old == new:
        return LOOSENED if grows and not shrinks else TIGHTENED if shrinks and not grows else CHANGED
    return LOOSENED if old < new else TIGHTENED if old > new else CHANGED


def _all_of(specs: Iterable[VersionSpec]) -> _Tree:
    return Group(",", tuple(spec.tree for spec in specs))


def _normal(node: _Tree) -> Any:
    """Equal for trees that differ in the order or repetition of what is joined only."""
    if isinstance(node, Clause):
        # The version 1 is the version 1.0, but the family of 1 is larger than that of 1.0.
        is_family = node.operator in ("=", "!=*", "~=")
        return (node.operator, node.version.text if is_family else node.version) if node.version else node.text
    items = frozenset(map(_normal, node.items)) - ({"*"} if node.operator == "," else set())
    return next(iter(items)) if len(items) == 1 else (node.operator, items)


def _is_within(inner: _Tree, outer: _Tree) -> bool:
    """Whether all that `inner` admits is admitted by `outer`. True is certain."""
    rest = _complement(outer)
    return rest is not None and not satisfiable([VersionSpec("", inner), VersionSpec("", rest)])


def _complement(node: _Tree) -> _Tree | None:
    """What an expression shuts out; None where patterns are in it."""
    if isinstance(node, Group):
        items = [_complement(item) for item in node.items]
        known = tuple(item for item in items if item is not None)
        if len(known) < len(items):
            return None
        return Group("|" if node.operator == "," else ",", known) if known else _NOTHING
    if node.kind == "any":
        return _NOTHING
    if node.version is None or "*" in node.version.text:
        return None
    if node.operator == "~=":
        try:
            outside = _clause("!=*", compatible_family(node))
        except InvalidVersion:
            return None
        return Group("|", (_clause("<", node.version), outside))
    return _clause(_NEGATED[node.operator], node.version)


def _clause(operator: str, version: Version) -> Clause:
    return Clause("", "", operator, version, _NOWHERE)


_NOTHING = Group(",", (_clause("<", Version("0")), _clause(">", Version("0"))))


def _points(tree: _Tree) -> Iterator[str]:
    """Releases on, between and beyond all bounds of an expression."""
    yield from ("0", _LARGE)
    for clause in VersionSpec("", tree).clauses():
        text = clause.version.text if clause.version else clause.text
        if clause.version or clause.kind == "glob":
            yield text
            for number in ("0", _LARGE) if "*" in text else ("",):
                yield from _around(text.replace("*", number).partition("+")[0])
            if clause.operator == "~=" and "." in text:
                yield from _around(text.rpartition(".")[0])


def _around(version: str) -> tuple[str, ...]:
    """A version, the least above it, and both for the next one of as many parts."""
    following = _LAST_NUMBER.sub(lambda match: str(int(match[1]) + 1) + match[2], version)
    return version, f"{version}.0.0.1", following, f"{following}.0.0.1"


def _admitted(tree: _Tree, points: Iterable[str]) -> set[str]:
    spec = VersionSpec("", tree)
    return {point for point in points if _holds(spec.matches, point)}


def _holds(judge: Callable[[str], bool], point: str) -> bool:
    """A point that is no version is not admitted."""
    try:
        return judge(point)
    except ValueError:
        return False
