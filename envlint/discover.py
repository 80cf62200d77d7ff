"""Paths → files to lint: names, folders, standard input; what is left out, and why."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from envlint.config import FILE_NAMES
from envlint.disk import NotPlain, open_plain
from envlint.git import GitError, git, repository
from envlint.recognise import is_named_condarc, is_named_environment, is_template_path, may_be_environment
from envlint.source import MAX_BYTES, MIB, YAML_SUFFIXES, Source
from envlint.values import NamedTuple

STDIN = "-"

# Why a file is passed over that was read, and is not of a kind that is linted.
NOT_OURS = "no line begins the key dependencies or channels"

# Other people's code. Folders with a dot are left out too, but for the one that Binder reads.
_VENDORED = frozenset("node_modules site-packages vendor vendored _vendor third_party third-party".split())
_SHOWN_HIDDEN = ".binder"
# What holds one of these is an installed environment.
_INSTALLED = ("conda-meta", "pyvenv.cfg")


class Found(NamedTuple):
    """A file to lint, read; it may be fixed unless it was only included by another one."""

    path: str
    source: Source
    is_stdin: bool = False
    may_fix: bool = True


class PassedOver(NamedTuple):
    """A path that is not linted, and why. No fault."""

    path: str
    reason: str


class Unreadable(NamedTuple):
    """A path that was asked for and cannot be linted, and why."""

    path: str
    reason: str


Outcome = Found | PassedOver | Unreadable
Excludes = Callable[[str], bool]
Unwanted = Callable[[str], str]
Limit = Callable[[str], int]


class More(NamedTuple):
    """The files that the configuration adds to those called like YAML or condarc: whether a path is one, and
    whether a folder may hold one."""

    includes: Callable[[str], bool] = lambda path: False
    may_include: Callable[[str], bool] = lambda folder: False


NO_MORE = More()


class Stdin(NamedTuple):
    """What standard input held, None where it is closed, and the name that it goes by."""

    data: bytes | None = None
    name: str = "<stdin>"


def discover(
    paths: Iterable[str],
    excluded: Excludes,
    stdin: Stdin,
    unwanted: Unwanted = lambda path: "",
    more: More = NO_MORE,
    limit: Limit = lambda path: MAX_BYTES,
) -> Iterator[Outcome]:
    """Each path in the order given, a folder's files sorted, each file once. `excluded` says which
    paths the configuration leaves out, `unwanted` why a file that is there is left out, else "";
    `more` are files that folders give beside *.yml and *.yaml; of more bytes than `limit` a file is not read."""
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            yield _read_stdin(stdin, excluded, limit)
        elif os.path.isdir(path):
            for found in _walk(path, excluded, more):
                if isinstance(found, PassedOver):
                    yield found
                elif _is_new(found, seen):
                    yield _walked(_read(found, excluded, unwanted, limit))
        elif _is_new(path, seen):
            yield _read(_tidy(path), excluded, unwanted, limit)


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a relative path, or a folder above it, matches one of some globs. `*` and `?` stay
    within a name, `**` crosses folders; a glob without a slash names a file or folder anywhere."""
    globs = "|".join(map(_glob, patterns))
    if not globs:
        return lambda path: False
    compiled = re.compile(globs, re.DOTALL)
    return lambda path: compiled.fullmatch(path) is not None


def _is_new(path: str, seen: set[str]) -> bool:
    """Whether a path comes for the first time; from now on it does not."""
    path = os.path.abspath(path)
    new = path not in seen
    seen.add(path)
    return new


def _walked(outcome: Outcome) -> Outcome:
    """In a folder nobody asked for pipes and dead links, unless they stand where conda looks."""
    if isinstance(outcome, Unreadable) and not os.path.isfile(outcome.path) and not is_named_environment(outcome.path):
        return PassedOver(*outcome)
    return outcome


def _read(path: str, excluded: Excludes, unwanted: Unwanted, limit: Limit) -> Outcome:
    if reason := _left_out_by_name(path, excluded):
        return PassedOver(path, reason)
    try:
        with open_plain(path) as file:
            if reason := unwanted(path):
                return PassedOver(path, reason)
            data, most = _some(file, path, limit)
    except NotPlain as error:
        return Unreadable(path, error.reason)
    except FileNotFoundError:
        if os.path.islink(path):
            return Unreadable(path, f"is a link to {os.readlink(path)}, which is not there")
        return Unreadable(path, f"no such file{meant(path, os.listdir)}")
    except (OSError, ValueError) as error:
        return Unreadable(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    return _by_content(path, data, most)


def meant(path: str, names_in: Callable[[str], Iterable[str]]) -> str:
    """` (did you mean environment.yml?)` where a file of nearly that name is in the folder, else ""."""
    from envlint.spelling import distance, is_misspelt

    folder, name = os.path.split(path)
    try:
        near = [each for each in sorted(names_in(folder or os.curdir)) if name and is_misspelt(name, each)]
    except (OSError, ValueError):
        return ""
    best = min(near, key=lambda each: distance(name, each), default="")
    return f" (did you mean {path.removesuffix(name)}{best}?)" if best else ""


def _some(file: BinaryIO, path: str, limit: Limit) -> tuple[bytes, int]:
    """What a file holds, up to one byte more than it may have, and how many that are. Few files are so large that
    anyone need be asked."""
    data = file.read(MIB + 1)
    if len(data) <= MIB:
        return data, MIB
    most = limit(path)
    return data + file.read(max(0, most + 1 - len(data))), most


def _read_stdin(stdin: Stdin, excluded: Excludes, limit: Limit) -> Outcome:
    if reason := _left_out_by_name(stdin.name, excluded):
        return PassedOver(stdin.name, reason)
    if stdin.data is None:
        return Unreadable(stdin.name, "standard input is closed")
    outcome = _by_content(stdin.name, stdin.data, limit(stdin.name))
    return outcome._replace(is_stdin=True) if isinstance(outcome, Found) else outcome


def _left_out_by_name(path: str, excluded: Excludes) -> str:
    if is_template_path(path):
        return "a template, by its name"
    return "excluded by the configuration" if excluded(path) else ""


def _by_content(path: str, data: bytes, most: int) -> Outcome:
    source = Source.decode(path, data, most)
    if is_named_environment(path) or is_named_condarc(path) or may_be_environment(source.text):
        return Found(path, source)
    return PassedOver(path, NOT_OURS)


def _walk(folder: str, excluded: Excludes, more: More) -> Iterator[str | PassedOver]:
    """The files to look at below a folder, sorted by folder and name."""
    names = _listed_by_git(folder, more)
    if names is None:
        yield from _walk_plainly(folder, excluded, more)
        return
    for name in sorted(names, key=lambda name: name.split("/")):
        path = _tidy(os.path.join(folder, name))
        if is_passed_over(name):
            yield PassedOver(path, "in a hidden or vendored folder")
        elif os.path.isdir(path) or not os.path.lexists(path):
            continue  # another repository with such a name; deleted, and git does not know yet
        else:
            yield path


def _walk_plainly(folder: str, excluded: Excludes, more: More) -> Iterator[str | PassedOver]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield PassedOver(_tidy(folder), f"cannot be read: {error.strerror}")
        return
    for entry in entries:
        path = _tidy(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if reason := _reason_to_skip(entry.name, path, excluded):
                yield PassedOver(path, reason)
            elif os.path.lexists(os.path.join(path, ".git")):
                yield from _walk(path, excluded, more)
            else:
                yield from _walk_plainly(path, excluded, more)
        elif (_is_called_ours(entry.name) or more.includes(path)) and not os.path.isdir(path):
            yield path


def _reason_to_skip(name: str, path: str, excluded: Excludes) -> str:
    if _is_left_out(name):
        return "a hidden or vendored folder"
    if any(os.path.lexists(os.path.join(path, mark)) for mark in _INSTALLED):
        return "an installed environment"
    return "excluded by the configuration" if excluded(path) else ""


def _is_called_ours(name: str) -> bool:
    return name.endswith(YAML_SUFFIXES) or is_named_condarc(name)


def _is_left_out(name: str) -> bool:
    return name in _VENDORED or (name.startswith(".") and name != _SHOWN_HIDDEN)


def is_passed_over(path: str) -> bool:
    """Whether a file, by its path from a folder that is linted, lies in a hidden or vendored one."""
    return any(map(_is_left_out, path.split("/")[:-1]))


def _listed_by_git(folder: str, more: More) -> set[str] | None:
    """The files to look at that git tracks or would add below a folder; None outside a repository, where
    the folder itself is ignored, and where git does not run."""
    root = repository(folder)
    if root is None:
        return None
    if root != os.path.abspath(folder) and _git(folder, "check-ignore", "-q", ".") is not None:
        return None
    names = _ls_files(folder, "*.yml", "*.yaml", "*condarc", *(f"*{name}" for name in FILE_NAMES))
    if names is None:
        return None
    found = {name for name in names if _is_called_ours(name)}
    # All files are listed, and each is asked about, only where a configuration here has more.
    configured = {os.path.dirname(os.path.join(folder, name)) for name in names - found}
    if any(map(more.may_include, {folder, *configured})):
        found |= {name for name in _ls_files(folder) or () if more.includes(os.path.join(folder, name))}
    return found


def _ls_files(folder: str, *patterns: str) -> set[str] | None:
    listing = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns)
    return None if listing is None else {os.fsdecode(name) for name in listing.split(b"\0") if name}


def _git(folder: str, *arguments: str) -> bytes | None:
    """What git says in a folder; None where it fails or is not there."""
    try:
        return git(folder, *arguments)
    except GitError:
        return None


def _tidy(path: str) -> str:
    """A path without `./` at its head, with forward slashes: how it is shown and opened."""
    path = path.replace(os.sep, "/")
    while path.startswith("./") and len(path) > 2:
        path = path[2:].lstrip("/")
    return path


def _glob(pattern: str) -> str:
    """A glob as a regular expression that matches a whole path, or a folder at its head."""
    body = pattern.strip("/").removeprefix("./")
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    parts = []
    for part in re.split(r"(\*\*/?|\*|\?)", body):
        parts.append(_GLOBS.get(part) or re.escape(part))
    return f"{anywhere}{''.join(parts)}(?:/.*)?"


_GLOBS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
