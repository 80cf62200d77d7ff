"""From a lock to the environment files that it belongs to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from envlint.config import Config, ConfigError
from envlint.disk import yaml_names_in
from envlint.locks.names import may_be_lock
from envlint.project import DiskProject
from envlint.rule import Project
from envlint.source import YAML_SUFFIXES


def with_files_of_locks(paths: tuple[str, ...], config: Callable[[str], Config]) -> Iterator[str]:
    """The paths, each lock among them followed by the environment files that it belongs to: a hook is given what
    changed, and that may be the lock alone."""
    for path in paths:
        yield path
        if _may_be_asked(path, config) and os.path.isfile(path):
            yield from _files_of(path, config)


def has_changed_lock(path: str, project: Project, has_changed: Callable[[str], bool]) -> bool:
    """Whether a lock of a file has changed."""
    if not path.endswith(YAML_SUFFIXES) or may_be_lock(os.path.basename(path)):
        return False
    folder = os.path.dirname(path)
    configured = project.locks()
    beside = filter(may_be_lock, project.neighbours()) if configured is None else configured
    changed = {each for each in beside if has_changed(os.path.join(folder, each))}
    if not changed:
        return False
    from envlint.locks.belongs import locks_of

    return not changed.isdisjoint(locks_of(path, project))


def _may_be_asked(path: str, config: Callable[[str], Config]) -> bool:
    if may_be_lock(os.path.basename(path)):
        return True
    try:
        return os.path.isfile(path) and bool(config(path).keys.locks)
    except ConfigError:
        return False


def _files_of(lock: str, config: Callable[[str], Config]) -> Iterator[str]:
    """The environment files of a lock: in its folder, and where the configuration says so."""
    from envlint.locks.belongs import locks_of

    for file in _candidates(lock, config):
        try:
            project = DiskProject(file, config=config(file))
        except ConfigError:
            continue  # said when the file's turn comes
        folder = os.path.dirname(file)
        if any(_is_same(os.path.join(folder, each), lock) for each in locks_of(file, project)):
            yield file


def _candidates(lock: str, config: Callable[[str], Config]) -> Iterator[str]:
    folder = os.path.dirname(lock)
    for name in yaml_names_in(folder or os.curdir):
        if not may_be_lock(name):
            yield os.path.join(folder, name)
    try:
        found = config(lock)
    except ConfigError:
        return
    from envlint.project.lock_paths import expanded

    root = found.folder or os.curdir
    for files in found.keys.locks:
        # As in the other keys a glob without a slash names a file anywhere.
        for each in expanded(files if "/" in files else f"**/{files}", root):
            path = os.path.relpath(os.path.join(root, each))
            if os.path.isfile(path):
                yield path


def _is_same(a: str, b: str) -> bool:
    return os.path.realpath(a) == os.path.realpath(b)
