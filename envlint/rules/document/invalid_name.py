"""invalid-name."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import ERROR, Diagnostic
from envlint.environment import Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

_FORBIDDEN = {"/": "a slash", "\\": "a backslash", " ": "a space", ":": "a colon", "#": "a `#`"}
_IS_PATH = lazy(r"/|~|\.{1,2}[/\\]|[A-Za-z]:[/\\]|\\\\")


@rule(
    "invalid-name",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[Valid("name: demo_3.12-gpu\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n")],
    invalid=[
        Invalid("name: my project\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n", under="my project"),
        Invalid('name: ""\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n', under='""'),
        Invalid(
            "name: /opt/envs/demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n", under="/opt/envs/demo"
        ),
    ],
)
def invalid_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The environment's name holds a character that conda does not allow, or nothing at all.

    `/`, `\\`, space, `:` and `#` are not allowed: the file is read, then `conda env create` stops.
    With an empty name, `conda env update` goes on, with whatever environment is active.

    **Fix**: none, since the name is used in other places too (`conda activate`, scripts, kernels).
    A path is no name, it belongs on the command line: `conda env create --prefix /opt/envs/demo`.
    With `--prefix` or `--name` conda does not look at the name in the file.

    References: [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    name = env.name
    if name is None or name.kind != "str":
        return
    text = name.text
    if not text.strip():
        yield name.report(
            "the name is empty: `conda env create` refuses it, `conda env update` changes the active environment",
            subject="name",
            help="write a name, or delete the key",
        )
    elif _IS_PATH.match(text):
        yield name.report(
            "the name is a path: a plain `conda env create` refuses it",
            subject="name",
            help="write a plain name, such as `demo`; a path belongs to the command: `conda env create --prefix …`",
        )
    elif found := [word for char, word in _FORBIDDEN.items() if char in text]:
        yield name.report(
            f"the name holds {' and '.join(found)}: conda refuses to create the environment",
            subject="name",
            help="use letters, digits, `-`, `_` and `.`",
        )
