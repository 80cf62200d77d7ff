"""Rules of the group packages."""

from envlint.rule import Rule

RULES: tuple[Rule, ...] = ()
