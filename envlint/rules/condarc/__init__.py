"""Rules of the group condarc: the settings of conda and mamba."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.condarc.condarc_flexible_priority import condarc_flexible_priority
from envlint.rules.condarc.condarc_insecure import condarc_insecure
from envlint.rules.condarc.condarc_interactive import condarc_interactive
from envlint.rules.condarc.condarc_invalid_value import condarc_invalid_value
from envlint.rules.condarc.condarc_unknown_key import condarc_unknown_key

RULES: tuple[Rule, ...] = (
    condarc_unknown_key,
    condarc_invalid_value,
    condarc_insecure,
    condarc_interactive,
    condarc_flexible_priority,
)
