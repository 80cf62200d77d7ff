"""The command line: argv → a run → the exit code. Only this file prints."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TextIO

from envlint import __version__
from envlint.config import Asked, ConfigError, unknown
from envlint.discover import STDIN
from envlint.registry import UnknownSelector, builtin_rules, select_rules
from envlint.reporters import FORMATS
from envlint.reporters.shown import shown
from envlint.rule import TARGETS, Rule
from envlint.run import CLEAN, FAULT, FINDINGS, Options, Streams, record
from envlint.run import run as run_over_files
from envlint.suppress import is_reason

COMMANDS = ("baseline", "check", "config", "explain", "rules", "spec")

_USAGE = """envlint [check] [PATH ...] [OPTIONS]
       envlint baseline [PATH ...] [--prune]
       envlint config [PATH]
       envlint explain RULE
       envlint rules
       envlint spec TEXT ..."""

_EXAMPLES = """examples:
  envlint                                 lint what is below the current folder
  envlint environment.yml                 lint one file
  envlint --fix                           and mend what is safe to mend
  envlint --diff --unsafe-fixes envs/     show all that could be mended, write nothing
  envlint baseline                        write down what is found today; later runs say only what is new
  envlint --since origin/main             only changed files, and what was not wrong there before
  envlint --select pins --ignore loose-pin
  envlint --set rules.loose-pin.level=minor
  envlint config environment.yml          what is configured for a file, and where
  envlint explain duplicate-channel       what a rule finds, why, and how to mend it
  envlint spec "numpy >=1.26 , <2"        how conda, mamba and pixi read a package spec
  cat a.yml | envlint - --stdin-filename a.yml

A folder that is called like a command: envlint check rules, or envlint ./rules
Exit code: 0 clean, 1 something was found, 2 wrong use or a fault of envlint's own
"""


class _WrongUse(Exception):
    """What is wrong with the command line, in one line."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _WrongUse(message)


def main(argv: Sequence[str]) -> int:
    """Run a command line and give its exit code. Never raises; all that was written is flushed."""
    out, err = _stream(sys.stdout), _stream(sys.stderr)
    try:
        code = _command(argv, out, err)
        out.flush()
        return code
    except _WrongUse as error:
        print(f"envlint: error: {error} (see envlint --help)".replace("\n", " "), file=err)
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


def _command(argv: Sequence[str], out: TextIO, err: TextIO) -> int:
    parser = _parser()
    parsed = _parse(parser, argv)
    if parsed.help or parsed.version:
        print(parser.format_help().rstrip() if parsed.help else f"envlint {__version__}", file=out)
        return CLEAN
    words: list[str] = parsed.words
    command = words.pop(0) if words and words[0] in COMMANDS else "check"
    rules = builtin_rules()
    if command == "rules":
        return _rules(words, parsed.markdown, rules, out)
    if command == "explain":
        return _explain(words, rules, out)
    if command == "config":
        return _config(parsed, words, rules, out)
    if command == "spec":
        return _spec(words, parsed.output_format, out)
    stdin = sys.stdin.buffer if sys.stdin else None
    streams = Streams(stdin, out, err, _color(parsed.color, out))
    if command == "baseline":
        return _baseline(_options(parsed, words, rules), streams, rules)
    if parsed.prune:
        raise _WrongUse("--prune goes with a command: envlint baseline --prune")
    return run_over_files(_options(parsed, words, rules), streams, rules)


def _parser() -> argparse.ArgumentParser:
    # A width of its own spares argparse the import of shutil.
    width = min(int(os.environ.get("COLUMNS", "")) if os.environ.get("COLUMNS", "").isdigit() else 90, 100)
    parser = _Parser(
        prog="envlint",
        usage=_USAGE,
        description="Lint and mend conda environment files.",
        epilog=_EXAMPLES,
        allow_abbrev=False,
        add_help=False,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=width),
    )
    add = parser.add_argument
    add("words", nargs="*", metavar="PATH", help="files and folders; - is standard input (default: this folder)")
    add("--fix", action="store_true", help="apply the safe fixes")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: apply those too that may change a result")
    add("--diff", action="store_true", help="show what --fix would change, write nothing")
    add(
        "--select",
        action="append",
        default=[],
        metavar="RULES",
        help="rules, groups or presets to run, in place of the configured ones",
    )
    add(
        "--extend-select", action="append", default=[], metavar="RULES", help="more of them, beside the configured ones"
    )
    add("--ignore", action="append", default=[], metavar="RULES", help="rules, groups or presets not to run")
    add(
        "--target",
        "--targets",
        action="append",
        default=[],
        metavar="CLIENTS",
        help=f"who reads the files: {', '.join(TARGETS)}",
    )
    add("--config", metavar="FILE", help="the configuration of all files, in place of the nearest ones")
    add("--isolated", action="store_true", help="read no configuration")
    add("--set", action="append", default=[], metavar="KEY=VALUE", help="a key of the configuration, over what it says")
    add("--since", metavar="REV", help="only files changed since there, and what they did not have; auto asks the CI")
    add("--baseline", default="", metavar="FILE", help="the baseline, in place of the nearest .envlint-baseline.json")
    add("--no-baseline", action="store_true", help="say what is in the baseline, too")
    add("--prune", action="store_true", help="with baseline: only drop what no longer happens")
    add("--no-ignores", action="store_true", help="say what ignore comments silence, too")
    add("--add-ignores", metavar="REASON", help="write an ignore comment with this reason for all that is found")
    add(
        "--output-format",
        choices=FORMATS,
        default="text",
        help="for people or for programs: text, json",
        metavar="FORMAT",
    )
    add("--stdin-filename", default="<stdin>", metavar="PATH", help="the name that standard input goes by")
    add("--color", choices=("auto", "always", "never"), default="auto", metavar="WHEN", help="auto, always, never")
    add("-q", "--quiet", action="store_true", help="findings only, no summary")
    add("-v", "--verbose", action="store_true", help="say which paths were passed over, and why")
    add("--markdown", action="store_true", help=argparse.SUPPRESS)
    add("--schema", action="store_true", help=argparse.SUPPRESS)
    add("-V", "--version", action="store_true", help="say the version")
    add("-h", "--help", action="store_true", help="say this")
    return parser


def _parse(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    parsed, extra = parser.parse_known_intermixed_args(argv)
    if extra:
        options = [option for action in parser._actions for option in action.option_strings]
        raise _WrongUse(unknown("option", extra[0].partition("=")[0], options))
    return parsed


def _options(parsed: argparse.Namespace, words: list[str], rules: tuple[Rule, ...]) -> Options:
    """The options of a run. Raises _WrongUse for words that mean nothing."""
    if parsed.diff and parsed.output_format != "text":
        raise _WrongUse("--diff is for people: the fixes of --output-format json hold the edits")
    if parsed.since == "":
        raise _WrongUse("--since is empty: it needs a revision, such as origin/main, or auto")
    if parsed.baseline and parsed.no_baseline:
        raise _WrongUse("--baseline names a baseline, --no-baseline asks for none")
    if parsed.add_ignores is not None:
        if not is_reason(parsed.add_ignores):
            raise _WrongUse('--add-ignores needs a reason of one line, without ` # `: --add-ignores "to be sorted out"')
        if parsed.fix or parsed.no_ignores:
            raise _WrongUse("--add-ignores goes without --fix, which comes before it, and without --no-ignores")
    return Options(
        tuple(words) or (".",),
        parsed.fix,
        parsed.unsafe_fixes,
        parsed.diff,
        _asked(parsed, rules),
        parsed.output_format,
        parsed.quiet,
        parsed.verbose,
        parsed.stdin_filename,
        parsed.since or "",
        parsed.baseline,
        parsed.no_baseline,
        parsed.prune,
        parsed.no_ignores,
        parsed.add_ignores or "",
    )


def _asked(parsed: argparse.Namespace, rules: tuple[Rule, ...]) -> Asked:
    """What the command line says of the configuration. Raises _WrongUse for words that mean nothing."""
    select, extend_select, ignore = map(_words, (parsed.select, parsed.extend_select, parsed.ignore))
    targets = _words(parsed.target)
    try:
        select_rules(rules, (*select, *extend_select), ignore)
    except UnknownSelector as error:
        raise _WrongUse(unknown("rule", error.word, error.known)) from None
    for target in targets:
        if target not in TARGETS:
            raise _WrongUse(unknown("target", target, TARGETS))
    if parsed.config == "":
        raise _WrongUse("--config is empty: it needs a file, and --isolated reads none")
    if parsed.config and parsed.isolated:
        raise _WrongUse("--config names a configuration, --isolated asks for none")
    return Asked(select, extend_select, ignore, targets, parsed.config or "", parsed.isolated, tuple(parsed.set))


def _words(lists: Iterable[str]) -> tuple[Any, ...]:
    """The words of repeated comma lists: texts, whose meaning is looked at next."""
    return tuple(word.strip() for each in lists for word in each.split(",") if word.strip())


def _explain(names: list[str], rules: tuple[Rule, ...], out: TextIO) -> int:
    from envlint.docs import render_rule

    if not names:
        raise _WrongUse("explain needs the name of a rule: envlint rules lists them")
    named = {rule.name: rule for rule in rules}
    for name in names:
        if name not in named:
            raise _WrongUse(unknown("rule", name, named))
    print("\n".join(render_rule(named[name]) for name in names), end="", file=out)
    return CLEAN


def _spec(texts: list[str], output_format: str, out: TextIO) -> int:
    from envlint.spec_table import Reading, as_json, text

    if not texts:
        raise _WrongUse('spec needs a package spec, in quotes: envlint spec "numpy >=1.26,<2"')
    if output_format not in ("text", "json"):
        raise _WrongUse(f"spec knows the output formats text and json, not {output_format}")
    readings = [Reading(each) for each in texts]
    print((as_json if output_format == "json" else text)(readings), end="", file=out)
    return CLEAN if all(each.is_clean for each in readings) else FINDINGS


def _config(parsed: argparse.Namespace, words: list[str], rules: tuple[Rule, ...], out: TextIO) -> int:
    from envlint.config import schema, view
    from envlint.scope import Scope

    if parsed.schema:
        print(schema.as_json(rules), end="", file=out)
        return CLEAN
    if len(words) > 1:
        raise _WrongUse("config takes one path")
    if parsed.output_format not in ("text", "json"):
        raise _WrongUse(f"config knows the output formats text and json, not {parsed.output_format}")
    asked = _asked(parsed, rules)
    holding = Scope(rules, asked).holding(words[0] if words else ".")
    print((view.as_json if parsed.output_format == "json" else view.text)(holding), end="", file=out)
    return CLEAN


def _baseline(options: Options, streams: Streams, rules: tuple[Rule, ...]) -> int:
    if options.fix or options.diff:
        raise _WrongUse("baseline writes down what is found and mends nothing: --fix comes before it")
    if options.no_ignores or options.add_ignores:
        raise _WrongUse("baseline goes without --no-ignores and --add-ignores: what is ignored is not in it")
    if options.since or options.no_baseline:
        raise _WrongUse("baseline looks at whole files: --since and --no-baseline are for lint runs")
    if STDIN in options.paths:
        raise _WrongUse("baseline looks at files, not at standard input")
    return record(options, streams, rules)


def _rules(words: list[str], markdown: bool, rules: tuple[Rule, ...], out: TextIO) -> int:
    from envlint.docs import render, table

    if words:
        raise _WrongUse(f"rules takes no names: envlint explain {words[0]}, or envlint ./rules for a folder")
    print(render(rules) if markdown else table(rules), end="", file=out)
    return CLEAN


def _color(when: str, out: TextIO) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (out.isatty() and os.environ.get("TERM") != "dumb")


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
