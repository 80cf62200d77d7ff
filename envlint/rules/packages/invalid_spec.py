"""invalid-spec."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.conda.match_spec import SpecError
from envlint.diagnostic import ERROR, Diagnostic, safe
from envlint.environment import CondaItem, Environment
from envlint.pypi import REQUIREMENT, parse_line
from envlint.rule import Context, Invalid, Valid, rule

# Longer specs are not repeated in the message: the place shows them.
_LONG = 50


@rule(
    "invalid-spec",
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
  - numpy>=1.26,<2
  - conda-forge::scipy=1.14
  - pytorch=2.5=*cuda*
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
  - numpy>=1.26 <2  # 2.0 breaks our C extension
""",
            under=">=1.26",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=1.26,<2  # 2.0 breaks our C extension
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - example-tool@git+https://example.org/example-tool.git
""",
            under="git+https://example.org/example-tool.git",
        ),
    ],
)
def invalid_spec(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A package spec that conda refuses.

    One such spec stops the whole file. conda 26.3 and newer check all specs before anything else; in
    a file that is not called `environment.yml` they say no more than that the format of the file
    could not be detected. Other clients go on with something else: of `numpy>=1.26 <2` mamba makes
    numpy with the build `<2`, which does not exist.

    What a spec may look like, in the forms that every client reads alike: `numpy`, `numpy=1.26` (any
    1.26.*), `numpy==1.26.4`, `numpy>=1.26,<2`, `numpy!=1.26.1`, `numpy=1.26=*openblas*`, each also
    with a channel in front: `conda-forge::numpy=1.26`. Lines for pip (`-e .`, `-r file`, URLs, `name @
    url`, conditions after a semicolon) belong into the `pip:` section.

    **Fix**: where the spec can have meant one thing only, that is written instead, as with the
    missing comma in `>=1.26 <2`. Safe, since conda refuses the old text. Otherwise there is no fix.

    References: [CEP 29: conda match
    specs](https://conda.org/learn/ceps/cep-0029/), [CEP 26: names and
    versions](https://conda.org/learn/ceps/cep-0026/), [conda: package match
    specifications](https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html)
    """
    for item in env.conda:
        error = item.spec.error
        if error is None:
            continue
        shown = f"`{item.text}`" if len(item.text) <= _LONG and item.text.isprintable() else "this spec"
        meant = error.suggestion
        yield item.report(
            f"conda refuses {shown}: {error.message}",
            part=error.span,
            subject=item.spec.name_key or item.text,
            help=_help(item, error),
            fix=safe(f"Write `{meant}`", item.replace(meant)) if meant is not None else None,
        )


def _help(item: CondaItem, error: SpecError) -> str:
    if error.suggestion is not None:
        return f"write `{error.suggestion}`"
    if _is_for_pip(item.text):
        return "move the line into the `pip:` section"
    return "write `name`, `name=1.2`, `name==1.2.3` or `name>=1.2,<2`"


def _is_for_pip(text: str) -> bool:
    """Whether pip reads the text, as more than a name and versions."""
    line = parse_line(text)
    return line.error is None and (line.kind != REQUIREMENT or line.url is not None or line.marker is not None)
