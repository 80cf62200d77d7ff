"""Names for findings that stay while lines move and messages are reworded."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from envlint.diagnostic import Diagnostic
from envlint.secrets import masked


def fingerprints(path: str, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """A name for each finding of a file, of its path, rule and subject; equal ones are numbered
    downwards. A subject is masked first: a short secret could be guessed from its hash."""
    counts: dict[tuple[str, str], int] = {}
    names = []
    for each in diagnostics:
        key = (each.rule, masked(each.subject))
        counts[key] = counts.get(key, 0) + 1
        number = [str(counts[key])] if counts[key] > 1 else []
        names.append(sha256("\0".join((path, *key, *number)).encode("utf-8", "surrogatepass")).hexdigest())
    return names
