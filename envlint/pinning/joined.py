"""One entry that says what several of one package say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from envlint.conda.bounds import satisfiable
from envlint.conda.version import Version
from envlint.conda.version_parser import parse_version_spec
from envlint.environment import CondaItem, PipItem
from envlint.patterns import lazy

# A name, extras and conditions on numbers, which conda and pip read alike.
_PLAIN = lazy(r"([\w.-]+)\s*(?:\[([\w.,\s-]*)\])?\s*((?:(?:[<>]=?|==?)\s*[0-9.]*[0-9]\s*(?:,\s*(?=[<>=])|$))*)")

_OPPOSITE = {">=": "<", ">": "<=", "<": ">=", "<=": ">"}


def joined(items: Sequence[CondaItem | PipItem]) -> str:
    """One entry that asks for what all of them ask for; "" where that is not plain."""
    clauses: dict[str, None] = {}
    extras: dict[str, None] = {}
    name = ""
    for item in items:
        plain = _PLAIN.fullmatch(item.text.strip())
        if plain is None or (isinstance(item, CondaItem) and plain[2]):
            return ""
        name = name or plain[1]
        extras.update(dict.fromkeys(each.strip() for each in (plain[2] or "").split(",") if each.strip()))
        clauses.update(dict.fromkeys("".join(each.split()) for each in plain[3].split(",") if each.strip()))
    said = _said(clauses)
    if said is None:
        return ""
    result = name + (f"[{','.join(extras)}]" if extras else "") + ",".join(said)
    return next((item.text for item in items if item.text.replace(" ", "") == result), result)


def _said(clauses: Iterable[str]) -> list[str] | None:
    """The conditions that say what all of them say: the strictest bounds, or the one series within them; None where
    there are none. Each is looked at once: a file may list one package thousands of times."""
    series = [each for each in clauses if each[0] == "="]
    bounds = [each for each in clauses if each[0] != "="]
    strictest = {*_strictest(bounds, ">"), *_strictest(bounds, "<")}
    if not series:
        return [each for each in bounds if each in strictest]
    return series if len(series) == 1 and all(_implies(series[0], each) for each in strictest) else None


def _strictest(bounds: Sequence[str], end: str) -> list[str]:
    """The one that implies the others which are open at the same end; of those that mean the same the last."""

    def rank(bound: str) -> tuple[Version, bool]:
        # Of `>1` and `>=1` the first is the stricter one, and of `<1` and `<=1`.
        return Version(bound.lstrip("<>=")), ("=" in bound) == (end == "<")

    alike = [each for each in reversed(bounds) if each[0] == end]
    return [(max if end == ">" else min)(alike, key=rank)] if alike else []


def _implies(clause: str, bound: str) -> bool:
    """Whether all that satisfies a condition satisfies a bound: then no version lies between them."""
    operator, version = re.findall(r"[<>=]+|[0-9.]+", bound)
    return not satisfiable([parse_version_spec(clause), parse_version_spec(_OPPOSITE[operator] + version)])
