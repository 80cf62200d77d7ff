"""lossy-spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import ERROR, Diagnostic, Fix, Related, safe, unsafe
from envlint.environment import CondaItem, Environment
from envlint.rule import Context, Invalid, Valid, rule

if TYPE_CHECKING:
    from envlint.conda.losses import Loss

_HELP = {
    "extras": "leave the brackets out, and check what the conda package already brings: list the rest by name",
    "words": "begin each package with a dash of its own",
    "condition": "keep a file for each platform: conda knows no conditions here",
    "key": "leave the key out, or write `name=1.2` or `name[build=…]`",
    "repeat": "give each key once",
    "replaced": "say it in one place, before the brackets or in them",
    "comment": "put a space before the `#` of a comment",
    "feature": "name a package: features are long gone",
    "empty": "write the name of a package, or remove the item",
}


@rule(
    "lossy-spec",
    group="packages",
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=1.26,<2  # a comment after a space
  - conda-forge::dask=2024.12
  - pytorch[version='2.5.*', build='cuda*']
"""
        )
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy (>=1.26,<2)
""",
            under="(>=1.26,<2)",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy >=1.26,<2
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - dask[complete]>=2024.12,<2025
""",
            under="complete",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - bioconda:samtools=1.21
""",
            under="bioconda:",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - bioconda::samtools=1.21
""",
        ),
    ],
)
def lossy_spec(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A package spec that conda accepts, and of which it silently drops a part or makes something else.

    conda's parser is lenient: before it reads a spec it cuts out comments, brackets and parentheses, wherever they
    stand, and what it does not understand in them is gone without a word. No error, no warning, and another
    environment than the file says:

    | written | what conda makes of it |
    |---|---|
    | `numpy (>=1.26,<2)` | numpy, any version |
    | `dask[complete]` | dask alone: conda packages have no extras |
    | `numpy[version>=1.26]` | numpy, any version |
    | `numpy[version=>=1,<2]` | numpy >=1: `<2` is lost |
    | `numpy>` | numpy, any version |
    | `numpy=>1.26` | numpy later than 1.26, without 1.26 itself |
    | `pygit2>=v1.9` | pygit2, any version: the `v` of a tag sorts before all numbers |
    | `bioconda:samtools` | samtools from any channel: a channel needs two colons |
    | `python:3.9` | a package called `3.9` |
    | `numpy scipy` | numpy in the version "scipy" |
    | `pywin32 if win` | pywin32, always |
    | `numpy[when="python >=3.9"]` | numpy, always (with conda's default solver) |

    mamba drops much the same; pixi refuses most of these.

    **Fix**: where only one thing can have been meant, that is written instead. Safe if conda reads the new text just as
    the old one (`numpy=` and `numpy`); else unsafe, since conda now obeys what it had dropped. There is none for
    extras: which packages they stand for only the project knows.

    References: [CEP 29: conda match specs](https://conda.org/learn/ceps/cep-0029/),
    [conda#16073: optional dependencies](https://github.com/conda/conda/issues/16073), [conda: package match
    specifications](https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html)
    """
    if not env.unusual:
        return
    from envlint.conda.losses import losses

    for item in env.unusual:
        found = losses(item.spec)
        if found:
            yield _finding(item, found)


def _finding(item: CondaItem, found: tuple[Loss, ...]) -> Diagnostic:
    first, *others = found
    meant = next((loss.suggestion for loss in found if loss.suggestion), None)
    return item.report(
        first.message,
        part=first.span,
        help=f"write `{meant}`" if meant else _HELP.get(first.kind, "write `name`, `name=1.2` or `name>=1.2,<2`"),
        related=tuple(Related(loss.message, item.at(loss.span)) for loss in others),
        fix=_fix(item, meant) if meant and len(found) == 1 else None,
    )


def _fix(item: CondaItem, meant: str) -> Fix | None:
    from envlint.conda.portability import means

    return (safe if means(meant, item.spec) else unsafe)(f"Write `{meant}`", item.replace(meant))
