"""uppercase-name."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic, safe
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule


@rule(
    "uppercase-name",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    preset="strict",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pyyaml=6.0
  - pip
  - pip:
      - PyYAML-extra==1.0
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
  - PyYAML=6.0
""",
            under="PyYAML",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pyyaml=6.0
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - Python=3.12
  - numpy=2.1
""",
            under="Python",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
""",
        ),
    ],
)
def uppercase_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A conda package is written with capitals.

    Names of conda packages are lower case, and conda, mamba and pixi read `PyYAML` as `pyyaml`. Others look at the
    text: repo2docker finds `python=3.12` but not `Python=3.12`, and builds with its default version; searching a
    folder for a package overlooks it.

    **Fix** (safe, since conda does the same): the name in lower case; version and all else stay.

    References: [CEP 26](https://github.com/conda/ceps/blob/main/cep-0026.md)
    """
    for item in env.conda:
        name = item.spec.name
        if not item.name or item.spec.kind != "package" or name is None or name.text == name.text.lower():
            continue
        text = item.text[: name.span.start] + name.text.lower() + item.text[name.span.end :]
        outcome = "conda reads it in lower case"
        if item.name == "python" and item.text.startswith("Python"):
            outcome = "conda reads it in lower case, but repo2docker does not find it"
        yield item.report(
            f"`{name.text}` has capitals: {outcome}",
            part=name,
            help=f"write `{name.text.lower()}`",
            fix=safe(f"Write `{name.text.lower()}`", item.replace(text)),
        )
