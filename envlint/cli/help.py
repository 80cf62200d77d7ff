"""What --help says: the page of all commands, and a command's own."""

from __future__ import annotations

import argparse
import copy
from collections.abc import Iterable, Iterator

from envlint.values import NamedTuple

_EXAMPLES = """examples:
  envlint                                 lint what is below the current folder
  envlint environment.yml                 lint one file
  envlint --fix                           and mend what is safe to mend
  envlint --diff --unsafe-fixes envs/     show all that could be mended, write nothing
  envlint --fix --pin-from auto           pin to the versions of the file's lock or environment
  envlint baseline                        write down what is found today; later runs say only what is new
  envlint --since origin/main             only changed files, and what was not wrong there before
  envlint --select pins --ignore loose-pin
  envlint --set rules.loose-pin.level=minor
  envlint config environment.yml          what is configured for a file, and where
  envlint diff main:a.yml a.yml           what changes in the environment, whatever the text
  envlint explain duplicate-channel       what a rule finds, why, and how to mend it
  envlint spec "numpy >=1.26 , <2"        how conda, mamba and pixi read a package spec
  cat a.yml | envlint - --stdin-filename a.yml

A folder that is called like a command: envlint check rules, or envlint ./rules
Exit code: 0 clean, 1 something was found, 2 wrong use or a fault of envlint's own
"""


class _Page(NamedTuple):
    """What a command does, the options that bear on it, and which of the output formats it knows."""

    does: str
    options: tuple[str, ...] = ()
    formats: str = ""


_CONFIGURED = ("--select", "--extend-select", "--ignore", "--target", "--config", "--isolated", "--set")
_PAGES = {
    "baseline": _Page(
        "Write down what is found today, in .envlint-baseline.json; later runs say only what is new.",
        (*_CONFIGURED, "--baseline", "--prune", "--verbose"),
    ),
    "completion": _Page("Print what a shell runs to complete envlint's words and options."),
    "config": _Page("Show what is configured for a file, and where.", _CONFIGURED, "text, json"),
    "diff": _Page(
        "Say what differs between two environments, or in all that changed with --since.",
        ("--since", "--stdin-filename", "--config", "--isolated", "--set", "--exit-code", "--color"),
        "text, json, markdown",
    ),
    "explain": _Page("Say what a rule finds, why, and how to mend it.", ("--color",)),
    "rules": _Page("List the rules: their groups, severities, presets and fixes.", ("--color",)),
    "spec": _Page("Say how conda, mamba and pixi read a package spec, and what to write.", (), "text, json"),
}


def page(parser: argparse.ArgumentParser, words: list[str]) -> str:
    """The help for a command line: of the command that its first word names, else of all."""
    command = words[0] if words else ""
    if command not in _PAGES:
        parser.epilog = _EXAMPLES
        return parser.format_help().rstrip()
    told = _PAGES[command]
    usage = next(line.strip() for line in (parser.usage or "").splitlines() if line.split()[1] == command)
    formatter = parser.formatter_class(prog=parser.prog)
    formatter.add_usage(usage, (), ())
    formatter.add_text(told.does)
    for group in parser._action_groups:
        formatter.start_section(group.title)
        formatter.add_arguments(_bearing_on(told, group._group_actions))
        formatter.end_section()
    return formatter.format_help().rstrip()


def _bearing_on(told: _Page, actions: Iterable[argparse.Action]) -> Iterator[argparse.Action]:
    for action in actions:
        if action.dest == "output_format" and told.formats:
            known = copy.copy(action)
            known.metavar, known.help = "FORMAT", told.formats
            yield known
        elif {*told.options, "--help"} & {*action.option_strings}:
            yield action
