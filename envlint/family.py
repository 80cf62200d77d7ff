"""Which environment files of a folder are of one project, by what their names and their `name:` say."""

from __future__ import annotations

import re

from envlint.environment import Environment
from envlint.systems import meant
from envlint.values import NamedTuple

# Words that say no more than what the file is.
_NOISE = frozenset("environment environments enviroment env envs conda mamba requirements reqs file".split())

# What a file is for beside the project itself: it adds to the plain file of its stem, and should go with it.
_PURPOSES = frozenset(
    """base build ci deploy deployment dev devel develop developer development doc docs documentation example examples
    extra extras full lint notebook notebooks prod production release rtd readthedocs run runtime style test testing
    tests tutorial tutorials user lock locked frozen pinned exact export exported all""".split()
)

# What a file is another version for. Words with a digit are such, too: py39, cuda118, a100, v2.
_VARIANTS = frozenset(
    """linux ubuntu debian centos wsl win windows osx mac macos darwin arm aarch apple silicon intel amd colab kaggle
    sagemaker cluster hpc slurm local remote server docker container
    cpu gpu cuda nocuda nogpu rocm mps metal tpu nvidia mkl nomkl openblas
    min mins minimum minimal bare lowest oldest old older legacy deprecated latest new newer newest nightly nightlies
    upstream edge unstable next previous backup bak copy orig original archive archived tmp temp""".split()
)

# The environment that conda itself lives in: any project's file may be meant for it.
_NO_NAMES = ("", "base", "root")


class Identity(NamedTuple):
    """What a file says of itself: in its own name, and in `name:`, "" where it has none. A stem is the words that
    are left when noise, purposes and variants are taken away."""

    name: str
    stem: frozenset[str]
    purposes: frozenset[str]
    variants: frozenset[str]
    name_stem: frozenset[str]
    name_variants: frozenset[str]
    systems: frozenset[str]


def identity(env: Environment) -> Identity:
    file = _words(re.split(r"[/\\]", env.path)[-1].removesuffix(".yml").removesuffix(".yaml"))
    name = env.name.text.lower() if env.name else ""
    words = _words(name)
    return Identity(name, _stem(file), file & _PURPOSES, _variants(file), _stem(words), _variants(words), meant(env))


def belong_together(one: Identity, other: Identity) -> bool:
    """Whether two files of a folder should go together: they have the same `name:`, or one has a purpose that the
    other of the same stem has not (`environment-dev.yml` beside `environment.yml`). Files that a variant or a
    system tells apart should not."""
    if one.variants != other.variants or _differ(one.systems, other.systems):
        return False
    if one.name and other.name and one.name_variants != other.name_variants:
        return False
    if one.name == other.name and one.name not in _NO_NAMES:
        return True
    if one.stem != other.stem or (one.purposes and other.purposes):
        return False
    return not (one.name and other.name) or one.name_stem == other.name_stem


def has_own_purpose(env: Environment) -> bool:
    """Whether a file's name says that it is for something beside the project: docs, lint."""
    return bool(identity(env).purposes)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.split(r"[^a-z0-9]+", text.lower())) - {""}


def _variants(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word in _VARIANTS or any(map(str.isdigit, word)))


def _stem(words: frozenset[str]) -> frozenset[str]:
    return words - _NOISE - _PURPOSES - _variants(words)
