"""Rules of the group document."""

from envlint.rule import Rule
from envlint.rules.document.continued_item import continued_item
from envlint.rules.document.machine_prefix import machine_prefix
from envlint.rules.document.misplaced_pip_section import misplaced_pip_section
from envlint.rules.document.repeated_pip_section import repeated_pip_section
from envlint.rules.document.unknown_installer import unknown_installer

RULES: tuple[Rule, ...] = (
    continued_item,
    unknown_installer,
    repeated_pip_section,
    misplaced_pip_section,
    machine_prefix,
)
