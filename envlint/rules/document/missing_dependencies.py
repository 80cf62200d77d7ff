"""missing-dependencies."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import ERROR, Diagnostic
from envlint.environment import Environment, Key
from envlint.nodes import Scalar
from envlint.rule import Context, Invalid, Valid, rule
from envlint.spelling import is_misspelt


@rule(
    "missing-dependencies",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid("name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n"),
        Valid("name: demo\nchannels: [conda-forge]\ndependencies: []\n"),
    ],
    invalid=[
        Invalid("name: demo\nchannels: [conda-forge]\n", under="name"),
        Invalid("# to be written\n", under=""),
    ],
)
def missing_dependencies(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The file has no `dependencies`.

    It is the one key that an environment file must have: conda 26.3 and newer refuses the file,
    pixi and conda-lock do too. An empty file is the same fault.

    **Fix**: none. Write `dependencies:` with the packages below it, or `dependencies: []` for an
    environment that is meant to be empty.

    References: [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    if _is_empty(env):
        yield env.report(
            "the file is empty: conda needs at least the key `dependencies`",
            "dependencies",
            help="write `dependencies:` and the packages below it, each after a dash",
        )
    elif env.keys and env.get("dependencies") is None and not env.has_merge:
        yield _report(env, next(filter(_may_be_meant, env.keys), None))


def _report(env: Environment, meant: Key | None) -> Diagnostic:
    message = "the key `dependencies` is missing: conda 26.3 and newer refuses the file"
    help = "write `dependencies:` and the packages below it, or `dependencies: []` for an empty environment"
    if meant is not None:
        return meant.report(message, span=meant.key_span, subject="dependencies", help=help)
    return env.report(message, "dependencies", help=help)


def _may_be_meant(key: Key) -> bool:
    """Whether the packages stand under this key instead: another rule names it, and speaks for both."""
    return key.key == "pip" or is_misspelt(key.key, "dependencies")


def _is_empty(env: Environment) -> bool:
    root = env.root
    return root is None or (isinstance(root, Scalar) and root.kind == "null") or _is_empty_mapping(env)


def _is_empty_mapping(env: Environment) -> bool:
    return not isinstance(env.root, Scalar) and env.root is not None and env.root.kind == "map" and not env.keys
