"""What `pixi init --import` reads otherwise: channels as they stand, text in `variables`.

Source: pixi of August 2026, conda_environment_file.rs.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import Change, Diagnostic, Edit, safe
from envlint.environment import Environment, Key
from envlint.nodes import Collection
from envlint.patterns import lazy

# conda exports such a number as it stands.
_PLAIN_INT = lazy(r"-?[1-9][0-9]*|0")


def findings(env: Environment) -> Iterator[Diagnostic]:
    for channel in env.channels:
        if channel.text == "nodefaults":
            yield channel.report(
                "pixi takes `nodefaults` for the name of a channel",
                help="leave it to conda and mamba: for pixi, delete it from the imported manifest",
            )
        elif "$" in channel.text:
            yield channel.report(
                "pixi does not expand variables in a channel: it looks for one with this very name",
                help="for pixi, write the channel out in its manifest, and log in with `pixi auth`",
            )
    variables = env.get("variables")
    if variables and isinstance(variables.node, Collection) and variables.node.kind == "map":
        for entry in variables.node.entries:
            yield from _variable(env, Key(env.document, variables.node, entry))


def _variable(env: Environment, variable: Key) -> Iterator[Diagnostic]:
    if variable.kind in ("str", "null", "merge"):
        return
    source = env.text[slice(*variable.span)]
    quoted = Change((Edit(*variable.span, f'"{source}"'),)) if _PLAIN_INT.fullmatch(source) else None
    yield variable.report(
        f"pixi refuses the file: the value of `{variable.key}` is no text",
        subject=f"variables/{variable.key}",
        help="put the value in quotes",
        fix=safe("Put the value in quotes", quoted),
    )
