"""licensed-channel."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import WARNING, Change, Diagnostic, Fix, Related, unsafe
from envlint.environment import Channel, CondaItem, Environment
from envlint.rule import Context, Invalid, Valid, rule

_TERMS = "larger organisations may need a licence"


@rule(
    "licensed-channel",
    group="channels",
    severity=WARNING,
    preset="strict",
    since="0.1.0",
    valid=[
        Valid("name: demo\nchannels: [conda-forge, nodefaults]\ndependencies:\n  - python=3.12\n"),
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
            """\
name: demo
channels: ["https://repo.anaconda.com/pkgs/main"]
dependencies:
  - python=3.12
""",
            under='"https://repo.anaconda.com/pkgs/main"',
            fixed="""\
name: demo
channels: ["conda-forge"]
dependencies:
  - python=3.12
""",
        ),
        Invalid(
            "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - main::numpy=2.1\n",
            under="main",
        ),
    ],
)
def licensed_channel(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Packages come from a channel under Anaconda's terms of service.

    `defaults` and what stands behind it (`main`, `r`, `msys2`, `free`, `anaconda`, everything on
    repo.anaconda.com) are free of charge for individuals, small organisations, and teaching and
    research at accredited universities. An organisation with 200 people or more may need a paid
    licence; mirrors of these channels are covered by the terms, too. Channels of the community, such
    as conda-forge and bioconda, are not. This is a hint and no legal advice: read the terms.

    Judged are the list of channels, by name, URL or mirror, and `defaults::package`. A file without
    channels counts as well, because Anaconda and Miniconda come with `defaults` configured, and
    conda before 25.9 took it unasked; where missing-channels speaks of that, this rule is silent.

    **Fix** (unsafe, since packages come from elsewhere): these channels go where conda-forge is
    listed; where it is not, it takes the place of the first. There is none where `defaults::package`
    asks for a channel.

    References: [Anaconda: terms of service,
    questions](https://www.anaconda.com/pricing/terms-of-service-faqs), [conda:
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/channels.html)
    """
    channels = [each for each in env.channels if each.parsed.is_defaults_family]
    items = [item for item, placed in env.placed if placed.is_defaults_family]
    if channels:
        first, *others = channels
        yield first.report(
            f"`{first.canonical}` is a channel of Anaconda's, under Anaconda's terms: {_TERMS}",
            subject="channels/defaults",
            help="use conda-forge, with `nodefaults` where machines have `defaults` configured",
            related=tuple(Related("the same terms", each.span) for each in others),
            fix=None if items else _fix(env, channels),
        )
    for item in items:
        yield _of_item(item)
    if not channels and _has_no_channels(env) and (key := env.get("dependencies")):
        yield key.report(
            "no channels: where `defaults` is configured, as Anaconda and Miniconda do, packages come from "
            "Anaconda: larger organisations may need a licence",
            span=key.key_span,
            subject="channels/defaults",
            help="name the channels, such as `channels: [conda-forge, nodefaults]`",
        )


def _of_item(item: CondaItem) -> Diagnostic:
    name = item.channel.canonical if item.channel else ""
    return item.report(
        f"`{item.name}` comes from `{name}`, a channel under Anaconda's terms: {_TERMS}",
        part=item.spec.channel if item.spec.kind == "package" else None,
        help="take it from conda-forge",
    )


def _has_no_channels(env: Environment) -> bool:
    """Whether conda goes by its configuration: some item names no channel, and the file neither."""
    if env.has_merge or env.get("channels") is not None:
        return False
    return any(item.channel is None for item in env.conda)


def _fix(env: Environment, channels: list[Channel]) -> Fix | None:
    """The channels go; without conda-forge it takes the place of the first."""
    is_there = any(each.canonical == "conda-forge" and not each.parsed.label for each in env.channels)
    first, *others = channels
    leaving = channels if is_there else others
    parent = first.parent
    removal = layout.remove_entries(env.document, parent, [each.entry for each in leaving]) if leaving else Change(())
    if is_there or removal is None:
        return unsafe("Remove the channels of `defaults`", removal)
    put = first.replace("conda-forge")
    return unsafe("Write `conda-forge` in their place", put + removal if put else None)
