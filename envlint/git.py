"""Ask git. Only what reads: nothing here changes a repository."""

from __future__ import annotations

import os

# A hook's GIT_DIR and GIT_INDEX_FILE speak of the repository that runs the hook.
_PLACES = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"))


class GitError(ValueError):
    """Why git gives no answer, in one line."""


def git(folder: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """What git says in a folder. Raises GitError where it fails or is not there."""
    import subprocess

    env = {key: value for key, value in os.environ.items() if key not in _PLACES}
    # A file-system monitor is a command that a repository's configuration may name.
    command = ["git", "-C", folder, "--no-optional-locks", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, env=env, input=stdin, capture_output=True, check=False)
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        raise GitError(told.removeprefix("fatal: ") or f"git {arguments[0]} ended with {done.returncode}")
    return done.stdout


def repository(folder: str) -> str | None:
    """The nearest folder upwards that holds `.git`."""
    at = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return None
        at = above
    return at
