"""Findings by their place. A long file has thousands of them and of comments that ask for their own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from envlint.diagnostic import Diagnostic
from envlint.source import Span

# What is found in a line is looked up again: to keep it takes a dictionary a line.
_FEW = 50


class Places:
    """Findings in their order. One lies in a span where it or its item begins in it, or right behind it."""

    def __init__(self, found: Iterable[Diagnostic]):
        self.found = list(found)
        self._begins: dict[str, list[tuple[int, int]]] = {}
        for number, each in enumerate(self.found):
            for at in {each.span.start, each.item.start if each.item else each.span.start}:
                self._begins.setdefault(each.rule, []).append((at, number))
        for begins in self._begins.values():
            begins.sort()
        self._in: dict[Span, tuple[dict[str, int], bool]] = {}

    def of_rule(self, rule: str, span: Span) -> Iterator[int]:
        """Which findings of a rule lie in a span, by their numbers; one may come twice."""
        begins = self._begins.get(rule, [])
        for at in range(bisect_left(begins, (span.start, 0)), bisect_left(begins, (span.end + 1, 0))):
            yield begins[at][1]

    def numbers(self, span: Span) -> Iterator[int]:
        """Which findings lie in a span, by their numbers; one may come twice."""
        return (number for rule in self._begins for number in self.of_rule(rule, span))

    def rules(self, spans: Iterable[Span]) -> tuple[tuple[str, ...], bool]:
        """The rules that find something in some spans, in the order of their first findings, and whether any of what
        they find there has a fix."""
        first: dict[str, int] = {}
        has_fix = False
        for span in spans:
            begun, is_fixable = self._looked_at(span)
            has_fix = has_fix or is_fixable
            for rule, number in begun.items():
                first[rule] = min(number, first.get(rule, number))
        return tuple(sorted(first, key=lambda rule: first[rule])), has_fix

    def _looked_at(self, span: Span) -> tuple[dict[str, int], bool]:
        """The first finding of each rule in a span, and whether any there has a fix. Where there are many, they are
        looked at once: that of the whole file is asked for by every comment that speaks for it."""
        if span in self._in:
            return self._in[span]
        numbers = {rule: found for rule in self._begins if (found := list(self.of_rule(rule, span)))}
        has_fix = any(self.found[number].fix for each in numbers.values() for number in each)
        looked_at = {rule: min(each) for rule, each in numbers.items()}, has_fix
        if sum(map(len, numbers.values())) > _FEW:
            self._in[span] = looked_at
        return looked_at
