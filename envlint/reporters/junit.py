"""The results as JUnit XML: a test suite a file, a failed test a finding, a passed one where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from envlint.diagnostic import Diagnostic
from envlint.reporters import Result, View, place
from envlint.reporters.machine import relative
from envlint.reporters.shown import shown


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write suite by suite; what went wrong beside the files is a last suite of errors."""
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="envlint">\n')
    for result in results:
        stream.write(_written(_suite(result, view.folder)))
    if view.faults:
        stream.write(_written(_faults(view.faults)))
    stream.write("</testsuites>\n")


def _suite(result: Result, folder: str) -> Element:
    path = shown(relative(result.report.source.path, folder))
    found = result.report.diagnostics
    suite = _new_suite(path, max(1, len(found)), failures=len(found))
    counts: dict[str, int] = {}
    for each in found:
        # Test reports compare by name, so it holds no line.
        name = shown(f"{each.rule}: {each.subject}")
        counts[name] = counts.get(name, 0) + 1
        _failed(suite, path, name if counts[name] == 1 else f"{name} #{counts[name]}", result, each)
    if not found:
        SubElement(suite, "testcase", name="envlint", classname=path, time="0")
    return suite


def _failed(suite: Element, path: str, name: str, result: Result, each: Diagnostic) -> None:
    where = place(result.report.source, each.span)
    test = SubElement(suite, "testcase", name=name, classname=path, time="0")
    failure = SubElement(test, "failure", message=shown(each.message), type=each.severity)
    lines = [f"{path}:{where.start.line}:{where.start.column}: {each.severity}: {shown(each.message)} [{each.rule}]"]
    failure.text = "\n".join(lines + ([f"help: {shown(each.help)}"] if each.help else []))


def _faults(faults: Iterable[str]) -> Element:
    told = list(faults)
    suite = _new_suite("envlint", len(told), errors=len(told))
    for number, fault in enumerate(told, 1):
        test = SubElement(suite, "testcase", name=f"fault {number}", classname="envlint", time="0")
        SubElement(test, "error", message=shown(fault), type="fault")
    return suite


def _new_suite(name: str, tests: int, *, failures: int = 0, errors: int = 0) -> Element:
    counts = {"tests": str(tests), "failures": str(failures), "errors": str(errors), "skipped": "0", "time": "0"}
    return Element("testsuite", {"name": name, **counts})


def _written(suite: Element) -> str:
    """An element as ASCII. `shown` has left no character that XML forbids; `##[` could be a command to a CI's log."""
    indent(suite)
    written: str = tostring(suite, encoding="us-ascii").decode()
    return written.replace("##", "#&#35;") + "\n"
