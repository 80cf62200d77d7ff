"""forbidden-channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from envlint.conda import channel as conda_channel
from envlint.conda.channel import Channel as ParsedChannel
from envlint.diagnostic import ERROR, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule
from envlint.values import NamedTuple


class Options(NamedTuple):
    allow: Annotated[tuple[str, ...], "the only channels that may be used; empty: all that are not denied"] = ()
    deny: Annotated[tuple[str, ...], "channels that may not be used"] = ()


@rule(
    "forbidden-channel",
    group="channels",
    severity=ERROR,
    preset="policy",
    since="0.1.0",
    options=Options,
    valid=[
        Valid("name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n"),
        Valid(
            "name: demo\nchannels: [conda-forge, bioconda, nodefaults]\ndependencies:\n  - python=3.12\n",
            options={"allow": ("conda-forge", "bioconda")},
        ),
    ],
    invalid=[
        Invalid(
            "name: demo\nchannels:\n  - conda-forge\n  - acme\ndependencies:\n  - python=3.12\n",
            under="acme",
            options={"allow": ("conda-forge", "bioconda")},
        ),
        Invalid(
            "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - main::numpy=2.1\n",
            under="main",
            options={"deny": ("defaults",)},
        ),
    ],
)
def forbidden_channel(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The file uses a channel that the policy forbids.

    Silent until configured. `allow` lists the only channels that may be used, `deny` those that may
    not; what is in both is denied. A name stands for the channel however it is written: by name, by
    URL, by a mirror's URL, with a label. `defaults` stands for all channels of Anaconda behind it
    (`main`, `r`, `msys2`, `free`, `anaconda`, `pkgs/…`). `*` stands for anything, as in
    `https://conda.example.org/*`. `nodefaults` is no channel.

    Judged are the list of channels, `channel::package`, and the URLs of package files. A file
    without channels uses what each machine has; missing-channels reports that. conda has a guard of
    its own, `allowlist_channels` and `denylist_channels` in `.condarc`, which works when something
    is installed, on machines that have it; this rule works in review.

    **Fix**: none.

    References: [conda:
    settings](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html)
    """
    if not ctx.options.allow and not ctx.options.deny:
        return
    for channel in env.channels:
        if reason := _reason(channel.parsed, ctx.options):
            yield channel.report(
                f"the channel `{channel.canonical}` {reason}",
                subject=f"channels/{channel.canonical}",
                help=_help(ctx.options),
            )
    for item, placed in env.placed:
        if reason := _reason(placed, ctx.options):
            yield item.report(
                f"the channel `{placed.canonical}` {reason}",
                part=item.spec.channel if item.spec.kind == "package" else None,
                subject=f"channels/{placed.canonical}",
                help=_help(ctx.options),
            )


def _reason(channel: ParsedChannel, options: Options) -> str:
    """Why a channel may not be used; "" where it may."""
    if channel.canonical in ("nodefaults", ""):
        return ""
    if any(_stands_for(name, channel) for name in options.deny):
        return "is forbidden here"
    if options.allow and not any(_stands_for(name, channel) for name in options.allow):
        return "is not among those that are allowed here"
    return ""


def _stands_for(name: str, channel: ParsedChannel) -> bool:
    if name == "defaults":
        return channel.is_defaults_family
    if "*" in name:
        pattern = ".*".join(map(re.escape, name.split("*")))
        return bool(re.fullmatch(pattern, channel.canonical) or re.fullmatch(pattern, channel.canonical + "/"))
    return conda_channel.parse(name).canonical == channel.canonical


def _help(options: Options) -> str:
    allowed = ", ".join(f"`{name}`" for name in options.allow)
    return f"allowed are {allowed}" if allowed else "take the package from another channel"
