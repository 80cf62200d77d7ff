"""Rules of the group style."""

from envlint.rule import Rule
from envlint.rules.style.unsorted_dependencies import unsorted_dependencies

RULES: tuple[Rule, ...] = (unsorted_dependencies,)
