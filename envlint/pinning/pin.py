"""From an item and the versions that are there to its pin. Nothing is offered that our own reading of conda's and
pip's rules does not confirm: the pin admits what is there, shuts out what the item shuts out, and says all else
that the item says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from envlint.conda import bounds, match_spec
from envlint.conda.match_spec import MatchSpec
from envlint.conda.version import InvalidVersion, Version
from envlint.diagnostic import Change
from envlint.environment import CondaItem, PipItem
from envlint.patterns import lazy
from envlint.pypi import PipLine, allows, parse_line, version_key
from envlint.pypi import level as pip_level
from envlint.translate import conda_name
from envlint.values import NamedTuple
from envlint.versions import EXACT, MINOR, Installed, Versions

_SERIES = lazy(r"(?:[0-9]+!)?[0-9]+\.[0-9]+")
_EXTRAS = lazy(r"[ \t]*\[[^\]]*\]")

# A release of a series that comes after all that there will be.
_LAST = ".99999"


class Pin(NamedTuple):
    """The item with its pin, how the file comes to hold it, and the version it is made from."""

    text: str
    change: Change
    version: str


class NoPin(NamedTuple):
    """Why there is no pin, in words."""

    reason: str


def pin(item: CondaItem | PipItem, asked: str, versions: Versions) -> Pin | NoPin:
    """The pin of an item that is to be as tight as the level `asked`, and as `versions` say."""
    found = _found(item, versions)
    if not found:
        return NoPin(_missing(item, versions))
    obstacle = next((each.obstacle for each in found if each.obstacle), "")
    if obstacle:
        return NoPin(f"{item.name} {obstacle}")
    there = tuple(dict.fromkeys(each.version for each in found))
    judge: _Conda | _Pip = _Conda(item) if isinstance(item, CondaItem) else _Pip(item)
    if judge.obstacle:
        return NoPin(f"`{item.text}` {judge.obstacle}")
    for version in there:
        if not judge.reads(version):
            return NoPin(f"{versions.source} has {item.name} {version}, which is no version to {judge.reader}")
        if not judge.admits(version):
            return NoPin(f"{versions.source} has {item.name} {version}, which `{item.text}` does not allow")
    tightest = EXACT if EXACT in (asked, versions.level) else MINOR
    for version, level in _forms(there, tightest, judge.holds_series):
        admitted = (*there, version.removesuffix(".*") + _LAST) if level == MINOR else there
        for text in judge.texts(version):
            if judge.confirms(text, admitted, level) and (change := item.replace(text)):
                return Pin(text, change, there[0])
    if len(there) > 1:
        places = (" for ".join(filter(None, (each.version, each.platform))) for each in found)
        return NoPin(f"{versions.source} has several versions of {item.name}: {', '.join(places)}")
    return NoPin(f"`{item.text}` cannot be rewritten to hold {there[0]}")


def _found(item: CondaItem | PipItem, versions: Versions) -> tuple[Installed, ...]:
    """What is there of an item's package. What pip would install may be there from conda, then pip leaves it."""
    if isinstance(item, CondaItem):
        return versions.conda.get(item.name, ())
    if found := versions.pip.get(item.name):
        return found
    known = conda_name(item.name) if versions.conda else None
    names = (known.name, *known.also) if known else ()
    return next((versions.conda[name] for name in names if name in versions.conda), ())


def _missing(item: CondaItem | PipItem, versions: Versions) -> str:
    if isinstance(item, CondaItem) and item.name in versions.pip:
        return f"{versions.source} has {item.name} from pip, not from conda"
    return f"{versions.source} has no {item.name}"


class _Conda:
    """An item of the conda list."""

    reader = "conda"

    def __init__(self, item: CondaItem):
        self.spec = item.spec
        self.versions = item.versions
        is_lossy = not item.is_common and _is_lossy(item.spec)
        self.obstacle = _obstacle(item) or ("is not wholly read by conda" if is_lossy else "")

    def reads(self, version: str) -> bool:
        try:
            Version(version)
        except InvalidVersion:
            return False
        return True

    def admits(self, version: str) -> bool:
        return _matches(self.spec, version)

    def texts(self, version: str) -> Iterator[str]:
        spec = self.spec
        end = spec.name.span.end if spec.name else 0
        start, end = spec.version.span if spec.version else (end, end)
        bare = version.removesuffix(".*")
        # Before a build `=1.24` is one version, and `1.24.*` the series.
        for written in (f"={bare}", version, f"={version}") if bare != version else (f"=={bare}", bare, f"={bare}"):
            yield spec.text[:start] + written + spec.text[end:]

    def confirms(self, text: str, admitted: tuple[str, ...], level: str) -> bool:
        from envlint.conda.repairs import is_sound

        spec = match_spec.parse(text)
        if _but_version(spec) != _but_version(self.spec) or bounds.level(spec.versions) not in _as_tight(level):
            return False
        return all(_matches(spec, each) for each in admitted) and (is_sound(text) or not is_sound(self.spec.text))

    def holds_series(self, series: str) -> bool:
        """Whether the item allows each version of a series; False where that is not certain."""
        if self.versions is None:
            return True
        family = Version(series)
        for clause in self.versions.clauses():
            if clause.kind in ("glob", "regex", "text"):
                return False
            if clause.operator[:1] == "!" and clause.version and clause.version.starts_with(family):
                return False
        return self.admits(series) and self.admits(series + _LAST)


class _Pip:
    """A requirement of the pip list."""

    reader = "pip"

    def __init__(self, item: PipItem):
        self.line = item.line
        self.obstacle = _obstacle(item) or ("goes on in the next line" if item.line.continues else "")

    def reads(self, version: str) -> bool:
        return version_key(version) is not None

    def admits(self, version: str) -> bool:
        return allows(self.line.clauses, version) is True

    def texts(self, version: str) -> Iterator[str]:
        line = self.line
        if line.name is None:
            return
        extras = _EXTRAS.match(line.text, line.name.span.end)
        end = extras.end() if extras else line.name.span.end
        start, end = (line.clauses[0].span.start, line.clauses[-1].span.end) if line.clauses else (end, end)
        yield f"{line.text[:start]}=={version}{line.text[end:]}"

    def confirms(self, text: str, admitted: tuple[str, ...], level: str) -> bool:
        line = parse_line(text)
        if line.error or _but_clauses(line) != _but_clauses(self.line) or pip_level(line) not in _as_tight(level):
            return False
        # A series does not bring pip to install a pre-release.
        return all(allows(line.clauses, each) and (level == EXACT or _is_release(each)) for each in admitted)

    def holds_series(self, series: str) -> bool:
        for clause in self.line.clauses:
            excluded = clause.version.text.removesuffix(".*")
            if clause.operator.text == "===" or (
                clause.operator.text == "!=" and f"{excluded}.".startswith(f"{series}.")
            ):
                return False
        return self.admits(series) and self.admits(series + _LAST)


def _forms(there: tuple[str, ...], level: str, holds_series: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """What a pin can hold for the versions that are there, `1.24.*` or `1.24.3`, and how tight that is."""
    series = {found[0] if (found := _SERIES.match(each)) else "" for each in there}
    if level == MINOR and len(series) == 1 and (only := series.pop()) and holds_series(only):
        yield f"{only}.*", MINOR
    if len(there) == 1:
        yield there[0], EXACT


def _as_tight(level: str) -> tuple[str, ...]:
    return bounds.LEVELS[bounds.LEVELS.index(level) :]


def _obstacle(item: CondaItem | PipItem) -> str:
    """Why an item is not rewritten, whatever version is there."""
    return "stands in several lines" if len(item.lines) > 1 else ""


def _is_lossy(spec: MatchSpec) -> bool:
    from envlint.conda.losses import is_lossy

    return is_lossy(spec)


def _matches(spec: MatchSpec, version: str) -> bool:
    try:
        return spec.versions is None or spec.versions.matches(version)
    except InvalidVersion:
        return False


def _is_release(version: str) -> bool:
    key = version_key(version)
    return key is not None and key.pre == (3, 0) and key.dev == (1, 0)


def _but_version(spec: MatchSpec) -> tuple[object, ...]:
    """All that a spec says beside its version."""
    parts = (part and part.text for part in (spec.name, spec.channel, spec.subdir))
    brackets = [(pair.key.text, pair.value.text) for pair in spec.brackets if pair.key.text != "version"]
    return (spec.error, spec.kind, spec.build_key, *parts, *brackets)


def _but_clauses(line: PipLine) -> tuple[object, ...]:
    """All that a requirement says beside its versions."""
    parts = (part.text for part in (line.name, *line.extras, line.marker) if part)
    options = [(option.flag, option.value and option.value.text) for option in line.options]
    return (line.kind, len(line.extras), line.url, *parts, *options)
