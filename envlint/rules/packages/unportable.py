"""unportable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from envlint import clients
from envlint.diagnostic import WARNING, Diagnostic, Fix, Related, safe, unsafe
from envlint.environment import CondaItem, Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

if TYPE_CHECKING:
    from envlint.conda.portability import Difference

# Binder and MLflow find Python in this form only: whatever is said of it, it stays.
_SACRED = lazy(r"python=[0-9.]+")


@rule(
    "unportable",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge, nodefaults]
dependencies:
  - python=3.12
  - numpy>=1.26,<2
  - scipy=1.14=*openblas*
  - pytorch=2.5=cuda*
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy >=1.26 , <2
""",
            under=" ,",
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
  - ncurses=6.5  # [unix]
""",
            under="# [unix]",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge, nodefaults]
dependencies:
  - python=3.12
""",
            under="nodefaults",
            targets=("conda", "pixi"),
        ),
    ],
)
def unportable(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Something that a client in `targets` refuses, ignores, or reads otherwise than conda.

    An environment file is read by more programs than conda, and they do not agree. `targets` says which of them read
    yours: `conda`, `mamba`, `pixi` (`pixi init --import`), `conda-lock`, `dependabot`, `mlflow` (its virtualenv and uv
    modes), `repo2docker` (Binder). By default these are conda and mamba.

    **Specs.** `numpy >=1.26 , <2` is a range to conda, and numpy with the build `,<2` to mamba. mamba finds nothing
    for `numpy=1.26*`, and it lets `|` bind before the comma. `===`, regular expressions and keys in brackets without a
    comma are conda's alone. `numpy~=1` is read by others, but conda fails when it compares a version with it. (That
    `name=version=build` is exact in conda and loose in mamba is not reported.)

    **Selectors.** `- sel(win): pywin32` is mamba's: conda and conda-lock drop the item in silence, pixi skips it.
    `# [win]` is conda-lock's: to the others it is a comment, and the package is wanted on every platform.

    **Each client's own.** pixi takes `nodefaults` for the name of a channel, does not expand variables in channels,
    wants text for the values of `variables`, and refuses pip lines that are not of PEP 508 (`-e .`, `--index-url …`),
    as does conda-lock. Dependabot knows `environment.yml` and `environment.yaml` only, edits items that are indented by
    two to four columns (in the pip section: five or more), and skips all conda packages if one has a build string.
    MLflow drops every conda package but python, pip, setuptools and wheel. Binder finds Python as `python=3.12` only.

    **Fix**: a spec is written in a form that means the same to conda and is read alike by all. Safe; unsafe
    where conda fails on the old form. `python=3.12` is never rewritten. For the rest there is none.

    References: [CEP 24: environment.yml](https://conda.org/learn/ceps/cep-0024/),
    [CEP 29: match specs](https://conda.org/learn/ceps/cep-0029/),
    [conda#8089](https://github.com/conda/conda/issues/8089),
    [mamba#1788](https://github.com/mamba-org/mamba/issues/1788),
    [dependabot-core#14054](https://github.com/dependabot/dependabot-core/issues/14054),
    [repo2docker#1301](https://github.com/jupyterhub/repo2docker/issues/1301)
    """
    if env.unusual:
        yield from _in_specs(env.unusual, ctx.targets)
    yield from clients.findings(env, ctx.targets)


def _in_specs(items: Iterable[CondaItem], targets: tuple[str, ...]) -> Iterator[Diagnostic]:
    from envlint.conda.portability import differences

    wanted = {*targets, *(("mamba",) if "repo2docker" in targets else ())}  # Binder installs with mamba
    for item in items:
        found = [each for each in differences(item.spec) if wanted.intersection(each.targets)]
        if found:
            yield _finding(item, found)


def _finding(item: CondaItem, found: list[Difference]) -> Diagnostic:
    first, *others = found
    form = first.suggestion if not _SACRED.fullmatch(item.text) else None
    return item.report(
        first.message,
        part=first.span,
        help=f"write `{form}`" if form else "write it in a form that all clients read alike, such as `name>=1.2,<2`",
        related=tuple(Related(each.message, item.at(each.span)) for each in others),
        fix=_fix(item, form) if form else None,
    )


def _fix(item: CondaItem, form: str) -> Fix | None:
    from envlint.conda.portability import means

    return (safe if means(form, item.spec) else unsafe)(f"Write `{form}`", item.replace(form))
