"""Rules of other packages: entry points in the group `envlint.rules`.

    [project.entry-points."envlint.rules"]
    acme = "envlint_acme:RULES"

The entry point is called like the vendor, and names a rule or a list of rules, each `acme/…`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from envlint.rule import Rule
from envlint.values import NamedTuple

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "envlint.rules"


class Broken(NamedTuple):
    """A plugin, or one of its rules, that is left out: what is said, and the traceback if there is one."""

    message: str
    traceback: str = ""


class Plugins(NamedTuple):
    """The rules of the plugins that are installed, and what is wrong with the others."""

    rules: tuple[Rule, ...] = ()
    broken: tuple[Broken, ...] = ()


def find_plugins(path: Iterable[str] | None = None) -> Plugins:
    """The plugins on a path such as sys.path. Never raises: what is broken is told, and left out."""
    rules: dict[str, Rule] = {}
    broken: list[Broken] = []
    known: set[str] = set()
    for folder in _folders(sys.path if path is None else path):
        package, version = _package(folder)
        if package in known:
            continue  # as on import, the first one on the path counts
        known.add(package)
        origin = f"{package} {version}".rstrip()
        for found in _loaded(folder, origin):
            if isinstance(found, Broken):
                broken.append(found)
            elif found.name in rules:
                other = rules[found.name].origin
                broken.append(Broken(f"the plugin {origin}: the rule {found.name} is there already, from {other}"))
            else:
                rules[found.name] = found
    return Plugins(tuple(rules.values()), tuple(broken))


def _folders(path: Iterable[str]) -> Iterator[str]:
    """The metadata folders that speak of our group. Every run pays for this: it reads bytes, and
    importlib.metadata, which takes half as long as the rest of a run, is imported on a hit only."""
    mark = GROUP.encode()
    for entry in dict.fromkeys(each for each in path if isinstance(each, str)):
        try:
            names = os.listdir(entry or os.curdir)
        except (OSError, ValueError):
            continue  # a zip file, or what is not there
        hits = []
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                points = f"{entry or os.curdir}/{name}/entry_points.txt"
                # Most packages have none: to ask costs a third of what it does to fail.
                if os.access(points, os.R_OK) and mark in _bytes(points):
                    hits.append(os.path.join(entry, name))
        yield from sorted(hits)


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _package(folder: str) -> tuple[str, str]:
    """Name and version of the package that a metadata folder is about, by the folder's name."""
    name, _, rest = os.path.basename(folder).rpartition(".")[0].partition("-")
    return name.lower().replace("_", "-"), rest.partition("-")[0]


def _loaded(folder: str, origin: str) -> Iterator[Rule | Broken]:
    """The rules of a package, each with its origin."""
    from importlib.metadata import Distribution

    try:
        entry_points = list(Distribution.at(folder).entry_points.select(group=GROUP))
    except Exception as error:
        yield Broken(f"the plugin {origin}: its entry_points.txt cannot be read: {error}")
        return
    for entry_point in entry_points:
        yield from _of_entry_point(entry_point, origin)


def _of_entry_point(entry_point: EntryPoint, origin: str) -> Iterator[Rule | Broken]:
    from envlint.definition import definition_fault, vendor

    where = f"the plugin {origin}, entry point {entry_point.name} = {entry_point.value}"
    try:
        given = entry_point.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # one that calls sys.exit is no reason to end
        import traceback

        yield Broken(f"{where}: {type(error).__name__} while it was imported", traceback.format_exc())
        return
    rules = given if isinstance(given, (list, tuple)) and not isinstance(given, Rule) else (given,)
    if not rules:
        yield Broken(f"{where}: it names no rule")
    for rule in rules:
        if isinstance(rule, Rule) and vendor(str(rule.name)) != entry_point.name:
            yield Broken(f"{where}: the rule {rule.name} must be called {entry_point.name}/…, as the entry point is")
        elif fault := definition_fault(rule):
            yield Broken(f"{where}: {fault}")
        else:
            yield rule._replace(origin=origin)
