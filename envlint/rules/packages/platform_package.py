"""platform-package."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, NamedTuple

from envlint import moves
from envlint.conda import bounds, match_spec
from envlint.data import read_table
from envlint.diagnostic import WARNING, Diagnostic, unsafe
from envlint.environment import CondaItem, Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.systems import SYSTEMS, named

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
    return f"{listed}{more} {verb} for {only}: on another system conda does not find {them}, and installs nothing"


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

    Delete them, or say which system the file is for: by `platforms:` (which conda-lock reads, and conda passes
    over with a warning), or by a word of the file's or the environment's name, such as `environment-linux.yml`.
    The words are linux, ubuntu, debian, centos, rhel, wsl, docker, aarch64, ppc64le, x86_64; win, win32, win64,
    windows; osx, mac, macos, darwin, m1. A line with a selector (`# [linux]`) is silent, too.

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
    allowed = {name.lower() for name in options.allow}
    systems: frozenset[str] | None = None
    for item in env.conda:
        place = _table().get(item.name)
        if place is None or item.name in allowed or not _is_old(item, place):
            continue
        systems = named(env) if systems is None else systems
        if systems != {place.system} and not _SELECTOR.match(moves.comment_behind(env, item)):
            yield item.report(
                _told([item.name]),
                help="delete what other packages bring along, or name the system in the file's name or `platforms:`",
                fix=unsafe("Delete packages of one system", item.remove()),
            )


def _is_old(item: CondaItem, place: _Place) -> bool:
    """Whether the spec allows only versions from before other systems had the package."""
    if item.spec.kind != "package" or not place.until:
        return item.spec.kind == "package"
    later = match_spec.parse(f"{item.name}>={place.until}").versions
    asked = item.spec.versions
    return asked is not None and later is not None and not bounds.satisfiable([asked, later])


@cache
def _table() -> dict[str, _Place]:
    return {package: _Place(system, until) for system, package, until in read_table("platform_packages.tsv")}
