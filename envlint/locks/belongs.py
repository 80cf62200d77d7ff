"""Which lock belongs to which environment file, by names and by what the locks say themselves.

A conda-lock.yml belongs to its `metadata.sources`; an explicit list to the file of its stem, else to the only
environment file of its folder; a pixi.lock to the pixi manifest beside it, and without one to `environment.yml`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, TypeVar

from envlint.locks.model import LockError, loose_name
from envlint.locks.names import maybe_locks, stem_of
from envlint.locks.read import is_explicit, read
from envlint.patterns import lazy
from envlint.source import YAML_SUFFIXES, Source
from envlint.values import NamedTuple

_DEPENDENCIES = lazy(r"(?:^|[\r\n])dependencies[ \t]*:")
_PIXI_TABLE = b"tool.pixi"
_DEFAULT = "environment"

T = TypeVar("T")


class Folder(Protocol):
    """The files around an environment file: a rule's `ctx.project`."""

    def read(self, path: str) -> bytes | None: ...

    def neighbours(self) -> tuple[str, ...]: ...

    def locks(self) -> tuple[str, ...] | None: ...

    def once(self, what: str, make: Callable[[], T]) -> T: ...


def locks_of(
    path: str, folder: Folder, packages: frozenset[str] = frozenset(), asked: Callable[[], frozenset[str]] = frozenset
) -> tuple[str, ...]:
    """The locks of an environment file, by their paths from its folder: those that the configuration names, else
    those that lie beside it and are its own. `packages` are what the file asks of conda, by name: a list that is not
    called after the file and holds fewer than half of them is another environment's. Such a list is read;
    `asked` gives what it will be read for once more, if it is the file's, in names as `loose_name` writes them."""
    configured = folder.locks()
    if configured is not None:
        return configured
    own = re.split(r"[/\\]", path)[-1]
    names = folder.neighbours()
    locks = [each for each in maybe_locks(names) if each != own]
    if not locks:
        return ()
    owners = folder.once("owners of locks", lambda: _owners(names, folder))
    mine = owners.by_file.get(own, set()) | owners.by_stem.get(_stem(own), set())
    return tuple(
        each
        for each in locks
        if each in mine
        or (
            each in owners.lists
            and _is_only_environment(own, each, names, folder)
            and _holds_half(each, packages, asked, folder)
        )
    )


def sources_of(lock: str, data: bytes) -> tuple[str, ...]:
    """The files that a conda-lock.yml names as its sources, by their paths from its folder."""
    if not lock.endswith(YAML_SUFFIXES):
        return ()
    return (_sources if len(data) > _SMALL else _sources_of_small)(lock, data)


def _sources(lock: str, data: bytes) -> tuple[str, ...]:
    from envlint.locks import conda_lock

    text = Source.decode(lock, data).text
    found = conda_lock.sources(lock, text) if "sources" in text else ()
    return tuple(posixpath.normpath(each.replace("\\", "/")) for each in found)


# Each file of a folder asks this of each lock there.
_sources_of_small = lru_cache(64)(_sources)
_SMALL = 64 * 1024


class _Owners(NamedTuple):
    """Which locks of a folder are of which files: of those that they name, or of those of a stem. `lists` are explicit
    lists, which may be of the only environment file there is."""

    by_file: dict[str, set[str]]
    by_stem: dict[str, set[str]]
    lists: tuple[str, ...]


def _owners(names: tuple[str, ...], folder: Folder) -> _Owners:
    locks = maybe_locks(names)
    owners = _Owners({}, {}, tuple(each for each in locks if not each.endswith(YAML_SUFFIXES) and each != "pixi.lock"))
    for lock in locks:
        sources = sources_of(lock, folder.read(lock) or b"") if lock.endswith(YAML_SUFFIXES) else ()
        for source in sources:
            owners.by_file.setdefault(source, set()).add(lock)
        for stem in () if sources else _stems(lock, names, folder):
            owners.by_stem.setdefault(stem, set()).add(lock)
    return owners


def _stems(lock: str, names: tuple[str, ...], folder: Folder) -> list[str]:
    """The stems of the files that a lock is of, by its own name."""
    if lock.endswith(YAML_SUFFIXES):
        stem = _stem(lock)
        stems = [stem.removesuffix(end) for end in (".conda-lock", "-lock", ".lock") if stem.endswith(end)]
        return [*stems, _DEFAULT] if lock.startswith("conda-lock.") else stems
    if lock == "pixi.lock":
        return [] if _has_pixi_manifest(names, folder) else [_DEFAULT]
    stem = stem_of(lock)
    return [stem, _DEFAULT] if stem == "conda" and lock.endswith(".lock") and lock != "conda.lock" else [stem]


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _is_only_environment(own: str, lock: str, names: tuple[str, ...], folder: Folder) -> bool:
    """Whether an explicit list has no other file's name, and no other environment file is there."""
    stem = stem_of(lock)
    locks = maybe_locks(names)
    others = [each for each in names if each.endswith(YAML_SUFFIXES) and each != own and each not in locks]
    if any(stem == each.rpartition(".")[0] for each in others) or not is_explicit(folder.read(lock) or b""):
        return False
    return not any(_DEPENDENCIES.search(_text(each, folder)) for each in others)


def _holds_half(lock: str, packages: frozenset[str], asked: Callable[[], frozenset[str]], folder: Folder) -> bool:
    if not packages:
        return True
    only = asked() | frozenset(map(loose_name, packages))
    try:
        held = {record.name for record in read(lock, folder.read(lock) or b"", only).records}
    except LockError:
        return True  # to be told
    return 2 * len(packages & held) >= len(packages)


def _text(path: str, folder: Folder) -> str:
    return Source.decode(path, folder.read(path) or b"").text


def _has_pixi_manifest(names: tuple[str, ...], folder: Folder) -> bool:
    return "pixi.toml" in names or ("pyproject.toml" in names and _PIXI_TABLE in (folder.read("pyproject.toml") or b""))
