"""Globs of the configuration that say which files belong together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import filter as matching
from glob import has_magic

from envlint.disk import names_in

__all__ = ["has_magic", "paths_of"]


def paths_of(pattern: str, folder: str) -> list[str]:
    """The paths below a folder that a glob finds, from there, sorted. As Python's `glob`, but `**` follows no links:
    with two that lead upwards it would look at 2^40 folders."""
    first, *rest = pattern.split("/")
    return sorted(set(_found(folder, "", [first or "/", *filter(None, rest)]))) if pattern else []


def _found(folder: str, path: str, parts: list[str]) -> Iterator[str]:
    """What some parts of a glob find below `path`, which is below the folder."""
    first, *rest = parts
    for each in _below(folder, path) if first == "**" else _of_name(folder, path, first):
        if rest:
            yield from _found(folder, each, rest)
        elif each:
            yield each
        if first == "**" and not rest:
            yield from (os.path.join(each, name) for name in _names(folder, each, first))


def _below(folder: str, path: str) -> Iterator[str]:
    """`path` and all folders below it."""
    yield path
    for name in _names(folder, path, "*"):
        inner = os.path.join(path, name)
        place = os.path.join(folder, inner)
        if os.path.isdir(place) and not os.path.islink(place):
            yield from _below(folder, inner)


def _of_name(folder: str, path: str, name: str) -> Iterator[str]:
    names = matching(_names(folder, path, name), name) if has_magic(name) else [name]
    places = (os.path.join(path, each) for each in names)
    return (each for each in places if os.path.lexists(os.path.join(folder, each)))


def _names(folder: str, path: str, pattern: str) -> list[str]:
    """The names in a folder; hidden ones only for a pattern that begins with a dot."""
    names = names_in(os.path.join(folder, path) or os.curdir)
    return [name for name in names if pattern.startswith(".") or not name.startswith(".")]
