"""The results with one line a finding, for people in a hurry and for `grep`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from envlint.reporters import Result, View, place
from envlint.reporters.shown import shown


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write `path:line:column: severity: message [rule]` for each finding, file by file."""
    for result in results:
        for each in result.report.diagnostics:
            where = place(result.report.source, each.span)
            at = f"{shown(where.path)}:{where.start.line}:{where.start.column}"
            stream.write(f"{at}: {each.severity}: {shown(each.message)} [{each.rule}]\n")
        stream.flush()
