"""machine-prefix."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic, safe, unsafe
from envlint.environment import Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

# A path below the home of a user that it names, and any full path.
_HOME = lazy(r"(?:/(?:home|Users)/|^/root(?:/|$)|^[A-Za-z]:[/\\]Users[/\\])", re.IGNORECASE)
_FULL = lazy(r"[/~\\]|[A-Za-z]:[/\\]")

_CLEAN = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
"""


@rule(
    "machine-prefix",
    group="document",
    severity=WARNING,
    since="0.1.0",
    valid=[Valid(_CLEAN)],
    invalid=[
        Invalid(
            _CLEAN + "prefix: /home/ada/miniconda3/envs/demo\n",
            under="prefix: /home/ada/miniconda3/envs/demo",
            fixed=_CLEAN,
        ),
        Invalid(
            "prefix: /opt/envs/demo  # the shared one\n" + _CLEAN.replace("name: demo\n", ""),
            under="prefix: /opt/envs/demo",
            fixed=_CLEAN.replace("name: demo\n", ""),
        ),
    ],
)
def machine_prefix(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`prefix:` holds a path of the machine that exported the file.

    `conda env export` writes it. `conda env create` ignored it until 26.5; since 26.7 it is where
    the environment goes when the file has no `name`. It tells everyone a user name and a folder,
    and nobody else has that folder.

    **Fix**: delete the line. Safe where the file has a `name`, since conda uses that; unsafe
    otherwise, because conda 26.7 and newer then create the environment at the prefix.

    References: [conda#11114](https://github.com/conda/conda/issues/11114),
    [conda#13061](https://github.com/conda/conda/issues/13061)
    """
    prefix = env.get("prefix")
    if prefix is None or prefix.kind != "str":
        return
    named = env.name is not None and env.name.kind == "str" and env.name.text != ""
    what_happens = (
        "conda goes by the `name`, not by this"
        + (", so it only shows your folders to others" if _is_home(prefix.text) else "")
        if named
        else "conda 26.7 and newer would create the environment there, older ones ignore it"
    )
    yield prefix.report(
        f"`prefix` is {_kind(prefix.text)}: {what_happens}",
        span=prefix.entry.span,
        help="delete the line" if named else "delete the line and give the environment a `name`",
        fix=(safe if named else unsafe)("Delete `prefix`", prefix.remove()),
    )


def _is_home(path: str) -> bool:
    return _HOME.search(path) is not None


def _kind(path: str) -> str:
    return "a path on one machine" if _FULL.match(path) else "where one machine had the environment"
