"""What a version expression is: `>=1.2,<2|=3.1` as a tree of clauses with spans, and what matches it.

Source: the behaviour of conda 26.7, which differs from CEP 29 in places. `,` binds tighter than `|`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.conda.version import InvalidVersion, Version
from envlint.patterns import lazy
from envlint.source import Span
from envlint.values import NamedTuple

_PLAIN_GLOB = lazy(r"[\w.+!*@-]+")
# With so few repeats and no group a regular expression cannot run away on a version.
_MAX_REPEATS = 3


class Clause(NamedTuple):
    """One condition on a version.

    `kind`: `any` (`*`), `exact` (`==1.2`, `1.2`), `fuzzy` (`=1.2`, `1.2.*`), `range` (`<`, `<=`, `>`, `>=`,
    `~=`), `exclude` (`!=1.2`, `!=1.2.*`), `glob` (`1.*.2`), `regex` (`^1.*$`), `text` (holds an `@`).
    `operator` is the operator that counts (`=` for `1.2.*`, `==` for `1.2`, `!=*` for `!=1.2.*`; empty where
    there is none), `version` what it compares with. `text` is conda's normal form of the clause.
    """

    text: str
    kind: str
    operator: str
    version: Version | None
    span: Span

    def matches(self, candidate: Version, candidate_text: str) -> bool:
        version = self.version
        if version is None:
            return self._matches_text(candidate_text)
        match self.operator:
            case "==":
                return candidate == version
            case "!=":
                return candidate != version
            case "<":
                return candidate < version
            case "<=":
                return candidate <= version
            case ">":
                return candidate > version
            case ">=":
                return candidate >= version
            case "=":
                return candidate.starts_with(version)
            case "!=*":
                return not candidate.starts_with(version)
        return candidate >= version and candidate.starts_with(compatible_family(self))

    def _matches_text(self, text: str) -> bool:
        match self.kind:
            case "any":
                return True
            case "text":
                return self.text == text
            case "glob" if _PLAIN_GLOB.fullmatch(self.text):
                return glob_matches(self.text, text)
        pattern = self.text if self.kind == "regex" else glob_pattern(self.text)
        return not is_tame(pattern) or bool(re.match(pattern, text))


class Group(NamedTuple):
    """Clauses and groups joined by `,` (all hold) or `|` (one holds)."""

    operator: str
    items: tuple[Clause | Group, ...]


class VersionSpec(NamedTuple):
    """A version expression. `dropped` are the spans of clauses that conda reads and then forgets."""

    source: str
    tree: Clause | Group
    dropped: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """conda's normal form. It loses inner parentheses, as conda's does."""
        return _text(self.tree)

    def clauses(self) -> Iterator[Clause]:
        """Every clause, from left to right."""
        yield from _clauses(self.tree)

    def matches(self, version: str) -> bool:
        """Whether conda lets this version through. Raises InvalidVersion where conda fails.

        A regular expression that might run away is not tried and counts as a match.
        """
        return _matches(self.tree, Version(version), version)


def compatible_family(clause: Clause) -> Version:
    """The family `~=` stays in: 1.2 for `~=1.2.3`. Raises InvalidVersion for `~=1`, as conda does on matching."""
    assert clause.version is not None
    family = clause.version.text.rpartition(".")[0]
    if not family:
        raise InvalidVersion("`~=` needs a version of two parts or more", clause.span)
    return Version(family)


def _text(node: Clause | Group) -> str:
    if isinstance(node, Clause):
        return node.text
    return node.operator.join(map(_text, node.items))


def _clauses(node: Clause | Group) -> Iterator[Clause]:
    if isinstance(node, Clause):
        yield node
    else:
        for item in node.items:
            yield from _clauses(item)


def _matches(node: Clause | Group, version: Version, text: str) -> bool:
    if isinstance(node, Clause):
        return node.matches(version, text)
    judge = all if node.operator == "," else any
    return judge(_matches(item, version, text) for item in node.items)


def glob_pattern(text: str) -> str:
    """The regular expression conda makes of a pattern."""
    # conda escapes these two only.
    return "^(?:" + text.replace(".", r"\.").replace("+", r"\+").replace("*", ".*") + ")$"


def glob_matches(glob: str, text: str) -> bool:
    """Whether a glob of `*` alone takes the whole text."""
    first, *middle, last = glob.split("*")
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in middle:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return len(text) - len(last) >= at and text.endswith(last)


def is_tame(pattern: str) -> bool:
    """Whether a regular expression cannot run away on a short text."""
    return sum(map(pattern.count, "*+?{")) <= _MAX_REPEATS and "(" not in pattern.removeprefix("^(?:")
