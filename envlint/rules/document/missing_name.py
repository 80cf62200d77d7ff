"""missing-name."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule
from envlint.spelling import is_misspelt


@rule(
    "missing-name",
    group="document",
    severity=WARNING,
    preset="opt-in",
    since="0.1.0",
    valid=[Valid("name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n")],
    invalid=[
        Invalid("channels: [conda-forge]\ndependencies:\n  - python=3.12\n", under="channels"),
    ],
)
def missing_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The file has no `name`.

    Without one `conda env create` needs `--name` or `--prefix` on the command line, and everybody
    calls the environment otherwise, so that no script or README can activate it.

    Many files have no name on purpose: those for Binder and MLflow, where it is not used, and those
    that are merged into an environment that exists. That is why this rule runs only where it is
    asked for by name, or with all others.

    **Fix**: none. Write `name:` with a name for the environment at the top of the file.

    References: [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    if not env.keys or env.name is not None or env.has_merge:
        return
    if any(is_misspelt(key.key, "name") for key in env.keys):
        return
    yield env.report(
        "the file has no `name`: whoever creates the environment has to find one",
        "name",
        help="write `name: …` at the top",
    )
