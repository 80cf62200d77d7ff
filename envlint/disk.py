"""What several rooms ask the disk. Nothing here writes."""

from __future__ import annotations

import os
import stat

from envlint.source import YAML_SUFFIXES


def read_plain(path: str, limit: int) -> bytes | None:
    """A file's bytes; None where it is no plain file, has more than `limit` bytes, or is not readable."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            return None
        with open(path, "rb") as file:
            return file.read(limit)
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
