"""`envlint diff`: what differs between two environments, or in all that have changed since a revision."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from envlint.cli.arguments import WrongUse, asked_of, plain_format
from envlint.compare import Changes, compare
from envlint.compare.readable import NotCompared
from envlint.discover import STDIN, Stdin
from envlint.environment import Environment
from envlint.gate.since import Since
from envlint.git import GitError
from envlint.reporters.changes import FORMATS, reporter
from envlint.reporters.shown import shown
from envlint.revisions import changed_environments, environment
from envlint.rule import Rule
from envlint.run import CLEAN, FAULT, FINDINGS, Streams
from envlint.scope import Scope


def run(parsed: argparse.Namespace, words: list[str], rules: tuple[Rule, ...], streams: Streams) -> int:
    """Compare, report, and give the exit code: with --exit-code FINDINGS where something differs. Raises WrongUse."""
    _check(parsed, words)
    write = reporter(plain_format(parsed, "diff", FORMATS))
    scope = Scope(rules, asked_of(parsed, rules))
    faults: list[str] = []

    def fail(message: str) -> None:
        print(f"envlint: error: {shown(message)}", file=streams.err)
        faults.append(message)

    if parsed.since is None:
        found = list(_of_two(words, Stdin(_read(streams, words), parsed.stdin_filename), scope, fail))
    else:
        found = list(_since(parsed.since, words or ["."], scope, fail))
    if found or not faults:
        write(found, streams.out, streams.color)
    differ = any(changes.items or not (changes.old and changes.new) for changes in found)
    return FAULT if faults else FINDINGS if differ and parsed.exit_code else CLEAN


def _check(parsed: argparse.Namespace, words: list[str]) -> None:
    if parsed.fix or parsed.diff or parsed.add_ignores is not None:
        raise WrongUse("diff compares environments and mends nothing: to see fixes, envlint --diff")
    if parsed.since == "":
        raise WrongUse("--since is empty: it needs a revision, such as origin/main, or auto")
    if parsed.since is None and len(words) != 2:
        raise WrongUse("diff needs two files, envlint diff main:environment.yml environment.yml, or --since REV")
    if words.count(STDIN) > 1 or (parsed.since is not None and STDIN in words):
        raise WrongUse("diff takes standard input for one of two files")


def _of_two(words: list[str], stdin: Stdin, scope: Scope, fail: Callable[[str], None]) -> Iterator[Changes]:
    """The changes from one file to the other, if both can be read."""
    found: list[Environment] = []
    for word in words:
        try:
            found.append(environment(word, stdin, scope.max_bytes))
        except NotCompared as error:
            fail(str(error))
    if len(found) == 2:
        yield compare(*found)


def _since(revision: str, paths: list[str], scope: Scope, fail: Callable[[str], None]) -> Iterator[Changes]:
    """The changes of each file since a revision."""
    since = Since(revision)
    try:
        for path in paths:
            since.check(path)
        for pair in changed_environments(since, paths, scope, fail):
            yield compare(*pair)
    except GitError as error:
        fail(str(error))


def _read(streams: Streams, words: list[str]) -> bytes | None:
    try:
        return streams.stdin.read() if streams.stdin and STDIN in words else None
    except (OSError, ValueError):
        return None
