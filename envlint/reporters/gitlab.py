"""The results as GitLab's Code Quality report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from envlint.diagnostic import ERROR, Diagnostic
from envlint.reporters import Result, View, place
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.inert import inert
from envlint.reporters.machine import encoded, relative


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write one JSON array, file by file. GitLab wants one where nothing is found, too."""
    before = "["
    for result in results:
        path = relative(result.report.source.path, view.folder)
        names = fingerprints(path, result.report.diagnostics)
        for each, name in zip(result.report.diagnostics, names, strict=True):
            stream.write(before + "\n" + encoded(_issue(result, each, path, name)))
            before = ","
    stream.write("[]\n" if before == "[" else "\n]\n")


def _issue(result: Result, each: Diagnostic, path: str, name: str) -> dict[str, Any]:
    where = place(result.report.source, each.span)
    return {
        "type": "issue",
        "description": f"{inert(each.message)} [{each.rule}]",
        "check_name": each.rule,
        "fingerprint": name,
        "severity": "major" if each.severity == ERROR else "minor",
        "location": {"path": path, "lines": {"begin": where.start.line, "end": where.end.line}},
    }
