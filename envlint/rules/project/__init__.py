"""Rules of the group project: a file and what lies around it."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.project.inconsistent_pins import inconsistent_pins
from envlint.rules.project.lock_drift import lock_drift
from envlint.rules.project.pyproject_drift import pyproject_drift

RULES: tuple[Rule, ...] = (lock_drift, inconsistent_pins, pyproject_drift)
