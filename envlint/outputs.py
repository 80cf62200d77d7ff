"""Where reports go: several formats from one run, to standard output and to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from errno import ENOTDIR
from itertools import tee
from stat import S_ISREG
from typing import TextIO

from envlint.reporters import Output, Result, View, reporter


def report(
    results: Iterable[Result],
    outputs: Iterable[Output],
    stream: TextIO,
    view: View,
    fail: Callable[[str], None],
) -> None:
    """Write every output. What goes to `stream` is written as the results come; for the others the
    results are held. A file that cannot be written is told to `fail`. Where `stream` breaks the files
    are written all the same, before that is raised."""
    ordered = sorted(outputs, key=lambda output: output.file != "")
    broken: OSError | None = None
    for output, each in zip(ordered, tee(results, len(ordered)), strict=True):
        write = reporter(output.format)
        if not output.file:
            try:
                write(each, stream, view)
            except OSError as error:
                broken = error
            continue
        try:
            _write_file(output.file, lambda file, write=write, each=each: write(each, file, view._replace(color=False)))  # type: ignore[misc]
        except OSError as error:
            fail(f"{output.file}: cannot be written: {error.strerror or error}")
    if broken:
        raise broken


def _write_file(path: str, write: Callable[[TextIO], None]) -> None:
    """Write a file in one go: a reader sees the old one or the whole new one. Folders are made; what
    is no regular file, such as a pipe, is written into as it is. Raises OSError."""
    target = os.path.realpath(path)
    if os.path.exists(target) and not S_ISREG(os.stat(target).st_mode):
        with _opened(target) as file:
            write(file)
        return
    folder, name = os.path.split(target)
    try:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(ENOTDIR, "what should be its folder is a file") from None
    temporary = os.path.join(folder, f".{name[:100]}.{os.urandom(4).hex()}.envlint")
    try:
        with _opened(temporary) as file:
            write(file)
        os.replace(temporary, target)
    finally:
        if os.path.lexists(temporary):
            os.unlink(temporary)


def _opened(path: str) -> TextIO:
    return open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
