"""Rules of the group document."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.document.continued_item import continued_item
from envlint.rules.document.duplicate_key import duplicate_key
from envlint.rules.document.empty_section import empty_section
from envlint.rules.document.fragile_variable import fragile_variable
from envlint.rules.document.invalid_name import invalid_name
from envlint.rules.document.machine_prefix import machine_prefix
from envlint.rules.document.misnamed_file import misnamed_file
from envlint.rules.document.misplaced_pip_section import misplaced_pip_section
from envlint.rules.document.missing_dependencies import missing_dependencies
from envlint.rules.document.missing_name import missing_name
from envlint.rules.document.repeated_pip_section import repeated_pip_section
from envlint.rules.document.reserved_name import reserved_name
from envlint.rules.document.syntax_error import syntax_error
from envlint.rules.document.unknown_installer import unknown_installer
from envlint.rules.document.unknown_key import unknown_key
from envlint.rules.document.wrong_type import wrong_type
from envlint.rules.document.yaml_tag import yaml_tag

RULES: tuple[Rule, ...] = (
    syntax_error,
    duplicate_key,
    unknown_key,
    wrong_type,
    yaml_tag,
    missing_dependencies,
    invalid_name,
    reserved_name,
    missing_name,
    continued_item,
    unknown_installer,
    repeated_pip_section,
    misplaced_pip_section,
    empty_section,
    fragile_variable,
    machine_prefix,
    misnamed_file,
)
