"""platform-package."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated

from envlint import moves
from envlint.conda import bounds, match_spec
from envlint.data import read_table
from envlint.diagnostic import WARNING, Diagnostic, unsafe
from envlint.environment import CondaItem, Environment
from envlint.locks.names import is_called_lock
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.systems import SYSTEMS, named
from envlint.values import NamedTuple

# conda-lock takes a line for some systems only by a comment such as `# [linux]`.
_SELECTOR = lazy(r"#\s*\[[^\]]+\]")
_TOLD = 3


class Options(NamedTuple):
    allow: Annotated[tuple[str, ...], "packages that may stand here all the same"] = ()


class _Place(NamedTuple):
    """Where a package is to be had: on one system, up to the version that others have, too."""

    system: str
    until: str


def _told(names: list[str]) -> str:
    """The one message for all such packages of a file."""
    systems = {_table()[name].system for name in names}
    titles = [title for key, title in SYSTEMS.items() if key in systems]
    only = f"{titles[0]} only" if len(titles) == 1 else f"one system only ({', '.join(titles)})"
    listed = ", ".join(f"`{name}`" for name in names[:_TOLD])
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    verb, them = ("exists", "it") if len(names) == 1 else ("exist", "them")
    outcome = f"on another system conda cannot install {them}, and installs nothing"
    return f"{listed}{more} {verb} for {only}: {outcome}"


@rule(
    "platform-package",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    options=Options,
    fold=_told,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - alsa-lib=1.2.12
""",
            path="environment-linux.yml",
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - libgcc-ng=14.2.0
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - _libgcc_mutex=0.1
  - libgcc-ng=12.2.0
  - libnsl=2.0.0
  - libstdcxx-ng=12.2.0
  - python=3.12
""",
            under="_libgcc_mutex=0.1",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
""",
        ),
        Invalid(
            """\
name: demo-linux
channels: [conda-forge]
dependencies:
  - python=3.12
  - pywinpty=2.0
""",
            under="pywinpty=2.0",
            fixed="""\
name: demo-linux
channels: [conda-forge]
dependencies:
  - python=3.12
""",
        ),
    ],
)
def platform_package(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Packages that one operating system alone has, in a file that is not said to be for that system.

    `conda env export` lists what was installed on one machine, down to the C library's helpers: `libgcc-ng` and
    `_libgcc_mutex` on Linux, `vc` and `ucrt` on Windows, `python.app` on macOS. No channel has them for other
    systems, so there conda gives up on the whole file ("PackagesNotFoundError", "nothing provides"). Nobody needs
    to list them: the packages that need them bring them along.

    Delete those that your own code does not import or call, or say which system the file is for by a word of the
    file's or the environment's name, such as `environment-linux.yml`. The words are linux, ubuntu, debian, centos,
    rhel, wsl, docker, aarch64, ppc64le, x86_64; win, win32, win64, windows; osx, mac, macos, darwin, m1. Where the
    name has none, the two nearest folders count: linux, docker and devcontainer (containers run Linux); windows,
    win64; macos, osx. `platforms:` says it as well, to people, to conda-lock and to this rule; conda warns that it
    does not know the key, and ignores it. A line with a selector (`# [linux]`) is silent, too, and
    a file that is called a lock (`lock`, `locked` or `frozen` in its name or its folder's).

    The names come from a table of packages that conda-forge or Anaconda's defaults build for one system. Some are
    built for others now: `libgcc-ng` for Windows since 13, `ld_impl_linux-64` for macOS since 2.35, `pywin32` for
    all since 306. They are reported only where the version is from before. Not in the table are packages that two
    systems have (`readline`, `ncurses`), and compilers, which people list on purpose.

    All such packages of a file are one finding. **Option**: `allow`, names that may stay.

    **Fix** (unsafe: your code may use one of them itself): the lines go.

    References: [conda#7311](https://github.com/conda/conda/issues/7311),
    [conda#6073](https://github.com/conda/conda/issues/6073)
    """
    options: Options = ctx.options
    names = env.conda_names & _table().keys() - {name.lower() for name in options.allow}
    if not names or is_called_lock(env.path):
        return
    found = [item for item in env.conda if item.name in names and _is_old(item, _table()[item.name])]
    meant = named(env) if found else frozenset()
    strange = [item for item in found if meant != {_table()[item.name].system}]
    strange = [item for item in strange if not _SELECTOR.match(moves.comment_behind(env, item))]
    advice = _advice({_table()[item.name].system for item in strange}, bool(meant))
    is_all = len(strange) == len(env.dependencies)  # the fixes are one, and a list does not go empty
    for item in strange:
        fix = None if is_all else unsafe("Delete packages of one system", item.remove())
        yield item.report(_told([item.name]), help=advice, fix=fix)


def _advice(systems: set[str], is_named: bool) -> str:
    """What to do about packages of these systems; `is_named`: the file says already which system it is for."""
    text = "delete what you do not import or call yourself: conda adds it where it is needed"
    if is_named or len(systems) != 1:
        return text
    (system,) = systems
    return (
        f"{text}. Or, if the file is for {SYSTEMS[system]} only, say so in its name, such as `environment-{system}.yml`"
    )


def _is_old(item: CondaItem, place: _Place) -> bool:
    """Whether the spec allows only versions from before other systems had the package."""
    if item.spec.kind != "package" or not place.until:
        return item.spec.kind == "package"
    later = match_spec.parse(f"{item.name}>={place.until}").versions
    asked = item.versions
    return asked is not None and later is not None and not bounds.satisfiable([asked, later])


@cache
def _table() -> dict[str, _Place]:
    return {package: _Place(system, until) for system, package, until in read_table("platform_packages.tsv")}
