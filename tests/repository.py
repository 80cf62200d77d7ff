"""A real git repository for tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_OWN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "t",
    "GIT_AUTHOR_EMAIL": "t@example.org",
    "GIT_COMMITTER_NAME": "t",
    "GIT_COMMITTER_EMAIL": "t@example.org",
}


def ask(folder: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, whatever git is set to on this machine and whatever CI runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "GITHUB_", "CI_"))}
    return subprocess.run(
        command, cwd=folder, env={**kept, **_OWN, **env}, capture_output=True, text=True, check=False, timeout=300
    )


class Repository:
    """A folder with `git init` done, on the branch main."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        done = ask(self.folder, "git", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def give(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def commit(self) -> None:
        """Commit everything there is."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "more")
