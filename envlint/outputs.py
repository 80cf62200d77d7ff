"""Where reports go: several formats from one run, to standard output and to files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from errno import ENOTDIR
from itertools import tee
from stat import S_ISREG
from typing import TextIO

from envlint.reporters import Output, Result, View, reporter
from envlint.write import put


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
        if not output.file:
            try:
                reporter(output.format)(each, stream, view)
            except OSError as error:
                broken = error
            continue
        try:
            _write_file(output, each, view._replace(color=False))
        except OSError as error:
            fail(f"{output.file}: cannot be written: {error.strerror or error}")
    if broken:
        raise broken


def _write_file(output: Output, results: Iterable[Result], view: View) -> None:
    """Write a report in one go. Folders are made; what is no regular file, such as a pipe, is written into as it is.
    Raises OSError."""

    def write(file: TextIO) -> None:
        reporter(output.format)(results, file, view)

    target = os.path.realpath(output.file)
    if os.path.exists(target) and not S_ISREG(os.stat(target).st_mode):
        with open(target, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            write(file)
        return
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(ENOTDIR, "what should be its folder is a file") from None
    put(target, write)
