"""eol-python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from envlint.conda.allowed import allows, allows_series
from envlint.data import read_table
from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule
from envlint.values import NamedTuple

# The date of the table: it counts where a caller gives none.
_TABLE = date(2026, 11, 22)


class Series(NamedTuple):
    """A minor version of Python: when its security fixes end, and when conda-forge stopped building for it."""

    name: str
    end: date
    last_builds: str


@rule(
    "eol-python",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    preset="strict",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.13
  - numpy=2.1
"""
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python>=3.8,<3.14   # a living one is among them
  - numpy=2.1
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.8
  - numpy=1.24
""",
            under="=3.8",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python>=3.7,<3.10
  - numpy=1.24
""",
            under=">=3.7,<3.10",
        ),
    ],
)
def eol_python(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Only versions of Python that are past their end of life satisfy the pin.

    Five years after its first release a version of Python gets no more fixes, not even for security. conda-forge
    stops building packages for it at about the same time, so the environment stays with packages of that day. Old
    builds remain, and the file goes on working; that is why the rule is in the preset `strict` only.

    A range counts as alive as long as one living version is in it. The dates are a table of envlint's; the day they
    are compared with is today's.

    There is no fix: a newer Python asks for newer packages.

    References: [status of Python versions](https://devguide.python.org/versions/),
    [endoflife.date/python](https://endoflife.date/python)
    """
    today = ctx.today or _TABLE
    for item in env.conda:
        versions = item.versions if item.name == "python" else None
        if versions is None or allows(versions, f">={_following()}"):
            continue
        allowed = [series for series in _series() if allows_series(versions, series.name)]
        if not allowed or any(series.end >= today for series in allowed):
            continue
        newest = allowed[-1]
        yield item.report(
            f"`{item.text}` allows no Python that is still maintained: {newest.name} has had no security fixes "
            f"since {newest.end}{_built(newest)}",
            part=item.spec.version,
            help=_advice(today),
        )


def _built(series: Series) -> str:
    return f", and conda-forge has not built for it since {series.last_builds}" if series.last_builds else ""


def _advice(today: date) -> str:
    living = [series.name for series in _series() if series.end >= today]
    return f"move to Python {living[0]} or newer" if living else "move to a Python that is maintained"


@cache
def _series() -> tuple[Series, ...]:
    """The versions of the table, in their order."""
    return tuple(Series(name, date.fromisoformat(end), builds) for name, end, builds in read_table("python_life.tsv"))


def _following() -> str:
    """The version after the newest of the table: it, and all after it, count as alive."""
    major, minor = _series()[-1].name.split(".")
    return f"{major}.{int(minor) + 1}"
