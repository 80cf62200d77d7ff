"""The packages of a file, conda's and pip's, in a form that compares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from posixpath import normpath
from typing import Any

from envlint.compare.admitted import conda_relation, pip_relation
from envlint.compare.values import BUILD, CHANGED, CHANNEL, CONDA, DETAILS, EXTRAS, MARKER, PIP, SOURCE
from envlint.conda.bounds import has_upper_bound
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import VersionSpec
from envlint.environment import CondaItem, PipItem
from envlint.pypi import EDITABLE, PATH, REQUIREMENT, URL, PipLine, level, normalise
from envlint.translate import conda_version
from envlint.values import NamedTuple

# Keys in brackets that are told elsewhere, or that select nothing.
_TOLD = frozenset("name version build channel subdir optional target _original_spec_str when extras flags".split())
_PINNED = ("bounded", "minor", "exact")


class Package(NamedTuple):
    """What a file asks of one package: the version conditions, which all hold, and by kind of change
    whatever else is asked. `is_pinned`: newer versions are shut out at some point. `unread` is the text
    of a line that pip refuses."""

    section: str
    name: str
    text: str
    versions: tuple[Any, ...]  # VersionSpec for conda, Clause of envlint.pypi for pip
    others: Mapping[str, frozenset[Any]]
    is_pinned: bool
    unread: str = ""


def differences(old: Package, new: Package) -> tuple[str, ...]:
    """What has happened to a package, as kinds; () where both ask for the same."""
    if old.unread or new.unread:
        return (CHANGED,) if old.unread != new.unread else ()
    if old.section != new.section:
        first = _moved_relation(old, new)
        return (first,) if first else ()
    relation = (conda_relation if old.section == CONDA else pip_relation)(old.versions, new.versions)
    others = (kind for kind in old.others if old.others[kind] != new.others[kind])
    return tuple(filter(None, (relation, *others)))


def _moved_relation(old: Package, new: Package) -> str:
    """What has happened to the versions on the way. A whole version of pip's, `==1.2.3`, may be a family or
    a version for conda, `=1.2.3` or `==1.2.3`: what was written of the two is taken for it."""
    relations = [conda_relation(*sides) for sides in zip(_as_conda(old), _as_conda(new), strict=False)]
    return min(relations, key=len, default=CHANGED)


def _as_conda(package: Package) -> tuple[tuple[VersionSpec, ...], ...]:
    """The versions as conda writes them, in two ways; nothing where they have no such form."""
    if package.section == CONDA:
        return package.versions, package.versions
    written = conda_version(",".join(clause.operator.text + clause.version.text for clause in package.versions))
    if written is None or package.others[SOURCE]:
        return ()
    if not written.startswith("="):
        return ((parse_version_spec(written),) if written else (),) * 2
    exact = parse_version_spec("=" + written)
    return (parse_version_spec(written),), (parse_version_spec(written) if "*" in package.text else exact,)


def conda_packages(items: Iterable[CondaItem]) -> dict[str, Package]:
    """By name; all specs of one package count together, as they do for conda."""
    groups: dict[str, list[CondaItem]] = {}
    for item in items:
        is_package = item.name and item.name != "*"
        groups.setdefault(item.name if is_package else _one_line(item.text), []).append(item)
    return {name: _conda_package(name, group) for name, group in groups.items()}


def _conda_package(name: str, items: list[CondaItem]) -> Package:
    specs = [item.spec for item in items]
    versions = tuple(tree for spec in specs if (tree := spec.versions) is not None)
    channels = (each for item in items if (each := item.channel) is not None)
    others = {
        BUILD: frozenset(spec.build_key for spec in specs if spec.build_key not in (None, "*")),
        CHANNEL: frozenset((each.canonical, each.label) for each in channels)
        | {spec.subdir.text for spec in specs if spec.subdir},
        DETAILS: frozenset(
            (pair.key.text, pair.value.text) for spec in specs for pair in spec.brackets if pair.key.text not in _TOLD
        ),
    }
    text = " and ".join(dict.fromkeys(_one_line(item.text) for item in items))
    return Package(CONDA, name, text, versions, others, any(map(has_upper_bound, versions)))


def pip_packages(items: Iterable[PipItem]) -> dict[str, tuple[Package, ...]]:
    """By name, or by the text of paths and of what pip refuses; a project may have a line for each of several
    markers. Options are not among them."""
    found: dict[str, tuple[Package, ...]] = {}
    for item in items:
        if item.line.kind in (REQUIREMENT, EDITABLE, PATH, URL):
            package = _pip_package(item)
            found[package.name] = (*found.get(package.name, ()), package)
    return found


def _pip_package(item: PipItem) -> Package:
    line = item.line
    text = _one_line(item.text)
    options = ((each.flag, each.value.text if each.value else "") for each in line.options if each.flag != "--editable")
    unread = text if line.error and line.error.fails else ""
    others = {
        EXTRAS: frozenset(normalise(extra.text) for extra in line.extras),
        MARKER: frozenset((_marker(line.marker.text),) if line.marker else ()),
        SOURCE: _source(line),
        DETAILS: frozenset(options),
    }
    name = item.name or (normpath(line.path.text) if line.path else text)
    return Package(PIP, name, text, line.clauses, others, level(line) in _PINNED, unread)


def _source(line: PipLine) -> frozenset[str]:
    """Where a project comes from, if not from an index."""
    place = line.url.text if line.url else normpath(line.path.text) if line.path else ""
    return frozenset((place, line.kind)) if place else frozenset()


def _marker(text: str) -> str:
    from packaging.markers import InvalidMarker, Marker

    try:
        return str(Marker(text))
    except (InvalidMarker, RecursionError):
        return _one_line(text)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
