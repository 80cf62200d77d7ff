"""Rules of the group document."""

from envlint.rule import Rule

RULES: tuple[Rule, ...] = ()
