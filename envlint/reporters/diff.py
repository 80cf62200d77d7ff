"""What fixing would change, as a unified diff. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TextIO

from envlint.hidden import hidden
from envlint.reporters import Result, View
from envlint.reporters.shown import escaped
from envlint.reporters.text import Paint
from envlint.source import Source, line_starts

_COLORS = {"---": "1", "+++": "1", "@@": "36", "-": "31", "+": "32"}


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write each file's diff as it comes."""
    paint = Paint(view.color)
    for result in results:
        if result.before is None or result.before.text == result.report.source.text:
            continue
        for line in _diff(result.before, result.report.source):
            color = next((color for start, color in _COLORS.items() if line.startswith(start)), "")
            stream.write((paint(line, color) if color else line) + "\n")
        stream.flush()


def _diff(before: Source, after: Source) -> Iterable[str]:
    from envlint.reporters.unified import unified

    path = escaped(before.path)
    old, new = hidden(before), hidden(after).text
    for value in old.values:  # a fix may have parted it from its name
        new = new.replace(value, "*" * len(value))
    for line in unified(_lines(old.text), _lines(new), path):
        body, end = _without_end(line)
        yield "\t".join(map(escaped, body.split("\t"))) + ("\r" if end == "\r\n" else "")
        if not end:
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    starts = [*line_starts(text), len(text)]
    return [text[start:end] for start, end in pairwise(starts) if end > start]


def _without_end(line: str) -> tuple[str, str]:
    for end in ("\r\n", "\n", "\r"):
        if line.endswith(end):
            return line[: -len(end)], end
    return line, ""
