"""What `conda env export` and `conda export` write, as YAML or JSON: an environment file with all versions.

With --no-builds, `numpy=1.24` is the version 1.24; with --from-history, as in what people write, it is all of 1.24.*.
Which of both a file is, its other packages tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint import document as yaml
from envlint.environment import CondaItem, Environment, Item, PipItem
from envlint.patterns import lazy
from envlint.pin_sources.conda_list import FROM_FOLDER
from envlint.pypi import normalise
from envlint.pypi.line import excerpt
from envlint.secrets import masked
from envlint.source import Source
from envlint.versions import CONDA, PIP, Installed, Package, SourceError

_LIST = lazy(r"""(?:^|[\r\n])dependencies[ \t]*:|^\s*\{(?s:.*)"dependencies"[ \t]*:""")
_EXACT = lazy(r"(?:[^\s=]+::)?[A-Za-z0-9_][\w.-]*(==?)([\w.!+-]+)(?:=([^\s=*]+))?")
_WHOLE_PYTHON = lazy(r"\w+\.\w+\.\w.*")


def looks_exported(text: str) -> bool:
    """Whether a text is an environment file."""
    return bool(_LIST.search(text))


def packages(source: Source) -> tuple[Package, ...]:
    """What an environment file gives versions of, and with an obstacle what it only names. Raises SourceError where it
    is not wholly understood, or has no version at all."""
    name, text = source.path, source.text
    document = yaml.parse(source)
    if fault := document.fault:
        line = source.position(fault.span.start).line
        raise SourceError(f"{name} is no environment file that can be read: {fault.message} (line {line})")
    last = text.rpartition("\n")[2]
    if last and text.lstrip()[0] != "{" and not last[0].isalpha():  # an item: its version may be half of one
        raise SourceError(f"{name} is broken off: its last line has no end")
    found = tuple(_packages(source, Environment(document)))
    if not found:
        raise SourceError(f"{name} lists no package")
    if all(each.installed.obstacle for each in found):
        raise SourceError(f"{name} has no exact version: `conda env export` writes them, but not with --from-history")
    return found


def _packages(source: Source, environment: Environment) -> Iterator[Package]:
    known = {*environment.conda, *(each.item for each in environment.installers if each.key)}
    for item in environment.dependencies:
        if item not in known:
            raise _wrong(source, item, "package")
    specs = tuple((item, _EXACT.fullmatch(item.text)) for item in environment.conda)
    is_whole = all(_is_of_whole(item, parts) for item, parts in specs)
    for item, parts in specs:
        if not item.name:
            raise _wrong(source, item, "package")
        is_exact = parts and (is_whole or parts[1] == "==" or parts[3])
        yield Package(CONDA, item.name, Installed(parts[2]) if parts and is_exact else _open(source, item))
    for line in environment.pip:
        if line.line.error:
            raise _wrong(source, line, "requirement of pip's")
        if line.name:
            yield Package(PIP, normalise(line.name), _of_pip(source, line))


def _is_of_whole(item: CondaItem, parts: re.Match[str] | None) -> bool:
    """Whether an item may stand in an export of all packages. Python's versions have three parts."""
    return parts is not None and (item.name != "python" or bool(parts[3] or _WHOLE_PYTHON.fullmatch(parts[2])))


def _of_pip(source: Source, item: PipItem) -> Installed:
    line = item.line
    if line.url or line.path:
        return Installed("", obstacle=FROM_FOLDER)
    (clause, *more) = line.clauses or (None,)
    if clause and not more and clause.operator.text in ("==", "===") and not clause.version.text.endswith("*"):
        return Installed(clause.version.text)
    return _open(source, item)


def _open(source: Source, item: Item) -> Installed:
    return Installed("", obstacle=f"has no exact version in {source.path}: {excerpt(masked(item.text))}")


def _wrong(source: Source, item: Item, what: str) -> SourceError:
    return SourceError(f"{source.path}: line {source.position(item.span.start).line} is no {what}")
