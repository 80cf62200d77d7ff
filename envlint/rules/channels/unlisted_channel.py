"""unlisted-channel."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.conda.channel import Channel as ParsedChannel
from envlint.diagnostic import WARNING, Diagnostic, Fix, Related, unsafe
from envlint.environment import CondaItem, Environment
from envlint.rule import Context, Invalid, Valid, rule

# At the end of the list these would stand in a wrong order, or take from where they should not.
_BELONG_ABOVE = ("bioconda", "nvidia")


@rule(
    "unlisted-channel",
    group="channels",
    severity=WARNING,
    preset="strict",
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge, bioconda]
dependencies:
  - python=3.12
  - bioconda::samtools=1.21
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - conda-forge
dependencies:
  - python=3.12
  - bioconda::samtools=1.21
""",
            under="bioconda",
            fixed="""\
name: demo
channels:
  - conda-forge
  - bioconda
dependencies:
  - python=3.12
  - bioconda::samtools=1.21
""",
        ),
    ],
)
def unlisted_channel(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`channel::package` names a channel that is not in `channels`.

    conda, mamba and pixi take the package from there all the same. But who reads the list of
    channels, or checks it against a policy, does not see it; and mamba adds the channel to the end
    of the list, so that more than the one package may come from it.

    One diagnostic a channel, at the first item that names it. Silent where the file has no channels
    and every package names its own, and for packages given by the URL of a file.

    **Fix** (unsafe, since other packages may come from it now): the channel goes to the end of the
    list. There is none for `conda-forge`, which belongs to the top, nor where the end is no right
    place.

    References: [conda: managing
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-channels.html)
    """
    if not env.channels or env.has_merge:
        return
    listed = {channel.canonical for channel in env.channels}
    naming: dict[str, list[CondaItem]] = {}
    for item, placed in env.placed:
        if item.spec.kind == "package" and not _is_listed(placed, listed):
            naming.setdefault(placed.canonical, []).append(item)
    for canonical, (first, *others) in naming.items():
        yield first.report(
            f"the channel `{canonical}` is used, but not listed under `channels`",
            part=first.spec.channel,
            subject=f"channels/{canonical}",
            help="list it, in the place that it should have",
            related=tuple(Related("and here", each.span) for each in others),
            fix=_fix(env, first),
        )


def _is_listed(channel: ParsedChannel, listed: set[str]) -> bool:
    if channel.canonical in listed:
        return True
    return "defaults" in listed and channel.canonical in ("main", "r", "msys2", "pkgs/main", "pkgs/r", "pkgs/msys2")


def _fix(env: Environment, item: CondaItem) -> Fix | None:
    channel, written = item.channel, item.spec.channel
    if channel is None or written is None or channel.secret:
        return None
    if channel.canonical == "conda-forge" or channel.is_defaults_family:
        return None
    if channel.canonical in _BELONG_ABOVE and any(each.parsed.is_defaults_family for each in env.channels):
        return None
    return unsafe(f"List `{written.text}` last", env.channels[-1].insert_after(written.text))
