"""inconsistent-pins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, islice
from typing import TYPE_CHECKING

from envlint.diagnostic import WARNING, Diagnostic, Related
from envlint.environment import CondaItem, Environment, PipItem
from envlint.rule import Context, Group, Invalid, Valid, rule
from envlint.secrets import masked
from envlint.values import NamedTuple
from envlint.wishes import Wish, agree, all_agree, wishes

if TYPE_CHECKING:
    from envlint.family import Identity

# So many places are shown at most.
_SHOWN = 9
# So many different wishes for one package in one file are no longer set against each other.
_MANY = 100


class _Told(NamedTuple):
    """What a file says: who it is, and what it asks for by package."""

    identity: Identity
    wishes: Mapping[str, tuple[tuple[CondaItem | PipItem, Wish], ...]]


class _Place(NamedTuple):
    """Where a file of the group asks for a package."""

    path: str
    identity: Identity
    item: CondaItem | PipItem


class _Asked(NamedTuple):
    """What the files of a group ask of a package, and whether all of them agree."""

    places: Mapping[Wish, list[_Place]]
    in_harmony: bool


@rule(
    "inconsistent-pins",
    group="project",
    severity=WARNING,
    since="0.1.0",
    preset="strict",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
""",
            files={
                "environment-dev.yml": """\
name: demo-dev
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=2,<3
  - pytest=8
"""
            },
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
""",
            path="environment-py312.yml",
            files={
                "environment-py39.yml": """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.9
  - numpy=1.26
"""
            },
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=1.26
""",
            under="numpy=1.26",
            files={
                "environment-dev.yml": """\
name: demo-dev
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=2,<3
  - pytest=8
"""
            },
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - tables==3.10.1
""",
            under="tables==3.10.1",
            path="train.yml",
            files={
                "serve.yml": """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytables=3.9
"""
            },
        ),
    ],
)
def inconsistent_pins(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Environment files of one project cannot agree on a package: no version satisfies both.

    What is tested in one environment then never runs in the other, and `conda env update` with the second file on top
    of the first takes the package to and fro, or fails. It is found here when one file is changed and the others are
    forgotten. Python and everything else in the conda and pip lists is compared by conda's order of versions; a pip
    line and a conda item by a map of sure names (`tables` is `pytables`). `numpy>=2` and `numpy=2.1` agree.

    Files belong together if they lie in one folder and

    - have the same `name:`, or
    - one is the plain file and the other adds to it: `environment.yml` and `environment-dev.yml`, `-test`, `-docs`,
      `-ci`, `-lock` and the like; not two of these (docs and lint may differ), nor where the names in `name:` are of
      two projects.

    Files that say what they differ by are never compared: a word with a digit (`py39`, `cuda118`), a system
    (`linux`, `osx`), `cpu`, `gpu`, `min`, `latest`, `old` and the like in one file's name or `name:` and not in the
    other's; different `platforms`; exports from different systems. For all else there is `groups` in the
    configuration: the files of a group are compared with each other, whatever they are called, and with no others.

    Items with selectors or markers are left out, and files that are excluded. Each of the files gets its finding.

    **Fix**: none. Which file is right the files do not say.

    References: [conda: updating an environment](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html#updating-an-environment)
    """
    from envlint.family import belong_together

    group = ctx.project.group() if ctx.project else Group()
    own = _told(env)
    here = re.split(r"[/\\]", env.path)[-1]
    asked = _asked(group)
    for package, mine in own.wishes.items():
        for item, wish in mine:
            others = (
                place
                for place in _opposed(wish, asked.get(package))
                if place.path != here and (group.declared or belong_together(own.identity, place.identity))
            )
            if opposed := list(islice(others, _SHOWN)):
                yield _finding(item, opposed)
                break


def _opposed(wish: Wish, asked: _Asked | None) -> Iterator[_Place]:
    """Who asks for what does not agree with a wish."""
    if asked is None or (asked.in_harmony and wish in asked.places):
        return
    for other, places in asked.places.items():
        if not agree(wish, other):
            yield from places


@lru_cache(maxsize=4)
def _asked(group: Group) -> dict[str, _Asked]:
    """Who asks for what, by package: so a folder of many files is gone through once."""
    found: dict[str, dict[Wish, list[_Place]]] = {}
    for path, env in group.members:
        told = _told_by_other(env)
        for package, asked in told.wishes.items():
            for item, wish in asked:
                found.setdefault(package, {}).setdefault(wish, []).append(_Place(path, told.identity, item))
    return {package: _Asked(places, all_agree(places.keys())) for package, places in found.items()}


def _told(env: Environment) -> _Told:
    """What a file says; a package that it contradicts itself on is left out."""
    from envlint.family import identity

    found: dict[str, list[tuple[CondaItem | PipItem, Wish]]] = {}
    for item, wish in wishes(env):
        found.setdefault(wish.package, []).append((item, wish))
    return _Told(
        identity(env),
        {package: tuple(asked) for package, asked in found.items() if _agrees({wish for _, wish in asked})},
    )


# The others of a run come again with each file; the file itself must not be held when it is done with.
_told_by_other = lru_cache(maxsize=4096)(_told)


def _agrees(wishes: set[Wish]) -> bool:
    """Whether no two wishes disagree. Very many that may are not asked."""
    if len(wishes) == 1 or all_agree(wishes):
        return True
    return len(wishes) < _MANY and all(agree(one, other) for one, other in combinations(wishes, 2))


def _finding(item: CondaItem | PipItem, opposed: list[_Place]) -> Diagnostic:
    first, *more = opposed
    others = list(dict.fromkeys(place.path for place in more if place.path != first.path))
    also = f"; {_listed(others)} {'disagree' if len(others) > 1 else 'disagrees'}, too" if others else ""
    name = "Python" if item.name == "python" else f"`{item.name}`"
    return item.report(
        f"no version of {name} satisfies both this and `{masked(first.item.text)}` in `{first.path}`{also}",
        help="let the files agree, or let their names say what they differ by, such as `-py39`",
        related=tuple(Related(f"`{masked(place.item.text)}`", place.item.span, place.path) for place in opposed),
    )


def _listed(paths: list[str]) -> str:
    """`a.yml` and `b.yml`; `a.yml` and 3 more."""
    shown = [f"`{path}`" for path in paths]
    if len(shown) <= 2:
        return " and ".join(shown)
    return f"{shown[0]} and {len(shown) - 1} more"
