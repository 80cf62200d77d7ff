"""Two environments → what differs between them. Pure: how the files are written does not count, nor do
comments, the order of packages, and `prefix`, which belongs to one machine."""

from __future__ import annotations

from envlint.compare.keys import channel_changes, key_changes, platform_changes, variable_changes
from envlint.compare.lists import installer_changes, option_changes, package_changes
from envlint.compare.values import CATEGORY, METAPACKAGE_ADDED, NAME, RISKS, Change, Changes
from envlint.environment import Environment
from envlint.hidden import secret_values, untold

__all__ = ["RISKS", "Change", "Changes", "compare"]


def compare(old: Environment | None, new: Environment | None) -> Changes:
    """What differs in meaning, section by section; a file that is not there is an empty one."""
    items = (
        *key_changes(NAME, old, new),
        *key_changes(CATEGORY, old, new),
        *channel_changes(old, new),
        *platform_changes(old, new),
        *package_changes(old, new),
        *option_changes(old, new),
        *installer_changes(old, new),
        *variable_changes(old, new),
    )
    if old is None or new is None:
        # With nothing to compare it with, only what is in the file itself is a risk.
        items = tuple(each._replace(risks=tuple({*each.risks} & {METAPACKAGE_ADDED})) for each in items)
    if values := [value for env in (old, new) if env for value in secret_values(env.document)]:
        items = tuple(_untold(each, values) for each in items)
    return Changes(old.path if old else "", new.path if new else "", items)


def _untold(change: Change, values: list[str]) -> Change:
    """A change without what stands behind the name of a secret, in `variables` or elsewhere."""
    return change._replace(
        section=untold(change.section, values),
        subject=untold(change.subject, values),
        old=untold(change.old, values),
        new=untold(change.new, values),
    )
