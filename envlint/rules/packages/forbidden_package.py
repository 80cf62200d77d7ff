"""forbidden-package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Annotated

from envlint.diagnostic import ERROR, Diagnostic
from envlint.environment import CondaItem, PipFile, PipItem
from envlint.pypi import normalise
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.values import NamedTuple


class Options(NamedTuple):
    deny: Annotated[Mapping[str, str], "names, as globs, that may not stand in either list, with the reason why"] = {}


@rule(
    "forbidden-package",
    group="packages",
    severity=ERROR,
    since="0.1.0",
    kind=PIP,
    preset="policy",
    options=Options,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - polars=1.9
""",
            options={"deny": {"pandas": "we use polars"}},
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pandas=2.2
""",
            under="pandas=2.2",
            options={"deny": {"pandas": "we use polars"}},
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - Acme_Legacy_Client==1.4.2
""",
            under="Acme_Legacy_Client==1.4.2",
            options={"deny": {"acme-legacy-*": "end of life"}},
        ),
    ],
)
def forbidden_package(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """A package that your team has ruled out, in the conda list or the pip section.

    The rule is silent until it is configured. The option `deny` maps names to reasons, and the reason is part of the
    message:

        [tool.envlint.rules.forbidden-package.deny]
        pandas = "we use polars"
        "acme-legacy-*" = "end of life"

    Names may be globs (`*`, `?`, `[…]`). Case and the separators `-`, `_` and `.` make no difference. A
    project that goes by two names (`torch` on PyPI, `pytorch` on conda-forge) needs both.

    There is no fix: what to use instead is yours to say, in the reason.

    References: [conda on package names](https://github.com/conda/ceps/blob/main/cep-0026.md)
    """
    options: Options = ctx.options
    denied = {_pattern(name): reason for name, reason in options.deny.items()}
    items: tuple[CondaItem | PipItem, ...] = (*env.conda, *env.pip)
    for item in items if denied else ():
        name = normalise(item.name)
        reason = next((reason for pattern, reason in denied.items() if name and fnmatchcase(name, pattern)), None)
        if reason is not None:
            yield item.report(f"`{item.name}` is forbidden" + (f": {reason}" if reason else " by your configuration"))


def _pattern(name: str) -> str:
    """A glob for normalised names; what stands in brackets is left alone."""
    return name.lower() if "[" in name else normalise(name)
