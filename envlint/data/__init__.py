"""Tables as data files: tab separated, the first line names source and date."""

from __future__ import annotations

import os


def read_table(name: str) -> list[tuple[str, ...]]:
    """The rows of a table beside this file. Values are as written, empty ones kept."""
    path = os.path.join(os.path.dirname(__file__), name)
    with open(path, encoding="utf-8") as file:
        next(file)
        return [tuple(line.rstrip("\n").split("\t")) for line in file if line.strip()]
