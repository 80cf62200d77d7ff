"""`envlint.diff(old, new)`."""

from __future__ import annotations

from envlint.compare import Changes, compare
from envlint.compare.readable import environment_of
from envlint.secrets import masked
from envlint.source import Source


def diff(old: Source | None, new: Source | None) -> Changes:
    """The differences, with secrets masked. Raises NotCompared."""
    changes = compare(environment_of(old) if old else None, environment_of(new) if new else None)
    return changes._replace(
        items=tuple(
            each._replace(
                section=masked(each.section), subject=masked(each.subject), old=masked(each.old), new=masked(each.new)
            )
            for each in changes.items
        )
    )
