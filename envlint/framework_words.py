"""What framework-from-pip says of a framework: what comes from PyPI, what that does, what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from envlint.conda import match_spec
from envlint.conda.allowed import allows
from envlint.environment import CondaItem, Environment
from envlint.frameworks import CUDA, Framework, Project, frameworks
from envlint.systems import SYSTEMS

# What else of a pip section may have brought the CUDA wheels.
_OTHER_USERS = tuple("tensorflow jax cupy onnxruntime-gpu paddlepaddle tensorrt cudf cuml faiss nvidia-".split())

# What follows from it for conda.
_UNSEEN = "conda does not see it, and may later install a second copy, or another numpy than it needs"

# The channel pytorch ended with 2.5.
_OWN_UNTIL = "2.6"


def message(
    env: Environment,
    framework: Framework,
    name: str,
    partner: CondaItem | None,
    systems: frozenset[str],
    wants_cpu: bool,
) -> str:
    """What is wrong with a project from PyPI; `partner` is a part of its framework that comes from conda."""
    if partner:
        return _split(framework, name, partner)
    if wants_cpu:
        return f"`{name}` comes from PyPI: {_UNSEEN}"
    return _what_comes(framework, name, systems) + _beside(env, framework)


def _split(framework: Framework, name: str, partner: CondaItem) -> str:
    """What happens where conda has the other half."""
    if framework.brings_cuda:
        outcome = "its wheel is built for one version of torch, and pip puts that over conda's where it differs"
    else:
        outcome = "builds from two places need not fit each other"
    return f"`{name}` comes from PyPI, but `{partner.name}` from conda: {outcome}"


def _what_comes(framework: Framework, name: str, systems: frozenset[str]) -> str:
    """What PyPI's build is on the systems that the file is for."""
    if framework.key not in frameworks() or systems == {"osx"}:
        return f"`{name}` comes from PyPI: {_UNSEEN}"
    if not framework.brings_cuda:
        return f"`{name}` from PyPI brings no CUDA libraries; {_UNSEEN}"
    parts = []
    if not systems or "linux" in systems:
        parts.append("brings CUDA libraries of its own on Linux (x86-64)")
    others = [name for key, name in SYSTEMS.items() if key != "linux" and (not systems or key in systems)]
    if others:
        parts.append(f"is built without CUDA for {' and '.join(others)}")
    return f"`{name}` from PyPI {', and '.join(parts)}; {_UNSEEN}"


def _beside(env: Environment, framework: Framework) -> str:
    """What that means for the CUDA packages of the conda list."""
    cuda = next((item.name for item in env.conda if item.name in CUDA), None)
    if cuda is None or framework.key not in frameworks():
        return ""
    if framework.brings_cuda:
        return f". It does not use conda's `{cuda}`"
    if cuda == "cudnn":
        return f". pip does not check that conda's `{cuda}` is the version it was built for"
    return f". pip does not check that conda's `{cuda}` and cuDNN are the versions it was built for"


def advice(
    env: Environment, framework: Framework, specs: Sequence[str], systems: frozenset[str], wants_cpu: bool
) -> str:
    """What to do: the specs to write, none where conda has no name for a line."""
    if not specs or "" in specs:
        return "take it from a conda channel if one has it"
    own = has_own_channel(env, framework, specs)
    text = f"write {_listed(specs)} in the conda list{_if_there_is(env, specs, own)}"
    if not own and not wants_cpu and systems != {"osx"} and (gpu := _gpu_spec(framework, specs)):
        text += f"; `{gpu}` insists on a GPU build"
    if framework.lacks and not systems:
        missing = " or ".join(name for key, name in SYSTEMS.items() if key in framework.lacks)
        text += f". conda-forge does not build it for {missing} today"
    return text + _wheels_of(env, framework)


def has_own_channel(env: Environment, framework: Framework, specs: Sequence[str]) -> bool:
    """Whether the file lists the channel pytorch, and PyTorch may be of a version that this has."""
    asked = [spec for spec in specs if spec.startswith("pytorch")]
    versions = match_spec.parse(asked[0]).versions if asked else None
    listed = framework.key == "pytorch" and any(each.canonical == "pytorch" for each in env.channels)
    return listed and allows(versions, f"<{_OWN_UNTIL}")


def has_conda_forge(env: Environment) -> bool:
    """Whether conda-forge, or a mirror of it, is among the channels."""
    return any(each.canonical.rpartition("/")[2] == "conda-forge" for each in env.channels)


def _listed(names: Sequence[str]) -> str:
    *others, last = (f"`{name}`" for name in names)
    return f"{', '.join(others)} and {last}" if others else last


def _if_there_is(env: Environment, specs: Sequence[str], own: bool) -> str:
    """On what condition, and from where."""
    is_pinned = any(not match_spec.parse(spec).error and match_spec.parse(spec).version for spec in specs)
    version = "that version" if is_pinned else "a version that fits"
    forge = has_conda_forge(env)
    if own:
        return f", if the channel `pytorch` (up to 2.5){' or conda-forge' if forge else ''} has {version}"
    if forge or not env.channels:
        return f", if conda-forge has {version}"
    return f" and add `conda-forge` to `channels`, if it has {version} there"


def _gpu_spec(framework: Framework, specs: Sequence[str]) -> str:
    """What asks conda-forge for a GPU build in the version of the file; "" where it has none."""
    if not framework.gpu or specs[0].partition("=")[0].endswith("-gpu"):
        return ""
    name, _, build = framework.gpu.split("=")
    parsed = [match_spec.parse(spec) for spec in specs]
    asked = next((spec for spec in parsed if spec.name_key == name), None)
    versions = asked.versions if asked else None if framework.key == "pytorch" else parsed[0].versions
    if not allows(versions, f">={framework.gpu_since}"):
        return ""
    return Project(name, build).specs(asked.version.text if asked and asked.version else "", has_cuda=True)[0]


def _wheels_of(env: Environment, framework: Framework) -> str:
    """Advice on the CUDA wheels that torch's wheel requires, and an exported file lists beside it."""
    names = [item.name for item in env.pip]
    brought = [name for name in names if name in framework.brought]
    others = [name for name in names if name.startswith(_OTHER_USERS) and name not in brought]
    if "torch" not in names or not brought or others:
        return ""
    return f". torch's wheel asked for {_listed(brought)}: they can go with it"
