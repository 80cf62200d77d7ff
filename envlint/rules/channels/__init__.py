"""Rules of the group channels."""

from __future__ import annotations

from envlint.rule import Rule
from envlint.rules.channels.discontinued_channel import discontinued_channel
from envlint.rules.channels.duplicate_channel import duplicate_channel
from envlint.rules.channels.exposed_secret import exposed_secret
from envlint.rules.channels.forbidden_channel import forbidden_channel
from envlint.rules.channels.hardcoded_mirror import hardcoded_mirror
from envlint.rules.channels.insecure_url import insecure_url
from envlint.rules.channels.licensed_channel import licensed_channel
from envlint.rules.channels.misordered_channels import misordered_channels
from envlint.rules.channels.missing_channels import missing_channels
from envlint.rules.channels.mixed_defaults import mixed_defaults
from envlint.rules.channels.unlisted_channel import unlisted_channel

RULES: tuple[Rule, ...] = (
    missing_channels,
    misordered_channels,
    duplicate_channel,
    discontinued_channel,
    exposed_secret,
    insecure_url,
    forbidden_channel,
    mixed_defaults,
    licensed_channel,
    unlisted_channel,
    hardcoded_mirror,
)
