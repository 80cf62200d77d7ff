"""The test suite on every Python from 3.10 to 3.13 that is there."""

import os
import shutil
import subprocess
from pathlib import Path

import nox

VERSIONS = ("3.10", "3.11", "3.12", "3.13")


def interpreters() -> list[str]:
    """The interpreters that run: on the PATH, or among pyenv's."""
    found = []
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        name = f"python{version}"
        candidates = [shutil.which(name), *map(str, sorted(pyenv.glob(f"{version}.*/bin/{name}")))]
        found += [path for path in candidates if path and runs(path)][:1]
    return found


def runs(path: str) -> bool:
    return subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0


PYTHONS = interpreters()


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The suite on each Python; the slow tests on the newest only."""
    session.install("-q", "-e", ".[test]")
    only = () if session.python == PYTHONS[-1] else ("-m", "not slow")
    session.run("pytest", "-n", "auto", *only, *session.posargs)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Which branches of the package the suite takes; coverage would be among what a start-up imports."""
    session.install("-q", "-e", ".[test]", "coverage[toml]>=7.10")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "-n", "auto", "--ignore=tests/test_start_up.py", *session.posargs)
    session.run("coverage", "combine", "-q")
    session.run("coverage", "report")
