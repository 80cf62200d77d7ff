"""The files around a linted one, as a caller hands them over, and those of them that it includes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from posixpath import dirname, join, normpath, relpath

from envlint.discover import matcher
from envlint.document import parse
from envlint.environment import Environment
from envlint.recognise import may_include
from envlint.requirements import KIND, Named, decode, named_in, walk
from envlint.rule import Project
from envlint.source import Source


class Files(Project):
    """The files around, from a mapping. Rules ask by paths from the linted file's folder."""

    def __init__(self, path: str, files: Mapping[str, str | bytes], locks: Mapping[str, tuple[str, ...]]):
        self._path = normpath(path)
        self._locks = locks
        self._folder = dirname(path)
        self._files = {normpath(name): files[name] for name in files}

    def exists(self, path: str) -> bool:
        place = self._place(path)
        return place in self._files or any(_is_below(name, place) for name in self._files)

    def read(self, path: str) -> bytes | None:
        found = self._files.get(self._place(path))
        return found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found

    def neighbours(self) -> tuple[str, ...]:
        folder = normpath(self._folder)
        below = (name if folder == "." else name[len(folder) + 1 :] for name in self._files if _is_below(name, folder))
        return tuple(sorted({name.partition("/")[0] for name in below}))

    def locks(self) -> tuple[str, ...] | None:
        asked = [globs for files, globs in self._locks.items() if matcher((files,))(self._path)]
        found = dict.fromkeys(each for globs in asked for glob in globs for each in self._found(glob))
        return tuple(relpath(each, self._folder or ".") for each in found) if asked else None

    def _found(self, glob: str) -> list[str]:
        """The files that a glob names; it stands for itself where there are none."""
        anchored = glob if "/" in glob else f"./{glob}"
        return [name for name in sorted(self._files) if matcher((anchored,))(name)] or [glob]

    def _place(self, path: str) -> str:
        return normpath(join(self._folder, path))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") or (folder == "." and not path.startswith(("../", "/")))


def included_files(
    source: Source, files: Mapping[str, str | bytes], excludes: Callable[[str], bool], limit: int
) -> Iterator[Source]:
    """The requirements files that an environment file names with -r and -c, and what those name in turn, each once;
    those that are excluded, or not among `files`, are left out."""
    if not may_include(source.text):
        return
    waiting = {normpath(name): content for name, content in files.items()}

    def read(each: Named) -> Source | None:
        content = waiting.pop(each.path, None)
        return None if content is None or excludes(each.path) else _requirements(each.path, content, limit)

    yield from walk(named_in(Environment(parse(source))), read)


def _requirements(path: str, content: str | bytes, limit: int) -> Source:
    if isinstance(content, bytes):
        return decode(path, content, limit)
    return Source.decode(path, content.encode("utf-8", "surrogatepass"), limit).of_kind(KIND)
