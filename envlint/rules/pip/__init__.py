"""Rules of the group pip."""

from envlint.rule import Rule
from envlint.rules.pip.invalid_requirement import invalid_requirement
from envlint.rules.pip.missing_pip import missing_pip

RULES: tuple[Rule, ...] = (
    missing_pip,
    invalid_requirement,
)
