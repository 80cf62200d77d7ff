"""exposed-secret."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.conda.channel import may_tell
from envlint.diagnostic import ERROR, Diagnostic
from envlint.environment import Channel, Item, PipFile, PipItem, Variable
from envlint.items import told_in_comments
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.secrets import described, find_told, is_secret
from envlint.source import Span


@rule(
    "exposed-secret",
    group="channels",
    severity=ERROR,
    since="0.1.0",
    kind=PIP,
    valid=[
        Valid(
            """\
name: demo
channels:
  - https://conda.example.org/t/$CONDA_TOKEN/team
  - conda-forge
dependencies:
  - python=3.12
  - pip
  - pip:
      - --index-url https://build:${INDEX_PASSWORD}@pypi.example.org/simple
      - requests==2.32.3
variables:
  API_TOKEN_FILE: /run/secrets/api-token
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - https://conda.example.org/t/ab-12345678-cd/team
  - conda-forge
dependencies:
  - python=3.12
""",
            under="ab-12345678-cd",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - example-tool @ git+https://build:s3cr3t-s3cr3t@git.example.org/tool.git@v1.4.2
""",
            under="s3cr3t-s3cr3t",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
variables:
  DB_PASSWORD: tr0ub4dor
""",
            under="tr0ub4dor",
        ),
    ],
)
def exposed_secret(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """A password or a token stands in the file.

    Everybody who can read the file can use it, and in version control that stays so when the line is
    long gone. conda takes such channels without a word, and copies what is in `variables` into
    `conda-meta/state` of every environment.

    Found are `user:password@` and `/t/token/` in the URLs of channels, packages, indexes and
    repositories, tokens that can be told by their looks (`ghp_…`, `glpat-…`, `hf_…`, `pypi-…`,
    `AKIA…`) also in comments, and variables whose name ends like a secret's (`…_PASSWORD`,
    `…_TOKEN`, `…_API_KEY`) with a literal value. `$VARIABLE`, `<placeholder>`, `changeme`, paths and
    plain words are silent. envlint masks secrets in everything it prints.

    **Fix**: none, since the secret is out: revoke it, and leave the new one out of the file. In a
    channel write `$TOKEN` (conda 23.3 and newer, mamba and conda-lock fill it in, pixi does not) or
    log in with `conda auth login` (the plugin conda-auth); in a pip line `${TOKEN}`, or keep it in `~/.netrc` or pip's
    keyring; a variable is set by whoever runs the environment.

    References: [conda#8157](https://github.com/conda/conda/issues/8157),
    [conda#9973](https://github.com/conda/conda/issues/9973),
    [conda: authenticated
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/authenticated-channels.html),
    [pip: authentication](https://pip.pypa.io/en/stable/topics/authentication/)
    """
    items: tuple[Item, ...] = (*env.channels, *env.conda, *env.pip)
    # Nearly all files hold none: one look at all texts, in lines of their own, is quicker than many.
    for item in items if may_tell("\n".join([item.text for item in items])) else ():
        if secret := find_told(item.text):
            yield _of_item(item, secret)
    for variable in env.variables:
        if diagnostic := _of_variable(variable):
            yield diagnostic
    yield from told_in_comments(env)


def _of_item(item: Item, secret: Span) -> Diagnostic:
    what = described(item.text, secret)
    return item.report(
        f"the file tells {what}: whoever can read it can use it",
        part=secret,
        subject=_subject(item),
        help=f"revoke it, and write {_stand_in(item)} in its place, which is filled in where it is installed",
    )


def _of_variable(variable: Variable) -> Diagnostic | None:
    told = find_told(variable.text)
    if told is None and not (variable.kind in ("str", "int", "float") and is_secret(variable.key, variable.text)):
        return None
    source = variable.document.source
    beside = source.position(variable.key_span.start).line == source.position(variable.span.start).line
    return variable.report(
        f"`{variable.key}` holds a secret in plain text: whoever can read the file can use it",
        part=told,
        span=None if beside else variable.key_span,
        help="revoke it, and let whoever runs the environment set the variable: "
        f"`conda env config vars set {variable.key}=…`, or the secrets of the CI",
    )


def _subject(item: Item) -> str:
    if isinstance(item, Channel):
        return f"channels/{item.canonical}" if "://" in item.text else "channels/secret"
    if isinstance(item, PipItem) and not item.name and item.line.flag:
        return f"pip/{item.line.flag}"
    return item.subject


def _stand_in(item: Item) -> str:
    """`${TOKEN}`, as pip and conda read it."""
    return "`${TOKEN}`" if isinstance(item, PipItem) else "`$TOKEN`"
