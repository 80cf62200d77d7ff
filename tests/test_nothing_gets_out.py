"""No run opens a connection, or a file outside the repository that the text of a file names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SECRET = "hunter2secret99"

# Ends the process where anything asks for the network, or opens what must not be opened.
WATCHED = """
import os, sys
def watch(event, arguments):
    if event.startswith("socket.") or event in ("urllib.Request", "http.client.connect", "smtplib.connect"):
        os.write(2, f"REACHED OUT: {event}\\n".encode())
        os._exit(99)
    if event == "open" and "offlimits" in str(arguments[0]):
        os.write(2, f"OPENED: {arguments[0]}\\n".encode())
        os._exit(98)
sys.addaudithook(watch)
from envlint.cli import main
sys.exit(main(sys.argv[1:]))
"""

TEXT = f"""\
name: x
channels: [https://me:{SECRET}@example.org/conda, a, a]
dependencies:
- numpy
- https://example.org/pkgs/a-1-0.tar.bz2
- pip:
  - -r ../../offlimits.txt
  - -r OUTSIDE
  - -c ../../offlimits.txt
  - -e ../../offlimits
  - -r link.txt
  - git+https://example.org/x/y.git
  - --index-url https://me:{SECRET}@example.org/simple
variables:
  DB_PASSWORD: {SECRET}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "offlimits.txt").write_text("numpy\n")
    folder = tmp_path / "repository" / "sub"
    folder.mkdir(parents=True)
    (folder.parent / ".git").mkdir()
    (folder / "environment.yml").write_text(TEXT.replace("OUTSIDE", str(tmp_path / "offlimits.txt")))
    (folder / "link.txt").symlink_to(tmp_path / "offlimits.txt")
    return folder


def watched(folder: Path, *argv: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", WATCHED, *argv], cwd=folder, env=env, capture_output=True, check=False)


@pytest.mark.parametrize(
    "options",
    [
        ["--select", "all", "environment.yml"],
        ["--diff", "--unsafe-fixes", "--select", "all", "environment.yml"],
        ["--fix", "--unsafe-fixes", "--select", "all", "environment.yml"],
        ["--output-format", "json", "environment.yml"],
        ["--output-format", "sarif", "environment.yml"],
        ["--output-format", "github", "environment.yml"],
        ["baseline", "environment.yml"],
        ["config", "environment.yml"],
        ["diff", "environment.yml", "environment.yml"],
    ],
    ids=lambda options: options[0] + options[1],
)
def test_nothing_outside_is_reached_and_no_secret_is_told(repository: Path, options: list[str]) -> None:
    done = watched(repository, *options)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert SECRET.encode() not in done.stdout + done.stderr
    for written in repository.glob(".envlint-baseline.json"):
        assert SECRET not in written.read_text()


def test_the_watch_sees_what_is_opened(repository: Path) -> None:
    """So that silence above means something."""
    assert watched(repository, str(repository.parent.parent / "offlimits.txt")).returncode == 98


CRASHING = f"""
import sys
from envlint import cli
def broken(env, ctx):
    text = env.text
    raise ValueError("DB_PASSWORD: {SECRET} and https://me:{SECRET}@example.org/ in \\x1b[31m" + text)
real = cli.builtin_rules
def rules():
    return tuple(each._replace(check=broken) if each.name == "duplicate-channel" else each for each in real())
cli.builtin_rules = rules
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("options", [[], ["--fix"], ["--output-format", "json"], ["--output-format", "junit"]])
def test_a_traceback_tells_no_secret(repository: Path, options: list[str]) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CRASHING, *options, "environment.yml"]
    done = subprocess.run(command, cwd=repository, env=env, capture_output=True, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 2
    assert b"Traceback" in done.stderr and b"ValueError" in done.stderr
    assert b"\x1b" not in told
    # The line of code that raises stands in the traceback as well, without an assignment to tell it by.
    assert SECRET.encode() not in told
