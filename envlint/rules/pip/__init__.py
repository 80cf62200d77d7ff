"""Rules of the group pip."""

from envlint.rule import Rule

RULES: tuple[Rule, ...] = ()
