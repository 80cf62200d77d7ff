"""acme/teamless-name: a rule with an option."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule


class Options(NamedTuple):
    teams: Annotated[tuple[str, ...], "the teams that a name may begin with"] = ("data", "nlp", "vision")


@rule(
    "acme/teamless-name",
    group="acme",
    severity=WARNING,
    since="1.0",
    options=Options,
    valid=[
        Valid("name: nlp-training\ndependencies: [python=3.12]\n"),
        Valid("name: audio-training\ndependencies: [python=3.12]\n", options={"teams": ("audio",)}),
    ],
    invalid=[Invalid("name: training\ndependencies: [python=3.12]\n", under="training")],
)
def teamless_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The environment's name does not begin with a team.

    Our machines are shared: on `nlp-training` everybody sees whom to ask before it is removed.

    There is no fix: whose environment it is, only you know.
    """
    name = env.name
    if name and name.kind == "str" and name.text.partition("-")[0] not in ctx.options.teams:
        teams = ", ".join(f"`{team}-`" for team in ctx.options.teams)
        yield name.report(f"the name `{name.text}` does not say whose it is", help=f"begin it with one of {teams}")
