"""Which findings of a file are known already: counted by rule and subject, never by line or message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from envlint.diagnostic import Diagnostic
from envlint.engine import Report
from envlint.secrets import masked

# How often a rule found fault with a subject: `{("loose-pin", "numpy"): 1}`.
Counts = Mapping[tuple[str, str], int]


def count(diagnostics: Iterable[Diagnostic]) -> dict[tuple[str, str], int]:
    """The findings of a file, counted. One that speaks for many items counts as often."""
    counts: dict[tuple[str, str], int] = {}
    for each in diagnostics:
        counts[_key(each)] = counts.get(_key(each), 0) + each.items
    return counts


def either(one: Counts, other: Counts) -> Counts:
    """What is known from one source or from the other; what both know is the same finding."""
    return {key: max(one.get(key, 0), other.get(key, 0)) for key in (*one, *other)}


def beyond(report: Report, known: Counts) -> Report:
    """The report with the findings that are not known; of equal ones those further down are new. One
    that speaks for many items is new as soon as it speaks for more than it did."""
    if not known:
        return report
    left = dict(known)
    new, old = [], []
    for each in report.diagnostics:
        if left.get(_key(each), 0) >= each.items:
            left[_key(each)] -= each.items
            old.append(each)
        else:
            new.append(each)
    return report._replace(diagnostics=tuple(new), known=tuple(old))


def _key(each: Diagnostic) -> tuple[str, str]:
    # Masked, since a baseline is committed: a rule should never put a secret in a subject, a plugin may.
    return each.rule, masked(each.subject)
