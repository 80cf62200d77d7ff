"""The changes as Markdown: for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from envlint.compare import Change, Changes
from envlint.reporters.changes import NOTHING, before_and_after, happened, outcome, risks, title
from envlint.reporters.markdown import code, words
from envlint.reporters.shown import shown

# A comment holds 65,536 characters; what is to look at comes first and is not cut off before the rest.
MOST = 200


def report(all_changes: Iterable[Changes], stream: TextIO, color: bool) -> None:
    """Write a heading and a table for each file once all are known."""
    held = list(all_changes)
    if not held:
        stream.write(f"### {NOTHING}\n")
    for changes in held:
        stream.write(f"### {' → '.join(map(code, title(changes)))}: {outcome(changes)}\n\n")
        if changes.items:
            rows = sorted(changes.items, key=lambda each: not each.risks)
            stream.write("| | What | Before | After | Look at |\n| --- | --- | --- | --- | --- |\n")
            stream.writelines(_row(each) + "\n" for each in rows[:MOST])
            stream.write(f"\n… and {len(rows) - MOST} more.\n\n" if len(rows) > MOST else "\n")


def _row(change: Change) -> str:
    texts = (code(text) if text else "" for text in before_and_after(change))
    return (
        "| "
        + " | ".join(
            (words(shown(change.section)), happened(change), *texts, "; ".join(f"⚠️ {risk}" for risk in risks(change)))
        )
        + " |"
    )
