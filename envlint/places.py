"""Findings by their place. A long file has thousands of them and of comments that ask for their own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from envlint.diagnostic import Diagnostic
from envlint.source import Span


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

    def rules(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """The rules that find something in some spans, in the order of their first findings."""
        first: dict[str, int] = {}
        for span in spans:
            for rule, number in self._looked_at(span)[0].items():
                first[rule] = min(number, first.get(rule, number))
        return tuple(sorted(first, key=lambda rule: first[rule]))

    def has_fix(self, span: Span) -> bool:
        """Whether a finding in a span has a fix."""
        return self._looked_at(span)[1]

    def _looked_at(self, span: Span) -> tuple[dict[str, int], bool]:
        """The first finding of each rule in a span, and whether any there has a fix. Each span is looked at
        once: that of the whole file is asked for by every comment that speaks for it."""
        if span not in self._in:
            numbers = {rule: list(self.of_rule(rule, span)) for rule in self._begins}
            fixable = any(self.found[number].fix for each in numbers.values() for number in each)
            self._in[span] = {rule: min(each) for rule, each in numbers.items() if each}, fixable
        return self._in[span]
