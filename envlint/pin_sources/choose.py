"""From what --pin-from names to versions: the one source of a run, or with `auto` that of each file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from envlint import document as yaml
from envlint.environment import Environment
from envlint.locks.names import MAX_BYTES
from envlint.pin_sources import conda_list, prefix
from envlint.rule import Project
from envlint.source import Source
from envlint.versions import Package, SourceError, Versions, versions_of

AUTO = "auto"
STDIN = "-"


class PinFrom:
    """The versions to pin to, file by file. A fixed source is read at once; raises SourceError."""

    def __init__(self, asked: str, level: str, stdin: bytes | None, variables: Mapping[str, str]):
        self._level = level
        self._prefix = variables.get("CONDA_PREFIX", "")
        self._all = None if asked == AUTO else versions_of(*_read(asked, stdin), level)
        self._own: dict[str, Versions] = {}

    def versions(self, source: Source, project: Project) -> Versions | None:
        """The versions for a file; with `auto` None where there is neither a lock nor its environment. Raises
        SourceError."""
        if self._all is not None:
            return self._all
        from envlint.locks.belongs import locks_of

        locks = locks_of(source.path, project)
        if locks:
            packages = [each for path in locks for each in _of_lock(path, project.read(path))]
            return versions_of(", ".join(locks), packages, self._level)
        if self._prefix and _name(source) == os.path.basename(self._prefix.rstrip("/\\")):
            return self._of(self._prefix)
        return None

    def _of(self, path: str) -> Versions:
        if path not in self._own:
            self._own[path] = versions_of(path, prefix.packages(path), self._level)
        return self._own[path]


def from_bytes(name: str, data: bytes) -> tuple[Package, ...]:
    """The packages of a lock, or of what conda has listed or exported; `name` is its path. Raises SourceError."""
    from envlint.locks.model import LockError
    from envlint.locks.read import read
    from envlint.pin_sources import env_export, lock

    if len(data) > MAX_BYTES:
        raise SourceError(f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB: no versions are read from it")
    source = Source.decode(name, data, MAX_BYTES)
    if source.fault or "\0" in source.text:
        raise SourceError(f"{name} is not text: {_WANTED}")
    if not source.text.strip():
        raise SourceError(f"{name} is empty: {_WANTED}")
    try:
        return tuple(lock.packages(read(name, data)))
    except LockError as error:
        if error.is_lock:
            raise SourceError(f"{name} {error.message}{_line(source, error.span.start)}") from None
    if env_export.looks_exported(source.text):
        return env_export.packages(source)
    if source.text.lstrip()[0] in "[{":
        return tuple(conda_list.from_json(name, source.text))
    if conda_list.looks_exported(source.text):
        return tuple(conda_list.from_export(name, source.text))
    if any(head in source.text for head in _TABLES):
        raise SourceError(f"{name} is what `conda list` prints for people: write it with `conda list --json`")
    raise SourceError(f"{name} is none of these: {_WANTED}")


# How the tables of conda, and of mamba and micromamba, begin.
_TABLES = ("# packages in environment at ", "List of packages in environment: ")
_WANTED = "a lock, a conda environment, the output of `conda list --json`, `conda list --export` or `conda env export`"


def _read(asked: str, stdin: bytes | None) -> tuple[str, tuple[Package, ...]]:
    """What a source is called in messages, and its packages."""
    if asked == STDIN:
        return "standard input", from_bytes("standard input", stdin or b"")
    if os.path.isdir(asked):
        return asked, prefix.packages(asked)
    try:
        with open(asked, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError(f"--pin-from {asked}: {reason}") from None
    return asked, from_bytes(asked, data)


def _of_lock(path: str, data: bytes | None) -> Iterable[Package]:
    if data is None:
        raise SourceError(f"the lock {path} cannot be read")
    return from_bytes(path, data)


def _line(source: Source, at: int) -> str:
    return f" (line {source.position(at).line})" if at else ""


def _name(source: Source) -> str:
    document = yaml.parse(source)
    name = None if document.fault else Environment(document).name
    return name.text if name else ""
