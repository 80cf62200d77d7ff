"""misordered-channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated

from envlint import layout
from envlint.conda import channel as conda_channel
from envlint.diagnostic import WARNING, Change, Diagnostic, Related, unsafe
from envlint.environment import Channel, CondaItem, Environment
from envlint.nodes import Alias, Collection
from envlint.rule import Context, Invalid, Valid, rule
from envlint.values import NamedTuple

# Packages that choose a build of PyTorch, which only the channel pytorch has.
_PYTORCH_ONLY = frozenset(("pytorch-cuda", "cpuonly", "pytorch-mutex"))
# Packages of `defaults` alone, which ask for its builds of what conda-forge has, too.
_DEFAULTS_ONLY = frozenset(("tensorflow-mkl", "tensorflow-eigen", "keras-gpu", "_tflow_select"))

Orders = tuple[tuple[str, ...], ...]


class Options(NamedTuple):
    order: Annotated[Orders, "lists of channels; of each list an earlier one belongs above a later one"] = (
        ("conda-forge", "bioconda", "defaults"),
        ("nvidia", "defaults"),
    )


@rule(
    "misordered-channels",
    group="channels",
    severity=WARNING,
    since="0.1.0",
    options=Options,
    valid=[
        Valid(
            """\
name: demo
channels:
  - conda-forge
  - bioconda
  - nodefaults
dependencies:
  - python=3.12
  - samtools=1.21
"""
        ),
        Valid(
            """\
name: demo
channels: [bioconda, conda-forge]
dependencies:
  - conda-forge::python=3.12
  - bioconda::samtools=1.21
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - bioconda  # for samtools
  - conda-forge
dependencies:
  - python=3.12
  - samtools=1.21
""",
            under="bioconda",
            fixed="""\
name: demo
channels:
  - conda-forge
  - bioconda  # for samtools
dependencies:
  - python=3.12
  - samtools=1.21
""",
        ),
        Invalid(
            """\
name: demo
channels: [defaults, bioconda, conda-forge]
dependencies:
  - python=3.12
  - samtools=1.21
""",
            under="defaults",
            fixed="""\
name: demo
channels: [conda-forge, bioconda, defaults]
dependencies:
  - python=3.12
  - samtools=1.21
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge, acme]
dependencies:
  - python=3.12
  - acme-tools=2.1
""",
            under="conda-forge",
            options={"order": (("acme", "conda-forge"),)},
            fixed="""\
name: demo
channels: [acme, conda-forge]
dependencies:
  - python=3.12
  - acme-tools=2.1
""",
        ),
    ],
)
def misordered_channels(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The channels stand in an order that takes packages from the wrong place.

    The order is the priority: of a package that several channels have, conda and mamba prefer the
    one from the channel that stands highest. In three cases an order is wrong as such:

    - `bioconda` above `conda-forge`. Bioconda's packages are built against conda-forge's, and
      Bioconda documents `conda-forge` as the first channel.
    - `defaults` above `conda-forge`, `bioconda` or `nvidia`. Every package that `defaults` has too
      is taken from there where it can be (with strict channel priority always), and the rest from the others;
      builds of `defaults` and of conda-forge, on which Bioconda builds, are not fully compatible. `defaults` stands
      here for `main`, `r`, `msys2`, `free`, `anaconda` and `pkgs/…` as well. It may stand above `conda-forge` in a
      file that asks for what only `defaults` has: TensorFlow 1.15 to 2.3, `tensorflow-gpu` before 2.6,
      `tensorflow-mkl`, `tensorflow-eigen`, `keras-gpu`, `_tflow_select`.
    - `conda-forge` or `defaults` above `pytorch` in a file that asks for `pytorch-cuda`, `cpuonly`
      or `pytorch-mutex`. Only the channel pytorch has them, and only its builds of PyTorch heed
      them. Without these packages `pytorch` may stand anywhere.

    The option `order` replaces the first two, and the third where it names `pytorch`. A list reads
    "each of these above the next"; channels that are not named may stand anywhere. A team that
    keeps `pytorch` first writes `order = [["pytorch", "conda-forge", "defaults"]]`; one that uses
    RAPIDS as RAPIDS documents it adds `["rapidsai", "conda-forge"]`.

    A mirror's URL and a label count as their channel, and a channel that is listed twice stands at
    its first place. Files in which each conda package names its channel or its build are not
    judged: there the order decides little.

    **Fix** (unsafe, since other packages will be installed): channels that stand too high move
    down, whole lines with their comments. There is no fix where a comment above the first channel
    may speak of all of them.

    References: [Bioconda: usage](https://bioconda.github.io/#usage), [conda-forge: using multiple
    channels](https://conda-forge.org/docs/user/tipsandtricks/), [conda: managing
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-channels.html),
    [pytorch#138506](https://github.com/pytorch/pytorch/issues/138506)
    """
    channels = _first_places(env)
    if len(channels) < 2:
        return
    chooser = _pytorch_chooser(env, ctx.options.order)
    orders = ctx.options.order + ((("pytorch", "conda-forge"), ("pytorch", "defaults")) if chooser else ())
    found = _misplaced(channels, orders)
    if found and ctx.options.order == Options().order and any(map(_needs_defaults, env.conda)):
        orders = tuple(_without_defaults(order) if "conda-forge" in order else order for order in orders)
        found = _misplaced(channels, orders)
    if not found or all(item.spec.build or item.spec.channel for item in env.conda):
        return
    first = found[0][0]
    above_it = [upper for lower, upper in found if lower is first]
    main = min(above_it, key=lambda upper: _weight(upper, first, orders) or (0, 0))
    others = dict.fromkeys(lower for lower, _ in found if lower is not first and lower not in above_it)
    wanted = _sorted(channels, orders)
    yield first.report(
        f"`{first.canonical}` stands above `{main.canonical}`: {_why(first, main, chooser)}",
        subject=f"channels/{first.canonical}",
        help=_help(wanted),
        related=(
            *(Related(f"belongs above `{first.canonical}`", upper.span) for upper in above_it),
            *(Related("stands too high as well", lower.span) for lower in others),
        ),
        fix=unsafe("Move the channels into order", _moved(env, channels, wanted)),
    )


def _first_places(env: Environment) -> list[Channel]:
    """The channels that count: each at its first place, without `nodefaults`."""
    first: dict[str, Channel] = {}
    for channel in env.channels:
        if channel.canonical not in ("", "nodefaults"):
            first.setdefault(channel.canonical, channel)
    return list(first.values())


def _misplaced(channels: list[Channel], orders: Orders) -> list[tuple[Channel, Channel]]:
    """Each channel that stands too high, with each that belongs above it."""
    placed = _placed(channels, orders)
    return [
        (lower, upper)
        for place, lower in enumerate(placed)
        for upper in placed[place + 1 :]
        if _belongs_above(upper, lower, orders)
    ]


def _placed(channels: list[Channel], orders: Orders) -> list[Channel]:
    """The few channels that some order names."""
    return [each for each in channels if any(_place(each, order) is not None for order in orders)]


def _without_defaults(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in order if name != "defaults")


def _needs_defaults(item: CondaItem) -> bool:
    """Whether an item cannot be had where conda-forge stands above `defaults`: with strict channel priority conda
    looks no further than the first channel that has the name."""
    from envlint.frameworks.places import only_in_defaults

    return (item.name in _DEFAULTS_ONLY and not item.spec.channel) or only_in_defaults(item)


def _pytorch_chooser(env: Environment, orders: Orders) -> str:
    """The package that asks for the channel pytorch, if no order of the user's is about that."""
    if env.conda_names.isdisjoint(_PYTORCH_ONLY) or any("pytorch" in order for order in orders):
        return ""
    asked = (item.name for item in env.conda if item.name in _PYTORCH_ONLY and not item.spec.channel)
    return next(asked, "")


def _belongs_above(upper: Channel, lower: Channel, orders: Orders) -> bool:
    return _weight(upper, lower, orders) is not None


def _weight(upper: Channel, lower: Channel, orders: Orders) -> tuple[int, int] | None:
    """The first order, and the place in it, that wants one channel above another."""
    for number, order in enumerate(orders):
        above, below = _place(upper, order), _place(lower, order)
        if above is not None and below is not None and above < below:
            return number, above
    return None


def _place(channel: Channel, order: Sequence[str]) -> int | None:
    for place, name in enumerate(order):
        if name == "defaults":
            if channel.parsed.is_defaults_family:
                return place
        elif channel.canonical == _canonical(name):
            return place
    return None


@cache
def _canonical(name: str) -> str:
    return conda_channel.parse(name).canonical


def _sorted(channels: list[Channel], orders: Orders) -> list[Channel] | None:
    """The channels with as few moved down as will do; None where the orders contradict each other."""
    waiting, done = list(channels), []
    placed = _placed(channels, orders)
    while waiting:
        free = (each for each in waiting if each not in placed or _is_free(each, placed, orders))
        chosen = next(free, None)
        if chosen is None:
            return None
        waiting.remove(chosen)
        if chosen in placed:
            placed.remove(chosen)
        done.append(chosen)
    return done


def _is_free(channel: Channel, placed: list[Channel], orders: Orders) -> bool:
    return not any(_belongs_above(other, channel, orders) for other in placed)


def _why(lower: Channel, upper: Channel, chooser: str) -> str:
    """What goes wrong while `lower`, which stands too high, stands above `upper`."""
    low, high = lower.canonical, upper.canonical
    if high == "pytorch" and chooser:
        return f"PyTorch then comes from `{low}`, whose builds do not heed `{chooser}`"
    if (low, high) == ("bioconda", "conda-forge"):
        return "bioconda builds on conda-forge's packages and asks for conda-forge to stand first"
    taken = f"every package that both channels have is taken from `{low}` where it can be"
    if lower.parsed.is_defaults_family and high == "conda-forge":
        return f"{taken}, and the builds of the two are not fully compatible"
    if lower.parsed.is_defaults_family and high == "bioconda":
        return f"{taken}, but bioconda is built on conda-forge"
    return taken


def _help(wanted: list[Channel] | None) -> str:
    if wanted is None:
        return "the orders that are configured contradict each other"
    return "list them in this order: " + ", ".join(f"`{channel.canonical}`" for channel in wanted)


def _moved(env: Environment, channels: list[Channel], wanted: list[Channel] | None) -> Change | None:
    key = env.get("channels")
    if wanted is None or key is None or isinstance(key.entry.value, Alias) or not isinstance(key.node, Collection):
        return None
    into = {old.entry: new.entry for old, new in zip(channels, wanted, strict=True)}
    return layout.reorder(env.document, key.node, [into.get(entry, entry) for entry in key.node.entries])
