"""exact-short-version."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from envlint.conda.version import Version
from envlint.data import read_table
from envlint.diagnostic import WARNING, Change, Diagnostic, unsafe
from envlint.environment import CondaItem, Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

_SHORT = lazy(r"[0-9]+(?:\.[0-9]+)?")


@rule(
    "exact-short-version",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy==2.1.3
  - pytz==2025.2   # has two parts
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python==3.12
  - numpy=2.1
""",
            under="==3.12",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pandas 2.2
""",
            under="2.2",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pandas=2.2
""",
        ),
    ],
)
def exact_short_version(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`==3.12`, or a version behind a space, where a whole series was probably meant.

    To conda, `python==3.12` and `python 3.12` mean one version, 3.12, which equals 3.12.0, and no other release of the
    series: neither 3.12.1 nor today's, with its security fixes. Where a channel has no 3.12.0, the file cannot be
    solved. One equals sign means the series: `python=3.12` is 3.12.0 and all that follow up to 3.13.

    The rule speaks of Python and of projects that give each release three parts, such as NumPy, pandas, SciPy,
    Matplotlib, PyTorch and TensorFlow. Others have versions of two parts, and there `pytz==2025.2` or
    `packaging==24.0` is whole; so is `scikit-learn==1.0`. A spec with a build string is a choice and silent, and
    pip lines are not judged.

    If the first release of the series is meant, write it in full: `python==3.12.0`.

    **Fix** (unsafe: newer releases of the series become possible): `==3.12` becomes `=3.12`.

    References: [package match
    specifications](https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html),
    [conda#3795](https://github.com/conda/conda/issues/3795), [conda#1522](https://github.com/conda/conda/issues/1522)
    """
    projects = _projects()
    for item in env.conda:
        since = projects.get(item.name)
        short = _short(item) if since is not None else None
        if since is None or short is None or not _releases_three_parts(since, short):
            continue
        full = short + ".0" * (2 - short.count("."))
        following = full[:-1] + "1"
        yield item.report(
            f"`{item.text}` allows {full} only, not {following} or any later release of the series {short}",
            part=item.spec.version,
            help=f"write `{item.name}={short}` for the series, or `{item.name}=={full}` if just this release is meant",
            fix=unsafe("Allow the whole series", _widened(item, short)),
        )


def _short(item: CondaItem) -> str | None:
    """The version of a spec that allows exactly one, if it has two parts or fewer."""
    spec = item.spec
    if spec.version_read is None or spec.error or spec.build_key or spec.brackets or spec.kind != "package":
        return None
    version = spec.version_read.removeprefix("==").strip()
    return version if _SHORT.fullmatch(version) else None


def _releases_three_parts(since: str, version: str) -> bool:
    newest = version if "." in version else f"{version}.9999"
    return not since or Version(newest) >= Version(since)


def _widened(item: CondaItem, version: str) -> Change | None:
    name = item.spec.name
    return item.replace(f"{item.text[: name.span.end]}={version}") if name else None


@cache
def _projects() -> dict[str, str]:
    """Projects whose releases have three parts, and since which version."""
    return {row[0]: row[1] for row in read_table("three_parts.tsv")}
