"""Lock files: bytes → packages with one version each, by platform.

Formats: explicit lists (CEP 23), conda-lock.yml (CEP 37), pixi.lock (versions 1 to 7).
"""

from __future__ import annotations

from functools import lru_cache

from envlint.locks import explicit
from envlint.locks.lines import section
from envlint.locks.model import CONDA_LOCK, EXPLICIT, PIXI, Asked, Lock, LockError
from envlint.locks.names import MAX_BYTES
from envlint.patterns import lazy
from envlint.source import Source

# A lock of another layout than its program writes still names its parts.
_CONDA_LOCK_PARTS = lazy(r"""["']?package["']?[ \t]*:""")
_PIXI_PARTS = lazy(r"""["']?environments["']?[ \t]*:""")

# What tells the layouts apart stands among so many of the first code points or bytes, as a rule.
_TOP = 4096


def read(path: str, data: bytes, only: frozenset[str] | None = None) -> Lock:
    """A lock from its bytes. With `only`, names as `loose_name` gives them, packages of other names may be left out:
    most of a lock is not what one file asks for. Raises LockError where it is none, is broken off, or is of a newer
    version."""
    if len(data) > MAX_BYTES:
        raise LockError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB and was not read")
    return (_read_once if b"@EXPLICIT" in data[:_TOP] else _read)(path, data, only)


def is_explicit(data: bytes) -> bool:
    """Whether a file is an explicit list."""
    parts = (data[: data.rfind(b"\n", 0, _TOP) + 1], data) if b"@EXPLICIT" in data else ()
    return any(explicit.is_explicit(Source.decode("", part, MAX_BYTES).text) for part in parts)


def _read(path: str, data: bytes, only: frozenset[str] | None) -> Lock:
    source = Source.decode(path, data, MAX_BYTES)
    text = source.text
    if source.fault or "\0" in text:
        raise LockError("is not text", is_lock=False)
    kind = _kind(text[: text.rfind("\n", 0, _TOP) + 1]) or _kind(text) or _kind_of_parts(text)
    asked = None if only is None else Asked.of(only)
    if kind == EXPLICIT:
        return explicit.read(path, text, asked)
    if kind == CONDA_LOCK:
        from envlint.locks import conda_lock

        return conda_lock.read(path, text, asked)
    if kind == PIXI:
        from envlint.locks import pixi

        return pixi.read(path, text, asked)
    what = "has neither a line `@EXPLICIT` nor the packages that conda-lock and pixi list"
    raise LockError(what, is_lock=False)


# Whether a list is a file's own and what it holds is asked one after the other, and by two rules.
_read_once = lru_cache(1)(_read)


def _kind(text: str) -> str:
    if explicit.is_explicit(text):
        return EXPLICIT
    if section(text, "package"):
        return CONDA_LOCK
    return PIXI if section(text, "environments") else ""


def _kind_of_parts(text: str) -> str:
    if _PIXI_PARTS.search(text):
        return PIXI
    return CONDA_LOCK if _CONDA_LOCK_PARTS.search(text) else ""
