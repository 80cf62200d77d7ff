"""The results as GitHub's workflow commands: annotations in the log and in the pull request's files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from envlint.diagnostic import Diagnostic
from envlint.reporters import Result, View, place
from envlint.reporters.machine import relative
from envlint.reporters.shown import shown


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write `::error file=…,line=…,…::message` for each finding, file by file."""
    for result in results:
        for each in result.report.diagnostics:
            stream.write(_command(result, each, view) + "\n")
        stream.flush()


def _command(result: Result, each: Diagnostic, view: View) -> str:
    where = place(result.report.source, each.span)
    properties = {"file": shown(relative(where.path, view.folder)), "line": where.start.line}
    if where.start.line == where.end.line:  # GitHub takes columns within one line only
        properties |= {"col": where.start.column, "endLine": where.end.line, "endColumn": where.end.column}
    else:
        properties |= {"endLine": where.end.line}
    properties |= {"title": f"envlint ({shown(each.rule)})"}
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    lines = [shown(each.message), *([f"help: {shown(each.help)}"] if each.help else [])]
    return f"::{each.severity} {told}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
