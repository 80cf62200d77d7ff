"""From PyPI to conda and back: names as far as they are sure, and versions.

The rows of `data/names.tsv` are sorted, and split only when they are asked for: there are thousands, a file asks for
a few. A tab sorts before all that a name may hold, so rows stand in the order of their projects.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from functools import cache

from envlint import data
from envlint.patterns import lazy
from envlint.values import NamedTuple

# Versions that conda and pip write alike; a pre-release or a local part is none.
_NUMBER = r"[0-9]+(?:\.[0-9]+)*"
_EXACT = lazy(rf"==({_NUMBER})")
_FAMILY = lazy(rf"==({_NUMBER})\.\*")
_RANGES = lazy(rf"(?:(?:>=|<=|>|<|!=){_NUMBER}|~={_NUMBER})(?:,(?:(?:>=|<=|>|<|!=){_NUMBER}|~={_NUMBER}))*")
# What PyPI counts its wheels of one release by, a fourth part of the version: conda's packages have three.
_WITHOUT_REVISION = ("opencv", "py-opencv")
_REVISION = lazy(r"((?<![~!<>=])={1,3}|[<>]=)[ \t]*([0-9]+\.[0-9]+\.[0-9]+)\.[0-9]+(?![0-9.])")
_FOUR_PARTS = lazy(r"[0-9]+(?:\.[0-9]+){3}")


class CondaName(NamedTuple):
    """The conda package of a PyPI project: the name to write, the channel that has it, and the other names
    under which channels carry the same project."""

    name: str
    channel: str = "conda-forge"
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """How `spelling` writes each of the names."""
        return tuple(map(spelling, (self.name, *self.also)))

    def covers(self, package: str) -> bool:
        """Whether a conda package is this project."""
        return spelling(package) in self.spellings


def conda_name(project: str) -> CondaName | None:
    """The conda package of a project, named as PEP 503 compares names; None where nothing is sure."""
    rows = _rows()
    at = bisect_left(rows, f"{project}\t")
    if not project or at == len(rows) or not rows[at].startswith(f"{project}\t"):
        return None
    name, also, channel = (*rows[at].split("\t")[1:], "", "")[:3]
    return CondaName(name or project, channel or "conda-forge", tuple(also.split()))


def conda_version(pip_versions: str, package: str = "") -> str | None:
    """What conda writes for the version of a pip line: `=2.1.0` for `==2.1.0`, and of opencv `=4.6.0` for
    `==4.6.0.66`; None where it has no plain form."""
    versions = re.sub(r"\s", "", pip_versions)
    versions = without_revision(versions, package)
    if package in _WITHOUT_REVISION and _FOUR_PARTS.search(versions):
        return None
    if exact := _EXACT.fullmatch(versions) or _FAMILY.fullmatch(versions):
        return f"={exact[1]}"
    return versions if not versions or _RANGES.fullmatch(versions) else None


def without_revision(versions: str, package: str) -> str:
    """The versions that are asked for of a conda package, less what only PyPI counts: `==4.6.0` of opencv for
    `==4.6.0.66`."""
    return _REVISION.sub(r"\1\2", versions) if package in _WITHOUT_REVISION else versions


def pip_version(conda_spec: str) -> str | None:
    """What a pip line writes for the version part of a conda spec, `=1.2` or ` >=1.2,<2`: a family of at most
    two parts stays one (`==1.2.*`), three parts and more are a whole version; None where there is no plain form."""
    versions = re.sub(r"\s", "", conda_spec)
    if exact := re.fullmatch(rf"(==?)({_NUMBER})(\.\*)?", versions):
        family = exact[3] or (exact[1] == "=" and exact[2].count(".") < 2)
        return f"=={exact[2]}.*" if family else f"=={exact[2]}"
    return versions if not versions or _RANGES.fullmatch(versions) else None


def spelling(package: str) -> str:
    """A conda package's name as it compares: channels spell one with `-` or with `_`. The dot stays: conda's
    ruamel.yaml and ruamel_yaml are two projects."""
    return package.replace("_", "-")


@cache
def _rows() -> list[str]:
    with open(os.path.join(os.path.dirname(data.__file__), "names.tsv"), encoding="utf-8") as file:
        next(file)
        return file.read().split("\n")[:-1]
