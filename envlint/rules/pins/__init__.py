"""Rules of the group pins."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.pins.build_pin import build_pin
from envlint.rules.pins.eol_python import eol_python
from envlint.rules.pins.exact_short_version import exact_short_version
from envlint.rules.pins.loose_pin import loose_pin
from envlint.rules.pins.missing_python import missing_python
from envlint.rules.pins.unbounded_mkl import unbounded_mkl

RULES: tuple[Rule, ...] = (
    loose_pin,
    exact_short_version,
    build_pin,
    missing_python,
    eol_python,
    unbounded_mkl,
)
