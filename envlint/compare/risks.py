"""What of a change a reviewer should look at."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.compare.packages import Package
from envlint.compare.values import (
    CONDA,
    CUDA_CHANGED,
    FRAMEWORK_TO_PIP,
    LOOSENED,
    METAPACKAGE_ADDED,
    PIN_LOOSENED,
    PIP,
    PYTHON_MINOR,
    TO_PIP,
)
from envlint.conda.allowed import allows_series
from envlint.frameworks import CUDA, is_framework
from envlint.patterns import lazy
from envlint.rules.packages.anaconda_metapackage import Options

# A version of CUDA in a build, a local version, a name or an address; and words that choose a build.
_WRITTEN = lazy(r"(?<![a-z])cu(?:da)?[-_]?([0-9]{1,2}[.x]?[0-9]*)")
_WORDS = lazy(r"(?<![a-z])(cpu|cuda|gpu)(?:only)?(?![a-z])")
_MINORS = (*(f"2.{minor}" for minor in (6, 7)), *(f"3.{minor}" for minor in range(3, 31)))


def package_risks(kinds: tuple[str, ...], old: Package | None, new: Package | None) -> tuple[str, ...]:
    """The risks of a change of one package; one side may be missing."""
    return tuple(_package_risks(kinds, old, new))


def _package_risks(kinds: tuple[str, ...], old: Package | None, new: Package | None) -> Iterator[str]:
    if TO_PIP in kinds and new and is_framework(new.name):
        yield FRAMEWORK_TO_PIP
    if old is None and new and new.section == CONDA and new.name in Options().packages:
        yield METAPACKAGE_ADDED
    if _changes_cuda(kinds, old, new):
        yield CUDA_CHANGED
    if LOOSENED in kinds and old and old.is_pinned:
        yield PIN_LOOSENED
    if _python_minors(old) != _python_minors(new):
        yield PYTHON_MINOR


def text_risks(old: str, new: str) -> tuple[str, ...]:
    """The risks of a change of an option or a channel: another CUDA may be named."""
    return (CUDA_CHANGED,) if _cuda(old) != _cuda(new) else ()


def _changes_cuda(kinds: tuple[str, ...], old: Package | None, new: Package | None) -> bool:
    if any(package and _is_cuda(package) for package in (old, new)):
        return True
    before, after = (_cuda(package.text) if package else frozenset[str]() for package in (old, new))
    return before != after and bool((old and new) or before | after != {"cpu"})


def _is_cuda(package: Package) -> bool:
    if package.section == PIP:
        return package.name.startswith("nvidia-") and bool(_cuda(package.name))
    return package.name in CUDA or package.name == "cpuonly"


def _cuda(text: str) -> frozenset[str]:
    """What a text says of CUDA: the digits of versions, and words."""
    text = text.lower()
    versions = (found.replace(".", "") for found in _WRITTEN.findall(text))
    return frozenset((*versions, *_WORDS.findall(text)))


def _python_minors(package: Package | None) -> frozenset[str]:
    """Which Pythons are let through; all of them where a file does not say."""
    asked = package.versions if package and package.section == CONDA and package.name == "python" else ()
    return frozenset(minor for minor in _MINORS if all(allows_series(each, minor) for each in asked))
