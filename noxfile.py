"""The test suite on every Python from 3.10 to 3.13 that is there."""

import json
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
    session.run("pytest", "-n", "auto", "--dist", "worksteal", *only, *session.posargs)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Which branches of the package the quick suite takes: 95 of a hundred at least. Left out are the tests that
    coverage itself would make wrong, since it is imported, and takes time."""
    session.install("-q", "-e", ".[test]", "coverage[toml]>=7.10")
    session.run("coverage", "erase")
    try:
        quick = ("-n", "auto", "--dist", "worksteal", "-m", "not slow and not bare")
        session.run("coverage", "run", "-m", "pytest", *quick, *session.posargs)
    finally:  # what was run is told even where a test fails
        session.run("coverage", "combine", "-q")
        session.run("coverage", "report")
        found = Path(session.create_tmp()) / "coverage.json"
        session.run("coverage", "json", "-q", "-o", str(found))
        totals = json.loads(found.read_text())["totals"]
        taken, all_of_them = totals["covered_branches"], totals["num_branches"]
        session.log(f"{taken} of {all_of_them} branches: {taken / all_of_them:.2%}")
    if taken < 0.95 * all_of_them:
        session.error("fewer than 95 % of the branches are taken")
