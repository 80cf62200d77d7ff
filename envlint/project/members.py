"""The environment files around the linted ones, each read and parsed once a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from envlint.config import Config, ConfigError, short
from envlint.disk import is_inside, names_in, read_plain, yaml_names_in
from envlint.environment import Environment
from envlint.git import repository
from envlint.reading import parsed
from envlint.rule import Group, Member
from envlint.source import MAX_BYTES

# So many files are kept in mind; a run goes folder by folder, and rarely comes back.
_KEPT = 2000

# So many folders are kept in mind, and so many small files of any kind.
_KEPT_FOLDERS = 100

# Of files of more bytes than this only the last one is kept: locks may have megabytes.
_SMALL = 64 * 1024

_Place = tuple[str, str]

T = TypeVar("T")

# The files of a group, as real paths in their order.
_Files = tuple[str, ...]


class Members:
    """Who may belong together, from the disk and inside the repository only. `excludes` says which files
    are never linted: they do not count; `limit` how many bytes each may have."""

    def __init__(
        self,
        excludes: Callable[[str], bool] = lambda path: False,
        limit: Callable[[str], int] = lambda path: MAX_BYTES,
    ):
        self._excludes = excludes
        self._limit = limit
        self._parsed: dict[str, Environment | None] = {}
        self._declared: dict[str, tuple[_Files, ...]] = {}
        self._listed: dict[str, _Files] = {}
        self._groups: dict[tuple[str, _Files], tuple[Member, ...]] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._read: dict[_Place, bytes | None] = {}
        self._made: dict[_Place, Any] = {}
        self._last: tuple[_Place, bytes] | None = None

    def declared(self, config: Config) -> tuple[_Files, ...]:
        """The files of each group that a configuration declares. Raises ConfigError for a path that leads nowhere."""
        if not config.keys.groups:
            return ()
        if config.path not in self._declared:
            folder = os.path.realpath(config.folder or os.curdir)
            found = (_files(globs, folder, short(config.path)) for globs in config.keys.groups)
            self._declared[config.path] = tuple(tuple(dict.fromkeys(files)) for files in found)
        return self._declared[config.path]

    def around(self, path: str, config: Config) -> Group:
        """The group of a file: what its configuration declares, else its folder less the files of any group."""
        folder, own = os.path.realpath(os.path.dirname(path)), os.path.realpath(path)
        groups = self.declared(config)
        if mine := [files for files in groups if own in files]:
            return Group(self._group(folder, tuple(dict.fromkeys(file for files in mine for file in files))), True)
        elsewhere = {file for files in groups for file in files}
        return Group(self._group(folder, tuple(file for file in self._beside(folder) if file not in elsewhere)))

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, listed once."""
        if folder not in self._names:
            if len(self._names) > _KEPT_FOLDERS:
                self._names.clear()
            self._names[folder] = names_in(folder)
        return self._names[folder]

    def read(self, place: _Place, reader: Callable[[], bytes | None]) -> bytes | None:
        """What a file holds, by folder and path from there, read once; None where `reader` does not give it."""
        if place in self._read:
            return self._read[place]
        if self._last and self._last[0] == place:
            return self._last[1]
        data = reader()
        if data is not None and len(data) > _SMALL:
            self._last = (place, data)
            return data
        if len(self._read) > _KEPT_FOLDERS:
            self._read.clear()
        self._read[place] = data
        return data

    def once(self, what: _Place, make: Callable[[], T]) -> T:
        """What `make` works out from the files of a folder, once."""
        if what not in self._made:
            if len(self._made) > _KEPT_FOLDERS:
                self._made.clear()
            self._made[what] = make()
        made: T = self._made[what]
        return made

    def forget(self, path: str) -> None:
        """A file was written: what is known of it holds no longer."""
        self._read.clear()
        self._made.clear()
        self._last = None
        self._parsed.pop(os.path.realpath(path), None)
        self._groups.clear()

    def _beside(self, folder: str) -> _Files:
        if folder not in self._listed:
            root = os.path.realpath(repository(folder) or folder)
            places = (os.path.realpath(os.path.join(folder, name)) for name in yaml_names_in(folder))
            self._listed[folder] = tuple(dict.fromkeys(place for place in places if is_inside(place, root)))
        return self._listed[folder]

    def _group(self, folder: str, files: _Files) -> tuple[Member, ...]:
        key = folder, files
        if key not in self._groups:
            if len(self._parsed) > _KEPT:
                self._parsed.clear()
                self._groups.clear()
            found = ((os.path.relpath(file, folder).replace(os.sep, "/"), self._environment(file)) for file in files)
            self._groups[key] = tuple(Member(path, env) for path, env in found if env)
        return self._groups[key]

    def _environment(self, file: str) -> Environment | None:
        if file not in self._parsed:
            data = None if self._excludes(file) else read_plain(file, self._limit(file))
            self._parsed[file] = None if data is None else parsed(file, data)
        return self._parsed[file]


def _files(globs: Iterable[str], folder: str, config: str) -> Iterator[str]:
    """The files inside the repository that paths and globs name. Raises ConfigError."""
    from envlint.project.globs import has_magic, paths_of

    root = os.path.realpath(repository(folder) or folder)
    for pattern in globs:
        places = [os.path.realpath(os.path.join(folder, path)) for path in paths_of(pattern, folder)]
        inside = sorted(place for place in places if is_inside(place, root))
        if not inside and not has_magic(pattern):
            why = "is outside the repository" if places else "is not there"
            raise ConfigError(f"{config}: groups: {pattern!r} {why}")
        for place in inside:
            if os.path.isdir(place):
                yield from (os.path.join(place, name) for name in yaml_names_in(place))
            else:
                yield place
