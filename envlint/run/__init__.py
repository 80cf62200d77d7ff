"""One run over files: discover → engine or fixer → reporter. Knows no argv; prints to what it is given."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from envlint.config import NOTHING_ASKED, Asked
from envlint.discover import STDIN, Stdin
from envlint.gate.baseline import BaselineError
from envlint.reporters import NOTHING, Output, View, reporter
from envlint.reporters.shown import shown
from envlint.rule import Rule
from envlint.run.session import CLEAN, FAULT, FINDINGS, Session, Spread, read_stream
from envlint.scope import Scope
from envlint.values import NamedTuple
from envlint.versions import MINOR

__all__ = ["CLEAN", "FAULT", "FINDINGS", "Options", "Streams", "collect_rarely", "record", "run"]


class Options(NamedTuple):
    """What the command line asks for."""

    paths: tuple[str, ...] = (".",)
    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    asked: Asked = NOTHING_ASKED
    outputs: tuple[Output, ...] = (Output(),)
    quiet: bool = False
    verbose: bool = False
    stdin_name: str = "<stdin>"
    since: str = ""
    baseline: str = ""
    no_baseline: bool = False
    prune: bool = False
    no_ignores: bool = False
    add_ignores: str = ""
    statistics: bool = False
    exit_zero: bool = False
    max_warnings: int = 0
    pin_from: str = ""
    pin_level: str = MINOR
    jobs: int = 0  # processes; 0: as many as there are cores, where the files are many


class Streams(NamedTuple):
    """Standard input (None where it is closed), output and error; whether people see colours and hyperlinks."""

    stdin: BinaryIO | None
    out: TextIO
    err: TextIO
    color: bool = False
    links: bool = False


def run(
    options: Options,
    streams: Streams,
    rules: tuple[Rule, ...],
    faults: Iterable[str] = (),
    spread: Spread | None = None,
) -> int:
    """Lint or fix the files, report, and give the exit code. `faults` were met before, and are said: the
    run has failed, whatever it finds; `spread` is given the files. Raises ConfigError for what `options` say."""
    stdin = Stdin(read_stream(streams.stdin) if STDIN in options.paths else None, options.stdin_name)
    this = Session(options, streams, Scope(rules, options.asked), stdin, faults)
    this.spread = spread or this.spread
    if not this.may_begin():
        return FAULT
    shown_as = (streams.color, options.quiet, this.fixing, options.unsafe, options.since)
    view = View(*shown_as, rules, _folder(), this.faults.keys(), streams.links, lambda: _nothing(this))
    # Where standard input is fixed, its text alone goes to standard output.
    filters = stdin.data is not None and (options.fix or options.add_ignores != "") and not options.diff
    _report(this, streams.err if filters else streams.out, view)
    if (options.diff or options.add_ignores) and not options.quiet:
        this.say(this.summary())
    if filters and this.stdin.data is not None:
        streams.out.buffer.write(this.stdin.data)
    this.say_what_is_stale()
    return this.exit_code()


def _nothing(this: Session) -> str:
    """The summary of a run that linted no file; "" where errors have said why."""
    if len(this.faults) > this.faults_before:
        return ""
    if this.options.since:
        return f"No conda environment file has changed since {shown(this.options.since)}."
    passed, paths = this.first_passed_over, this.options.paths
    # Hooks name many files, most of them none of ours; who names one wants to know.
    if passed and len(paths) == 1 and not this.options.verbose and not os.path.isdir(paths[0]):
        return f"{NOTHING[:-1]}: {shown(passed.path)} is passed over: {shown(passed.reason)}."
    return NOTHING


def _report(this: Session, stream: TextIO, view: View) -> None:
    """Write what was asked for, to standard output and to files."""
    outputs = [output._replace(format=this.reporter_for(output.format)) for output in this.options.outputs]
    if outputs == [Output(outputs[0].format)]:
        reporter(outputs[0].format)(this.results(), stream, view)
        return
    from envlint.outputs import report

    report(this.results(), outputs, stream, view, this.fail)


def collect_rarely() -> None:
    """Let the collector look for garbage among what will be made, and seldom: a third of linting a large file went to
    looking through what it is made of, again and again, and nearly nothing of ours refers back to itself. What has
    stayed once waits for 50 such looks, not 10: after 10 it looked through all of a file of 50,000 lines once more."""
    gc.freeze()
    gc.set_threshold(100_000, 50)
    gc.enable()


def record(options: Options, streams: Streams, rules: tuple[Rule, ...], faults: Iterable[str] = ()) -> int:
    """Write what is found to the baseline, or only drop from it what no longer happens; `faults` as in `run`.
    Raises ConfigError for what `options` say."""
    this = Session(options, streams, Scope(rules, options.asked), Stdin(), faults, learning=True)
    for _ in this.results():
        pass
    try:
        if not this.failed:
            written = False
            for line in this.gate.write(options.paths, prune=options.prune):
                streams.out.write(shown(line) + "\n")
                written = True
            if not written:
                streams.out.write("No conda environment file found: there is nothing to write down.\n")
    except (BaselineError, OSError) as error:
        this.fail(str(error))
    if this.failed:
        this.say("envlint: no baseline was written")
    return FAULT if this.failed else CLEAN


def _folder() -> str:
    """Where relative paths begin, "" where that is no more."""
    try:
        return os.getcwd()
    except OSError:
        return ""
