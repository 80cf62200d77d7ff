"""What has changed since another revision, and how it was there: the gate on a pull request."""

from __future__ import annotations

import os
from collections.abc import Callable

from envlint.disk import read_head
from envlint.git import GitError, git, repository
from envlint.locks.names import may_be_lock
from envlint.rule import REQUIREMENTS
from envlint.source import YAML_SUFFIXES, Source
from envlint.values import NamedTuple

AUTO = "auto"
_VARIABLES = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")

_FILE_MODES = ("100644", "100755")


class _Change(NamedTuple):
    """A file's path at the base and its blob there, both "" for a new file."""

    path: str = ""
    blob: str = ""


class Since:
    """The changes of each repository of a run since where it left a revision."""

    def __init__(self, revision: str):
        self._revision = revision
        self._known: dict[str, _Changes | GitError] = {}

    def check(self, path: str) -> None:
        """Raises GitError where the repository that holds a file or folder cannot say what changed."""
        self._of(path if os.path.isdir(path) else os.path.dirname(path))

    def has_changed(self, path: str) -> bool:
        """Whether a file is not as it was: committed, staged or not, or not known to git. A link has
        changed with what it points to. Raises GitError."""
        changes = self._of(os.path.dirname(path))
        return changes.place(path) in changes.files

    def below(self, path: str) -> list[str]:
        """The files at or below a path that have changed, also those that are gone. Raises GitError."""
        return self._of(path if os.path.isdir(path) else os.path.dirname(path)).below(path)

    def before(self, path: str, limit: int, kind: str = "") -> Source | None:
        """A file of a kind as it was, None where it was not there; a renamed one is followed. Raises GitError."""
        changes = self._of(os.path.dirname(path))
        return changes.before(changes.place(path), limit, kind)

    def read_before(self, path: str, now: Callable[[], bytes | None]) -> bytes | None:
        """The bytes of any file as they were, None where it was not there; `now` gives those of one that has not
        changed. Raises GitError."""
        changes = self._of(os.path.dirname(path))
        return changes.read_before(changes.place(path), now)

    def names_before(self, folder: str, now: tuple[str, ...]) -> tuple[str, ...]:
        """The names in a folder as they were, sorted, by those that are there now. Raises GitError."""
        return self._of(folder).names_before(folder, now)

    def _of(self, folder: str) -> _Changes:
        root = repository(os.path.realpath(folder))
        if root is None:
            raise GitError(f"--since: {folder or '.'} is not in a git repository")
        if root not in self._known:
            try:
                self._known[root] = _Changes(root, self._revision)
            except GitError as error:
                self._known[root] = GitError(f"--since: {error}")
        found = self._known[root]
        if isinstance(found, GitError):
            raise found
        return found


class _Changes:
    """The changes of one repository. Paths are git's: from its root, with forward slashes."""

    __slots__ = ("_blobs", "_root", "_then", "files")

    def __init__(self, root: str, revision: str):
        self._root = os.path.realpath(os.fsdecode(git(root, "rev-parse", "--show-toplevel").rstrip(b"\r\n")))
        self.files = _changes(self._root, _base(self._root, _resolved(self._root, revision)))
        self._then = {change.path: change.blob for change in self.files.values() if change.blob}
        self._blobs: dict[str, bytes] = {}

    def place(self, path: str) -> str:
        """Where a file lies, once links are followed."""
        return os.path.relpath(os.path.realpath(path), self._root).replace(os.sep, "/")

    def below(self, path: str) -> list[str]:
        top = self.place(path)
        places = (each for each in self.files if top in (".", each) or each.startswith(f"{top}/"))
        return sorted(os.path.relpath(os.path.join(self._root, each)).replace(os.sep, "/") for each in places)

    def before(self, place: str, limit: int, kind: str) -> Source | None:
        change = self.files.get(place)
        if change is None:
            data = read_head(os.path.join(self._root, place), limit)
            return None if data is None else _source(place, data, limit, kind)
        if not change.blob:
            return None
        data = self._bytes(change.blob, place)
        path = os.path.relpath(os.path.join(self._root, change.path)).replace(os.sep, "/")
        return _source(path, data, limit, kind)

    def read_before(self, place: str, now: Callable[[], bytes | None]) -> bytes | None:
        if blob := self._then.get(place):
            return self._bytes(blob, place)
        return None if place in self.files else now()

    def names_before(self, folder: str, now: tuple[str, ...]) -> tuple[str, ...]:
        here = self.place(folder).removeprefix(".")
        new, then = (
            {os.path.basename(each) for each in places if os.path.dirname(each) == here}
            for places in (self.files, self._then)
        )
        return tuple(sorted({*now} - new | then))

    def _bytes(self, blob: str, place: str) -> bytes:
        if may_be_lock(os.path.basename(place)):
            return git(self._root, "cat-file", "blob", blob)  # may have megabytes: not kept
        if blob not in self._blobs:
            self._read(blob, place)
        return self._blobs[blob]

    def _read(self, blob: str, place: str) -> None:
        """Read the blob of a file, and in the same breath those of all files that are called alike: any YAML, for
        nearly all of it is small; else the files of its name, since what else has no suffix may be of any size."""
        ends = YAML_SUFFIXES if place.endswith(YAML_SUFFIXES) else (f"/{os.path.basename(place)}",)
        alike = (
            change.blob
            for other, change in self.files.items()
            if change.blob and f"/{other}".endswith(ends) and not may_be_lock(os.path.basename(other))
        )
        blobs = list(dict.fromkeys([blob, *alike]))
        answer = git(self._root, "cat-file", "--batch", stdin="".join(f"{each}\n" for each in blobs).encode())
        at = 0
        for each in blobs:
            end = answer.index(b"\n", at)
            head = answer[at:end].split()
            if len(head) != 3:
                raise GitError(f"--since: git has not the object {each}")
            at = end + 1 + int(head[2])
            self._blobs[each] = answer[end + 1 : at]
            at += 1


def _source(path: str, data: bytes, limit: int, kind: str) -> Source:
    if kind != REQUIREMENTS:
        return Source.decode(path, data, limit)
    from envlint.requirements import decode

    return decode(path, data, limit)


def _changes(root: str, base: str) -> dict[str, _Change]:
    """How each changed file was at the base, by its path now."""
    options = ("--raw", "--no-abbrev", "-z", "-M", "--no-relative", "--no-ext-diff", "--ignore-submodules")
    fields = iter(_split(git(root, "diff", *options, base, "--")))
    files = {}
    for head in fields:
        mode, _, blob, _, kind = head.removeprefix(":").split()
        before = now = next(fields)
        if kind[0] in "RC":
            now = next(fields)
        files[now] = _Change(before, blob) if mode in _FILE_MODES else _Change()
    for now in _split(git(root, "ls-files", "-z", "--others", "--exclude-standard")):
        files[now] = _Change()
    return files


def _split(listing: bytes) -> list[str]:
    return [os.fsdecode(field) for field in listing.split(b"\0") if field]


def _resolved(root: str, revision: str) -> str:
    """The revision that is meant; for `auto` what the CI compares with, or the branch's upstream."""
    if revision != AUTO:
        return revision
    for name in _VARIABLES:
        if value := os.environ.get(name):
            return value if name.endswith("_SHA") else f"origin/{value}"
    try:
        return os.fsdecode(git(root, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}").strip())
    except GitError:
        variables = ", ".join(_VARIABLES)
        raise GitError(
            f"auto: none of {variables} is set and the branch has no upstream: name the base, as in --since origin/main"
        ) from None


def _base(root: str, revision: str) -> str:
    """The commit where the head left a revision."""
    try:
        return git(root, "merge-base", "--end-of-options", revision, "HEAD").decode().strip()
    except GitError:
        raise GitError(_why_no_base(root, revision)) from None


def _why_no_base(root: str, revision: str) -> str:
    if not _is_commit(root, "HEAD"):
        return "the repository has no commit yet"
    branch = revision.removeprefix("origin/")
    wanted = f" origin {branch}:refs/remotes/origin/{branch}" if branch != revision else ""
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        what = "HEAD and {} have no common commit here" if _is_commit(root, revision) else "{} is not here"
        return (
            f"{what.format(revision)}, in a shallow clone: git fetch --unshallow{wanted}"
            " (in CI: fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab)"
        )
    if _is_commit(root, revision):
        return f"HEAD and {revision} have no common commit"
    return f"there is no revision {revision} here" + (f": git fetch{wanted}" if wanted else "")


def _is_commit(root: str, revision: str) -> bool:
    try:
        git(root, "cat-file", "-e", "--end-of-options", f"{revision}^{{commit}}")
    except GitError:
        return False
    return True
