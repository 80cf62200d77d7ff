"""What `envlint diff` shows: one file a format. A reporter takes the changes of each file as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import groupby
from typing import Any, TextIO

from envlint.compare import RISKS, Change, Changes

# Each is a module here, imported when it is asked for.
FORMATS = ("text", "json", "markdown")

Reporter = Callable[[Iterable[Changes], TextIO, bool], None]

NOTHING = "No conda environment file has changed."

_WORDS = {
    "changed": "changed",
    "build": "build changed",
    "channel": "channel changed",
    "extras": "extras changed",
    "marker": "condition changed",
    "source": "source changed",
    "details": "details changed",
    "to-pip": "moved to pip",
    "to-conda": "moved to conda",
}


def reporter(name: str) -> Reporter:
    """The reporter of a format in FORMATS: changes, stream, whether in colour."""
    module: Any = import_module(f"envlint.reporters.changes.{name}")
    found: Reporter = module.report
    return found


def sections(changes: Changes) -> list[tuple[str, list[Change]]]:
    """The changes under the part of the file they belong to."""
    return [(name, list(items)) for name, items in groupby(changes.items, key=lambda each: each.section)]


def happened(change: Change) -> str:
    """`loosened, build changed`"""
    return ", ".join(_WORDS.get(kind, kind) for kind in change.kinds)


def before_and_after(change: Change) -> tuple[str, str]:
    """The texts to show; a variable and a key need their name, and a removed one shows what it was."""
    if change.section == "variables":
        return change.old and f"{change.subject}: {change.old}", change.new and f"{change.subject}: {change.new}"
    return change.old, change.new


def risks(change: Change) -> list[str]:
    return [RISKS[risk] for risk in change.risks]


def title(changes: Changes) -> tuple[str, ...]:
    """The names of the two files: one where they are the same, or where one file is not there."""
    return tuple(dict.fromkeys(filter(None, (changes.old, changes.new))))


def outcome(changes: Changes) -> str:
    """`3 changes, 1 of them risky`; whether the file is new or gone."""
    risky = sum(bool(each.risks) for each in changes.items)
    count = counted(len(changes.items), "change") if changes.items else "no difference"
    state = "" if changes.old and changes.new else "new file, " if changes.new else "file removed, "
    return f"{state}{count}" + (f", {risky} to look at" if risky else "")


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
