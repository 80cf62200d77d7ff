"""What a file asks of a package, in a form that two files can be compared by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from envlint.conda.bounds import satisfiable
from envlint.conda.version import InvalidVersion
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import VersionSpec
from envlint.environment import CondaItem, Environment, PipItem
from envlint.patterns import lazy
from envlint.pypi import REQUIREMENT, contradictory, parse_line
from envlint.translate import conda_name, spelling
from envlint.values import NamedTuple

# `# [win]` or any other comment with brackets behind an item: it may not hold everywhere.
_SELECTOR = lazy(r"#.*\[[^\]]*\]")
# The conditions that conda and pip read alike; `==` apart.
_SHARED = lazy(r"(?:>=|<=|>|<|~=)[0-9]+(?:\.[0-9]+)*|!=[0-9]+(?:\.[0-9]+)*(?:\.\*)?")
_EQUAL = lazy(r"==([0-9]+(?:\.[0-9]+)*)(?:\.\*)?")


class Wish(NamedTuple):
    """The versions that someone wants of a package: in conda's grammar, and in pip's where it comes from there.
    `package` is conda's name for it, or `pip/NAME` where none is sure."""

    package: str
    conda: str
    pip: str = ""


def wishes(env: Environment) -> Iterator[tuple[CondaItem | PipItem, Wish]]:
    """What the items of a file ask for on every machine, as far as they name versions."""
    for item in env.conda:
        is_plain = bool(item.name and item.spec.version_read) and "*" not in item.name
        if is_plain and not is_conditional(item) and not is_lossy(item):
            yield item, Wish(spelling(item.name), item.spec.version_read or "")
    for line in env.pip:
        if (wish := _pip_wish(line)) and not has_selector(line):
            yield line, wish


def required(requirement: str) -> Wish | None:
    """What a requirement after PEP 508 asks for; None where it has a marker, a URL or no version."""
    line = parse_line(requirement)
    if line.kind != REQUIREMENT or line.error or line.marker or line.url or not line.clauses or not line.key:
        return None
    known = conda_name(line.key)
    asked = ",".join(clause.operator.text + clause.version.text for clause in line.clauses)
    return Wish(spelling(known.name) if known else f"pip/{line.key}", in_conda(asked), asked)


def in_conda(versions: str) -> str:
    """What conda asks for in place of pip's conditions; one that it has no form for is left out."""
    return ",".join(_conditions(versions))


def python(versions: str) -> Wish:
    """What `requires-python` asks for."""
    return Wish("python", in_conda(versions))


def agree(one: Wish, other: Wish) -> bool:
    """Whether one version can satisfy both. False is certain, but for pre-releases of the version that a series
    begins with: `=2` and `<2` do not agree."""
    return _agree(one[1:], other[1:])


def all_agree(wishes: Collection[Wish]) -> bool:
    """Whether no two of many disagree, at the price of one look at each. False: they may, ask them pair by pair."""
    pip = {wish.pip: None for wish in wishes if wish.pip}
    conda = {wish.conda: None for wish in wishes if wish.conda}
    if contradictory(tuple(clause for text in pip for clause in parse_line(f"x{text}").clauses)):
        return False
    if any("|" in text or any(map(str.isalpha, text)) for text in conda):
        return False
    try:
        specs = [parse_version_spec(text) for text in conda]
    except InvalidVersion:
        return False
    return satisfiable([*specs, *_starts(specs)])


@lru_cache(maxsize=65536)
def _agree(one: tuple[str, str], other: tuple[str, str]) -> bool:
    (conda, pip), (other_conda, other_pip) = one, other
    if pip and other_pip:
        return not contradictory(parse_line(f"x{pip}").clauses + parse_line(f"x{other_pip}").clauses)
    if not conda or not other_conda:
        return True
    try:
        specs = [parse_version_spec(conda), parse_version_spec(other_conda)]
    except InvalidVersion:
        return True
    if not satisfiable(specs):
        return not all(satisfiable([spec]) for spec in specs)
    names_prerelease = any(map(str.isalpha, conda + other_conda))
    return names_prerelease or satisfiable([*specs, *_starts(specs)])


def is_conditional(item: CondaItem) -> bool:
    """Whether an item holds on some machines only: it has a condition or a selector."""
    return item.spec.bracket("when") is not None or has_selector(item)


def has_selector(item: CondaItem | PipItem) -> bool:
    source = item.document.source
    if "[" not in source.text:
        return False
    end = source.line_span(source.position(item.span.end).line).end
    if "#" not in source.text[item.span.end : end]:
        return False
    comments = (source.text[slice(*each.span)] for each in item.document.comments_in(item.span.end, end))
    return any(_SELECTOR.match(comment) for comment in comments)


def is_lossy(item: CondaItem) -> bool:
    """Whether conda reads less of an item than stands there."""
    if item.is_common:
        return False
    from envlint.conda.losses import is_lossy

    return is_lossy(item.spec)


def _pip_wish(item: PipItem) -> Wish | None:
    return required(item.text) if item.line.clauses else None


def _starts(specs: list[VersionSpec]) -> Iterator[VersionSpec]:
    """Where the series of expressions without alternatives begin: `=2` at 2, its pre-releases left out."""
    for spec in specs:
        for clause in spec.clauses() if "|" not in spec.source else ():
            if clause.kind == "fuzzy" and clause.version:
                yield parse_version_spec(f">={clause.version.text}")


def _conditions(versions: str) -> Iterator[str]:
    for condition in re.sub(r"\s", "", versions).split(","):
        if equal := _EQUAL.fullmatch(condition):
            yield f"={equal[1]}"
        elif _SHARED.fullmatch(condition):
            yield condition
