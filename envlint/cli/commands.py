"""The commands beside `check`: what each prints, and its exit code."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import TextIO

from envlint.cli.arguments import WrongUse, asked_of, options_of, plain_format
from envlint.config import unknown
from envlint.discover import STDIN
from envlint.registry import selectors
from envlint.reporters.shown import shown
from envlint.rule import Rule
from envlint.run import CLEAN, FINDINGS, Streams, record


def run(
    command: str,
    parsed: argparse.Namespace,
    words: list[str],
    rules: tuple[Rule, ...],
    streams: Streams,
    faults: Iterable[str],
) -> int:
    """Run one of COMMANDS, but `check`. `faults` were met before, and said. Raises WrongUse, and ConfigError
    for what the command line names."""
    if command in ("rules", "explain") and (parsed.output_format or parsed.output_file):
        raise WrongUse(f"{command} knows no output formats: into a pipe or a file it goes as plain text")
    if command == "rules":
        return _rules(words, parsed.markdown, rules, streams)
    if command == "completion":
        return _completion(words, streams.out)
    if command == "explain":
        return _explain(words, rules, streams)
    if command == "config":
        return _config(parsed, words, rules, streams)
    if command == "diff":
        from envlint.cli import diff

        return diff.run(parsed, words, rules, streams)
    if command == "spec":
        return _spec(words, plain_format(parsed, command), streams.out)
    return _baseline(parsed, words, rules, streams, faults)


def _explain(names: list[str], rules: tuple[Rule, ...], streams: Streams) -> int:
    from envlint.docs import render_rule

    if not names:
        raise WrongUse("explain needs the name of a rule: envlint rules lists them")
    named = {rule.name: rule for rule in rules}
    for name in names:
        if name not in named:
            raise WrongUse(_no_rule(name, rules))
    page = "\n".join(render_rule(named[name]) for name in names)
    if _is_read_here(streams):
        from envlint.cli.terminal import print_markdown

        print_markdown(page, streams)
    else:
        print(page, end="", file=streams.out)
    return CLEAN


def _no_rule(word: str, rules: tuple[Rule, ...]) -> str:
    """What is wrong with a word that names no rule: a group's tells which rules it has."""
    held = [rule.name for rule in rules if word in (rule.group, *rule.name.split("/")[:-1])]
    if held:
        return f"{word!r} is a group: explain a rule of it, such as {', '.join(held)}"
    if word in selectors(rules):
        return f"{word!r} is a preset: envlint rules says which rules are in it"
    return unknown("rule", word, [rule.name for rule in rules])


def _completion(shells: list[str], out: TextIO) -> int:
    try:
        from envlint.cli.completion import SHELLS, script
    except ImportError:
        raise WrongUse("completion needs argcomplete: pip install 'conda-envlint[completion]'") from None
    if len(shells) != 1:
        raise WrongUse(f"completion needs the name of a shell: {', '.join(SHELLS)}")
    if shells[0] not in SHELLS:
        raise WrongUse(unknown("shell", shells[0], SHELLS))
    print(script(shells[0]), end="", file=out)
    return CLEAN


def _spec(texts: list[str], output_format: str, out: TextIO) -> int:
    from envlint.spec_table import Reading, as_json, text

    if not texts:
        raise WrongUse('spec needs a package spec, in quotes: envlint spec "numpy >=1.26,<2"')
    readings = [Reading(each) for each in texts]
    print((as_json if output_format == "json" else text)(readings), end="", file=out)
    return CLEAN if all(each.is_clean for each in readings) else FINDINGS


def _config(parsed: argparse.Namespace, words: list[str], rules: tuple[Rule, ...], streams: Streams) -> int:
    from envlint.config import schema, view
    from envlint.scope import Scope

    if parsed.schema:
        print(schema.as_json(rules), end="", file=streams.out)
        return CLEAN
    if len(words) > 1:
        raise WrongUse("config takes one path")
    output_format = plain_format(parsed, "config")
    asked = asked_of(parsed, rules)
    path = words[0] if words else "."
    holding = Scope(rules, asked).holding(path)
    if path != STDIN and not os.path.lexists(path):
        print(f"envlint: {shown(path)}: no such file: this is what would hold for it", file=streams.err)
    print((view.as_json if output_format == "json" else view.text)(holding), end="", file=streams.out)
    return CLEAN


def _baseline(
    parsed: argparse.Namespace, words: list[str], rules: tuple[Rule, ...], streams: Streams, faults: Iterable[str]
) -> int:
    options = options_of(parsed, words, rules)
    if options.fix or options.diff or options.pin_from:
        raise WrongUse("baseline writes down what is found and mends nothing: --fix comes before it")
    if options.no_ignores or options.add_ignores:
        raise WrongUse("baseline goes without --no-ignores and --add-ignores: what is ignored is not in it")
    if options.since or options.no_baseline:
        raise WrongUse("baseline looks at whole files: --since and --no-baseline are for lint runs")
    if parsed.output_format or options.statistics:
        raise WrongUse("baseline writes its file alone: --output-format and --statistics are for lint runs")
    if STDIN in options.paths:
        raise WrongUse("baseline looks at files, not at standard input")
    return record(options, streams, rules, faults)


def _rules(words: list[str], markdown: bool, rules: tuple[Rule, ...], streams: Streams) -> int:
    from envlint.docs import render, rows, table

    if words:
        raise WrongUse(f"rules takes no names: envlint explain {words[0]}, or envlint ./rules for a folder")
    if _is_read_here(streams) and not markdown:
        from envlint.cli.terminal import print_rules

        print_rules(rows(rules), streams)
    else:
        print(render(rules) if markdown else table(rules), end="", file=streams.out)
    return CLEAN


def _is_read_here(streams: Streams) -> bool:
    """Whether people read standard output in a terminal, or asked for colours all the same."""
    return streams.color or streams.out.isatty()
