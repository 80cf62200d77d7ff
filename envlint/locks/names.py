"""What the name of a lock file says. No file is opened for any other name."""

from __future__ import annotations

from functools import cache, lru_cache

from envlint.conda.channel import SUBDIRS
from envlint.source import YAML_SUFFIXES, parts_of

# Locks grow with packages and platforms; no larger one is read.
MAX_BYTES = 64 * 1024 * 1024
_WORDS = ("explicit", "lock", "pin", "spec", "conda")
# Words that people call a lock of their own making by.
_CALLED = frozenset(("lock", "locked", "frozen"))
# What stands between the stem of an explicit list and its end.
_ENDS = (".lock", ".txt", ".pin", ".conda", "-lock", ".explicit", "-explicit")


def may_be_lock(name: str) -> bool:
    """Whether a file's name lets it be a lock."""
    if name.endswith(".lock"):
        return True
    if name.endswith(YAML_SUFFIXES):
        stem = name.rpartition(".")[0]
        return "conda-lock" in stem or stem.endswith(("-lock", ".lock"))
    if name.endswith(".txt"):
        stem = name.removesuffix(".txt")
        return any(word in stem for word in _WORDS) or stem.endswith(_platforms())
    return False


@lru_cache(64)  # one folder's names are asked about for each file there
def maybe_locks(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of many names that may be locks'."""
    return tuple(filter(may_be_lock, names))


def is_surely_lock(name: str) -> bool:
    """Whether a file's name lets it be nothing else than a conda lock."""
    return name == "pixi.lock" or "conda-lock" in name or name.endswith(".pin.txt") or platform_of(name) != ""


def is_called_lock(path: str) -> bool:
    """Whether a file, or the folder it lies in, goes by a lock's name, whatever it holds."""
    near = "/".join(parts_of(path.lower())[-2:])
    if not any(word in near for word in _CALLED):
        return False
    return not _CALLED.isdisjoint("".join(char if char.isalpha() else " " for char in near).split())


def stem_of(name: str) -> str:
    """What an explicit list's name begins with: `environment` of `environment.linux-64.pin.txt`."""
    ends = (*_ENDS, *_platforms())
    while (end := next((each for each in ends if name.endswith(each)), "")) and name != end:
        name = name.removesuffix(end).rstrip("-._")
    return name


def platform_of(name: str) -> str:
    """The platform in a lock's name, the longest that is there; "" where there is none."""
    return next((each for each in _platforms() if each in name), "")


@cache
def _platforms() -> tuple[str, ...]:
    """Longest first: osx-arm64 before osx-64."""
    return tuple(sorted(SUBDIRS - {"noarch"}, key=lambda subdir: (-len(subdir), subdir)))
