"""How often each rule found something, for people: what to begin with in a large repository."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from envlint.diagnostic import Diagnostic
from envlint.reporters import Result, View, fixable
from envlint.reporters.text import Tally, summary
from envlint.values import NamedTuple


class Count(NamedTuple):
    """The findings of one rule: how many, in how many files, and how many --fix mends, and how many
    more --unsafe-fixes does."""

    rule: str
    severity: str
    findings: int
    files: int
    safe: int
    unsafe: int


def counts(results: Iterable[Result]) -> list[Count]:
    """A count a rule, the most frequent first."""
    found: dict[str, list[Diagnostic]] = {}
    files: dict[str, int] = {}
    for result in results:
        for each in result.report.diagnostics:
            found.setdefault(each.rule, []).append(each)
        for rule in {each.rule for each in result.report.diagnostics}:
            files[rule] = files.get(rule, 0) + 1
    told = [Count(rule, same[0].severity, len(same), files[rule], *fixable(same)) for rule, same in found.items()]
    return sorted(told, key=lambda count: (-count.findings, count.rule))


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write a line a rule once all results are known, then the summary."""
    tally = Tally()
    held = []
    for result in results:
        tally.add(result)
        held.append(result)
    rows = [("COUNT", "FILES", "SEVERITY", "RULE", "FIX")]
    rows += ((str(each.findings), str(each.files), each.severity, each.rule, _fix(each)) for each in counts(held))
    if len(rows) > 1:
        count, files, severity, rule, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
        for row in rows:
            line = f"{row[0]:>{count}}  {row[1]:>{files}}  {row[2]:<{severity}}  {row[3]:<{rule}}  {row[4]}"
            stream.write(line.rstrip() + "\n")
        stream.write("" if view.quiet else "\n")
    if not view.quiet and (line := summary(tally, view)):
        stream.write(line + "\n")


def _fix(count: Count) -> str:
    """`12 safe, 3 unsafe`"""
    kinds = ((count.safe, "safe"), (count.unsafe, "unsafe"))
    return ", ".join(f"{number} {kind}" for number, kind in kinds if number)
