"""Every rule proves its own definition: docstring, examples, places, fixes."""

import pytest

from envlint import engine, testing
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Rule, source_of

RULES = builtin_rules()
DEFAULT = select_rules(RULES, ["default"], [])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_what_its_examples_say(rule: Rule) -> None:
    testing.check(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_one_fault_gives_one_finding(rule: Rule) -> None:
    """Law 10: with the whole default preset an Invalid example gives its one diagnostic, a Valid none."""
    rules = DEFAULT if rule in DEFAULT else (*DEFAULT, rule)
    for example in (*rule.valid, *rule.invalid):
        settings = testing.settings_for(rules, example, rule)
        source = source_of(example)
        report = engine.lint(source, settings, testing.Files(dict(example.files)))
        expected = [rule.name] if example in rule.invalid else []
        assert [each.rule for each in report.diagnostics] == expected, example.text


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == sorted(names)
