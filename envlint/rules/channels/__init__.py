"""Rules of the group channels."""

from envlint.rule import Rule

RULES: tuple[Rule, ...] = ()
