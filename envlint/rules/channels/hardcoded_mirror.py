"""hardcoded-mirror."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.conda.channel import Channel as ParsedChannel
from envlint.diagnostic import WARNING, Diagnostic, Fix, unsafe
from envlint.environment import Environment, Item
from envlint.rule import Context, Invalid, Valid, rule

# Channels of repo.anaconda.com that conda finds by these names.
_PKGS = ("pkgs/main", "pkgs/r", "pkgs/msys2")


@rule(
    "hardcoded-mirror",
    group="channels",
    severity=WARNING,
    preset="strict",
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels:
  - conda-forge
  - https://conda.example.org/team
dependencies:
  - python=3.12
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge/
dependencies:
  - python=3.12
""",
            under="https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge/",
            fixed="""\
name: demo
channels:
  - conda-forge
dependencies:
  - python=3.12
""",
        ),
    ],
)
def hardcoded_mirror(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The file names a mirror by its URL, where the channel's name would do.

    A mirror is near to whoever wrote the file, and slow, behind or out of reach for others; mirrors
    also close, or stop to copy a channel. The name says what is meant, and each machine can say in
    its `.condarc` where to get it:

    ```yaml
    custom_channels:
      conda-forge: https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud
    ```

    Known are the mirrors of Chinese universities and companies (`…/anaconda/cloud/…`,
    `…/anaconda/pkgs/…`), prefix.dev's and ghcr.io's. The addresses of conda.anaconda.org and
    repo.anaconda.com are no mirrors.

    **Fix** (unsafe, since the packages come from another server): the URL becomes the name.

    References: [conda: mirroring
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/mirroring.html),
    [conda: settings](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html)
    """
    for channel in env.channels:
        if channel.parsed.is_mirror:
            yield _report(channel, channel.parsed, _fix(channel, channel.parsed))
    for item, placed in env.placed:
        if placed.is_mirror and item.spec.kind == "package":
            yield _report(item, placed, None)


def _report(item: Item, channel: ParsedChannel, fix: Fix | None) -> Diagnostic:
    name = _name(channel) or channel.canonical
    return item.report(
        f"a mirror of `{name}`: on other machines it may be slow, out of reach or behind",
        subject=f"channels/{channel.canonical}",
        help=f"write `{name}`, and the mirror into the `.condarc` of the machines that should use it",
        fix=fix,
    )


def _fix(item: Item, channel: ParsedChannel) -> Fix | None:
    name = _name(channel)
    return unsafe(f"Write `{name}`", item.replace(name)) if name else None


def _name(channel: ParsedChannel) -> str:
    """What to write for the channel; "" where conda would not find it by its name."""
    if channel.canonical.startswith("pkgs/") and channel.canonical not in _PKGS:
        return ""
    label = f"/label/{channel.label}" if channel.label else ""
    return channel.canonical + label + (f"/{channel.subdir}" if channel.subdir else "")
