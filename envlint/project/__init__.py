"""The files around a linted one, read from the disk: what a rule's `ctx.project` is in a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from envlint.config import Config
from envlint.disk import is_inside, names_in, read_head, read_plain
from envlint.git import repository
from envlint.locks import names
from envlint.rule import Group, Project

if TYPE_CHECKING:
    from envlint.project.members import Members


_NO_CONFIG = Config()

T = TypeVar("T")


class DiskProject(Project):
    """Read-only, and only inside the repository that holds the linted file (without one: inside
    its folder). Paths are relative to the linted file's folder."""

    __slots__ = ("_config", "_folder", "_members", "_path", "_root")

    def __init__(self, path: str, members: Members | None = None, config: Config = _NO_CONFIG):
        self._path = path
        self._folder = os.path.dirname(os.path.abspath(path))
        self._root = ""
        self._members = members
        self._config = config
        if members:
            members.declared(config)  # a fault in the configuration is told before any rule runs

    def exists(self, path: str) -> bool:
        place = self._place(path)
        return self._is_link(path) if place is None else os.path.exists(place)

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None where it is not there, no plain file, too large or not readable."""
        if self._members:
            return self._members.read((self._folder, path), lambda: self._read(path))
        return self._read(path)

    def head(self, path: str) -> tuple[bytes, int] | None:
        """A file's bytes, up to one more than it may have, and how many it may; None where it is not there, no plain
        file or not readable."""
        place, limit = self._place(path), self._limit(path)
        data = None if place is None else read_head(place, limit)
        return None if data is None else (data, limit)

    def _read(self, path: str) -> bytes | None:
        place = self._place(path)
        return None if place is None else read_plain(place, self._limit(path))

    def _limit(self, path: str) -> int:
        return names.MAX_BYTES if names.may_be_lock(os.path.basename(path)) else self._config.max_bytes

    def neighbours(self) -> tuple[str, ...]:
        """The names in the linted file's folder, sorted."""
        return self._members.names(self._folder) if self._members else names_in(self._folder)

    def locks(self) -> tuple[str, ...] | None:
        if not self._config.keys.locks:
            return None
        from envlint.project.lock_paths import configured

        return configured(self._path, self._config)

    def once(self, what: str, make: Callable[[], T]) -> T:
        return self._members.once((self._folder, what), make) if self._members else make()

    def group(self) -> Group:
        return self._members.around(self._path, self._config) if self._members else Group()

    def _is_link(self, path: str) -> bool:
        """Whether a link lies there that leads outside: it is there, and is not followed."""
        place = os.path.normpath(os.path.join(os.path.realpath(self._folder), path))
        return is_inside(place, self._root) and os.path.islink(place)

    def _place(self, path: str) -> str | None:
        """Where a path leads once links are followed; None outside the repository."""
        folder = os.path.realpath(self._folder)
        self._root = self._root or repository(folder) or folder
        try:
            place = os.path.realpath(os.path.join(self._folder, path))
        except (OSError, ValueError):
            return None
        return place if is_inside(place, self._root) else None
