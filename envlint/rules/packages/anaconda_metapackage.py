"""anaconda-metapackage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from envlint.diagnostic import WARNING, Diagnostic, Related
from envlint.environment import CondaItem, Environment
from envlint.rule import Context, Invalid, Valid, rule
from envlint.values import NamedTuple

_UNNAMED = "packages that this file does not name"
_WHOLE = f"the whole Anaconda Distribution, hundreds of {_UNNAMED}"

# What each of them brings along.
_BRINGS = {
    "anaconda": _WHOLE,
    "_anaconda_depends": _WHOLE,
    "_anaconda_core": f"the core of the Anaconda Distribution, {_UNNAMED}",
    "__anaconda_core_depends": f"the core of the Anaconda Distribution, {_UNNAMED}",
    "anaconda-navigator": "the desktop program of the Anaconda Distribution, with a window toolkit and a browser",
}

# The packages that bring all the others of the Distribution.
_ALL = ("anaconda", "_anaconda_depends")
# An export of the whole Distribution pins several hundred packages, a list by hand never so many.
_EXPORTED = 100


class Options(NamedTuple):
    packages: Annotated[tuple[str, ...], "names that are taken for such packages"] = tuple(_BRINGS)


@rule(
    "anaconda-metapackage",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    options=Options,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - jupyterlab=4.3
  - anaconda-client=1.12
"""
        )
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge, defaults]
dependencies:
  - python=3.12
  - anaconda=2024.10
""",
            under="anaconda",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge, defaults]
dependencies:
  - python=3.12
  - anaconda-navigator=2.6
""",
            under="anaconda-navigator",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - r-essentials=4.3
""",
            under="r-essentials",
            options={"packages": ("r-essentials",)},
        ),
    ],
)
def anaconda_metapackage(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A metapackage that installs the whole Anaconda Distribution.

    `anaconda` has hardly any content but its dependencies: over 400 packages in the versions of one
    release. They make the environment large and slow to solve, hold back what the file names
    itself, and hide what the project really needs. conda-forge has none of these packages: they come from
    Anaconda's own channels, whose terms ask larger organisations for a licence.

    One finding speaks for the whole Distribution: beside `anaconda` its parts, such as `anaconda-navigator`, are
    related places. A file that was exported from such an environment names the hundreds of packages one by one; most
    of them came with the Distribution, and the list to write is much shorter.

    List the packages that the project imports instead. `anaconda-client`, `anaconda-project` and
    the like are ordinary packages and silent.

    The option `packages` replaces the names that are looked for: add `r-essentials`, for instance,
    with its 80 packages or so, or take out `anaconda-navigator`.

    References: [anaconda on anaconda.org](https://anaconda.org/anaconda/anaconda), [Anaconda's
    terms: questions and answers](https://www.anaconda.com/pricing/terms-of-service-faqs)
    """
    names = env.conda_names.intersection(map(str.lower, ctx.options.packages))
    found = [item for item in env.conda if item.name in names] if names else []
    whole = next((item for name in _ALL for item in found if item.name == name), None)
    parts = [item for item in found if whole and item.name in _BRINGS and item.name != whole.name]
    for item in found:
        if item not in parts:
            yield _report(env, item, parts if item is whole else [])


def _report(env: Environment, item: CondaItem, parts: list[CondaItem]) -> Diagnostic:
    pinned = sum(1 for each in env.conda if each.spec.version)
    message = f"`{item.name}` brings along {_BRINGS.get(item.name, _UNNAMED)}"
    help = "list the packages that the project needs"
    if item.name in _ALL and pinned > _EXPORTED:
        message = f"`{item.name}` is the whole Anaconda Distribution, and this file pins what came with it, too"
        help = f"keep what the project itself uses: few of these {len(env.conda)} packages, and not `{item.name}`"
    return item.report(
        message,
        part=item.spec.name,
        help=help,
        related=tuple(Related(f"a part of `{item.name}`", each.span) for each in parts),
    )
