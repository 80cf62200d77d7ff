"""The changes for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from envlint.compare import Change, Changes
from envlint.reporters.changes import NOTHING, before_and_after, happened, outcome, risks, sections, title
from envlint.reporters.shown import shown
from envlint.reporters.text import Paint

_BOLD, _RED, _GREEN, _YELLOW, _CYAN = "1", "31", "32", "33", "36"
_COLORS = {"added": _GREEN, "removed": _RED}


def report(all_changes: Iterable[Changes], stream: TextIO, color: bool) -> None:
    """Write a block for each file as it comes."""
    paint = Paint(color)
    number = -1
    for number, changes in enumerate(all_changes):
        stream.write("\n" * bool(number) + "".join(f"{line}\n" for line in _block(changes, paint)))
        stream.flush()
    if number < 0:
        stream.write(f"{NOTHING}\n")


def _block(changes: Changes, paint: Paint) -> Iterator[str]:
    yield f"{paint(' → '.join(map(shown, title(changes))), _BOLD)}: {outcome(changes)}"
    width = max((len(happened(each)) for each in changes.items), default=0)
    for name, items in sections(changes):
        yield f"  {paint(shown(name), _CYAN)}"
        for each in items:
            yield from _lines(each, width, paint)


def _lines(change: Change, width: int, paint: Paint) -> Iterator[str]:
    """What has happened, what it was and is, and below what to look at."""
    words = happened(change)
    texts = " → ".join(shown(text) for text in before_and_after(change) if text)
    yield f"    {paint(words, _COLORS.get(words, _YELLOW))}{' ' * (width - len(words))}  {texts}"
    for risk in risks(change):
        yield f"    {' ' * width}  {paint(f'! {risk}', _RED)}"
