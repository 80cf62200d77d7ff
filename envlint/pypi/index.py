"""Where packages come from: the address of a package index, comparable."""

from __future__ import annotations

from envlint.patterns import lazy

# The options that say where.
INDEX_FLAGS = ("--index-url", "--extra-index-url", "--find-links")

_URL = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:@]+)(?::[0-9]+)?(/[^?#]*)?")


def address(url: str) -> str:
    """Host and path of an index, as they compare: no scheme, user, port or final slash; the host in lower case.
    "" for what is no URL of a host, such as one that a variable stands for."""
    match = _URL.match(url)
    if match is None or "$" in match[1]:
        return ""
    return match[1].lower() + (match[2] or "").rstrip("/")


def is_below(place: str, root: str) -> bool:
    """Whether an address is `root`, or a path below it."""
    root = root.rstrip("/")
    return place == root or place.startswith(root + "/")
