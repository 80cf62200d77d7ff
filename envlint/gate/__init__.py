"""What a run need not say: the findings of baselines, and those that the base of a pull request had."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from envlint.engine import Report
from envlint.gate.baseline import Baseline, Baselines, Seen, place, pruned, renewed, short, size, surplus, write
from envlint.gate.known import Counts, count, either
from envlint.git import GitError
from envlint.rule import Project, Settings
from envlint.source import Source

if TYPE_CHECKING:
    from envlint.gate.since import Since

# Why a file is not linted with --since.
NOT_CHANGED = "not changed"


class Gate:
    """What is known of each file of a run, and what becomes of the baselines. With `learning` a run
    finds everything, so that it can be written down."""

    def __init__(self, since: str = "", baseline: str = "", *, ignored: bool = False, learning: bool = False):
        self._since = _since(since) if since else None
        self._baselines = None if ignored else Baselines(baseline, new=learning)
        self._learning = learning
        self._met: dict[str, Baseline] = {}
        self._seen: dict[str, dict[str, Seen]] = {}

    def check(self, paths: Iterable[str]) -> None:
        """Raises GitError where git cannot say what has changed below a path."""
        for path in paths:
            if self._since:
                self._since.check(path)

    def unwanted(self, path: str) -> str:
        """Why a file is not linted, else "". Raises GitError."""
        return "" if self._since is None or self._since.has_changed(path) else NOT_CHANGED

    def has_changed(self, path: str) -> bool:
        """Whether a file is not as it was at the base; False where git knows nothing of it."""
        try:
            return self._since is not None and self._since.has_changed(path)
        except GitError:
            return False

    def before(self, path: str, limit: int, kind: str) -> Source | None:
        """A file of a kind at the base, where there is one; of more than `limit` bytes unread. Raises GitError."""
        return self._since.before(path, limit, kind) if self._since else None

    def around_before(self, path: str, project: Project) -> Project:
        """The files around a file at the base."""
        if self._since is None:
            return project
        from envlint.gate.then import Then

        return Then(path, project, self._since)

    def known(self, path: str, before: Report | None) -> Counts:
        """What is known of a file; `before` is the report on it at the base. Raises BaselineError."""
        if self._learning:
            return {}
        baseline = self._baseline(path)
        counts = baseline.of(path) if baseline else {}
        return either(counts, count(before.diagnostics)) if before else counts

    def note(self, path: str, report: Report, settings: Settings, configured: str) -> None:
        """Remember what is true of a file now. `configured` is the folder of its configuration."""
        baseline = self._baseline(path)
        if baseline is None and self._learning:
            baseline = Baseline(place(os.path.dirname(path), configured))
        if baseline is not None:
            found = (*report.diagnostics, *report.known)
            rules = frozenset(rule.name for rule in settings.rules)
            self._meet(baseline)[baseline.name(path)] = Seen(count(found), rules, len(found))

    def stale(self, paths: Iterable[str]) -> Iterator[str]:
        """A line on each baseline that holds what no longer happens. Raises BaselineError."""
        for before, after in self._changes(paths, renew=False):
            if gone := surplus(before, after):
                one = gone == 1
                told = "1 entry no longer happens" if one else f"{gone} entries no longer happen"
                yield f"{short(before.path)}: {told}: envlint baseline --prune drops {'it' if one else 'them'}"

    def write(self, paths: Iterable[str], *, prune: bool) -> Iterator[str]:
        """Bring the baselines up to date, and say so. Raises BaselineError, OSError."""
        for before, after in self._changes(paths, renew=not prune):
            name = short(before.path)
            if after.files != before.files:
                write(after)
            if prune:
                gone = surplus(before, after)
                what = f"dropped {_many(gone, 'entry', 'entries')}" if gone else "every entry still happens"
                yield f"{name}: {what}; {_many(size(after), 'entry is', 'entries are')} left."
            elif not before.files and not after.files:
                yield f"{name}: nothing is found, so there is nothing to write."
            else:
                found = [seen.findings for seen in self._seen[before.path].values() if seen.findings]
                yield f"Wrote {name}: {_many(sum(found), 'known finding')} in {_many(len(found), 'file')}."

    def _changes(self, paths: Iterable[str], *, renew: bool) -> Iterator[tuple[Baseline, Baseline]]:
        """Each baseline that holds for a path, as it was and as it should be."""
        tops = [os.path.abspath(path) for path in paths]
        for top in tops:
            if baseline := self._baseline(os.path.join(top, "x") if os.path.isdir(top) else top):
                self._meet(baseline)
        for path, baseline in self._met.items():
            folder = os.path.dirname(os.path.abspath(path))

            def is_gone(name: str, folder: str = folder) -> bool:
                """Whether a file is no more, and this run would have met it."""
                file = os.path.normpath(os.path.join(folder, name))
                asked = any(file == top or file.startswith(top.rstrip(os.sep) + os.sep) for top in tops)
                return asked and self._since is None and not os.path.lexists(file)

            yield baseline, (renewed if renew else pruned)(baseline, self._seen[path], is_gone)

    def _baseline(self, path: str) -> Baseline | None:
        return self._baselines.of(path) if self._baselines else None

    def _meet(self, baseline: Baseline) -> dict[str, Seen]:
        self._met.setdefault(baseline.path, baseline)
        return self._seen.setdefault(baseline.path, {})


def _since(revision: str) -> Since:
    from envlint.gate.since import Since

    return Since(revision)


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
