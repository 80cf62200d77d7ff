"""reserved-name."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import parts_of

_RESERVED = ("base", "root")

# What shows that an image's own `base` is meant: a folder of the path, a file beside it, a command in a comment.
_FOLDERS = {"docker", "devcontainer", ".devcontainer"}
_BESIDE = ("Dockerfile", "Containerfile")
_COMMAND = lazy(r"(?:\s-n|\s-p|--name|--prefix)[ =](?:base|root|/opt/conda)\b")


@rule(
    "reserved-name",
    group="document",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid("name: basecalling\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n"),
        Valid("name: base\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n", path="docker/environment.yml"),
    ],
    invalid=[
        Invalid("name: base\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n", under="base"),
    ],
)
def reserved_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The environment is called `base` or `root`.

    Both names stand for conda's own environment; `root` is the older one. `conda env create` refuses to create it;
    `conda env update` does as it is told and changes the environment that conda itself runs from,
    on the machine of whoever runs it.

    **Fix**: none; give the environment a name of its own. A file that is meant to set up `base`
    (an image, a JupyterHub) does not need the name: `conda env update --name base --file …` says
    it where it is done. Silent are files in a folder `docker` or `.devcontainer`, beside a `Dockerfile`, or
    with a comment that says `-n base`.

    References: [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    name = env.name
    if name is not None and name.kind == "str" and name.text in _RESERVED and not _is_for_an_image(env, ctx):
        which = "conda's own environment" if name.text == "base" else "the old name of `base`, conda's own environment"
        yield name.report(
            f"`{name.text}` is {which}: `conda env create` refuses the name, "
            "`conda env update` changes the installation itself",
            subject="name",
            help="give the environment a name of its own, unless you mean to change conda's own installation "
            "(as in a Docker image)",
        )


def _is_for_an_image(env: Environment, ctx: Context) -> bool:
    """Whether the file changes `base` on purpose, where that belongs to an image."""
    if not _FOLDERS.isdisjoint(parts_of(env.path)[:-1]):
        return True
    if ctx.project and any(map(ctx.project.exists, _BESIDE)):
        return True
    return any(_COMMAND.search(env.text, *comment.span) for comment in env.document.comments)
