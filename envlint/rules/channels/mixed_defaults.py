"""mixed-defaults."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import WARNING, Diagnostic, Fix, Related, unsafe
from envlint.environment import Channel, CondaItem, Environment
from envlint.rule import Context, Invalid, Valid, rule


@rule(
    "mixed-defaults",
    group="channels",
    severity=WARNING,
    preset="strict",
    since="0.1.0",
    valid=[
        Valid("name: demo\nchannels: [conda-forge, bioconda]\ndependencies:\n  - python=3.12\n"),
        Valid("name: demo\nchannels: [defaults]\ndependencies:\n  - python=3.12\n"),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - conda-forge
  - defaults
dependencies:
  - python=3.12
""",
            under="defaults",
            fixed="""\
name: demo
channels:
  - conda-forge
dependencies:
  - python=3.12
""",
        ),
        Invalid(
            "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - defaults::numpy=2.1\n",
            under="defaults",
        ),
    ],
)
def mixed_defaults(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """conda-forge is mixed with `defaults`, or with a part of it.

    Both are whole collections, built with other compilers, other versions of the shared libraries
    and other names for some packages. They are mostly compatible, not fully: conda-forge advises to
    use one of them, and strict channel priority where it has to be both. With both listed, the
    solver may take a library from one and what is built against it from the other, and each update
    may shift the border between them. Anaconda's terms apply to what comes from `defaults`.

    `main`, `r`, `msys2`, `free`, `anaconda`, `pkgs/…` and their URLs are parts of `defaults`. This
    is common and works more often than not, so the rule is one of the strict preset.

    **Fix** (unsafe, since packages come from elsewhere): the channels of `defaults` go, but not where
    `defaults::package` asks for one. Write `nodefaults` as well if the machines that use the file
    have `defaults` configured.

    References: [conda-forge: using multiple
    channels](https://conda-forge.org/docs/user/tipsandtricks/), [conda: managing
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-channels.html)
    """
    channels = [each for each in env.channels if each.parsed.is_defaults_family]
    items = [item for item, placed in env.placed if placed.is_defaults_family]
    community: list[Channel | CondaItem] = [each for each in env.channels if each.canonical == "conda-forge"]
    community += (item for item, placed in env.placed if placed.canonical == "conda-forge")
    found: list[Channel | CondaItem] = [*channels, *items]
    if not found or not community:
        return
    first = found[0]
    parsed = first.parsed if isinstance(first, Channel) else first.channel
    yield first.report(
        f"`{parsed.canonical if parsed else first}` beside `conda-forge`: the two are built apart, and their packages "
        "do not always fit",
        part=first.spec.channel if isinstance(first, CondaItem) and first.spec.kind == "package" else None,
        subject="channels/defaults",
        help="use one of them; with conda-forge, `nodefaults` keeps out what machines have configured",
        related=(
            Related("conda-forge is used here", community[0].span),
            *(Related("belongs to `defaults` as well", each.span) for each in found[1:]),
        ),
        fix=None if items else _fix(env, channels),
    )


def _fix(env: Environment, channels: list[Channel]) -> Fix | None:
    if not any(each.canonical == "conda-forge" for each in env.channels):
        return None
    change = layout.remove_entries(env.document, channels[0].parent, [each.entry for each in channels])
    return unsafe("Remove the channels of `defaults`", change)
