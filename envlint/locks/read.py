"""Lock files: bytes → packages with one version each, by platform.

Formats: explicit lists (CEP 23), conda-lock.yml (CEP 37), pixi.lock (versions 1 to 7).
"""

from __future__ import annotations

from functools import lru_cache

from envlint.locks import conda_lock, explicit, lines, pixi
from envlint.locks.model import Lock, LockError
from envlint.locks.names import MAX_BYTES
from envlint.patterns import lazy
from envlint.source import Source

# A lock of another layout than its program writes still names its parts.
_CONDA_LOCK_PARTS = lazy(r"""["']?package["']?[ \t]*:""")
_PIXI_PARTS = lazy(r"""["']?environments["']?[ \t]*:""")


def read(path: str, data: bytes, only: frozenset[str] | None = None) -> Lock:
    """A lock from its bytes. With `only`, names as `loose_name` gives them, packages of other names may be left out:
    most of a lock is not what one file asks for. Raises LockError where it is none, is broken off, or is of a newer
    version."""
    if len(data) > MAX_BYTES:
        raise LockError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB and was not read")
    source = Source.decode(path, data, MAX_BYTES)
    text = source.text
    if source.fault or "\0" in text:
        raise LockError("is not text", is_lock=False)
    if explicit.is_explicit(text):
        return _explicit(path, text, only)
    if lines.section(text, conda_lock.PACKAGES):
        return conda_lock.read(path, text, only)
    if lines.section(text, pixi.ENVIRONMENTS) or _PIXI_PARTS.search(text):
        return pixi.read(path, text, only)
    if _CONDA_LOCK_PARTS.search(text):
        return conda_lock.read(path, text, only)
    what = "has neither a line `@EXPLICIT` nor the packages that conda-lock and pixi list"
    raise LockError(what, is_lock=False)


# Whether a list is a file's own and what it holds is asked one after the other, and by two rules.
_explicit = lru_cache(1)(explicit.read)


def is_explicit(data: bytes) -> bool:
    """Whether a file is an explicit list."""
    return b"@EXPLICIT" in data and explicit.is_explicit(Source.decode("", data, MAX_BYTES).text)
