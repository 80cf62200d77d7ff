"""The command line: argv → a run → the exit code. Only this package prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from envlint import __version__
from envlint.config import ConfigError
from envlint.plugins import Broken, find_plugins
from envlint.registry import builtin_rules
from envlint.reporters.shown import shown
from envlint.rule import Rule
from envlint.run import CLEAN, FAULT, FINDINGS, Options, Streams
from envlint.run import run as run_over_files
from envlint.secrets import masked

if TYPE_CHECKING:
    from envlint.discover import Outcome
    from envlint.reporters import Result
    from envlint.run.session import Session


def main(argv: Sequence[str]) -> int:
    """Run a command line and give its exit code. Never raises; all that was written is flushed."""
    out, err = _stream(sys.stdout), _stream(sys.stderr)
    try:
        code = _lint_paths(argv, out, err) if _are_paths(argv) else _command(argv, out, err)
        out.flush()
        return code
    except ConfigError as error:
        print(f"envlint: error: {shown(str(error))}", file=err)
    except BrokenPipeError:
        _abandon(out)  # who read has gone, as in `envlint | head`
        return FINDINGS
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _abandon(out)
        print(f"envlint: error: {error.strerror or error}", file=err)
    return FAULT


def _are_paths(argv: Sequence[str]) -> bool:
    """Whether a command line names files and folders, and can mean nothing else."""
    plain = not any(word.startswith("-") for word in argv) and not (argv and argv[0].isalpha())
    return plain and "_ARGCOMPLETE" not in os.environ


def _lint_paths(argv: Sequence[str], out: TextIO, err: TextIO) -> int:
    """What a hook asks for, and most people: it does not pay for argparse, a tenth of a short run."""
    rules, faults = _rules(err)
    code = run_over_files(Options(tuple(argv) or (".",)), _streams(out, err), rules, faults, _spread)
    return FAULT if faults else code


def _command(argv: Sequence[str], out: TextIO, err: TextIO) -> int:
    from envlint.cli.arguments import COMMANDS, WrongUse, mistyped, new_parser, options_of, parse

    parser = new_parser()
    if "_ARGCOMPLETE" in os.environ:
        from envlint.cli.completion import complete

        complete(parser, COMMANDS, (*builtin_rules(), *find_plugins().rules))
    try:
        parsed = parse(parser, argv)
        if parsed.help:
            from envlint.cli.help import page

            print(page(parser, parsed.words), file=out)
            return CLEAN
        if parsed.version:
            print(f"envlint {__version__}", file=out)
            return CLEAN
        words: list[str] = parsed.words
        if words and (fault := mistyped(words[0])):
            raise WrongUse(fault)
        command = words.pop(0) if words and words[0] in COMMANDS else "check"
        rules, faults = _rules(err)
        streams = _streams(out, err, parsed.color)
        if command != "check":
            from envlint.cli import commands

            code = commands.run(command, parsed, words, rules, streams, faults)
        elif parsed.prune:
            raise WrongUse("--prune goes with a command: envlint baseline --prune")
        else:
            code = run_over_files(options_of(parsed, words, rules), streams, rules, faults, _spread)
    except WrongUse as error:
        print(f"envlint: error: {shown(str(error))} (see envlint --help)", file=err)
        return FAULT
    return FAULT if faults else code


def _rules(err: TextIO) -> tuple[tuple[Rule, ...], list[str]]:
    """All rules, the plugins' among them, and what is wrong with plugins, which is said."""
    plugins = find_plugins()
    for broken in plugins.broken:
        _complain(broken, err)
    return (*builtin_rules(), *plugins.rules), [broken.message for broken in plugins.broken]


def _streams(out: TextIO, err: TextIO, when: str = "auto") -> Streams:
    color = _color(when, out)
    links = color and when == "auto" and _shows_links(out)
    return Streams(sys.stdin.buffer if sys.stdin else None, out, err, color, links)


def _complain(broken: Broken, err: TextIO) -> None:
    """Say what is wrong with a plugin, which is left out."""
    print(f"envlint: error: {shown(broken.message)}", file=err)
    for line in masked(broken.traceback).splitlines():
        print(shown(line), file=err)


def _spread(this: Session, outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, Result | None]]:
    """Lint in several processes where the run is long: a short one does not pay for knowing how."""
    from itertools import chain, islice

    outcomes = iter(outcomes)
    first = list(islice(outcomes, 2))
    if len(first) < 2 or this.options.jobs == 1:
        return this.one_by_one(chain(first, outcomes))
    from envlint.run.parallel import spread

    return spread(this, chain(first, outcomes))


def _color(when: str, out: TextIO) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (out.isatty() and os.environ.get("TERM") != "dumb")


def _shows_links(out: TextIO) -> bool:
    if not out.isatty():
        return False
    from envlint.reporters.hyperlinks import are_supported

    return are_supported(os.environ)


def _stream(stream: TextIO | None) -> TextIO:
    """A standard stream that takes every character; what goes to a closed one is lost."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _abandon(stream: TextIO) -> None:
    """What a stream still holds is lost: at exit the interpreter would fail to flush it once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
