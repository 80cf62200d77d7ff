"""What the command line understands: argv → options."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from envlint.config import Asked, nearest, unknown
from envlint.registry import UnknownSelector, select_rules
from envlint.reporters import FORMATS, Output
from envlint.rule import TARGETS, Rule
from envlint.run import Options
from envlint.suppress import is_reason
from envlint.versions import MINOR, PIN_LEVELS

COMMANDS = ("baseline", "check", "completion", "config", "diff", "explain", "rules", "spec")

_USAGE = """envlint [check] [PATH ...] [OPTIONS]
       envlint baseline [PATH ...] [--prune]
       envlint completion SHELL
       envlint config [PATH]
       envlint diff OLD NEW
       envlint explain RULE
       envlint rules
       envlint spec TEXT ..."""

# What other tools call what is here.
_ELSEWHERE = {
    "fix": "--fix",
    "format": "--fix",
    "help": "--help",
    "lint": "check",
    "version": "--version",
    "--check": "--diff",
    "--dry-run": "--diff",
    "--exclude": "--set 'exclude=[\"GLOB\"]'",
    "--format": "--output-format",
    "--json": "--output-format json",
    "--list-rules": "envlint rules",
    "--show-config": "envlint config",
}


_COLOR = ("auto", "always", "never")

# What an option is that may be given several times.
_LIST: dict[str, Any] = {"action": "append", "default": []}


class WrongUse(Exception):
    """What is wrong with the command line, in one line."""


def new_parser() -> argparse.ArgumentParser:
    # A width of its own spares argparse the import of shutil.
    width = min(int(os.environ.get("COLUMNS", "")) if os.environ.get("COLUMNS", "").isdigit() else 90, 100)
    parser = argparse.ArgumentParser(
        prog="envlint",
        usage=_USAGE,
        description="Lint and mend conda environment files.",
        allow_abbrev=False,
        add_help=False,
        exit_on_error=False,
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=width),
    )
    add = parser.add_argument_group("what is linted").add_argument
    add("words", nargs="*", metavar="PATH", help="files and folders; - is standard input (default: this folder)")
    add("--since", metavar="REV", help="only files changed since there, and what they did not have; auto asks the CI")
    jobs = _number("--jobs is a number of processes, from 1 on", 1)
    add("-j", "--jobs", type=jobs, metavar="N", help="processes that lint (default: one a core, for many files)")
    add("--stdin-filename", default="<stdin>", metavar="PATH", help="the name that standard input goes by")
    add = parser.add_argument_group("mending").add_argument
    add("--fix", action="store_true", help="apply the safe fixes")
    add("--unsafe-fixes", action="store_true", help="with --fix or --diff: apply those too that may change a result")
    add(
        "--pin-from",
        metavar="SOURCE",
        help="take versions for loose-pin's fix from a lock, a conda environment's folder, a file with the output of "
        "conda list --json, conda list --export or conda env export (- is standard input), or auto: the file's lock, "
        "else its active environment",
    )
    level = _one_of("--pin-level", PIN_LEVELS)
    add("--pin-level", type=level, choices=PIN_LEVELS, metavar="LEVEL", help="minor: =1.24 (default); exact: ==1.24.3")
    add("--diff", action="store_true", help="show what --fix would change, write nothing")
    add("--add-ignores", metavar="REASON", help="write an ignore comment with this reason for all that is found")
    add = parser.add_argument_group("which rules, and how they are set").add_argument
    add("--select", **_LIST, metavar="RULES", help="rules, groups or presets to run, in place of the configured ones")
    add("--extend-select", **_LIST, metavar="RULES", help="more of them, beside the configured ones")
    add("--ignore", **_LIST, metavar="RULES", help="rules, groups or presets not to run")
    add("--target", "--targets", **_LIST, metavar="CLIENTS", help=f"who reads the files: {', '.join(TARGETS)}")
    add("--config", metavar="FILE", help="the configuration of all files, in place of the nearest ones")
    add("--isolated", action="store_true", help="read no configuration")
    add("--set", **_LIST, metavar="KEY=VALUE", help="a key of the configuration, over what it says")
    add = parser.add_argument_group("what is known already").add_argument
    add("--baseline", default="", metavar="FILE", help="the baseline, in place of the nearest .envlint-baseline.json")
    add("--no-baseline", action="store_true", help="say what is in the baseline, too")
    add("--prune", action="store_true", help="with baseline: only drop what no longer happens")
    add("--no-ignores", action="store_true", help="say what ignore comments silence, too")
    add = parser.add_argument_group("output").add_argument
    add(
        "--output-format",
        **_LIST,
        metavar="FORMAT[=FILE]",
        help=f"{', '.join(FORMATS)}; several times for several, each but one with its file",
    )
    add("--output-file", metavar="FILE", help="where the format without a file of its own goes")
    add("--statistics", action="store_true", help="how often each rule found something, in place of each finding")
    add("--exit-code", action="store_true", help="with diff: exit 1 where something differs")
    add("--exit-zero", action="store_true", help="exit 0 whatever is found; 2 is for faults all the same")
    most = _number("--max-warnings is a number of warnings", 0)
    add("--max-warnings", type=most, default=0, metavar="N", help="exit 1 for errors and for more warnings than this")
    when = _one_of("--color", _COLOR)
    add("--color", type=when, choices=_COLOR, default="auto", metavar="WHEN", help=", ".join(_COLOR))
    add("-q", "--quiet", action="store_true", help="findings only, no summary")
    add("-v", "--verbose", action="store_true", help="say which paths were passed over, and why")
    add = parser.add_argument_group("about envlint").add_argument
    add("--markdown", action="store_true", help=argparse.SUPPRESS)
    add("--schema", action="store_true", help=argparse.SUPPRESS)
    add("-V", "--version", action="store_true", help="say the version")
    add("-h", "--help", action="store_true", help="say this")
    return parser


def _number(told: str, least: int) -> Callable[[str], int]:
    """What reads the number of an option; `told` says which it takes."""

    def read(text: str) -> int:
        number = int(text) if text.isdecimal() and len(text) < 20 else -1
        if number < least:
            raise WrongUse(f"{told}, not {text if text.lstrip('-').isdecimal() else repr(text)}")
        return number

    return read


def _one_of(option: str, words: Sequence[str]) -> Callable[[str], str]:
    """What reads the word of an option that takes one of few."""

    def read(text: str) -> str:
        if text not in words:
            told = f"{', '.join(words[:-1])} or {words[-1]}"
            raise WrongUse(f"{option} is {told}, not {text!r}")
        return text

    return read


def mistyped(word: str) -> str:
    """What is wrong with a word that is no path, and nearly a command; else ""."""
    if word in COMMANDS or not word.isalpha() or os.path.lexists(word):
        return ""
    hint = f" (did you mean {_ELSEWHERE[word]}?)" if word in _ELSEWHERE else nearest(word, COMMANDS)
    return f"there is no command and no file {word!r}{hint}" if hint else ""


def parse(parser: argparse.ArgumentParser, argv: Sequence[str]) -> argparse.Namespace:
    try:
        parsed, extra = parser.parse_known_intermixed_args(argv)
    except argparse.ArgumentError as error:
        raise WrongUse(_wrong_value(parser, error.argument_name or "")) from None
    if extra:
        word = extra[0].partition("=")[0]
        if word in _ELSEWHERE:
            raise WrongUse(f"there is no option {word!r} (did you mean {_ELSEWHERE[word]}?)")
        shown = (action for action in parser._actions if action.help != argparse.SUPPRESS)
        options = [option for action in shown for option in action.option_strings]
        begun = [option for option in options if len(word) > 3 and option.startswith(word)]
        raise WrongUse(unknown("option", word, begun or options))
    return parsed


def _wrong_value(parser: argparse.ArgumentParser, name: str) -> str:
    """What is wrong with an option, by its names as argparse joins them, that has a value too much or none."""
    action = next(each for each in parser._actions if "/".join(each.option_strings) == name)
    names = " or ".join(action.option_strings)
    if action.nargs == 0:
        return f"{names} takes no value"
    return f"{names} needs a value: {', '.join(action.choices) if action.choices else action.metavar}"


def options_of(parsed: argparse.Namespace, words: list[str], rules: tuple[Rule, ...]) -> Options:
    """The options of a run. Raises WrongUse for words that mean nothing."""
    outputs = outputs_of(parsed, words)
    if parsed.diff and [output.format for output in outputs] != ["text"]:
        raise WrongUse("--diff is for people: the fixes of --output-format json hold the edits")
    if parsed.statistics and (parsed.diff or not {"text", "json"} & {output.format for output in outputs}):
        raise WrongUse("--statistics goes with the output formats text and json, and without --diff")
    if parsed.since == "":
        raise WrongUse("--since is empty: it needs a revision, such as origin/main, or auto")
    if parsed.baseline and parsed.no_baseline:
        raise WrongUse("--baseline names a baseline, --no-baseline asks for none")
    _check_pins(parsed, words)
    if parsed.add_ignores is not None:
        if not is_reason(parsed.add_ignores):
            raise WrongUse('--add-ignores needs a reason of one line, without ` # `: --add-ignores "to be sorted out"')
        if parsed.fix or parsed.no_ignores:
            raise WrongUse("--add-ignores goes without --fix, which comes before it, and without --no-ignores")
    return Options(
        tuple(words) or (".",),
        parsed.fix,
        parsed.unsafe_fixes,
        parsed.diff,
        asked_of(parsed, rules),
        outputs,
        parsed.quiet,
        parsed.verbose,
        parsed.stdin_filename,
        parsed.since or "",
        parsed.baseline,
        parsed.no_baseline,
        parsed.prune,
        parsed.no_ignores,
        parsed.add_ignores or "",
        parsed.statistics,
        parsed.exit_zero,
        parsed.max_warnings,
        parsed.pin_from or "",
        parsed.pin_level or MINOR,
        parsed.jobs or 0,
    )


def _check_pins(parsed: argparse.Namespace, words: list[str]) -> None:
    if parsed.pin_from == "":
        raise WrongUse("--pin-from is empty: it needs a lock, an environment, what conda lists or exports, or auto")
    if parsed.pin_level and not parsed.pin_from:
        raise WrongUse("--pin-level goes with --pin-from, which says where the versions are")
    if parsed.pin_from == "-" and "-" in words:
        raise WrongUse("standard input cannot be linted and pinned from at once: write one of them to a file")
    if parsed.pin_from and parsed.add_ignores is not None:
        raise WrongUse("--add-ignores goes without --pin-from, which comes before it")


def outputs_of(parsed: argparse.Namespace, words: Iterable[str] = ()) -> tuple[Output, ...]:
    """The formats that are asked for and where each goes; `words` are the paths to lint. Raises WrongUse."""
    outputs = [_output(word) for word in parsed.output_format or ("text",)]
    bare = [output.format for output in outputs if not output.file]
    if len(bare) > 1:
        raise WrongUse(f"{bare[0]} and {bare[1]} cannot both go to standard output: --output-format {bare[1]}=FILE")
    if parsed.output_file is not None:
        if not bare or not parsed.output_file:
            raise WrongUse("--output-file names a file, for a format that has none of its own")
        named = "" if parsed.output_file == "-" else parsed.output_file
        outputs = [output if output.file else output._replace(file=named) for output in outputs]
    taken = {os.path.abspath(word): f"{word} is a file to lint, not for output" for word in words}
    for output in outputs:
        path = os.path.abspath(output.file) if output.file else ""
        if path in taken:
            raise WrongUse(taken[path])
        if path:
            taken[path] = f"two formats cannot both go to {output.file}"
    return tuple(outputs)


def plain_format(parsed: argparse.Namespace, command: str, known: Sequence[str] = ("text", "json")) -> str:
    """The one format of a command that knows few, and writes no files. Raises WrongUse."""
    outputs = outputs_of(parsed)
    if outputs not in tuple((Output(each),) for each in known):
        raise WrongUse(f"{command} knows the output formats {', '.join(known[:-1])} and {known[-1]}, and no files")
    return outputs[0].format


def _output(word: str) -> Output:
    """`sarif` or `sarif=out.sarif`; the file `-` is standard output."""
    name, behind, file = word.partition("=")
    if name not in FORMATS:
        raise WrongUse(unknown("output format", name, FORMATS))
    if behind and not file:
        raise WrongUse(f"--output-format {word} needs a file behind the =")
    return Output(name, "" if file == "-" else file)


def asked_of(parsed: argparse.Namespace, rules: tuple[Rule, ...]) -> Asked:
    """What the command line says of the configuration. Raises WrongUse for words that mean nothing."""
    select, extend_select, ignore = map(_words, (parsed.select, parsed.extend_select, parsed.ignore))
    targets = _words(parsed.target)
    for option in ("select", "extend_select", "ignore"):
        if not all(_words([each]) for each in getattr(parsed, option)):
            raise WrongUse(f"--{option.replace('_', '-')} is empty: it needs rules, groups or presets")
    if not all(_words([each]) for each in parsed.target):
        raise WrongUse(f"--target is empty: it needs clients: {', '.join(TARGETS)}")
    try:
        select_rules(rules, (*select, *extend_select), ignore)
    except UnknownSelector as error:
        raise WrongUse(unknown("rule", error.word, error.known)) from None
    for target in targets:
        if target not in TARGETS:
            raise WrongUse(unknown("target", target, TARGETS))
    if parsed.config == "":
        raise WrongUse("--config is empty: it needs a file, and --isolated reads none")
    if parsed.config and parsed.isolated:
        raise WrongUse("--config names a configuration, --isolated asks for none")
    return Asked(select, extend_select, ignore, targets, parsed.config or "", parsed.isolated, tuple(parsed.set))


def _words(lists: Iterable[str]) -> tuple[Any, ...]:
    """The words of repeated comma lists: texts, whose meaning is looked at next."""
    return tuple(word.strip() for each in lists for word in each.split(",") if word.strip())
