"""What framework-from-pip says of a framework: what comes from PyPI, what that does, what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

from envlint.conda import match_spec
from envlint.environment import CondaItem, Environment
from envlint.frameworks import CUDA, Framework, brought_by_torch, frameworks
from envlint.frameworks.places import DEFAULTS, FORGE, PYTORCH, Plan
from envlint.systems import SYSTEMS

# Where a framework may come from, in words.
_SOURCES = {PYTORCH: "the channel `pytorch` (up to 2.5)", FORGE: "conda-forge", DEFAULTS: "`defaults`"}

# What a conda list holds besides what it is for.
_TOOLS = frozenset("python pip setuptools wheel".split())


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
        return f"`{name}` comes from PyPI: {_unseen(env)}"
    return _what_comes(env, framework, name, systems) + _beside(env, framework)


def _unseen(env: Environment) -> str:
    """What follows for conda: without packages of its own there is nothing that could clash."""
    if all(item.name in _TOOLS for item in env.conda):
        return "conda does not see it: it picks no build for the machine, and `conda update` passes it by"
    return "conda does not see it, and may later install a second copy, or another numpy than it needs"


def _split(framework: Framework, name: str, partner: CondaItem) -> str:
    """What happens where conda has the other half."""
    if name == next(iter(framework.projects)):
        return (
            f"conda's `{partner.name}` is built for the {framework.title} that conda installs with it, "
            f"and pip puts `{name}` from PyPI over that"
        )
    if framework.brings_cuda:
        outcome = "its wheel is built for one version of torch, and pip puts that over conda's where it differs"
    else:
        outcome = "builds from two places need not fit each other"
    return f"`{name}` comes from PyPI, but `{partner.name}` from conda: {outcome}"


def _what_comes(env: Environment, framework: Framework, name: str, systems: frozenset[str]) -> str:
    """What PyPI's build is on the systems that the file is for."""
    if framework.key not in frameworks() or systems == {"osx"}:
        return f"`{name}` comes from PyPI: {_unseen(env)}"
    if not framework.brings_cuda:
        return f"`{name}` from PyPI brings no CUDA libraries; {_unseen(env)}"
    parts = []
    if not systems or "linux" in systems:
        parts.append("brings CUDA libraries of its own on Linux (x86-64)")
    others = [name for key, name in SYSTEMS.items() if key != "linux" and (not systems or key in systems)]
    if others:
        parts.append(f"is built without CUDA for {' and '.join(others)}")
    return f"`{name}` from PyPI {', and '.join(parts)}; {_unseen(env)}"


def _beside(env: Environment, framework: Framework) -> str:
    """What that means for the CUDA packages of the conda list."""
    cuda = next((item.name for item in env.conda if item.name in CUDA), None)
    if cuda is None or framework.key not in frameworks():
        return ""
    if not framework.uses_condas_cuda:
        return f". It does not use conda's `{cuda}`"
    if cuda == "cudnn" or all(item.name != "cudnn" for item in env.conda):
        return f". pip does not check that conda's `{cuda}` is the version it was built for"
    return f". pip does not check that conda's `{cuda}` and `cudnn` are the versions it was built for"


def advice(
    env: Environment,
    framework: Framework,
    plan: Plan,
    partner: CondaItem | None,
    names: Sequence[str],
    systems: frozenset[str],
    wants_cpu: bool,
) -> str:
    """What to do with the projects `names`, by the plan for them."""
    if "" in plan.written:
        return "take it from a conda channel if one has it"
    if partner and not plan.is_possible:
        return f"take {_listed([partner.name, *names])} from one place: conda-forge has no such version"
    text = f"write {_listed(plan.written)} in the conda list{_if_there_is(plan)}"
    if plan.gpu and systems != {"osx"}:
        text += f"; `{plan.gpu}` insists on a GPU build"
    if wants_cpu and any("cpu*" in spec for spec in plan.written):
        text += "; without `cpu*` conda takes the CUDA build on a machine that has the driver"
    if framework.lacks and not systems and (plan.adds_forge or FORGE in plan.sources):
        missing = " or ".join(name for key, name in SYSTEMS.items() if key in framework.lacks)
        text += f". conda-forge does not build it for {missing} today"
    return text + _wheels_of(env)


def _listed(names: Sequence[str]) -> str:
    *others, last = (f"`{name}`" for name in names)
    return f"{', '.join(others)} and {last}" if others else last


def _if_there_is(plan: Plan) -> str:
    """On what condition, and from where."""
    parsed = [match_spec.parse(spec) for spec in plan.written]
    is_pinned = any(spec.version and spec.version.text.strip("=*") for spec in parsed if not spec.error)
    if len(plan.specs) > 1:
        versions = "those versions" if is_pinned else "versions that fit"
    else:
        versions = "that version" if is_pinned else "a version that fits"
    if plan.adds_forge:
        return f" and add `conda-forge` to `channels`, if it has {versions} there"
    if plan.is_hidden:
        return f", if `defaults` has {versions} and channel priority is not strict"
    *others, last = (_SOURCES[each] for each in plan.sources)
    return f", if {', '.join(others)}{' or ' if others else ''}{last} has {versions}"


def _wheels_of(env: Environment) -> str:
    """Advice on the CUDA wheels that torch's wheel requires, and an exported file lists beside it."""
    brought = brought_by_torch(item.name for item in env.pip)
    return f". torch's wheel asked for {_listed(brought)}: they can go with it" if brought else ""
