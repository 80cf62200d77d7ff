"""discontinued-channel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from envlint.conda import channel as conda_channel
from envlint.conda.allowed import allows
from envlint.conda.bounds import has_upper_bound
from envlint.data import read_table
from envlint.diagnostic import WARNING, Diagnostic, Fix, Related, unsafe
from envlint.environment import Channel, CondaItem, Environment
from envlint.frameworks import Project
from envlint.rule import Context, Invalid, Valid, rule
from envlint.values import NamedTuple

# The packages that PyTorch's channel stopped at, each with the first version that it has not.
_MISSING = {"pytorch": "2.6", "torchvision": "0.21", "torchaudio": "2.6"}
# Python before this has no PyTorch 2.6 in any channel.
_PYTHON = "3.9"
# What only that channel has. torchtext ended with PyTorch 2.3 and holds it there.
_PYTORCH_ONLY = frozenset(("pytorch-cuda", "cpuonly", "pytorch-mutex", "torchtriton"))
_HOLDS_PYTORCH = "torchtext"
# TensorFlow 1 has no build for a Python after 3.7.
_TENSORFLOW = ("tensorflow", "tensorflow-base", "tensorflow-gpu")


@rule(
    "discontinued-channel",
    group="channels",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.3
  - pytorch-cuda=12.1
"""
        ),
        Valid(
            """\
name: demo
channels: [pytorch, conda-forge]
dependencies:
  - python=3.12
  - faiss-cpu=1.9
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - pytorch
  - conda-forge
dependencies:
  - python=3.12
  - pytorch=2
""",
            under="pytorch",
            fixed="""\
name: demo
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pytorch=2
""",
        ),
        Invalid(
            """\
name: demo
channels:
  - pytorch
  - nvidia
dependencies:
  - python=3.12
  - pytorch=2.7
""",
            under="pytorch",
            fixed="""\
name: demo
channels:
  - conda-forge
  - nvidia
dependencies:
  - python=3.12
  - pytorch=2.7
""",
        ),
        Invalid(
            """\
name: demo
channels:
  - conda-forge
  - r
dependencies:
  - r-base=4.4
""",
            under="r",
            nth=2,
            fixed="""\
name: demo
channels:
  - conda-forge
dependencies:
  - r-base=4.4
""",
        ),
    ],
)
def discontinued_channel(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A channel gets no packages any more.

    - `pytorch`: PyTorch publishes for conda no more; its channel ends with 2.5.1, and everything
      newer is on conda-forge. Where `pytorch` stands above conda-forge, or without it, PyTorch stays
      at that version for ever, and `pytorch>=2.6` cannot be solved. Silent where the file holds
      PyTorch below 2.6 anyhow (its own pin, one of `torchvision`, `torchaudio` or `pytorch-cuda`, a
      Python before 3.9, TensorFlow 1), and where nothing of PyTorch is asked for: Faiss still uses
      the channel.
    - `pyg`: PyTorch Geometric followed PyTorch; so did `xformers`. Silent where all that the file
      takes from `pyg` is held at a version that the channel has. `pytorch-nightly` has no nightly
      builds any more.
    - `intel`: anaconda.org answers 403, and conda stops there. Intel has a server of its own now.
    - `r` on anaconda.org (not `pkgs/r`): deprecated, no updates and no security fixes. `free` holds
      packages of 2017 and before.
    - the labels `cf201901`, `cf202003` and `gcc7` of conda-forge: archives of 2019 and 2020.

    **Fix** (unsafe, since packages come from another channel): the channel goes, or conda-forge, or
    the new address, takes its place. There is none where the file asks for packages that only the
    old channel has (`pytorch-cuda`, `cpuonly`), or under the name that only it uses (`pyg`): with
    conda-forge write `pytorch=*=cuda*` or `pytorch=*=cpu*`, and `pytorch_geometric`. Beside
    `defaults` only PyTorch's channel is replaced by conda-forge.

    References: [pytorch#138506](https://github.com/pytorch/pytorch/issues/138506),
    [pyg#10334](https://github.com/pyg-team/pytorch_geometric/issues/10334),
    [dpctl#1734](https://github.com/IntelPython/dpctl/issues/1734),
    [xformers#1183](https://github.com/facebookresearch/xformers/issues/1183),
    [anaconda.org: r](https://anaconda.org/channels/r),
    [Anaconda: the free
    channel](https://www.anaconda.com/blog/why-we-removed-the-free-channel-in-conda-4-7)
    """
    for channel in env.channels:
        if _identity(channel) == "pytorch":
            yield from _pytorch(env, channel)
        elif ended := _ended().get(_identity(channel)):
            yield from _report(env, channel, ended)


class _Ended(NamedTuple):
    why: str
    instead: str  # a channel to write in its place, - for none, "" where names differ
    help: str
    lacks: str = ""  # all its packages, each with the first version that it has not; "" where that is not known


@cache
def _ended() -> dict[str, _Ended]:
    return {name: _Ended(*rest) for name, *rest in read_table("ended_channels.tsv")}


def _identity(channel: Channel) -> str:
    label = channel.parsed.label
    return channel.canonical + (f"/label/{label}" if label and label != "main" else "")


def _report(env: Environment, channel: Channel, ended: _Ended) -> Iterator[Diagnostic]:
    name = _identity(channel)
    help, fix = ended.help, _fix(env, channel, ended.instead)
    if fix and ended.instead != "-" and _has(env, channel, ended.instead):
        help = f"delete it; {ended.help}"
    if ended.lacks:
        missing = dict(each.split("=") for each in ended.lacks.split())
        taken = [item for item in env.conda if _names(item, channel) or (item.name in missing and not item.channel)]
        if taken and not any(_allows(item, f">={missing.get(item.name, 0)}") for item in taken):
            return
        if not taken:
            help, fix = "nothing in this file comes from it: delete it", _removal(channel)
    yield channel.report(f"the channel `{name}` has ended: {ended.why}", subject=f"channels/{name}", help=help, fix=fix)


def _pytorch(env: Environment, channel: Channel) -> Iterator[Diagnostic]:
    asked = [item for item in env.conda if item.name in _MISSING and _comes_from(item, channel, env)]
    if not asked or _is_held(env, asked):
        return
    item = next((each for each in asked if each.name == "pytorch"), asked[0])
    yield channel.report(
        f"the channel `pytorch` has no PyTorch after 2.5.1, {_outcome(item, env)}",
        subject="channels/pytorch",
        help=_pytorch_help(env),
        related=(Related("asked for here", item.span),),
        fix=_pytorch_fix(env, channel),
    )


def _comes_from(item: CondaItem, channel: Channel, env: Environment) -> bool:
    """Whether an item is taken from this channel: by its own word, or because none above has it."""
    if item.channel is not None:
        return item.channel.canonical == channel.canonical
    if item.spec.build is not None:
        return False  # a build is a choice, and other channels name theirs otherwise
    above = env.channels[: env.channels.index(channel)]
    return not any(each.canonical == "conda-forge" or _is_main(each) for each in above)


def _is_main(channel: Channel) -> bool:
    """Whether this is Anaconda's main channel, which has PyTorch too."""
    return channel.canonical in ("defaults", "main", "anaconda", "pkgs/main")


def _is_held(env: Environment, asked: list[CondaItem]) -> bool:
    """Whether the file holds PyTorch at what the channel has."""
    if any(not _allows(item, f">={_MISSING[item.name]}") for item in asked):
        return True
    return any(
        (item.name == "python" and not _allows(item, f">={_PYTHON}"))
        or (item.name == "pytorch-cuda" and has_upper_bound(item.versions))
        or item.name == _HOLDS_PYTORCH
        or (item.name in _TENSORFLOW and not _allows(item, ">=2"))
        for item in env.conda
    )


def _allows(item: CondaItem, versions: str) -> bool:
    return allows(item.versions, versions)


def _outcome(item: CondaItem, env: Environment) -> str:
    if _allows(item, f"<{_MISSING[item.name]}"):
        return f"and this file does not ask for an old one: it will never get a newer `{item.name}`"
    if _has_conda_forge(env):
        return f"so not `{item.text}` either: with strict channel priority conda does not look further down"
    return f"so not `{item.text}` either: without conda-forge that cannot be solved"


def _has_conda_forge(env: Environment) -> bool:
    return any(each.canonical == "conda-forge" for each in env.channels)


def _pytorch_help(env: Environment) -> str:
    use = "delete the channel" if _has_conda_forge(env) else "write `conda-forge` in its place"
    chooser = next((item.name for item in env.conda if item.name in _PYTORCH_ONLY), "")
    pytorch = next((item for item in env.conda if item.name == "pytorch"), None)
    version = pytorch.spec.version.text if pytorch and pytorch.spec.version else ""
    (wanted,) = Project("pytorch", "cpu*" if chooser == "cpuonly" else "cuda*").specs(version, has_cuda=True)
    old = f"`{pytorch.text}` and `{chooser}`" if pytorch else f"`{chooser}`"
    choose = f", and write `{wanted}` in place of {old}" if chooser else ""
    return f"take PyTorch from conda-forge: {use}{choose}; or hold PyTorch below 2.6 on purpose"


def _pytorch_fix(env: Environment, channel: Channel) -> Fix | None:
    if any(item.name in _PYTORCH_ONLY or _names(item, channel) for item in env.conda):
        return None
    if any(each.canonical == "conda-forge" and not each.parsed.label for each in env.channels):
        return _removal(channel)
    return unsafe("Write `conda-forge` in its place", channel.replace("conda-forge"))


def _fix(env: Environment, channel: Channel, instead: str) -> Fix | None:
    """The channel goes, or another takes its place; not where items name it."""
    if not instead or any(_names(item, channel) for item in env.conda):
        return None
    if instead == "-" or _has(env, channel, instead):
        return _removal(channel)
    if any(each.parsed.is_defaults_family for each in env.channels if each is not channel):
        return None  # conda-forge beside defaults changes where everything comes from
    return unsafe(f"Write `{instead}` in its place", channel.replace(instead))


def _has(env: Environment, channel: Channel, instead: str) -> bool:
    """Whether what takes the channel's place is listed already."""
    wanted = conda_channel.parse(instead).canonical
    return any(each.canonical == wanted and not each.parsed.label for each in env.channels if each is not channel)


def _removal(channel: Channel) -> Fix | None:
    return unsafe(f"Remove the channel `{_identity(channel)}`", channel.remove())


def _names(item: CondaItem, channel: Channel) -> bool:
    return item.channel is not None and item.channel.canonical == channel.canonical
