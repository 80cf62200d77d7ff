"""Rules of the group style."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.style.unexplained_ignore import unexplained_ignore
from envlint.rules.style.unsorted_dependencies import unsorted_dependencies
from envlint.rules.style.unused_ignore import unused_ignore

RULES: tuple[Rule, ...] = (unsorted_dependencies, unused_ignore, unexplained_ignore)
