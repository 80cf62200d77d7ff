"""Rules of the group pins."""

from envlint.rule import Rule
from envlint.rules.pins.loose_pin import loose_pin

RULES: tuple[Rule, ...] = (loose_pin,)
