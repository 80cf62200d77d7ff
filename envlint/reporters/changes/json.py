"""The changes as one JSON object, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from envlint.compare import Change, Changes
from envlint.reporters.machine import encoded
from envlint.secrets import masked

VERSION = 1


def report(all_changes: Iterable[Changes], stream: TextIO, color: bool) -> None:
    """Write the object once all changes are known; nothing in a file can drive a terminal."""
    files = [_file(changes) for changes in all_changes]
    stream.write(encoded({"version": VERSION, "files": files}) + "\n")


def _file(changes: Changes) -> dict[str, Any]:
    return {
        "old": changes.old or None,
        "new": changes.new or None,
        "changes": [_change(each) for each in changes.items],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "section": masked(change.section),
        "subject": masked(change.subject),
        "kinds": list(change.kinds),
        "old": masked(change.old) or None,
        "new": masked(change.new) or None,
        "risks": list(change.risks),
    }
