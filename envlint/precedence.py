"""One fault, one finding: which rule speaks where two see the same fault."""

from collections.abc import Iterable
from typing import NamedTuple

from envlint.diagnostic import Diagnostic

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
    Precedence("invalid-spec", ("lossy-spec", "unportable")),
    Precedence("lossy-spec", ("unportable",)),
    Precedence("fragile-variable", ("unportable",)),
    Precedence("contradictory-pins", ("duplicate-package", "exact-short-version")),
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
    Precedence("pip-name", ("uppercase-name",)),
    Precedence(ANY, ("loose-pin",)),
)


def one_fault_one_finding(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics that no other one speaks for already."""
    found = list(diagnostics)
    return [each for each in found if not any(_silences(other, each) for other in found if other is not each)]


def _silences(winner: Diagnostic, loser: Diagnostic) -> bool:
    return any(
        (row.whole_file or _same_item(winner, loser))
        and row.winner in (winner.rule, ANY)
        and (loser.rule in row.losers or ANY in row.losers)
        and winner.rule != loser.rule
        for row in PRECEDENCE
    )


def _same_item(one: Diagnostic, other: Diagnostic) -> bool:
    return one.item is not None and other.item is not None and one.item == other.item
