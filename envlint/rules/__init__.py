"""The rules that come with envlint: a folder a group, a file a rule."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules import channels, condarc, document, packages, pins, pip, project, style

RULES: tuple[Rule, ...] = (
    *document.RULES,
    *channels.RULES,
    *packages.RULES,
    *pins.RULES,
    *pip.RULES,
    *project.RULES,
    *condarc.RULES,
    *style.RULES,
)
