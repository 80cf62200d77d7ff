"""Rules of the group pins."""

from envlint.rule import Rule

RULES: tuple[Rule, ...] = ()
