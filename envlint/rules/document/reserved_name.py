"""reserved-name."""

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule

_RESERVED = ("base", "root")


@rule(
    "reserved-name",
    group="document",
    severity=WARNING,
    since="0.1.0",
    valid=[Valid("name: basecalling\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n")],
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
    it where it is done.

    References: [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    name = env.name
    if name is not None and name.kind == "str" and name.text in _RESERVED:
        which = "conda's own environment" if name.text == "base" else "the old name of `base`, conda's own environment"
        yield name.report(
            f"`{name.text}` is {which}: `conda env create` refuses the name, "
            "`conda env update` changes the installation itself",
            subject="name",
            help="give the environment a name of its own, unless you mean to change conda's own installation "
            "(as in a Docker image)",
        )
