"""The files that `envlint diff` compares: from the disk, from standard input, or as a git revision has them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from envlint.compare.readable import NotCompared, environment_of
from envlint.discover import STDIN, Excludes, Found, Limit, Stdin, Unreadable, discover, is_passed_over, meant
from envlint.document import parse
from envlint.environment import Environment
from envlint.gate.since import Since
from envlint.git import GitError, git
from envlint.patterns import lazy
from envlint.recognise import is_environment, is_named_environment
from envlint.scope import Scope
from envlint.source import YAML_SUFFIXES, Source

_DRIVE = lazy(r"[A-Za-z]:[\\/]")

Pair = tuple[Environment | None, Environment | None]


def environment(word: str, stdin: Stdin, limit: Limit) -> Environment:
    """The environment that a word of the command line stands for: a file, `-`, or `REV:path` where no file
    is called so. Raises NotCompared."""
    return environment_of(_source(word, stdin, limit))


def changed_environments(
    since: Since, paths: Iterable[str], scope: Scope, fail: Callable[[str], None]
) -> Iterator[Pair]:
    """Each environment file below `paths` as it was and as it is, None where it was or is not there. What
    cannot be compared is told to `fail`. Raises GitError."""
    for path in _changed(since, paths, scope.excludes, fail):
        try:
            pair = _recognised(since.before(path, scope.max_bytes(path))), _recognised(_now(path, scope.max_bytes))
        except NotCompared as error:
            fail(str(error))
            continue
        if pair != (None, None):
            yield pair


def _source(word: str, stdin: Stdin, limit: Limit) -> Source:
    if word == STDIN:
        if stdin.data is None:
            raise NotCompared(f"{stdin.name}: standard input is closed")
        return Source.decode(stdin.name, stdin.data, limit(stdin.name))
    if os.path.isdir(word):
        raise NotCompared(f"{word}: is a folder, and diff compares files: --since REV compares all below a folder")
    if not os.path.lexists(word) and ":" in word and not _DRIVE.match(word):
        return _at_revision(word, limit)
    return _read(word, limit)


def _at_revision(word: str, limit: Limit) -> Source:
    """A file as a revision has it; without a revision before the colon, as it is staged."""
    revision, _, path = word.partition(":")
    if not path:
        raise NotCompared(f"{word}: no such file, and as REV:path it names no path")
    try:
        if revision:
            git(".", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError as error:
        told = str(error) if "ended with" not in str(error) else f"there is no revision {revision} here"
        raise NotCompared(f"{word}: no such file, and as REV:path: {told}") from None
    try:
        return Source.decode(word, git(".", "cat-file", "blob", f"{revision}:{path}"), limit(path))
    except GitError:
        where = f"revision {revision} has" if revision else "what is staged has"
        hint = meant(path, lambda folder: _names_then(revision, folder))
        raise NotCompared(
            f"{word}: {where} no file {path}{hint}: paths begin at the root of the repository, or at ./"
        ) from None


def _names_then(revision: str, folder: str) -> list[str]:
    """The names in a folder of a revision, none of what is staged."""
    try:
        tree = git(".", "ls-tree", "-z", "--name-only", f"{revision}:{'' if folder == os.curdir else folder}")
    except GitError:
        return []
    return [os.fsdecode(name) for name in tree.split(b"\0") if name]


def _read(path: str, limit: Limit) -> Source:
    found = next(iter(discover([path], lambda path: False, Stdin(), limit=limit)))
    if isinstance(found, Found):
        return found.source
    if isinstance(found, Unreadable):
        raise NotCompared(f"{path}: {found.reason}")
    raise NotCompared(f"{path}: is no environment file: {found.reason}")


def _changed(since: Since, paths: Iterable[str], excludes: Excludes, fail: Callable[[str], None]) -> list[str]:
    """The changed files that may be environment files, each once, those that are gone too."""
    found: dict[str, None] = {}
    for path in paths:
        below = since.below(path)
        if not below and not os.path.lexists(path):
            fail(f"{path}: no such file, now or then")
        named = below == [path]
        for file in below:
            place = os.path.relpath(file, path).replace(os.sep, "/")
            may_be = file.endswith(YAML_SUFFIXES) and not is_passed_over(place)
            if (named or may_be) and not excludes(file):
                found[file] = None
    return list(found)


def _now(path: str, limit: Limit) -> Source | None:
    """A file as it is, None where it is not there or cannot be an environment file."""
    if not os.path.lexists(path) or os.path.isdir(path):
        return None
    found = next(iter(discover([path], lambda path: False, Stdin(), limit=limit)))
    if isinstance(found, Unreadable):
        raise NotCompared(f"{path}: {found.reason}")
    return found.source if isinstance(found, Found) else None


def _recognised(source: Source | None) -> Environment | None:
    """The environment in a file, None where it is another kind of file."""
    if source is None:
        return None
    document = parse(source)
    if not (is_environment(document) or is_named_environment(source.path)):
        return None
    return environment_of(source)
