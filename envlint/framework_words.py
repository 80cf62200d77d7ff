"""What framework-from-pip says of a framework: what comes from PyPI, what that does, what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from envlint.environment import CondaItem, Environment
from envlint.frameworks import CUDA, Framework, frameworks
from envlint.patterns import lazy
from envlint.systems import SYSTEMS

_CUDA_WHEEL = lazy(r"nvidia-.+-cu1[1-3]")


def message(
    env: Environment, framework: Framework, name: str, partner: CondaItem | None, systems: frozenset[str]
) -> str:
    """What is wrong with a project from PyPI; `partner` is a part of its framework that comes from conda."""
    if partner:
        return _split(framework, name, partner)
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
        return f"`{name}` comes from PyPI: conda does not know that it is there"
    if not framework.brings_cuda:
        return f"`{name}` from PyPI brings no CUDA libraries, and conda does not know that it is there"
    parts = []
    if not systems or "linux" in systems:
        parts.append("brings CUDA libraries of its own on Linux (x86-64)")
    others = [name for key, name in SYSTEMS.items() if key != "linux" and (not systems or key in systems)]
    if others:
        parts.append(f"is built without CUDA for {' and '.join(others)}")
    return f"`{name}` from PyPI {', and '.join(parts)}; conda does not know that it is there"


def _beside(env: Environment, framework: Framework) -> str:
    """What that means for the CUDA packages of the conda list."""
    cuda = next((item.name for item in env.conda if item.name in CUDA), None)
    if cuda is None or framework.key not in frameworks():
        return ""
    if framework.brings_cuda:
        return f". It does not use conda's `{cuda}`"
    return f". Nothing makes conda's `{cuda}` fit it"


def advice(env: Environment, framework: Framework, specs: Sequence[str], systems: frozenset[str]) -> str:
    """What to do: the specs to write, none where conda has no name for a line."""
    return _to_list(framework, specs, systems) + _wheels_of(env, framework)


def _to_list(framework: Framework, specs: Sequence[str], systems: frozenset[str]) -> str:
    if not specs or "" in specs:
        return "take it from a conda channel if one has it"
    listed = " and ".join(f"`{spec}`" for spec in specs)
    text = f"write {listed} in the conda list, if conda-forge has that version"
    if "=*" in framework.gpu and systems != {"osx"}:
        text += f"; `{framework.gpu}` insists on a GPU build"
    if framework.lacks and not systems:
        missing = " or ".join(name for key, name in SYSTEMS.items() if key in framework.lacks)
        text += f". conda-forge does not build it for {missing} today"
    return text


def _wheels_of(env: Environment, framework: Framework) -> str:
    """Advice on the CUDA wheels that an exported file lists with its framework."""
    if framework.brings_cuda and any(_CUDA_WHEEL.fullmatch(item.name) for item in env.pip):
        return ". The `nvidia-…` lines came with it and can go"
    return ""
