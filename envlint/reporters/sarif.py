"""The results as SARIF 2.1.0, for code scanning.

Places are columns of code points, paths are relative to where the run began, which GitHub takes for
the repository's root, and a finding's fingerprint is what it is recognised by in the next upload.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from inspect import cleandoc
from typing import Any, TextIO
from urllib.parse import quote

from envlint import __version__
from envlint.diagnostic import ERROR, Diagnostic, Edit, Fix
from envlint.reporters import Result, View, place, related_source
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.links import project_url, rule_pages
from envlint.reporters.machine import encoded, is_offered, relative
from envlint.reporters.shown import shown
from envlint.rule import Rule
from envlint.source import Source, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write the log once all results are known: it begins with the rules that were broken."""
    held = [result for result in results if result.report.diagnostics]
    broken = sorted({each.rule for result in held for each in result.report.diagnostics})
    index = {name: number for number, name in enumerate(broken)}
    run = {
        "tool": {"driver": _driver(broken, view)},
        "invocations": [_invocation(view)],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that envlint was run in."}}},
        "results": [each for result in held for each in _results(result, index, view.folder)],
    }
    stream.write(encoded({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n")


def _driver(broken: list[str], view: View) -> dict[str, Any]:
    project = project_url()
    pages = rule_pages(view.rules, project)
    rules = {rule.name: rule for rule in view.rules}
    told: dict[str, Any] = {"name": "envlint", "semanticVersion": __version__}
    if project:
        told["informationUri"] = project
    told["rules"] = [_rule(name, rules.get(name), pages.get(name, "")) for name in broken]
    return told


def _rule(name: str, rule: Rule | None, page: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": name}
    if rule is None:
        return told
    manual = cleandoc(rule.manual)
    told |= {
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": " ".join(manual.split("\n\n")[0].split())},
        "help": {"text": manual, "markdown": manual},
        "defaultConfiguration": {"level": _level(rule.severity)},
        "properties": {"tags": [rule.group], "problem.severity": rule.severity},
    }
    if page:
        told["helpUri"] = page
    return told


def _invocation(view: View) -> dict[str, Any]:
    """How the run went. Read after the results: faults come to light on the way."""
    told: dict[str, Any] = {"executionSuccessful": not view.faults}
    if view.faults:
        told["toolExecutionNotifications"] = [{"level": "error", "message": _message(each)} for each in view.faults]
    return told


def _results(result: Result, index: dict[str, int], folder: str) -> Iterable[dict[str, Any]]:
    source = result.report.source
    names = fingerprints(relative(source.path, folder), result.report.diagnostics)
    for each, name in zip(result.report.diagnostics, names, strict=True):
        told: dict[str, Any] = {
            "ruleId": each.rule,
            "ruleIndex": index[each.rule],
            "level": _level(each.severity),
            "message": _message(*filter(None, (each.message, each.help))),
            "locations": [_location(source, each.span, folder)],
            # GitHub recognises a finding by the first of these, others by any.
            "partialFingerprints": {"primaryLocationLineHash": name, "fileRuleSubject/v1": name},
        }
        if each.related:
            told["relatedLocations"] = _related(result, each, folder)
        if each.fix is not None and is_offered(each.fix, source):
            told["fixes"] = [_fix(each.fix, source, folder)]
        yield told


def _related(result: Result, each: Diagnostic, folder: str) -> list[dict[str, Any]]:
    return [
        {"id": number, **_location(related_source(result, one), one.span, folder), "message": _message(one.message)}
        for number, one in enumerate(each.related)
    ]


def _fix(fix: Fix, source: Source, folder: str) -> dict[str, Any]:
    return {
        "description": _message(fix.title),
        "artifactChanges": [
            {
                "artifactLocation": _artifact(source, folder),
                "replacements": [_replacement(edit, source) for edit in fix.edits],
            }
        ],
        "properties": {"applicability": fix.applicability},
    }


def _replacement(edit: Edit, source: Source) -> dict[str, Any]:
    told: dict[str, Any] = {"deletedRegion": _region(source, Span(edit.start, edit.end))}
    if edit.text:
        told["insertedContent"] = {"text": edit.text}
    return told


def _location(source: Source, span: Span, folder: str) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(source, folder), "region": _region(source, span)}}


def _artifact(source: Source, folder: str) -> dict[str, Any]:
    """Where a file is: below the root as a relative reference, else as a whole URI."""
    path = relative(source.path, folder)
    if os.path.isabs(path):
        return {"uri": "file:///" + quote(path.lstrip("/"), safe="/:", errors="surrogatepass")}
    return {"uri": quote(path, errors="surrogatepass"), "uriBaseId": _ROOT}


def _region(source: Source, span: Span) -> dict[str, int]:
    where = place(source, span)
    return {
        "startLine": where.start.line,
        "startColumn": where.start.column,
        "endLine": where.end.line,
        "endColumn": where.end.column,
    }


def _message(*lines: str) -> dict[str, str]:
    """Lines of text. `[…](…)` would be a link, so what looks like one is escaped."""
    text = "\n".join(shown(line) for line in lines)
    return {"text": text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text}


def _level(severity: str) -> str:
    return "error" if severity == ERROR else "warning"
