"""Where an environment file and its locks disagree. Pure; what is not certain is no drift."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from envlint.clients.selectors import selected
from envlint.environment import CondaItem, Environment, PipItem
from envlint.locks.belongs import Folder, locks_of
from envlint.locks.model import CONDA, EXPLICIT, PIP, Lock, Record, loose_name
from envlint.locks.satisfy import comes_from, has_build, has_version, is_official, satisfies, satisfies_pip
from envlint.nodes import Collection, Scalar, resolve
from envlint.pypi import OPTION, PATH, normalise
from envlint.translate import conda_name, spelling
from envlint.values import NamedTuple

# What can be wrong, worst first.
MISSING = "missing"
VERSION = "version"
BUILD = "build"
CHANNEL = "channel"
KINDS = (MISSING, VERSION, BUILD, CHANNEL)

Packages = dict[tuple[str, str, str], list[Record]]


class Place(NamedTuple):
    """Where a lock does not hold what an item asks for: on which platform, and what it holds instead."""

    lock: Lock
    platform: str
    record: Record | None


class Drift(NamedTuple):
    """An item of the file that its locks do not satisfy. `everywhere`: on each platform of the locks."""

    item: CondaItem | PipItem
    kind: str
    places: tuple[Place, ...]
    everywhere: bool


def drifts(env: Environment, locks: Iterable[Lock], speaks_too: Callable[[Lock, str], bool]) -> Iterator[Drift]:
    """The items that the locks do not satisfy. `speaks_too` says whether another source of a lock names a package:
    then that one may have the last word on it."""
    judges = [_Judge(env, lock) for lock in locks]
    items: tuple[CondaItem | PipItem, ...] = (*env.conda, *env.pip)
    for item in items:
        found: list[tuple[str, Place]] = []
        for judge in judges:
            platforms = judge.platforms(item)
            wrong = [(kind, place) for each in platforms for kind, place in judge.findings(item, each)]
            if wrong and not speaks_too(judge.lock, item.name):
                found += wrong
        if found:
            kind = min((kind for kind, _ in found), key=KINDS.index)
            places = tuple(place for each, place in found if each == kind)
            yield Drift(item, kind, places, len(places) == sum(len(judge.known) for judge in judges))


@lru_cache(1)  # two rules ask
def own_locks(env: Environment, folder: Folder) -> tuple[str, ...]:
    """The locks of a file, by their paths from its folder."""
    return locks_of(env.path, folder, env.conda_names - {""}, lambda: asked(env))


def asked(env: Environment) -> frozenset[str]:
    """What a lock is asked for by `drifts`, as `loose_name` writes it: packages, their conda names, and Python, which
    markers speak of."""
    names = ["python", *env.conda_names]
    for item in env.pip:
        names.append(item.name)
        known = conda_name(item.name)
        names += known.spellings if known else ()
    return frozenset(map(loose_name, names))


class _Judge:
    """One lock against one file."""

    def __init__(self, env: Environment, lock: Lock):
        self.lock = lock
        self.channels = [channel.parsed for channel in env.channels if channel.text != "nodefaults"]
        self.selected = selected(env)
        self.line = env.source.position
        wanted = _platforms(env)
        self.known = tuple(each for each in lock.platforms if not wanted or each in wanted)
        self.packages: Packages = {}
        for record in lock.records:
            name = record.name.lower() if record.manager == CONDA else normalise(record.name)
            self.packages.setdefault((record.manager, record.platform, name), []).append(record)

    def platforms(self, item: CondaItem | PipItem) -> tuple[str, ...]:
        """The lock's platforms on which an item is judged."""
        if not _is_judged(item, self.lock):
            return ()
        only = self.selected.get(self.line(item.span.end).line)
        platforms = tuple(each for each in self.known if only is None or each in only)
        if isinstance(item, PipItem) and item.line.marker:
            return tuple(each for each in platforms if self._is_marked_for(item.line.marker.text, each))
        return platforms

    def findings(self, item: CondaItem | PipItem, platform: str) -> Iterator[tuple[str, Place]]:
        """What is wrong with an item on a platform: nothing, or one thing."""
        kind, record = self._conda(item, platform) if isinstance(item, CondaItem) else self._pip(item, platform)
        if kind:
            yield kind, Place(self.lock, platform, record)

    def _conda(self, item: CondaItem, platform: str) -> tuple[str, Record | None]:
        spec = item.spec
        records = self.packages.get((CONDA, platform, item.name), [])
        if not records:
            return MISSING, None
        fitting = [record for record in records if satisfies(record, spec)]
        if not fitting:
            first = next((record for record in records if has_version(record, spec)), records[0])
            if not has_version(first, spec):
                return VERSION, first
            return BUILD if not has_build(first, spec) else CHANNEL, first
        return ("", None) if any(map(self._is_from_right_channel(item), fitting)) else (CHANNEL, fitting[0])

    def _is_from_right_channel(self, item: CondaItem) -> Callable[[Record], bool]:
        if asked := item.channel:
            return lambda record: comes_from(record, asked)
        if not self.channels or len(self.lock.sources) > 1:
            return lambda record: True
        return lambda record: not is_official(record) or any(comes_from(record, each) for each in self.channels)

    def _pip(self, item: PipItem, platform: str) -> tuple[str, Record | None]:
        records = self.packages.get((PIP, platform, item.name))
        if not records:
            # What conda installs already, conda-lock and pixi do not lock a second time.
            return ("", None) if self._is_from_conda(item.name, platform) else (MISSING, None)
        if any(satisfies_pip(record, item.line) for record in records):
            return "", None
        return VERSION, records[0]

    def _is_from_conda(self, project: str, platform: str) -> bool:
        known = conda_name(project)
        names = {project, *(known.spellings if known else ())}
        return any(
            manager == CONDA and each == platform and (spelling(name) in names or normalise(name) in names)
            for manager, each, name in self.packages
        )

    def _is_marked_for(self, marker: str, platform: str) -> bool:
        """Whether a marker holds on a platform with the lock's Python; False where that cannot be told."""
        from packaging.markers import Marker

        python = next(iter(self.packages.get((CONDA, platform, "python"), [])), None)
        values = _marker_values(platform, python.version if python else "")
        if any(word in marker and word not in values for word in _UNTOLD):
            return False
        try:
            return bool(values) and Marker(marker).evaluate(values)
        except ValueError:
            return False


def _is_judged(item: CondaItem | PipItem, lock: Lock) -> bool:
    if isinstance(item, CondaItem):
        return item.spec.kind == "package" and item.name != "" and "*" not in item.name and item.name[:2] != "__"
    line = item.line
    is_named = item.name != "" and line.kind not in (OPTION, PATH) and not (line.error and line.error.fails)
    return is_named and lock.kind != EXPLICIT and line.kind != "editable"


def _platforms(env: Environment) -> frozenset[str]:
    """The platforms that the file lists for conda-lock; none where it does not."""
    key = env.get("platforms")
    entries = key.node.entries if key and isinstance(key.node, Collection) and key.node.kind == "seq" else ()
    nodes = (resolve(entry.value) for entry in entries)
    return frozenset(node.value for node in nodes if isinstance(node, Scalar))


_SYSTEMS = {
    "linux": ("linux", "Linux", "posix"),
    "osx": ("darwin", "Darwin", "posix"),
    "win": ("win32", "Windows", "nt"),
}
_MACHINES = {"osx-arm64": "arm64", "osx-64": "x86_64", "win-64": "AMD64", "win-arm64": "ARM64", "64": "x86_64"}

# What a marker may ask for and a lock may not tell, or never does.
_UNTOLD = ("python_version", "python_full_version", "platform_release", "platform_version", "implementation_version")


def _marker_values(platform: str, python: str) -> dict[str, str]:
    """What pip's markers mean on a platform of conda's; nothing for one that is not known."""
    system, _, machine = platform.partition("-")
    if system not in _SYSTEMS:
        return {}
    sys_platform, platform_system, os_name = _SYSTEMS[system]
    values = {
        "sys_platform": sys_platform,
        "platform_system": platform_system,
        "os_name": os_name,
        "platform_machine": _MACHINES.get(platform) or _MACHINES.get(machine, machine),
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    if python:
        values |= {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python}
    return values
