"""No run opens a connection, or a file outside the repository that the text of a file names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from envlint.reporters import FORMATS
from tests.test_format_safety import in_markdown

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


URL = f"https://me:{SECRET}@example.org/t/tk-12345678-{SECRET}"
LOCK = f"""\
version: 1
metadata:
  channels: [{{url: '{URL}'}}]
  platforms: [linux-64]
  sources: [environment.yml]
package:
- {{name: python, version: "3\\e[31m\\u202e", manager: conda, platform: linux-64, url: '{URL}/a.conda'}}
- {{name: numpy, version: '{URL}', manager: conda, platform: linux-64, url: '{URL}/b.conda'}}
"""
CONDARC = f"""\
channels: ['{URL}', "c\\e[31m\\u202e"]
channel_alias: "{URL}\\e[31m"
proxy_servers: {{http: '{URL}', "https\\u202e": '{URL}'}}
ssl_verify: "fal\\u202ese"
"channel_\\eprioritty": x
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Secrets and what drives terminals in each kind of file that a run reads, in UTF-16 too, and in the names."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "environment.yml").write_text(
        "name: x\nchannels: [c]\ndependencies: [python=3.12, numpy=2.1, scipy=1.1]\n"
    )
    (tmp_path / "evil\x1b[31m\u202e::error::-lock.yml").write_text(LOCK)
    (tmp_path / "pixi.lock").write_text(f"version: 6\n\t{URL}\x1b[31m")
    (tmp_path / "conda-linux-64.lock").write_text(f"@EXPLICIT\n{URL}/linux-64/numpy-1-0.conda\n{URL}\x1b[31m\n")
    (tmp_path / "utf16.yml").write_text(TEXT + f'  "A\\e[31m": "{URL}\\u202e"\n  A_TOKEN: "{SECRET}\\\n', "utf-16")
    (tmp_path / "odd.yml").write_bytes(TEXT.encode("utf-16") + b"x")
    (tmp_path / ".condarc").write_text(CONDARC, "utf-16")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not allow")
@pytest.mark.parametrize(
    "words", [[f"--output-format={each}"] for each in FORMATS] + [["--diff", "--unsafe-fixes"], ["--pin-from=auto"]]
)
def test_no_lock_no_condarc_and_no_utf_16_tells_or_drives(hostile: Path, words: list[str]) -> None:
    done = watched(hostile, *words, "--select", "all", "-v", ".", ".condarc")
    told = (done.stdout + done.stderr).decode()
    assert done.returncode in (1, 2) and b"Traceback" not in done.stderr, told
    for name in ("utf16.yml", "odd.yml", ".condarc", "-lock.yml") if "--diff" not in words else (".condarc",):
        assert name in told
    assert SECRET not in told
    assert all(map(str.isprintable, told.split("\n")))


MARKED = "`![x](x.png)@all"


@pytest.mark.parametrize("name", ["rdjson", "gitlab"])
def test_no_name_is_a_link_an_image_or_a_mention_in_a_comment(tmp_path: Path, name: str) -> None:
    """Not one that stands in a file, nor that of a lock."""
    (tmp_path / ".git").mkdir()
    (tmp_path / f"{MARKED}-lock.yml").write_text(LOCK.replace(URL, "1.0"))
    (tmp_path / "environment.yml").write_text(
        f"name: x\nchannels: ['{MARKED}']\ndependencies:\n- '{MARKED}=1'\n- a='{MARKED}'\n- numpy=2.1\n- pip:\n"
        f"  - -r '{MARKED}'\nvariables: {{'{MARKED}': a}}\n'{MARKED}': 1\n"
    )
    told = json.loads(watched(tmp_path, f"--output-format={name}", "--select", "all", ".").stdout)
    found = told["diagnostics"] if name == "rdjson" else told
    messages = [each["message" if name == "rdjson" else "description"] for each in found]
    assert sum(MARKED in each for each in messages) > 4
    assert [each for each in messages if f"{MARKED}-lock.yml" in each]
    messages += [each["message"] for one in found for each in one.get("related_locations", ())]
    for message in messages:
        for line in message.removesuffix("]").split("\n"):
            parts = in_markdown(f"x {line}")
            assert {kind for kind, _ in parts} <= {"text", "code_inline"}, message
            assert not [text for kind, text in parts if kind == "text" and "@" in text], message
