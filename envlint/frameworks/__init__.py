"""The AI frameworks that bring, or look for, a GPU stack of their own: facts for the rules on them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from envlint.data import read_table
from envlint.pypi import normalise
from envlint.values import NamedTuple

# Conda packages that bring CUDA, or choose its version.
CUDA = frozenset(
    """cuda cuda-cudart cuda-libraries cuda-runtime cuda-toolkit cuda-version cudatoolkit cudnn cutensor libcublas
    nccl pytorch-cuda""".split()
)

# Names on conda-forge that stand for a framework beside those of the table.
_MORE_NAMES = frozenset("pytorch-cpu pytorch-gpu libtorch tensorflow-base libtensorflow onnxruntime".split())

# What else of a pip section may have brought the CUDA wheels that torch's wheel requires.
_OTHER_USERS = tuple("tensorflow jax cupy onnxruntime-gpu paddlepaddle tensorrt cudf cuml faiss nvidia-".split())


class Project(NamedTuple):
    """A PyPI project of a framework: its conda name, the build to ask for, what else to list. `forge` and `main`: the
    versions that conda-forge and `defaults` have had; "" is any for conda-forge, and for `defaults` that it is not
    known to have the package; `*` that it has, in versions that are not known."""

    conda: str
    build: str = ""
    beside: str = ""
    forge: str = ""
    main: str = ""

    def specs(self, version: str, has_cuda: bool) -> list[str]:
        """What to write in a conda list for a version with its operator, "" for any; `has_cuda`: CUDA is listed."""
        beside = [self.beside] if self.beside and not has_cuda else []
        if not self.build:
            return [self.conda + version, *beside]
        if not version or version.startswith("="):
            return [f"{self.conda}={version[1:] or '*'}={self.build}", *beside]
        return [f"{self.conda} {version} {self.build}", *beside]


class Framework(NamedTuple):
    """A family of PyPI projects. `brings_cuda`: its PyPI wheels carry CUDA on Linux; `uses_condas_cuda`: they
    load the libraries that they find, conda's, too; `lacks`: the systems
    for which conda-forge has no build; `index_word`: a word in the addresses of indexes of its builds, and of wheels
    built for these; `gpu`: what asks conda-forge for a GPU build, which it has from `gpu_since` on; `brought`: the CUDA
    wheels that its wheel requires; `built_on`: projects whose wheels need PyPI's build of it."""

    key: str
    title: str
    brings_cuda: bool = False
    uses_condas_cuda: bool = False
    lacks: frozenset[str] = frozenset()
    index_word: str = ""
    gpu: str = ""
    gpu_since: str = ""
    projects: dict[str, Project] = {}
    brought: frozenset[str] = frozenset()
    built_on: frozenset[str] = frozenset()


@cache
def frameworks() -> dict[str, Framework]:
    """All known frameworks by key, in the order of the table."""
    rows = read_table("frameworks.tsv")
    found: dict[str, Framework] = {}
    for kind, key, *fields in rows:
        if kind == "family":
            title, cuda, lacks, index_word, gpu, gpu_since = fields
            found[key] = Framework(
                key,
                title,
                cuda == "own",
                cuda == "found",
                frozenset(lacks.split()),
                index_word,
                gpu,
                gpu_since,
                projects={},
                brought=_names(rows, "brought", key),
                built_on=_names(rows, "built", key),
            )
    for kind, key, *fields in rows:
        if kind == "project":
            found[key].projects[fields[0]] = Project(*fields[1:])
    return found


def _names(rows: Iterable[tuple[str, ...]], kind: str, key: str) -> frozenset[str]:
    return frozenset(row[2] for row in rows if row[:2] == (kind, key))


@cache
def names() -> frozenset[str]:
    """What projects of frameworks are called, on PyPI and on conda-forge, as PEP 503 compares names."""
    of_table = (
        name
        for each in frameworks().values()
        for pypi, project in each.projects.items()
        for name in (pypi, project.conda)
    )
    return _MORE_NAMES.union(map(normalise, of_table))


def is_framework(project: str) -> bool:
    """Whether a PyPI project belongs to a framework."""
    return any(project in framework.projects for framework in frameworks().values())


def brought_by_torch(projects: Iterable[str]) -> list[str]:
    """The CUDA wheels of a pip section that the wheel of torch brought along; none where another may have."""
    names = list(projects)
    brought = [name for name in names if name in frameworks()["pytorch"].brought]
    others = any(name.startswith(_OTHER_USERS) and name not in brought for name in names)
    return brought if "torch" in names and not others else []
