"""What a run shows: one file a format. A reporter takes the results as they come and writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib import import_module
from typing import Any, TextIO

from envlint.diagnostic import MANUAL, SAFE, Diagnostic, Related
from envlint.engine import Report
from envlint.rule import Project, Rule
from envlint.source import Position, Source, Span
from envlint.values import NamedTuple


class Result(NamedTuple):
    """One linted file: what is left to say about it, what was fixed (or would be, with --diff), the
    source before that, and the other files that related places point into, by the path there; `may_fix` is
    false for one that was not asked for."""

    report: Report
    fixed: tuple[Diagnostic, ...] = ()
    before: Source | None = None
    others: Mapping[str, Source] = {}
    may_fix: bool = True


# The summary of a run that found no file to lint.
NOTHING = "No conda environment file found."


class View(NamedTuple):
    """How results are shown, and what is told beside them. `fixing` says that fixes were asked for,
    `since` the revision that files are compared with, "" for none. `rules` are all there are, `folder`
    is where paths begin, and `faults`, complete once the results are, what went wrong beside the files;
    `nothing`, called after them, is the summary of a run without files, "" where errors say enough."""

    color: bool = False
    quiet: bool = False
    fixing: bool = False
    unsafe: bool = False
    since: str = ""
    rules: tuple[Rule, ...] = ()
    folder: str = ""
    faults: Collection[str] = ()
    links: bool = False
    nothing: Callable[[], str] = lambda: NOTHING


class Output(NamedTuple):
    """A format in FORMATS, and the file it is written to, "" for standard output."""

    format: str = "text"
    file: str = ""


class Place(NamedTuple):
    """A span as people and editors count it: 1-based, the end exclusive."""

    path: str
    start: Position
    end: Position


Reporter = Callable[[Iterable[Result], TextIO, View], None]

# What --output-format knows; each is a module here, imported when it is asked for.
FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit", "rdjson", "markdown")


def reporter(name: str) -> Reporter:
    """The reporter of a format in FORMATS, or `diff`."""
    module: Any = import_module(f"envlint.reporters.{name}")
    found: Reporter = module.report
    return found


def place(source: Source, span: Span) -> Place:
    return Place(source.path, source.position(span.start), source.position(span.end))


def related_place(result: Result, related: Related) -> Place:
    """Where a related place lies, in the file itself or in another one."""
    return place(related_source(result, related), related.span)


def related_source(result: Result, related: Related) -> Source:
    """The file that a related place lies in: itself, another one, or one that cannot be read, of
    which only the first place is known."""
    if related.path is None:
        return result.report.source
    return result.others.get(related.path) or Source(related.path, "")


def others(diagnostics: Iterable[Diagnostic], path: str, project: Project) -> dict[str, Source]:
    """The other files that related places point into, by their path from the folder of `path`."""
    found = {}
    for related in (related for each in diagnostics for related in each.related):
        if related.path is not None and related.path not in found:
            data = project.read(related.path)
            if data is not None:
                shown_as = os.path.join(os.path.dirname(path), related.path).replace(os.sep, "/")
                found[related.path] = Source.decode(shown_as, data)
    return found


def fixable(diagnostics: Iterable[Diagnostic]) -> tuple[int, int]:
    """How many of them --fix mends, and how many more --unsafe-fixes does."""
    kinds = [each.fix.applicability for each in diagnostics if each.fix and each.fix.applicability != MANUAL]
    safe = kinds.count(SAFE)
    return safe, len(kinds) - safe
