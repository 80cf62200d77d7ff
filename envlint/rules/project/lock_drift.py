"""lock-drift."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import WARNING, Diagnostic, Related
from envlint.environment import CondaItem, Environment
from envlint.locks.names import is_surely_lock, maybe_locks
from envlint.rule import Context, Invalid, Project, Valid, rule
from envlint.source import Span

if TYPE_CHECKING:
    from envlint.drift import Drift
    from envlint.locks.model import Lock

_SHOWN = 4

_ENVIRONMENT = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=2,<3
"""

_LOCK = """\
version: 1
metadata:
  channels:
  - url: conda-forge
    used_env_vars: []
  platforms: [linux-64]
  sources: [environment.yml]
package:
- name: python
  version: 3.12.7
  manager: conda
  platform: linux-64
  url: https://conda.anaconda.org/conda-forge/linux-64/python-3.12.7-hc5c86c4_0_cpython.conda
- name: numpy
  version: {numpy}
  manager: conda
  platform: linux-64
  url: https://conda.anaconda.org/conda-forge/linux-64/numpy-{numpy}-py312h7e784f5_0.conda
"""

_LIST = """\
# platform: linux-64
@EXPLICIT
https://conda.anaconda.org/conda-forge/linux-64/python-3.12.7-hc5c86c4_0_cpython.conda
https://repo.anaconda.com/pkgs/main/linux-64/numpy-2.1.3-py312hc5e2394_0.conda
"""


@rule(
    "lock-drift",
    group="project",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(_ENVIRONMENT, files={"conda-lock.yml": _LOCK.format(numpy="2.1.3")}),
        Valid(
            _ENVIRONMENT, files={"conda-lock.yml": _LOCK.format(numpy="1.26.4").replace("environment.yml", "gpu.yml")}
        ),
    ],
    invalid=[
        Invalid(_ENVIRONMENT, under="numpy>=2,<3", files={"conda-lock.yml": _LOCK.format(numpy="1.26.4")}),
        Invalid(
            _ENVIRONMENT.replace("<3", "<3\n  - pandas=2"),
            under="pandas=2",
            files={"conda-lock.yml": _LOCK.format(numpy="2.1.3")},
        ),
        Invalid(_ENVIRONMENT, under="numpy>=2,<3", files={"environment.linux-64.pin.txt": _LIST}),
    ],
)
def lock_drift(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The lock beside the file does not hold what the file asks for.

    Who installs from the lock then gets another environment than the file describes: a package is
    missing, has another version or build, or comes from another channel. Most often a line was
    changed and the lock was not made anew.

    Read are `conda-lock.yml`, explicit lists (`conda list --explicit`, `@EXPLICIT`) and `pixi.lock`.
    A `conda-lock.yml` belongs to the files in its `metadata.sources`; an explicit list to the file of
    its name (`environment.linux-64.pin.txt`, `conda-linux-64.lock`), else to the only environment file
    in its folder, if it holds at least half of its packages; a `pixi.lock` to `environment.yml` where
    no pixi manifest lies there. `locks` in the configuration says it for other layouts. Where no lock
    belongs to the file, the rule is silent.

    Each line is judged for each platform of the lock, by conda's version order and build match, a pip
    line by PEP 440: less the platforms that a marker, a selector (`# [win]`) or `platforms:` leaves
    out. Not judged are virtual packages (`__cuda`), package URLs, paths and `-e`; pip lines by an
    explicit list, which holds no pip packages; the channel, where the lock names a mirror or the file
    a path or a variable; and what another source of the same lock speaks of, too. A lock that cannot
    be read is told at the file's first key.

    There is no fix: the lock is made anew by the tool that wrote it.

    References: [CEP 23](https://conda.org/learn/ceps/cep-0023/), [CEP
    37](https://conda.org/learn/ceps/cep-0037/), [conda-lock](https://conda.github.io/conda-lock/)
    """
    project = ctx.project
    if project is None or not (project.locks() or maybe_locks(project.neighbours())):
        return
    from envlint.drift import asked, drifts, own_locks
    from envlint.locks.model import LockError
    from envlint.locks.read import read

    own = own_locks(env, project)
    if not own:
        return
    locks, names = [], asked(env)
    for path in own:
        data = project.read(path)
        if data is None:
            yield _unread(env, path, project)
            continue
        try:
            locks.append(read(path, data, names))
        except LockError as error:
            # A file that is only called like a lock may be anything.
            if error.is_lock or project.locks() or is_surely_lock(path):
                yield env.report(
                    f"the lock `{path}` {error.message}: this file was not compared with it",
                    f"lock/{path}",
                    help="make the lock anew from this file",
                    related=(Related("here", error.span, path),),
                )

    def speaks_too(lock: Lock, name: str) -> bool:
        others = (each for each in lock.sources if each.rpartition("/")[2] != re.split(r"[/\\]", env.path)[-1])
        return any(_names(project, each, name) for each in others)

    for drift in drifts(env, locks, speaks_too):
        yield drift.item.report(_message(drift), help=_help(drift), related=tuple(_related(drift)))


def _unread(env: Environment, path: str, project: Project) -> Diagnostic:
    """Of a lock that belongs to the file and cannot be had."""
    if project.exists(path):
        what, help = "is no file that can be read, or larger than 64 MiB", "see that it can be read"
    else:
        what, help = "is not there, or outside the repository", "mend the path in `locks` of the configuration"
    return env.report(f"the lock `{path}` {what}: this file was not compared with it", f"lock/{path}", help=help)


def _names(project: Project, path: str, name: str) -> bool:
    """Whether a file names a package."""
    text = (project.read(path) or b"").decode("utf-8", "replace").lower()
    return re.search(rf"(?<![\w.-]){re.escape(name).replace('-', '[-_.]')}(?![\w-])", text) is not None


def _message(drift: Drift) -> str:
    item = drift.item
    locks = list(dict.fromkeys(f"`{place.lock.path}`" for place in drift.places))
    platforms = ", ".join(dict.fromkeys(place.platform for place in drift.places if place.platform))
    where = "" if drift.everywhere or not platforms else f" for {platforms}"
    they = " and ".join(locks)
    hold = "hold" if len(locks) > 1 else "holds"
    if drift.kind == "missing":
        return f"{they} {hold} no `{item.name}`{where}: an environment made from the lock lacks it"
    if drift.kind == "channel":
        asked = isinstance(item, CondaItem) and item.channel
        why = "not what the line asks for" if asked else "no channel of this file"
        return f"{they} {hold} `{item.name}` from {_origin(drift)}{where}: {why}"
    return f"`{item.text}` does not allow {_held(drift)}, which {they} {hold}{where}"


def _origin(drift: Drift) -> str:
    """The channel that a lock's package comes from, with the folder where the line asks for one."""
    record = drift.places[0].record
    channel = record.channel.canonical if record and record.channel else "elsewhere"
    asks = isinstance(drift.item, CondaItem) and drift.item.spec.subdir
    return f"{channel}/{record.subdir}" if asks and record else channel


def _held(drift: Drift) -> str:
    """`numpy 1.26.4`, with the build where that is what does not fit."""
    held = []
    for record in (place.record for place in drift.places):
        if record:
            build = f"={record.build}" if drift.kind == "build" else ""
            held.append(f"{record.name} {record.version}{build}")
    return " or ".join(dict.fromkeys(held))


def _help(drift: Drift) -> str:
    if drift.kind == "missing":
        return "make the lock anew from this file, or take the line out"
    return "make the lock anew from this file, or write here what the lock holds"


def _related(drift: Drift) -> Iterator[Related]:
    seen: set[tuple[str, Span]] = set()
    for lock, platform, record in drift.places:
        if record and (lock.path, record.span) not in seen and len(seen) < _SHOWN:
            seen.add((lock.path, record.span))
            yield Related(
                f"{record.name} {record.version}{f' for {platform}' if platform else ''}", record.span, lock.path
            )
