"""One fault, one finding: who is silenced by whom, and how fast."""

import time

import pytest

from envlint.diagnostic import Diagnostic
from envlint.precedence import PRECEDENCE, one_fault_one_finding
from envlint.registry import builtin_rules
from envlint.source import Span

ONE, OTHER = Span(0, 5), Span(10, 15)


def found(rule: str, item: Span | None) -> Diagnostic:
    return Diagnostic("m", item or Span(0, 0), "s", item=item, rule=rule)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ([("loose-pin", ONE)], ["loose-pin"]),
        ([("loose-pin", ONE), ("pip-name", ONE)], ["pip-name"]),
        ([("loose-pin", ONE), ("pip-name", OTHER)], ["loose-pin", "pip-name"]),
        ([("loose-pin", None), ("pip-name", None)], ["loose-pin", "pip-name"]),
        ([("syntax-error", None), ("loose-pin", ONE), ("machine-prefix", OTHER)], ["syntax-error"]),
        ([("syntax-error", None), ("syntax-error", ONE)], ["syntax-error", "syntax-error"]),
        ([("continued-item", ONE), ("invalid-spec", ONE)], ["continued-item"]),
        ([("unknown-key", ONE), ("unknown-key", OTHER), ("duplicate-key", OTHER)], ["unknown-key", "duplicate-key"]),
        ([("discontinued-channel", ONE), ("misordered-channels", OTHER)], ["discontinued-channel"]),
        ([("duplicate-package", ONE), ("duplicate-package", ONE)], ["duplicate-package", "duplicate-package"]),
    ],
)
def test_who_speaks(given: list[tuple[str, Span | None]], kept: list[str]) -> None:
    diagnostics = [found(rule, item) for rule, item in given]
    assert [each.rule for each in one_fault_one_finding(diagnostics)] == kept
    assert sorted(each.rule for each in one_fault_one_finding(diagnostics[::-1])) == sorted(kept)


def test_the_table_names_rules_that_exist() -> None:
    names = {rule.name for rule in builtin_rules()}
    named = {name for row in PRECEDENCE for name in (row.winner, *row.losers)} - {"*"}
    assert named <= names, named - names


def test_ten_thousand_findings_take_no_time() -> None:
    many = [found("loose-pin", Span(n, n + 1)) for n in range(10_000)] + [found("unknown-key", Span(5, 6))]
    began = time.perf_counter()
    assert len(one_fault_one_finding(many)) == 10_000
    assert time.perf_counter() - began < 2
