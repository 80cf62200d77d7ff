"""The results as one JSON object, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from envlint.diagnostic import ERROR, Diagnostic, Fix
from envlint.reporters import Place, Result, View, fixable, place, related_place
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.links import project_url, rule_pages
from envlint.reporters.machine import encoded, relative, reveals
from envlint.secrets import masked
from envlint.source import Source

VERSION = 1


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write the object once all results are known. Non-ASCII characters are escaped, so that
    nothing in a file can drive a terminal."""
    diagnostics: list[Diagnostic] = []
    told: list[dict[str, Any]] = []
    files = 0
    pages = rule_pages(view.rules, project_url())
    for result in results:
        files += 1
        found = result.report.diagnostics
        names = fingerprints(relative(result.report.source.path, view.folder), found)
        diagnostics += found
        told += (
            _diagnostic(result, each) | {"fingerprint": name, "url": pages.get(each.rule)}
            for each, name in zip(found, names, strict=True)
        )
    errors = sum(each.severity == ERROR for each in diagnostics)
    whole = {
        "version": VERSION,
        "files": files,
        "diagnostics": told,
        "summary": {"errors": errors, "warnings": len(diagnostics) - errors, "fixable": sum(fixable(diagnostics))},
    }
    stream.write(encoded(whole) + "\n")


def _diagnostic(result: Result, each: Diagnostic) -> dict[str, Any]:
    where = place(result.report.source, each.span)
    return {
        "path": where.path,
        "rule": each.rule,
        "group": each.group,
        "severity": each.severity,
        "message": masked(each.message),
        **_positions(where),
        "help": masked(each.help),
        "subject": masked(each.subject),
        "related": [_related(related.message, related_place(result, related)) for related in each.related],
        "fix": _fix(each.fix, result.report.source),
    }


def _related(message: str, where: Place) -> dict[str, Any]:
    return {"message": masked(message), "path": where.path, **_positions(where)}


def _fix(fix: Fix | None, source: Source) -> dict[str, Any] | None:
    """A fix; one that would repeat a secret is left out, since masked it would be wrong."""
    if fix is None or reveals(fix, source):
        return None
    edits = [edit._asdict() for edit in fix.edits]
    return {"title": masked(fix.title), "applicability": fix.applicability, "edits": edits}


def _positions(where: Place) -> dict[str, int]:
    return {
        "line": where.start.line,
        "column": where.start.column,
        "end_line": where.end.line,
        "end_column": where.end.column,
    }
