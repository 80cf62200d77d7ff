"""The files around a linted one as they were at the base of a pull request."""

from __future__ import annotations

import os
from collections.abc import Callable

from envlint.gate.since import Since
from envlint.git import GitError
from envlint.rule import Group, Project


class Then(Project):
    """What `now` knows, with the files that have changed since as they were. The other environment files of a group
    and the configuration are those of today."""

    __slots__ = ("_folder", "_now", "_since")

    def __init__(self, path: str, now: Project, since: Since):
        self._folder = os.path.dirname(path)
        self._now = now
        self._since = since

    def exists(self, path: str) -> bool:
        return self._before(path, lambda: b"" if self._now.exists(path) else None) is not None

    def read(self, path: str) -> bytes | None:
        return self._before(path, lambda: self._now.read(path))

    def neighbours(self) -> tuple[str, ...]:
        now = self._now.neighbours()
        try:
            return self._since.names_before(self._folder, now)
        except GitError:
            return now

    def locks(self) -> tuple[str, ...] | None:
        return self._now.locks()

    def group(self) -> Group:
        return self._now.group()

    def _before(self, path: str, now: Callable[[], bytes | None]) -> bytes | None:
        try:
            return self._since.read_before(os.path.join(self._folder, path), now)
        except GitError:
            return now()  # outside the repository
