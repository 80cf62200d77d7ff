"""What the version conditions of a requirement allow, by PEP 440, without packaging."""

from __future__ import annotations

from envlint.patterns import lazy
from envlint.pypi.line import REQUIREMENT, Clause, PipLine
from envlint.values import NamedTuple

# How much a requirement leaves open, loosest first.
LEVELS = ("any", "lower", "bounded", "minor", "exact")

# Numbers have a bound here: int() refuses thousands of digits.
_VERSION = lazy(
    r"v?(?:([0-9]{1,18})!)?([0-9]{1,18}(?:\.[0-9]{1,18})*)"
    r"(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?([0-9]{0,18}))?"
    r"(?:-([0-9]{1,18})|[-_.]?(post|rev|r)[-_.]?([0-9]{0,18}))?"
    r"(?:[-_.]?(dev)[-_.]?([0-9]{0,18}))?"
    r"(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?"
)
_RELEASE = lazy(r"[0-9]{1,18}(?:\.[0-9]{1,18})*")
_PLAIN = ("==", "!=", "<", "<=", ">", ">=", "~=")
_PRE = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "c": 2, "rc": 2, "pre": 2, "preview": 2}

_Pair = tuple[int, int]


class VersionKey(NamedTuple):
    """Orders versions as PEP 440 does, the local part left out."""

    epoch: int
    release: tuple[int, ...]  # no zeros at the end
    pre: _Pair
    post: int
    dev: _Pair


class _Bound(NamedTuple):
    key: VersionKey
    inclusive: bool


def version_key(text: str) -> VersionKey | None:
    """The place of a version in PEP 440's order; None for what is no version."""
    match = _VERSION.fullmatch(text.strip().lower())
    if match is None:
        return None
    epoch, release, pre, pre_number, dash, post, post_number, dev, dev_number = match.groups()
    has_post = post is not None or dash is not None
    before_all = (-1, 0) if dev and not has_post else (3, 0)  # 1.0.dev1 comes before 1.0a1
    return VersionKey(
        int(epoch or 0),
        _without_zeros(tuple(map(int, release.split(".")))),
        (_PRE[pre], int(pre_number or 0)) if pre else before_all,
        int(dash or post_number or 0) if has_post else -1,
        (0, int(dev_number or 0)) if dev else (1, 0),
    )


def level(line: PipLine) -> str | None:
    """How tightly a requirement is pinned, one of LEVELS; None for URLs, paths and options."""
    if line.kind != REQUIREMENT or line.url:
        return None
    return max((_level(clause) for clause in line.clauses), key=LEVELS.index, default="any")


def allows_below(clauses: tuple[Clause, ...], version: str) -> bool:
    """Whether some version under `version` is allowed. An unknown `version` is always allowed."""
    key = version_key(version)
    low, _ = _interval(clauses)
    return key is None or low is None or low.key < key


def allows_from(clauses: tuple[Clause, ...], version: str) -> bool:
    """Whether `version` or some newer one is allowed."""
    key = version_key(version)
    _, high = _interval(clauses)
    return key is None or high is None or high.key > key or (high.key == key and high.inclusive)


def contradictory(clauses: tuple[Clause, ...]) -> bool:
    """Whether no version at all satisfies the conditions; False where that is not certain."""
    if len(clauses) < 2:
        return False
    low, high = _interval(clauses)
    if low is None or high is None:
        return False
    if low.key != high.key:
        return low.key > high.key
    if not (low.inclusive and high.inclusive):
        return True
    return any(c.operator.text == "!=" and version_key(c.version.text) == low.key for c in clauses)


def allows(clauses: tuple[Clause, ...], version: str) -> bool | None:
    """Whether exactly `version` is allowed, pre-releases too; None where one side is no PEP 440."""
    key = version_key(version)
    if key is None:
        return None
    if _RELEASE.fullmatch(version) and all(map(_is_plain, clauses)):
        return all(_holds(clause, key) for clause in clauses)
    from packaging.specifiers import SpecifierSet

    try:
        specifiers = SpecifierSet(",".join(clause.operator.text + clause.version.text for clause in clauses))
    except ValueError:
        return None
    return specifiers.contains(version, prereleases=True)


def _is_plain(clause: Clause) -> bool:
    """Whether a condition speaks of numbers alone: then its ends say all, and packaging is not worth its import."""
    operator, version = clause.operator.text, clause.version.text
    if operator == "==" and version.endswith(".*"):
        version = version.removesuffix(".*")
    elif operator not in _PLAIN or (operator == "~=" and "." not in version):
        return False
    return _RELEASE.fullmatch(version) is not None


def _holds(clause: Clause, key: VersionKey) -> bool:
    """Whether a plain condition holds for a release."""
    if clause.operator.text == "!=":
        return version_key(clause.version.text) != key
    low, high = _ends(clause.operator.text, clause.version.text)
    above = low is None or low.key < key or (low.inclusive and low.key == key)
    return above and (high is None or key < high.key or (high.inclusive and high.key == key))


def _level(clause: Clause) -> str:
    operator, version = clause.operator.text, clause.version.text
    parts = version.removesuffix(".*").count(".") + 1
    if operator in ("==", "==="):
        if not version.endswith(".*"):
            return "exact"
        return "minor" if parts > 1 else "bounded"
    if operator == "~=":
        return "minor" if parts > 2 else "bounded"
    return {"<": "bounded", "<=": "bounded", ">": "lower", ">=": "lower"}.get(operator, "any")


def _interval(clauses: tuple[Clause, ...]) -> tuple[_Bound | None, _Bound | None]:
    """The lowest and the highest version, None where there is no end; what is excluded does not count."""
    low: _Bound | None = None
    high: _Bound | None = None
    for clause in clauses:
        start, end = _ends(clause.operator.text, clause.version.text)
        if start and (low is None or (start.key, not start.inclusive) > (low.key, not low.inclusive)):
            low = start
        if end and (high is None or end < high):
            high = end
    return low, high


def _ends(operator: str, version: str) -> tuple[_Bound | None, _Bound | None]:
    if operator == "==" and version.endswith(".*"):
        return _family(version.removesuffix(".*"), 0)
    key = version_key(version)
    if key is None:
        return None, None
    if operator == "~=":
        return _Bound(key, True), _family(version, 1)[1]
    if operator in ("==", "==="):
        return _Bound(key, True), _Bound(key, True)
    if operator in (">", ">="):
        return _Bound(key, operator == ">="), None
    if operator in ("<", "<="):
        return None, _Bound(key, operator == "<=")
    return None, None


def _family(version: str, drop: int) -> tuple[_Bound | None, _Bound | None]:
    """Where the versions begin and end that share a release, its last `drop` parts not counted."""
    match = _VERSION.fullmatch(version.lower())
    if match is None:
        return None, None
    epoch = int(match[1] or 0)
    release = tuple(map(int, match[2].split(".")))
    release = release[: len(release) - drop]
    if not release:
        return None, None
    following = (*release[:-1], release[-1] + 1)
    return _Bound(_first(epoch, release), True), _Bound(_first(epoch, following), False)


def _first(epoch: int, release: tuple[int, ...]) -> VersionKey:
    """The first version of a release: its dev0."""
    return VersionKey(epoch, _without_zeros(release), (-1, 0), -1, (0, 0))


def _without_zeros(release: tuple[int, ...]) -> tuple[int, ...]:
    end = len(release)
    while end > 1 and release[end - 1] == 0:
        end -= 1
    return release[:end]
