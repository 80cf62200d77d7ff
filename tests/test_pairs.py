"""Law 4 for every pair of fixing rules: two rules never undo or cross each other."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from envlint import engine, fixer
from envlint.registry import builtin_rules
from envlint.rule import Rule, Settings, source_of
from envlint.source import Source
from envlint.testing import Files
from tests import laws
from tests.shared import shared

RULES = builtin_rules()
FIXING = [rule for rule in RULES if any(example.fixed is not None for example in rule.invalid)]
NO_FILES = Files({})


def settles(source: Source, *rules: Rule) -> str:
    """What goes wrong when these rules alone fix a source, or ""."""
    asked = Settings(tuple({rule.name: rule for rule in rules}.values()))
    lint = laws.once(lambda each: engine.lint(each, asked, NO_FILES))
    outcome = fixer.fix(source, lint, unsafe=True)
    if outcome.faults or outcome.report.crashes:
        return f"{source.path}: {outcome.faults or outcome.report.crashes}"
    again = fixer.fix(outcome.report.source, lint, unsafe=True)
    if again.report.source.text != outcome.report.source.text:
        return f"{source.path}: {[rule.name for rule in rules]}: a second run changes the file again"
    return ""


def finders(source: Source) -> list[Rule]:
    """The fixing rules that find something in a source, each alone."""
    return [rule for rule in FIXING if engine.lint(source, Settings((rule,)), NO_FILES).diagnostics]


@pytest.mark.slow
def test_pairs_of_rules_settle_on_examples() -> None:
    """Each example of a fixing rule, fixed together with each other rule that speaks there."""
    broken = []
    for rule in FIXING:
        for example in rule.invalid:
            source = source_of(example)
            broken += [found for other in finders(source) if (found := settles(source, rule, other))]
    assert not broken, "\n".join(broken[:10])


@pytest.mark.slow
def test_pairs_of_rules_settle_on_real_files() -> None:
    """Every pair that speaks in one of 60 files, and in some files each rule beside every other."""
    paths = random.Random(11).sample(sorted(shared("corpus/environments").iterdir()), 60)
    broken, pairs = [], 0
    for number, path in enumerate(paths):
        source = Source.decode(path.name, path.read_bytes())
        speaking = finders(source)
        together = list(combinations(speaking, 2))
        if number % 12 == 0:
            together += [(one, other) for one in speaking for other in FIXING if other not in speaking]
        pairs += len(together)
        broken += [found for pair in together if (found := settles(source, *pair))]
    print(f"{pairs} pairs of fixing rules on {len(paths)} files, {len(broken)} violations")
    assert not broken, "\n".join(broken[:10])
    assert pairs > 60
