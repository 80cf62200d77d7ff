"""The state of one run over files, and how it goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from envlint import engine
from envlint.config import ConfigError
from envlint.diagnostic import ERROR, MANUAL, Diagnostic
from envlint.discover import STDIN, Found, Outcome, PassedOver, Stdin, discover
from envlint.engine import Report
from envlint.gate import Gate
from envlint.gate.baseline import BaselineError
from envlint.gate.known import beyond
from envlint.git import GitError
from envlint.project import DiskProject
from envlint.project.members import Members
from envlint.related.included import with_included
from envlint.related.locked import has_changed_lock, with_files_of_locks
from envlint.reporters import Result, others
from envlint.reporters.shown import shown
from envlint.rule import Settings
from envlint.run.progress import Progress
from envlint.scope import Scope
from envlint.secrets import masked
from envlint.source import Source
from envlint.versions import SourceError

if TYPE_CHECKING:
    from envlint.pin_sources.choose import PinFrom
    from envlint.run import Options, Streams

CLEAN, FINDINGS, FAULT = 0, 1, 2

# What shows the counts of --statistics, by output format.
_STATISTICS = {"text": "statistics", "json": "statistics_json"}

# Lints the outcomes of a run, maybe in several processes; each comes with its result, in order.
Spread = Callable[["Session", Iterable[Outcome]], Iterator[tuple[Outcome, Result | None]]]


class Session:
    """The state of one run, and how it went."""

    def __init__(
        self,
        options: Options,
        streams: Streams,
        scope: Scope,
        stdin: Stdin,
        faults: Iterable[str],
        *,
        learning: bool = False,
    ):
        self.options = options
        self.streams = streams
        self.scope = scope
        self.members = Members(scope.excludes, scope.max_bytes)
        self.stdin = stdin  # after fixing: with the fixed text
        watched = streams.out.isatty() and streams.err.isatty() and not options.quiet
        self.progress = Progress(streams.err, shown=watched, color=streams.color)
        self.fixing = options.fix or options.diff
        self.gate = Gate(options.since, options.baseline, ignored=options.no_baseline, learning=learning)
        self.faults: dict[str, None] = dict.fromkeys(faults)  # in their order
        self.tracebacks: set[str] = set()
        self.failed = bool(self.faults)
        self.faults_before = len(self.faults)
        self.first_passed_over: PassedOver | None = None
        self.found = self.errors = self.fixed = 0
        self.pin_from: PinFrom | None = None
        self.spread: Spread = Session.one_by_one

    def may_begin(self) -> bool:
        """Whether git can say what has changed, and versions to pin to can be read, where that was asked."""
        try:
            self.gate.check(path for path in self.options.paths if path != STDIN)
            if self.options.pin_from:
                from envlint.pin_sources.choose import STDIN as PIPED
                from envlint.pin_sources.choose import PinFrom

                asked = self.options.pin_from
                piped = read_stream(self.streams.stdin) if asked == PIPED else None
                self.pin_from = PinFrom(asked, self.options.pin_level, piped, os.environ)
        except (GitError, SourceError) as error:
            self.fail(str(error))
            return False
        return True

    def results(self) -> Iterator[Result]:
        """Each file that is one of ours, linted or fixed; the rest is said on the way."""
        paths = with_files_of_locks(self.options.paths, self.scope.config)
        found = discover(paths, self.scope.excludes, self.stdin, self.unwanted, self.scope.more, self.scope.max_bytes)
        outcomes = with_included(found, self.around, self.scope.excludes, self.unwanted)
        for outcome, result in self.progress.over(self.spread(self, outcomes)):
            if isinstance(outcome, Found):
                if result:
                    self.found += len(result.report.diagnostics)
                    self.errors += sum(each.severity == ERROR for each in result.report.diagnostics)
                    self.fixed += len(result.fixed)
                    if result.report.diagnostics or result.fixed:
                        self.progress.hide()
                    yield result
            elif isinstance(outcome, PassedOver):
                self.pass_over(*outcome)
            else:
                self.fail(f"{outcome.path}: {outcome.reason}")

    def around(self, path: str) -> DiskProject:
        """The files around one whose turn has not come."""
        return DiskProject(path, config=self.scope.config_or_default(path))

    def one_by_one(self, outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, Result | None]]:
        """Each outcome with the result of linting it; None for what is no file to lint."""
        for outcome in outcomes:
            yield outcome, self.guarded(outcome) if isinstance(outcome, Found) else None

    def guarded(self, found: Found) -> Result | None:
        """The result of a file. Whatever breaks in us is said, and the run goes on."""
        try:
            return self.result(found)
        except (ConfigError, BaselineError, GitError) as error:
            self.fail(str(error))
        except SourceError as error:
            self.fail(f"{found.path}: nothing was done with it: {error}")
        except Exception:
            import traceback

            fault = f"{found.path}: a fault of envlint, not of the file, which was not changed"
            self.fail(fault, traceback.format_exc())
        return None

    def result(self, found: Found) -> Result | None:
        source = found.source
        settings = self.scope.settings(found.path)._replace(ignores=not self.options.no_ignores)
        project = DiskProject(found.path, self.members, self.scope.config(found.path))
        if self.pin_from and not source.kind:
            settings = settings._replace(versions=self.pin_from.versions(source, project))

        base = self.gate.before(found.path, self.scope.max_bytes(found.path), source.kind)
        around = self.gate.around_before(found.path, project)
        before = engine.lint(base, settings, around) if base else None
        known = self.gate.known(found.path, before)

        def lint(source: Source) -> Report:
            return beyond(engine.lint(source, settings, project), known)

        def apart(source: Source) -> Report:
            rules = tuple(rule._replace(fold=None) for rule in settings.rules)
            return engine.lint(source, settings._replace(rules=rules), project)

        if not found.may_fix:
            report, applied = self.shown_report(source, lint)
        elif self.options.add_ignores:
            report, applied = self.ignored_report(found, lint, apart)
        else:
            report, applied = self.fixed_report(found, lint) if self.fixing else (lint(source), ())
        for crash in (*report.crashes, *(before.crashes if before else ())):
            fault = f"{crash.path}: {crash} failed: a fault of the rule, not of the file"
            self.fail(fault, crash.traceback)
        if report.passed_over:
            self.pass_over(found.path, report.passed_over)
            return None
        if self.pin_from and self.fixing and not self.options.quiet:
            self.say_what_is_not_pinned(found.path, report, settings)
        self.note(found.path, report)
        return Result(report, applied, source, others(report.diagnostics, source.path, project), found.may_fix)

    def note(self, path: str, report: Report) -> None:
        """Remember for the baselines what is true of a file now."""
        self.gate.note(path, report, self.scope.settings(path), self.scope.config(path).folder)

    def say_what_is_not_pinned(self, path: str, report: Report, settings: Settings) -> None:
        from envlint.pin_sources.left import not_pinned

        if line := not_pinned(report, settings):
            self.say(f"envlint: {shown(path)}: {shown(line)}")

    def fixed_report(self, found: Found, lint: Callable[[Source], Report]) -> tuple[Report, tuple[Diagnostic, ...]]:
        """What is left after fixing, and what was fixed; the file is written, but for --diff."""
        from envlint import fixer

        fixed = fixer.fix(found.source, lint, unsafe=self.options.unsafe)
        if fixed.held_back:
            self.say(f"envlint: {shown(found.path)}: {fixed.held_back}")
        for fault in fixed.faults:
            self.fail(f"{found.path}: {fault}")
        if self.options.diff or self.put(found, fixed.report.source):
            return fixed.report, fixed.applied
        return lint(found.source), ()

    def shown_report(self, source: Source, lint: Callable[[Source], Report]) -> tuple[Report, tuple[Diagnostic, ...]]:
        """What is found in a file that was not asked for: its fixes are for reading."""
        report = lint(source)
        fixed = (each._replace(fix=each.fix and each.fix._replace(applicability=MANUAL)) for each in report.diagnostics)
        return report._replace(diagnostics=tuple(fixed)), ()

    def ignored_report(
        self, found: Found, lint: Callable[[Source], Report], apart: Callable[[Source], Report]
    ) -> tuple[Report, tuple[Diagnostic, ...]]:
        """What is left where comments ignore the rest; the file is written, but for --diff."""
        from envlint.add_ignores import add

        added = add(found.source, lint, apart, self.options.add_ignores)
        if self.options.diff or self.put(found, added.report.source):
            self.fixed += len(added.ignored)
            return added.report, ()
        return lint(found.source), ()

    def put(self, found: Found, fixed: Source) -> bool:
        """Put the fixed text where the file was. False where the file stays as it was."""
        if fixed.text == found.source.text:
            return True
        if found.is_stdin:
            self.stdin = self.stdin._replace(data=fixed.encode(fixed.text))
            return True
        from envlint.write import NotWritten, write

        try:
            write(found.path, found.source.encode(found.source.text), fixed.encode(fixed.text))
        except NotWritten as error:
            self.fail(f"{found.path}: {error}")
            return False
        self.members.forget(found.path)
        return True

    def unwanted(self, path: str) -> str:
        """Why a file that is there is not linted, else ""."""
        try:
            reason = self.gate.unwanted(path)
            return "" if reason and self.has_changed_lock(path) else reason
        except GitError as error:
            self.fail(str(error))
            return "git does not say whether it has changed"

    def has_changed_lock(self, path: str) -> bool:
        """Whether a file must be linted for the sake of a lock, which it may no longer agree with."""
        try:
            project = DiskProject(path, self.members, self.scope.config(path))
        except ConfigError:
            return False
        return has_changed_lock(path, project, self.gate.has_changed)

    def say_what_is_stale(self) -> None:
        if self.failed or self.options.quiet:
            return
        try:
            for line in self.gate.stale(self.options.paths):
                self.say(f"envlint: {shown(line)}")
        except BaselineError as error:
            self.fail(str(error))

    def pass_over(self, path: str, reason: str) -> None:
        self.first_passed_over = self.first_passed_over or PassedOver(path, reason)
        if self.options.verbose:
            self.say(f"envlint: passed over {shown(path)}: {reason}")

    def fail(self, message: str, traceback: str = "") -> None:
        """A fault that is not the file's: one line, each once, and where it is ours the traceback."""
        self.failed = True
        if message not in self.faults:
            self.faults[message] = None
            self.say(f"envlint: error: {shown(message)}")
            # A broken rule fails on file after file in the same way: once is enough to see how.
            if traceback and traceback not in self.tracebacks:
                self.tracebacks.add(traceback)
                for line in masked(traceback).rstrip().split("\n"):
                    self.say(shown(line))

    def say(self, line: str) -> None:
        self.progress.hide()
        self.streams.err.write(line + "\n")
        self.streams.err.flush()

    def reporter_for(self, output_format: str) -> str:
        """The reporter that shows what was asked for in a format."""
        if self.options.diff:
            return "diff"
        return _STATISTICS.get(output_format, output_format) if self.options.statistics else output_format

    def exit_code(self) -> int:
        if self.failed:
            return FAULT
        most, warnings = self.options.max_warnings, self.found - self.errors
        if self.options.exit_zero or not (self.errors or warnings > most or (self.options.diff and self.fixed)):
            return CLEAN
        if most and warnings > most and not self.options.quiet:
            self.say(f"envlint: {warnings} warnings are more than --max-warnings {most}")
        return FINDINGS

    def summary(self) -> str:
        """What --diff and --add-ignores say of the run, beside the rest."""
        done, left = self.fixed, self.found
        problems = f"{done} problem{'s' * (done != 1)}"
        if not self.options.diff:
            return f"Ignored {problems}."
        return f"Would {'ignore' if self.options.add_ignores else 'fix'} {problems}; {left} would be left."


def read_stream(stream: BinaryIO | None) -> bytes | None:
    """What a stream holds; None where it is closed."""
    try:
        return stream.read() if stream else None
    except (OSError, ValueError):
        return None
