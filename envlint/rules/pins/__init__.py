"""Rules of the group pins."""

from envlint.rule import Rule
from envlint.rules.pins.build_pin import build_pin
from envlint.rules.pins.loose_pin import loose_pin

RULES: tuple[Rule, ...] = (
    loose_pin,
    build_pin,
)
