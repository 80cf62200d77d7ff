"""The findings that a team lives with for now: `.envlint-baseline.json`, read, merged and written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from envlint.disk import NotPlain, open_plain
from envlint.gate.known import Counts
from envlint.git import repository
from envlint.values import NamedTuple

FILE_NAME = ".envlint-baseline.json"
VERSION = 1


class BaselineError(ValueError):
    """The user's fault in a baseline, in one line that names the file."""


class Baseline(NamedTuple):
    """Counts by file; a file goes by its path from the baseline's folder, with forward slashes."""

    path: str
    files: Mapping[str, Counts] = {}

    def name(self, path: str) -> str:
        folder = os.path.dirname(os.path.abspath(self.path))
        return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")

    def of(self, path: str) -> Counts:
        return self.files.get(self.name(path), {}) if self.files else {}


class Seen(NamedTuple):
    """What a run found in a file, known or not, by which rules, and how many findings that were."""

    counts: Counts
    rules: frozenset[str]
    findings: int = 0


class Baselines:
    """The baseline of each file of a run: the named one, or the nearest upwards within the repository."""

    def __init__(self, named: str = "", *, new: bool = False):
        self._named = named
        self._new = new  # whether the named one may be missing
        self._known: dict[str, Baseline | BaselineError | None] = {}

    def of(self, path: str) -> Baseline | None:
        """The baseline for a file. Raises BaselineError."""
        folder = "" if self._named else os.path.dirname(os.path.abspath(path))
        if folder not in self._known:
            self._known[folder] = self._look_up(folder)
        found = self._known[folder]
        if isinstance(found, BaselineError):
            raise found
        return found

    def _look_up(self, folder: str) -> Baseline | BaselineError | None:
        path = self._named or os.path.join(folder, FILE_NAME)
        try:
            if found := read(path):
                return found
            if self._named:
                if self._new:
                    return Baseline(path)
                return BaselineError(f"{path}: there is no such baseline: envlint baseline --baseline {path}")
            above = os.path.dirname(folder)
            if above == folder or os.path.lexists(os.path.join(folder, ".git")):
                return None
            return self.of(folder)
        except BaselineError as error:
            return error


def place(folder: str, configured: str) -> str:
    """Where a new baseline for a folder goes: the repository's root; without one the folder of the
    configuration, else the current folder."""
    return os.path.join(repository(folder) or configured or os.getcwd(), FILE_NAME)


def read(path: str) -> Baseline | None:
    """A baseline from its file, None where that is not there. Raises BaselineError."""
    try:
        with open_plain(path) as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except NotPlain as error:
        raise BaselineError(f"{short(path)}: {error.reason}") from None
    except (OSError, ValueError) as error:
        raise BaselineError(f"{short(path)}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    import json

    shown = short(path)
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{shown}: not valid JSON: {error}: mend it, or delete it and write a new one") from None
    version = whole.get("version") if isinstance(whole, dict) else None
    if type(version) is not int or version < 1:
        raise BaselineError(f"{shown}: version: not a baseline of envlint, which begins with a version")
    if version > VERSION:
        raise BaselineError(f"{shown}: version: {version} is of a newer envlint than this, which reads {VERSION}")
    return Baseline(path, {name: _counts(table, f"{shown}: files: {name}") for name, table in _files(whole, shown)})


def _files(whole: dict[str, Any], shown: str) -> Iterator[tuple[str, Any]]:
    yield from _table(whole.get("files"), f"{shown}: files").items()


def _counts(rules: Any, where: str) -> Counts:
    counts = {}
    for rule, subjects in _table(rules, where).items():
        for subject, number in _table(subjects, f"{where}: {rule}").items():
            if type(number) is not int or number < 1:
                raise BaselineError(f"{where}: {rule}: {subject}: is not a count from 1")
            counts[rule, subject] = number
    return counts


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BaselineError(f"{where}: is not a table")
    return value


def text(baseline: Baseline) -> str:
    """A baseline as its file holds it: sorted, an entry a line."""
    import json

    files: dict[str, dict[str, dict[str, int]]] = {}
    for name, counts in baseline.files.items():
        for (rule, subject), number in counts.items():
            files.setdefault(name, {}).setdefault(rule, {})[subject] = number
    ordered = {
        name: {rule: dict(sorted(of.items())) for rule, of in sorted(files[name].items())} for name in sorted(files)
    }
    return json.dumps({"version": VERSION, "files": ordered}, indent=1) + "\n"


def write(baseline: Baseline) -> None:
    """Put a baseline in its place, all of it or nothing. Raises OSError."""
    from envlint.write import put

    put(baseline.path, lambda file: file.write(text(baseline)))


def pruned(baseline: Baseline, seen: Mapping[str, Seen], asked: Callable[[str], bool]) -> Baseline:
    """The baseline without what no longer happens. `seen` holds the files of a run by their names in
    the baseline; `asked` says of any other whether the run would have met it, were it there. What a
    run did not look at stays: other files, other rules."""
    files = {}
    for name, counts in baseline.files.items():
        if name in seen:
            counts = _still(counts, seen[name])
        elif asked(name):
            continue
        if counts:
            files[name] = counts
    return baseline._replace(files=files)


def renewed(baseline: Baseline, seen: Mapping[str, Seen], asked: Callable[[str], bool]) -> Baseline:
    """The baseline with exactly what a run found; what the run did not look at stays."""
    files = dict(pruned(baseline, seen, asked).files)
    for name, each in seen.items():
        other = {key: number for key, number in files.get(name, {}).items() if key[0] not in each.rules}
        if each.counts or other:
            files[name] = {**other, **each.counts}
        else:
            files.pop(name, None)
    return baseline._replace(files=files)


def size(baseline: Baseline) -> int:
    """How many entries it has."""
    return sum(map(len, baseline.files.values()))


def surplus(before: Baseline, after: Baseline) -> int:
    """How many entries of a baseline are gone from its pruned form, or count less there."""
    return sum(
        after.files.get(name, {}).get(key, 0) < number
        for name, counts in before.files.items()
        for key, number in counts.items()
    )


def _still(counts: Counts, seen: Seen) -> Counts:
    now = {
        key: min(number, seen.counts.get(key, 0)) if key[0] in seen.rules else number for key, number in counts.items()
    }
    return {key: number for key, number in now.items() if number}


def short(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
