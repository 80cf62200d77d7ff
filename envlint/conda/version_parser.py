"""How conda reads a version expression: operators, precedence, parentheses, and its leniencies.

Source: the behaviour of conda 26.7.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from envlint.conda.version import InvalidVersion, Version, show
from envlint.conda.version_spec import Clause, Group, VersionSpec, glob_pattern
from envlint.patterns import lazy
from envlint.source import Span

OPERATORS = ("==", "!=", "<=", ">=", "~=", "=", "<", ">")

_OPERATOR = lazy(r"[=<>!~]+")
_STRUCTURED = lazy(r"[()|,^$]")
_TOKEN = lazy(r"\s*([()|,])|([^()|,]+)")
_SPACE = lazy(r"\s*")
# Deeper nesting is refused here; conda runs out of stack at some depth of its own.
_MAX_DEPTH = 100


@lru_cache(32_768)  # as many as specs
def parse_version_spec(text: str) -> VersionSpec:
    """Read a version expression as conda does, or raise InvalidVersion. Spans count in `text`."""
    if not _STRUCTURED.search(text.partition("\n")[0]):
        return VersionSpec(text, _clause(text, 0))
    return _Grouping(text).read()


class _Joined:
    """A group while it grows."""

    __slots__ = ("items", "operator")

    def __init__(self, operator: str, items: list[Clause | _Joined]) -> None:
        self.operator = operator
        self.items = items

    def frozen(self) -> Group:
        return Group(self.operator, tuple(i.frozen() if isinstance(i, _Joined) else i for i in self.items))


class _Grouping:
    """Operator precedence over `,`, `|` and parentheses, with conda's leniencies."""

    __slots__ = ("depth", "done", "text", "unopened", "waiting")

    def __init__(self, text: str) -> None:
        self.text = text
        self.done: list[Clause | _Joined] = []
        self.waiting: list[tuple[str, int]] = [("(", -1)]
        self.depth = 0
        # A closing parenthesis without an opening one; conda may forgive it.
        self.unopened: int | None = None

    def read(self) -> VersionSpec:
        for token, start in _tokens(self.text):
            if token == "(":
                self._open(start)
            elif token == ")":
                self._close(start)
            elif token in ",|":
                self._join("(" if token == "|" else "(|")
                self.waiting.append((token, start))
            else:
                self.done.append(_clause(token, start))
        at = self._close(len(self.text))
        if self.waiting:
            raise InvalidVersion("the parenthesis is never closed", Span(at, at + 1))
        if not self.done:
            raise InvalidVersion("there is no version", Span(0, len(self.text)))
        # conda takes what stands first and forgets what was never joined to it.
        kept, *forgotten = self.done
        tree = kept.frozen() if isinstance(kept, _Joined) else kept
        return VersionSpec(self.text, tree, tuple(map(_extent, forgotten)))

    def _open(self, start: int) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise InvalidVersion("the parentheses are nested too deeply", Span(start, start + 1))
        self.waiting.append(("(", start))

    def _close(self, start: int) -> int:
        """Close the innermost parenthesis; returns where it was opened."""
        self.depth -= 1
        self._join("(")
        if not self.waiting:
            at = start if self.unopened is None else self.unopened
            raise InvalidVersion("the parenthesis was never opened", Span(at, at + 1))
        opened = self.waiting.pop()[1]
        if opened < 0:
            self.unopened = start
        return opened

    def _join(self, until: str) -> None:
        """Apply the waiting operators down to one of `until`."""
        while self.waiting and self.waiting[-1][0] not in until:
            operator, at = self.waiting.pop()
            if len(self.done) < 2:
                raise InvalidVersion(f"there is no version on one side of `{operator}`", Span(at, at + 1))
            right = self.done.pop()
            left = self.done.pop()
            joined = left if isinstance(left, _Joined) and left.operator == operator else _Joined(operator, [left])
            if isinstance(right, _Joined) and right.operator == operator:
                joined.items.extend(right.items)
            else:
                joined.items.append(right)
            self.done.append(joined)


def _extent(node: Clause | _Joined) -> Span:
    if isinstance(node, Clause):
        return node.span
    return Span(_extent(node.items[0]).start, _extent(node.items[-1]).end)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    last_dollar = text.rfind("$")
    while at < len(text):
        space = _SPACE.match(text, at)
        start = space.end() if space else at
        # A regular expression may hold commas, bars and parentheses.
        if text.startswith("^", start) and last_dollar > start:
            end = text.index("$", start) + 1
            yield text[start:end], start
        else:
            found = _TOKEN.match(text, at)
            assert found is not None
            end = found.end()
            yield found[1] or found[2], found.start(1) if found[1] else at
        at = end


def _clause(raw: str, offset: int) -> Clause:
    """One clause; `offset` is where `raw` starts in the whole expression."""
    text = raw.strip()
    start = offset + len(raw) - len(raw.lstrip())
    span = Span(start, start + len(text))
    if not text:
        raise InvalidVersion("there is no version", Span(offset, offset + len(raw)))
    if text[0] == "^" or text[-1] == "$":
        return _regex(text, span)
    if text[0] in "=<>!~":
        return _compared(text, span)
    if text == "*":
        return Clause(text, "any", "", None, span)
    if "*" in text.rstrip("*"):
        check_pattern(glob_pattern(text), span)
        return Clause(text, "glob", "", None, span)
    if text[-1] == "*":
        text = text if text.endswith(".*") else text[:-1] + ".*"
        return Clause(text, "fuzzy", "=", _version(text.rstrip("*").rstrip("."), span, 0), span)
    if "@" in text:
        return Clause(text, "text", "", None, span)
    return Clause(text, "exact", "==", _version(text, span, 0), span)


def _compared(text: str, span: Span) -> Clause:
    found = _OPERATOR.match(text)
    operator = found[0] if found else ""
    version = text[len(operator) :]
    if operator not in OPERATORS:
        raise InvalidVersion(f"`{operator}` is no operator", Span(span.start, span.start + len(operator)))
    if not version:
        raise InvalidVersion(f"there is no version after `{operator}`", span)
    space = re.search(r"\s", version)
    if space:
        at = span.start + len(operator) + space.start()
        raise InvalidVersion(f"{show(space[0])} stands inside the version", Span(at, at + 1))
    family = version.endswith(".*")
    if family and operator == "~=":
        raise InvalidVersion("`~=` does not go with `.*`", span)
    value = _version(version[:-2] if family else version, span, len(operator))
    if family and operator == "!=":
        operator = "!=*"
    kinds = {"==": "exact", "=": "fuzzy", "!=": "exclude", "!=*": "exclude"}
    return Clause(text, kinds.get(operator, "range"), operator, value, span)


def _regex(text: str, span: Span) -> Clause:
    if text[0] != "^" or text[-1] != "$":
        raise InvalidVersion("a regular expression must start with `^` and end with `$`", span)
    check_pattern(text, span)
    return Clause(text, "regex", "", None, span)


def _version(text: str, span: Span, skip: int) -> Version:
    try:
        return Version(text)
    except InvalidVersion as error:
        raise InvalidVersion(error.message, error.span.shift(span.start + skip)) from None


def check_pattern(pattern: str, span: Span) -> None:
    """Raise InvalidVersion if this is no regular expression."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidVersion(f"the regular expression is broken: {error}", span) from None
