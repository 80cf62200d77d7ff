"""One entry that says what several of one package say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from envlint.conda.bounds import satisfiable
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
    for each in list(clauses):
        if any(_implies(other, each) for other in clauses if other != each):
            del clauses[each]
    if len(clauses) > 1 and not all(each[0] in "<>" for each in clauses):
        return ""
    result = name + (f"[{','.join(extras)}]" if extras else "") + ",".join(clauses)
    return next((item.text for item in items if item.text.replace(" ", "") == result), result)


def _implies(clause: str, other: str) -> bool:
    """Whether all that satisfies a condition satisfies another, a bound: then no version lies between them."""
    operator, version = re.findall(r"[<>=]+|[0-9.]+", other)
    if operator not in _OPPOSITE:
        return False
    return not satisfiable([parse_version_spec(clause), parse_version_spec(_OPPOSITE[operator] + version)])
