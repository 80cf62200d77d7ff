"""duplicate-channel."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic, Fix, Related, safe, unsafe
from envlint.environment import Channel, Environment
from envlint.rule import Context, Invalid, Valid, rule


@rule(
    "duplicate-channel",
    group="channels",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels:
  - conda-forge
  - bioconda
dependencies:
  - python=3.12
  - samtools=1.21
"""
        ),
        Valid(
            """\
name: demo
channels:
  - nvidia/label/cuda-12.4.1
  - nvidia
  - conda-forge
dependencies:
  - python=3.12
  - cuda-nvcc=12.4
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - conda-forge
  - bioconda
  - conda-forge
dependencies:
  - python=3.12
  - samtools=1.21
""",
            under="conda-forge",
            nth=2,
            fixed="""\
name: demo
channels:
  - conda-forge
  - bioconda
dependencies:
  - python=3.12
  - samtools=1.21
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge, "https://conda.anaconda.org/conda-forge"]
dependencies:
  - python=3.12
""",
            under='"https://conda.anaconda.org/conda-forge"',
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
""",
        ),
    ],
)
def duplicate_channel(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A channel is listed more than once.

    Only the first place counts: conda gives a channel the priority of its highest entry and passes
    over the later ones. A repeat changes nothing today, but it shows an order that is not in force,
    and whoever later edits or removes one of the two entries is in for a surprise.

    A channel's name and its URL on conda.anaconda.org or repo.anaconda.com are one channel. Labels
    (`nvidia/label/cuda-12.4.1`) and platforms (`conda-forge/linux-64`) are channels of their own, and
    so is a mirror: conda asks both, and hardcoded-mirror speaks of it.

    **Fix**: the later entry goes. Safe where both are written alike; unsafe where one is a URL and the
    other a name, because conda may be configured to look a name up elsewhere.

    References: [conda: managing
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-channels.html)
    """
    first: dict[tuple[str, str | None, str | None], Channel] = {}
    for channel in env.channels:
        if not channel.text.strip():
            continue
        seen = first.setdefault(_identity(channel), channel)
        if seen is channel:
            continue
        name = _name(channel)
        yield channel.report(
            f"the channel `{name}` is listed already: conda goes by the first entry and passes over this one",
            subject=f"channels/{name}",
            help="list each channel once, at the place it should have",
            related=(Related("first listed here", seen.span),),
            fix=_fix(seen, channel),
        )


def _identity(channel: Channel) -> tuple[str, str | None, str | None]:
    """Equal for two ways to write one channel. The label `main` is what one gets without a label."""
    parsed = channel.parsed
    place = parsed.text.strip().rstrip("/") if parsed.is_mirror else parsed.canonical
    return place, None if parsed.label == "main" else parsed.label, parsed.subdir


def _name(channel: Channel) -> str:
    _, label, subdir = _identity(channel)
    return channel.canonical + (f"/label/{label}" if label else "") + (f"/{subdir}" if subdir else "")


def _fix(seen: Channel, channel: Channel) -> Fix | None:
    title = "Remove the repeated channel"
    return safe(title, channel.remove()) if seen.text == channel.text else unsafe(title, channel.remove())
