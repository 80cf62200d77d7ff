"""The results in the Reviewdog Diagnostic Format, with a suggestion where one edit is the fix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from envlint.diagnostic import ERROR, Diagnostic
from envlint.reporters import Result, View, related_source
from envlint.reporters.inert import inert
from envlint.reporters.links import project_url, rule_pages
from envlint.reporters.machine import encoded, is_offered, relative
from envlint.source import Source, Span


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write one JSON object, file by file."""
    project = project_url()
    pages = rule_pages(view.rules, project)
    tool = {"name": "envlint"} | ({"url": project} if project else {})
    stream.write(f'{{"source": {encoded(tool, None)}, "diagnostics": [')
    before = "\n"
    for result in results:
        for each in result.report.diagnostics:
            stream.write(before + encoded(_diagnostic(result, each, view.folder, pages)))
            before = ",\n"
    stream.write("]}\n" if before == "\n" else "\n]}\n")


def _diagnostic(result: Result, each: Diagnostic, folder: str, pages: dict[str, str]) -> dict[str, Any]:
    source = result.report.source
    told: dict[str, Any] = {
        "message": inert(each.message) + (f"\nhelp: {inert(each.help)}" if each.help else ""),
        "location": _location(source, each.span, folder),
        "severity": "ERROR" if each.severity == ERROR else "WARNING",
        "code": {"value": each.rule} | ({"url": pages[each.rule]} if each.rule in pages else {}),
    }
    if suggestion := _suggestion(source, each):
        told["suggestions"] = [suggestion]
    if each.related:
        told["related_locations"] = [
            {
                "message": inert(related.message),
                "location": _location(related_source(result, related), related.span, folder),
            }
            for related in each.related
        ]
    return told


def _suggestion(source: Source, each: Diagnostic) -> dict[str, Any] | None:
    """The fix, where it is one edit: several suggestions would be taken for a choice. Columns are
    bytes of UTF-8, so in a file of another encoding nothing is suggested."""
    if each.fix is None or len(each.fix.edits) != 1 or source.encoding != "utf-8" or not is_offered(each.fix, source):
        return None
    edit = each.fix.edits[0]
    return {"range": _range(source, Span(edit.start, edit.end)), "text": edit.text}


def _location(source: Source, span: Span, folder: str) -> dict[str, Any]:
    return {"path": relative(source.path, folder), "range": _range(source, span)}


def _range(source: Source, span: Span) -> dict[str, Any]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    """Line and column, in bytes of the file: those of a byte-order mark are on the first line."""
    line, column = source.position(offset, "utf-8")
    return {"line": line, "column": column + (len(source.bom) if line == 1 and source.encoding == "utf-8" else 0)}
