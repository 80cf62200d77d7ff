"""One fault, one finding: which rule speaks where two see the same fault."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from envlint.diagnostic import Diagnostic
from envlint.source import Span
from envlint.values import NamedTuple

ANY = "*"


class Precedence(NamedTuple):
    """`winner` silences `losers` on the same item, or in the whole file."""

    winner: str
    losers: tuple[str, ...]
    whole_file: bool = False


PRECEDENCE = (
    Precedence("syntax-error", (ANY,), whole_file=True),
    Precedence("continued-item", (ANY,)),
    Precedence("wrong-type", ("empty-section", "invalid-name")),
    Precedence("misplaced-pip-section", ("unknown-key", "missing-dependencies", "invalid-spec", "lossy-spec")),
    Precedence("unknown-key", ("missing-dependencies",)),
    # It says of the first that no client knows it.
    Precedence("duplicate-key", ("unknown-key",)),
    Precedence("invalid-spec", ("lossy-spec", "unportable")),
    Precedence("lossy-spec", ("unportable",)),
    Precedence("fragile-variable", ("unportable",)),
    Precedence("contradictory-pins", ("duplicate-package", "exact-short-version", "lock-drift")),
    Precedence("anaconda-metapackage", ("duplicate-package",)),
    Precedence("obsolete-package", ("framework-from-pip", "conda-and-pip", "inert-cudatoolkit")),
    Precedence("conda-and-pip", ("framework-from-pip",)),
    Precedence("mismatched-cuda", ("inert-cudatoolkit",), whole_file=True),
    # It says of `cudatoolkit` that the wheel does not use it.
    Precedence("framework-from-pip", ("inert-cudatoolkit",), whole_file=True),
    Precedence("discontinued-channel", ("misordered-channels",), whole_file=True),
    Precedence("discontinued-channel", ("hardcoded-mirror",)),
    Precedence("missing-channels", ("licensed-channel",)),
    Precedence("empty-section", ("missing-pip",)),
    Precedence("obsolete-package", ("available-on-conda",)),
    Precedence("pip-name", ("uppercase-name", "lock-drift")),
    # `==3.12` is 3.12.0 alone, and the lock holds 3.12.7.
    Precedence("exact-short-version", ("lock-drift",)),
    # `==3.10` beside `=3.10.4` in another file: one is meant as the other.
    Precedence("exact-short-version", ("inconsistent-pins", "pyproject-drift")),
    Precedence(ANY, ("loose-pin",)),
)


def one_fault_one_finding(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics that no other one speaks for already. Linear in their number."""
    found = list(diagnostics)
    in_file = {each.rule for each in found}
    on_item: dict[Span, set[str]] = {}
    for each in found:
        if each.item is not None:
            on_item.setdefault(each.item, set()).add(each.rule)
    silenced = {rule for rule in in_file if _is_silenced(rule, in_file, whole_file=True)}
    return [
        each
        for each in found
        if each.rule not in silenced
        and not (each.item is not None and _is_silenced(each.rule, on_item[each.item], whole_file=False))
    ]


def _is_silenced(rule: str, speakers: set[str], whole_file: bool) -> bool:
    """Whether a rule other than `rule` among the speakers wins over it. A plugin's does not: what it
    says need not be the same fault, and to install it must not hide what is found without it."""
    if len(speakers) == 1:  # `rule` itself, as on most items
        return False
    winners = _winners(rule, whole_file)
    return any(each in winners or (ANY in winners and "/" not in each) for each in speakers if each != rule)


@cache
def _winners(rule: str, whole_file: bool) -> frozenset[str]:
    """The rules that win over one."""
    rows = (row for row in PRECEDENCE if row.whole_file == whole_file)
    return frozenset(row.winner for row in rows if rule in row.losers or ANY in row.losers)
