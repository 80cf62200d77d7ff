"""What several rooms ask the disk. Nothing here writes."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from envlint.source import YAML_SUFFIXES


class NotPlain(OSError):
    """What stands at a path is no plain file; `reason` says so, behind the path."""

    def __init__(self, mode: int):
        super().__init__(0, "not a plain file")
        self.is_folder = stat.S_ISDIR(mode)
        self.reason = f"is {_kind(mode)}, not a file, and was not opened"


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe (FIFO)"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a folder" if stat.S_ISDIR(mode) else "a device"


def open_plain(path: str) -> BinaryIO:
    """A plain file to read. Raises OSError, and NotPlain for what is none: a device is not opened, and what has
    become a pipe since it was looked at is not waited for."""
    _check(os.stat(path))
    file = open(path, "rb", opener=_at_once)  # noqa: SIM115  # the caller's
    try:
        _check(os.fstat(file.fileno()))
    except NotPlain:
        file.close()
        raise
    return file


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotPlain(status.st_mode)


def read_plain(path: str, limit: int) -> bytes | None:
    """A file's bytes; None where it is no plain file, has more than `limit` bytes, or is not readable."""
    data = read_head(path, limit)
    return data if data is not None and len(data) <= limit else None


def read_head(path: str, limit: int) -> bytes | None:
    """A file's bytes, of one with more than `limit` one more than those; None where it is no plain file, or not
    readable."""
    try:
        with open_plain(path) as file:
            return file.read(limit + 1)
    except OSError:
        return None


def is_inside(place: str, root: str) -> bool:
    """Whether a path is a folder or lies below it; both are real paths."""
    return place == root or place.startswith(root.rstrip(os.sep) + os.sep)


def names_in(folder: str) -> tuple[str, ...]:
    """The names in a folder, sorted; none where it cannot be listed."""
    try:
        return tuple(sorted(os.listdir(folder)))
    except OSError:
        return ()


def yaml_names_in(folder: str) -> list[str]:
    """Those of them that YAML files have."""
    return [name for name in names_in(folder) if name.endswith(YAML_SUFFIXES)]
