"""anaconda-metapackage."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule

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

    List the packages that the project imports instead. `anaconda-client`, `anaconda-project` and
    the like are ordinary packages and silent.

    The option `packages` replaces the names that are looked for: add `r-essentials`, for instance,
    with its 80 packages or so, or take out `anaconda-navigator`.

    References: [anaconda on anaconda.org](https://anaconda.org/anaconda/anaconda), [Anaconda's
    terms: questions and answers](https://www.anaconda.com/pricing/terms-of-service-faqs)
    """
    names = frozenset(name.lower() for name in ctx.options.packages)
    for item in env.conda:
        if item.name in names:
            yield item.report(
                f"`{item.name}` brings along {_BRINGS.get(item.name, _UNNAMED)}",
                part=item.spec.name,
                help="list the packages that the project needs",
            )
