"""Rules of the group project: a file and what lies around it."""

from envlint.rule import Rule
from envlint.rules.project.inconsistent_pins import inconsistent_pins

RULES: tuple[Rule, ...] = (inconsistent_pins,)
