"""Write a fixed file: all of it or nothing."""

from __future__ import annotations

import os
import stat
from contextlib import suppress


class NotWritten(Exception):
    """Why a file was left as it was, in one line that does not name it."""


def write(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`: temporary file beside it, permissions kept, fsync,
    rename. A link stays and what it points to is written. Raises NotWritten, and then the file is as
    it was."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    try:
        with open(target, "rb") as file:
            status = os.fstat(file.fileno())
            now = file.read(len(before) + 1)
    except OSError as error:
        raise NotWritten(f"cannot be read again: {error.strerror}") from None
    if now != before:
        raise NotWritten("has changed since it was read, so nothing was written: run envlint again")
    if not os.access(target, os.W_OK):
        raise NotWritten("is read-only, so nothing was written")
    temporary = os.path.join(folder, f".{name[:100]}.{os.urandom(4).hex()}.envlint")
    try:
        _fill(temporary, after, status)
        os.replace(temporary, target)
    except OSError as error:
        raise NotWritten(f"cannot be written: {error.strerror} in {folder}") from None
    finally:
        if os.path.lexists(temporary):
            os.unlink(temporary)
    _sync_folder(folder)


def _fill(path: str, data: bytes, like: os.stat_result) -> None:
    """A new file on the disk with the permissions, and where one may, the owner of another."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        if hasattr(os, "chown") and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
            _give(path, like)
        os.chmod(path, stat.S_IMODE(like.st_mode))
        os.fsync(file.fileno())


def _give(path: str, like: os.stat_result) -> None:
    with suppress(PermissionError):  # then the file is ours: a rename has no other way
        os.chown(path, like.st_uid, like.st_gid)


def _sync_folder(folder: str) -> None:
    """The rename itself reaches the disk, where folders can be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    with suppress(OSError):
        os.fsync(opened)
    os.close(opened)
