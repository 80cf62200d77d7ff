"""Rules of the group channels."""

from envlint.rule import Rule
from envlint.rules.channels.duplicate_channel import duplicate_channel
from envlint.rules.channels.misordered_channels import misordered_channels

RULES: tuple[Rule, ...] = (
    misordered_channels,
    duplicate_channel,
)
