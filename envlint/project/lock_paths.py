"""The locks that the configuration gives to environment files."""

from __future__ import annotations

import os

from envlint.config import Config
from envlint.discover import matcher


def configured(path: str, config: Config) -> tuple[str, ...] | None:
    """The locks that the configuration gives a file, by their paths from the file's folder; None where it does not
    speak of the file. A glob that finds nothing stands for itself: what is asked for is missed."""
    folder = os.path.abspath(config.folder or os.curdir)
    own = _tidy(os.path.relpath(os.path.abspath(path), folder))
    asked = [locks for files, locks in config.keys.locks.items() if matcher((files,))(own)]
    if not asked:
        return None
    found = dict.fromkeys(each for locks in asked for lock in locks for each in expanded(lock, folder))
    from_file = os.path.dirname(os.path.abspath(path))
    return tuple(_tidy(os.path.relpath(os.path.join(folder, each), from_file)) for each in found)


def expanded(pattern: str, folder: str) -> list[str]:
    """The paths below a folder that a glob finds; what is no glob, or finds nothing, stands for itself."""
    from envlint.project.globs import has_magic, paths_of

    found = paths_of(pattern, folder) if has_magic(pattern) else []
    return found or [pattern]


def _tidy(path: str) -> str:
    return path.replace(os.sep, "/")
