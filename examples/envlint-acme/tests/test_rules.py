"""Each rule proves its examples; what does not fit an example is tested beside it."""

import pytest
from envlint_acme import RULES, renamed_package

import envlint
from envlint.rule import Rule
from envlint.testing import check


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_what_its_examples_say(rule: Rule) -> None:
    check(rule)


@pytest.mark.parametrize(
    "spec", ["acme-utils", "Acme-Utils=2.0", "acme::acme-utils >=2,<3", "acme-utils[version='>2']"]
)
def test_a_name_is_found_however_the_spec_is_written(spec: str) -> None:
    found = envlint.lint(f'dependencies: ["{spec}"]\n', rules=[renamed_package]).diagnostics
    assert [each.subject for each in found] == ["acme-utils"]
