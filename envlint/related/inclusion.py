"""Which requirements files belong to a run: those that its environment files include with -r and -c, and of those
that were named to it the ones that some environment file includes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from envlint import document as yaml
from envlint.discover import Found
from envlint.disk import yaml_names_in
from envlint.environment import Environment
from envlint.git import repository
from envlint.kinds import kind_of
from envlint.project import DiskProject
from envlint.reading import parsed
from envlint.recognise import may_include
from envlint.requirements import Named, decode, named_in, walk
from envlint.rule import ENVIRONMENT
from envlint.source import YAML_SUFFIXES, Source


class Inclusion:
    """What the files of a run include. `project` gives the files around a path, read-only and inside its
    repository; `excludes` says which files are never linted."""

    def __init__(self, project: Callable[[str], DiskProject], excludes: Callable[[str], bool]):
        self._project = project
        self._excludes = excludes
        self._wanted: list[Named] = []
        self._offered: dict[str, str] = {}  # by real path
        self._reached: dict[str, frozenset[str]] = {}  # real paths, by that of the environment file
        self.in_vain: list[str] = []

    def note(self, source: Source) -> None:
        """Remember what an environment file includes."""
        document = yaml.parse(source)
        kind = kind_of(document)
        if kind and kind.name == ENVIRONMENT:
            self._wanted += named_in(Environment(document))

    def note_unread(self, path: str) -> None:
        """The same for a file that is not linted, since it has not changed."""
        if environment := self._environment(path):
            self._wanted += named_in(environment)

    def offer(self, path: str) -> None:
        """Remember a file that was named or found, and is no environment file."""
        self._offered.setdefault(os.path.realpath(path), path)

    def files(self) -> Iterator[Found]:
        """Each requirements file once: what is included, and what that includes; then what was named, if an
        environment file in its folder or one above includes it. The others are `in_vain`."""
        seen: set[str] = set()
        yield from self._walk(self._wanted, seen)
        for real, path in self._offered.items():
            if real in seen:
                continue
            if self._is_included(real, path):
                yield from self._walk([Named(path, os.path.basename(path))], seen)
            else:
                self.in_vain.append(path)

    def _walk(self, named: list[Named], seen: set[str]) -> Iterator[Found]:
        def read(each: Named) -> Source | None:
            real = os.path.realpath(each.path)
            path = self._offered.get(real, each.path)
            if real in seen or self._excludes(path):
                return None
            seen.add(real)
            head = self._project(each.base).head(each.text)
            return decode(path, *head) if head else None

        for source in walk(named, read):
            yield Found(source.path, source, may_fix=os.path.realpath(source.path) in self._offered)

    def _is_included(self, real: str, path: str) -> bool:
        """Whether an environment file in the folder of a file, or in one above in the repository, includes it."""
        folder = os.path.dirname(os.path.abspath(path))
        root = repository(folder) or folder
        while True:
            if any(real in self._reached_from(os.path.join(folder, name)) for name in yaml_names_in(folder)):
                return True
            if folder == root or os.path.dirname(folder) == folder:
                return False
            folder = os.path.dirname(folder)

    def _reached_from(self, path: str) -> frozenset[str]:
        """What a file includes, by others or at once, if it is an environment file: each is read once a run."""
        if path not in self._reached:
            environment = self._environment(path)
            found = self._walk(named_in(environment), set()) if environment else ()
            self._reached[path] = frozenset(os.path.realpath(each.path) for each in found)
        return self._reached[path]

    def _environment(self, path: str) -> Environment | None:
        """The model of an environment file that may include something; None of any other file."""
        if self._excludes(path) or not path.endswith(YAML_SUFFIXES):
            return None
        data = self._project(path).read(os.path.basename(path))
        if data is None or not may_include(data.decode("utf-8", "replace")):
            return None
        return parsed(path, data)
