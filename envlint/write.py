"""Write a file, a fixed one or one of our own: all of it or nothing.

The new text goes into a temporary file in the same folder, and a rename puts that in the file's place. On Linux it
has no name until it is whole and on the disk, so that a run which is killed leaves nothing, or at worst, for a moment
between naming and renaming, `.NAME.envlint`: that goes with the next write of the file. Runs take turns in a folder.
"""

from __future__ import annotations

import os
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

if sys.platform != "win32":
    import fcntl

# Seconds that another run may take to write one file: it takes milliseconds.
_PATIENCE = 5.0
_LONGEST_NAME = 255  # bytes, on all common file systems
_OPENED = "/proc/self/fd"


class NotWritten(Exception):
    """Why a file was left as it was, in one line that does not name it."""


def write(path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, and on the disk. Permissions, group and extended attributes (access lists
    with them) are kept, and where one may the owner; a link stays and what it points to is written. Raises NotWritten,
    and then the file is as it was."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    with _turn_in(folder) as alone:
        status, now = _read(target, max(len(before), len(after)) + 1)
        if now == after:  # another run has done the same
            return
        if now != before:
            raise NotWritten("has changed since it was read, so nothing was written: run envlint again")
        if not os.access(target, os.W_OK):
            raise NotWritten("is read-only, so nothing was written")
        if status.st_nlink > 1:
            raise NotWritten(f"has {status.st_nlink} names (hard links) that a write would part: nothing was written")
        temporary = os.path.join(folder, _temporary(name, alone))
        try:
            if alone:  # then nobody writes to it: its run was killed
                _unlink(temporary)
            _fill(temporary, after, target, status)
            if _mark(os.stat(target)) != _mark(status):
                raise NotWritten("has changed while it was written, so it was left: run envlint again")
            os.replace(temporary, target)
        except OSError as error:
            raise NotWritten(f"cannot be written: {error.strerror} in {folder}") from None
        finally:
            _unlink(temporary)
        _sync(folder)


def put(path: str, write: Callable[[TextIO], object]) -> None:
    """Make a text file of our own, or put it in the place of the one that is there; a link stays and what it points
    to is written. Whoever reads it meanwhile sees the old one. Raises OSError, and then it is as it was."""
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, _temporary(name, alone=False))
    try:
        with open(temporary, "x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            write(file)
        os.replace(temporary, target)
    finally:
        _unlink(temporary)


def _read(path: str, size: int) -> tuple[os.stat_result, bytes]:
    """A plain file's status and its first bytes. Raises NotWritten."""
    try:
        # What has become a pipe meanwhile must not be waited for.
        with open(path, "rb", opener=lambda path, flags: os.open(path, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise NotWritten("is no longer a file, so nothing was written")
            return status, file.read(size)
    except OSError as error:
        raise NotWritten(f"cannot be read again: {error.strerror}") from None


def _mark(status: os.stat_result) -> tuple[int, ...]:
    """What tells a file from what another program has put in its place, or has written to it."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_nlink


def _temporary(name: str, alone: bool) -> str:
    """The name of the temporary file of a file: always the same where the run is alone in the folder."""
    own = "" if alone else f".{os.urandom(4).hex()}"
    temporary = f".{name}{own}.envlint"
    short = f".{zlib.crc32(os.fsencode(name)):08x}{own}.envlint"
    return temporary if len(os.fsencode(temporary)) <= _LONGEST_NAME else short


@contextmanager
def _turn_in(folder: str) -> Iterator[bool]:
    """Whether no other run writes in a folder meanwhile: False where the system has no locks for folders. Raises
    NotWritten where the other one does not come to an end."""
    opened = None
    if sys.platform != "win32":
        with suppress(OSError):
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield opened is not None and _lock(opened)
    finally:
        if opened is not None:
            os.close(opened)  # and the lock goes with it


def _lock(opened: int) -> bool:
    if sys.platform == "win32":
        return False
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > until:
                raise NotWritten("is in a folder that another run writes in, so nothing was written") from None
            time.sleep(0.005)
        except OSError:  # a network's file system without locks
            return False


def _fill(path: str, data: bytes, target: str, like: os.stat_result) -> None:
    """A new file, whole and on the disk, with what another has beside its bytes."""
    opened = _open_nameless(os.path.dirname(path))
    nameless = opened is not None
    if opened is None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        opened = os.open(path, flags, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
        file.flush()
        _dress(path if sys.platform == "win32" else opened, target, like)
        os.fsync(opened)
        if nameless:
            # With a folder's descriptor the call follows the link in /proc; an absolute path does not use it.
            os.link(f"{_OPENED}/{opened}", path, src_dir_fd=opened)


def _open_nameless(folder: str) -> int | None:
    """A file that goes when it is closed without a name; None where there are none."""
    if sys.platform != "linux" or not os.path.isdir(_OPENED):
        return None
    try:
        return os.open(folder, os.O_WRONLY | os.O_TMPFILE, 0o600)
    except OSError:  # not on this file system; what else is wrong, the other way tells
        return None


def _dress(file: int | str, target: str, like: os.stat_result) -> None:
    """Owner, group, extended attributes and permissions as another file has them. Raises OSError where the group
    cannot be kept: who read the file by it could no longer."""
    if sys.platform != "win32":
        mine = os.stat(file)
        if like.st_uid != mine.st_uid:
            with suppress(PermissionError):  # then the file is ours: a rename has no other way
                os.chown(file, like.st_uid, -1)
        if like.st_gid != mine.st_gid:
            os.chown(file, -1, like.st_gid)
    if sys.platform == "linux":
        with suppress(OSError):  # a file system without any
            for name in os.listxattr(target):
                with suppress(OSError):  # the system's own, which it sets itself
                    os.setxattr(file, name, os.getxattr(target, name))
    os.chmod(file, stat.S_IMODE(like.st_mode))


def _unlink(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def _sync(folder: str) -> None:
    """The rename itself reaches the disk, where folders can be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
