"""The versions that pins are taken from, wherever they were read: a lock, a conda prefix, a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from envlint.pypi import normalise
from envlint.values import NamedTuple

CONDA, PIP = MANAGERS = ("conda", "pip")

# What a pin fixes: the first two parts of the version, or all of it.
MINOR, EXACT = PIN_LEVELS = ("minor", "exact")


class SourceError(ValueError):
    """Why versions cannot be taken from a source, in one line that names it. Then none is taken from it."""


class Installed(NamedTuple):
    """A version that is there. `platform` is one of a lock, else ""; `obstacle` says, in words that follow
    "numpy", why the version is none to pin to."""

    version: str
    platform: str = ""
    obstacle: str = ""


class Package(NamedTuple):
    """A package that is there: by conda's name, or for pip by the one that PEP 503 compares."""

    manager: str
    name: str
    installed: Installed


class Versions(NamedTuple):
    """Packages and the versions of them that are there, and how tightly to pin to them. `source` is what they
    were read from, as a message names it."""

    source: str
    conda: Mapping[str, tuple[Installed, ...]] = {}
    pip: Mapping[str, tuple[Installed, ...]] = {}
    level: str = MINOR


def versions_by_name(source: str, versions: Mapping[str, str], level: str = MINOR) -> Versions:
    """Versions for both lists of a file: who gives them by name says nothing of conda or pip."""
    there = [(name, Installed(version)) for name, version in versions.items()]
    conda = (Package(CONDA, name.lower(), each) for name, each in there)
    pip = (Package(PIP, normalise(name), each) for name, each in there)
    return versions_of(source, (*conda, *pip), level)


def versions_of(source: str, packages: Iterable[Package], level: str) -> Versions:
    found: dict[str, dict[str, dict[Installed, None]]] = {CONDA: {}, PIP: {}}
    for manager, name, installed in packages:
        found[manager].setdefault(name, {})[installed] = None
    conda, pip = ({name: tuple(each) for name, each in found[manager].items()} for manager in MANAGERS)
    return Versions(source, conda, pip, level)
