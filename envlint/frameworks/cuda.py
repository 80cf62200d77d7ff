"""Which versions of CUDA the items of a file go with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from envlint.conda.allowed import allows_series
from envlint.conda.version_parser import parse_version_spec
from envlint.data import read_table
from envlint.environment import CondaItem, Environment, PipItem
from envlint.patterns import lazy
from envlint.pypi import INDEX_FLAGS
from envlint.values import NamedTuple

_MAJORS = range(8, 15)
_MINORS = range(10)

# How names, builds, local versions and addresses write a version: cuda11.8, cuda118, cuda_11, +cu118, -cu12, cuda12x.
_WRITTEN = lazy(r"(?<![a-z])(?:pt[0-9]+)?cu(?:da)?[_-]?([0-9]{1,2}\.[0-9]|[0-9]{2,3})(?![0-9])")
# Wheels that serve projects of any CUDA version: XGBoost brings the one for 12 beside every torch.
_NEUTRAL = ("nvidia-nccl-",)

# Packages that are empty but for a feature, which PyTorch up to 1.1 looked at.
_SWITCH = lazy(r"cuda[0-9]{2,3}")


class Claim(NamedTuple):
    """An item that says which versions of CUDA it goes with: the majors, and the minors where it tells them."""

    item: CondaItem | PipItem
    majors: frozenset[int]
    minors: frozenset[str] = frozenset()


def claims_in(env: Environment) -> Iterator[Claim]:
    """What the items of a file claim, in its order."""
    for item in env.conda:
        text = f"{item.name} {item.spec.build_key or ''}"
        if "cu" not in text or _SWITCH.fullmatch(item.name):
            continue
        if claim := _of_version(item) if is_versioned(item) else _of_text(item, text):
            yield claim
    for line in env.pip:
        if not line.name.startswith(_NEUTRAL) and (claim := _of_text(line, _said(line))):
            yield claim


def _of_version(item: CondaItem) -> Claim | None:
    """What a package claims whose version is CUDA's."""
    asked = item.versions
    majors, minors = _allowed(asked.source) if asked else (frozenset(), frozenset())
    return Claim(item, majors, minors) if majors and len(majors) < len(_MAJORS) else None


@lru_cache(256)  # files ask for the same few versions
def _allowed(versions: str) -> tuple[frozenset[int], frozenset[str]]:
    """The versions of CUDA that a version expression lets through, by major and by minor."""
    asked = parse_version_spec(versions)
    majors = frozenset(major for major in _MAJORS if allows_series(asked, str(major)))
    minors = (f"{major}.{minor}" for major in sorted(majors) for minor in _MINORS)
    return majors, frozenset(each for each in minors if allows_series(asked, each))


def _of_text(item: CondaItem | PipItem, text: str) -> Claim | None:
    """What an item claims by a version in its name, its build or its address."""
    lowered = text.lower()
    found = (_major(match[1]) for match in _WRITTEN.finditer(lowered)) if "cu" in lowered else ()
    majors = frozenset(major for major in found if major in _MAJORS)
    return Claim(item, majors) if len(majors) == 1 else None


def _major(digits: str) -> int:
    """11 of 11.8, 118 and 11; 9 of 9.2 and 92."""
    number = digits.partition(".")[0]
    if len(number) == 1 or "." in digits or number[0] == "1":
        return int(number[:2])
    return int(number[0])


def _said(item: PipItem) -> str:
    """The parts of a pip line that can name a version of CUDA."""
    line = item.line
    parts = [item.name, *(extra.text for extra in line.extras), *(clause.version.text for clause in line.clauses)]
    parts += [option.value.text for option in line.options if option.value and option.flag in INDEX_FLAGS]
    return " ".join(parts + ([line.url.text] if line.url else []))


def is_versioned(item: CondaItem) -> bool:
    """Whether a package has CUDA's version for its own."""
    return "cuda" in item.name and item.name in _versioned()


@cache
def _versioned() -> frozenset[str]:
    return frozenset(name for row in read_table("cuda.tsv") if row[0] == "version" for name in row[1].split())
