"""Which build of an AI framework a file asks for: one for CUDA on purpose, or the one for the CPU."""

from __future__ import annotations

from collections.abc import Sequence

from envlint.environment import Environment, PipItem
from envlint.frameworks import CUDA, Framework
from envlint.patterns import lazy
from envlint.pypi import INDEX_FLAGS
from envlint.source import parts_of

_GPU_EXTRA = lazy(r"cuda|rocm|tpu|ctk")
_CUDA_WORD = lazy(r"(?:^|[^a-z0-9])cu[0-9]{2,3}(?:[^a-z0-9]|$)")
# `+pt24cu121`: PyTorch Geometric's wheels, compiled against PyPI's torch 2.4.
_FOR_A_TORCH = lazy(r"\+pt[0-9]+(?:cu[0-9]+|cpu)")
_FOR_CPU = ("cpuonly", "pytorch-cpu", "torchvision-cpu", "tensorflow-cpu")
_WITH_CPU_BUILDS = ("pytorch", "libtorch", "torchvision", "tensorflow", "tensorflow-base", "jaxlib", "onnxruntime")
_CPU = lazy(r"(?:^|[^a-z])cpu(?:[^a-z]|$)")


def is_chosen(env: Environment, framework: Framework) -> bool:
    """Whether the file asks for a certain build: by an index, a local version, an extra or a URL."""
    for item in env.pip:
        line = item.line
        if framework.index_word and any(
            option.flag in INDEX_FLAGS and option.value and _is_index_for(framework, option.value.text.lower())
            for option in line.options
        ):
            return True
        if framework.brings_cuda and any(_FOR_A_TORCH.search(clause.version.text) for clause in line.clauses):
            return True
        if item.name.startswith(f"{framework.key}-cuda") and item.name not in framework.projects:
            return True
        if item.name in framework.projects and (
            line.url
            or line.path
            or any("+" in clause.version.text for clause in line.clauses)
            or any(_GPU_EXTRA.search(extra.text.lower()) for extra in line.extras)
        ):
            return True
    return False


def wants_cpu(env: Environment, items: Sequence[PipItem]) -> bool:
    """Whether the file asks for the CPU, by its name, a package or a build."""
    names = f"{parts_of(env.path)[-1]} {env.name.text if env.name else ''}"
    return (
        bool(_CPU.search(names.lower()))
        or any(_CPU.search(item.name) for item in items)
        or any(extra.text == "cpu" for item in items for extra in item.line.extras)
        or any(item.name in _FOR_CPU for item in env.conda)
        or _has_cpu_build(env)
    )


def _is_index_for(framework: Framework, address: str) -> bool:
    """Whether an index has builds of the framework, or wheels built for certain ones of torch (`…/cu118/`)."""
    return framework.index_word in address or (framework.brings_cuda and bool(_CUDA_WORD.search(address)))


def _has_cpu_build(env: Environment) -> bool:
    """Whether a framework of the conda list is a build for the CPU, with no CUDA beside it."""
    builds = [item.spec.build_key or "" for item in env.conda if item.name in _WITH_CPU_BUILDS]
    return any(_CPU.search(build) for build in builds) and not any(item.name in CUDA for item in env.conda)
