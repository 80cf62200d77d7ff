"""Several formats from one run, files to write them to, counts in place of findings, and exit codes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from envlint import write
from tests.fakes import Outcome, command_line

Cli = Callable[..., Outcome]

WARNS = "dependencies: [A=1, B=1, c]\n"
FAILS = "dependencies: [evil=1]\n"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    Path("a.yml").write_text(WARNS)
    return command_line(monkeypatch, capfdbinary)


def test_several_formats_from_one_run(cli: Cli) -> None:
    plain = cli("a.yml")
    outcome = cli(
        "--output-format", "text", "--output-format", "sarif=out/x.sarif", "--output-format=json=x.json", "a.yml"
    )
    assert (outcome.code, outcome.out) == (plain.code, plain.out)
    assert len(json.loads(Path("out/x.sarif").read_text())["runs"][0]["results"]) == 3
    assert len(json.loads(Path("x.json").read_text())["diagnostics"]) == 3
    assert os.listdir("out") == ["x.sarif"]


def test_what_goes_to_a_file_is_not_said_on_the_screen(cli: Cli) -> None:
    for options in (["--output-format", "concise=x.txt"], ["--output-format", "concise", "--output-file", "x.txt"]):
        outcome = cli(*options, "a.yml")
        assert outcome == (1, "", "")
        assert Path("x.txt").read_text().count("\n") == 3
        Path("x.txt").unlink()
    assert cli("--output-file", "x.txt", "--color", "always", "a.yml").out == ""
    assert "\x1b" not in Path("x.txt").read_text() and "Found 3 problems" in Path("x.txt").read_text()
    assert cli("--output-format", "concise=-", "a.yml").out.count("\n") == 3


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--output-format", "sarfi"], "there is no output format 'sarfi' (did you mean sarif?)"),
        (["--output-format", "sarif="], "needs a file behind the ="),
        (["--output-format", "text", "--output-format", "json"], "cannot both go to standard output"),
        (["--output-format", "text=x", "--output-format", "json=./x"], "two formats cannot both go to x"),
        (["--output-format", "json=x", "--output-file", "y"], "--output-file names a file, for a format that has none"),
        (["--output-file", ""], "--output-file names a file"),
        (["--output-file", "./a.yml", "a.yml"], "a.yml is a file to lint, not for output"),
        (["--diff", "--output-format", "text", "--output-format", "json=x"], "--diff is for people"),
        (["--statistics", "--output-format", "sarif"], "--statistics goes with the output formats text and json"),
        (["--statistics", "--diff"], "--statistics goes with"),
        (["--max-warnings", "-1"], "--max-warnings is a number of warnings, not -1"),
        (["--max-warnings", "few"], "--max-warnings is a number of warnings, not 'few'"),
        (["spec", "numpy", "--output-format", "sarif"], "spec knows the output formats text and json"),
        (["config", "--output-format", "json=x"], "config knows the output formats text and json, and no files"),
    ],
)
def test_wrong_use(cli: Cli, argv: list[str], said: str) -> None:
    outcome = cli(*argv)
    assert outcome.code == 2 and outcome.out == ""
    assert said in outcome.err and outcome.err.count("\n") == 1
    assert os.listdir() == ["a.yml"] and Path("a.yml").read_text() == WARNS


def test_a_file_that_cannot_be_written_does_not_stop_the_others(cli: Cli) -> None:
    Path("taken").write_text("")
    Path("folder").mkdir()
    argv = [
        "--output-format",
        "json=taken/x.json",
        "--output-format",
        "concise=folder",
        "--output-format",
        "sarif=x.sarif",
    ]
    outcome = cli("--output-format", "text", *argv, "a.yml")
    assert outcome.code == 2 and "Found 3 problems" in outcome.out
    told = outcome.err.splitlines()
    assert len(told) == 2
    assert told[0].startswith("envlint: error: taken/x.json: cannot be written: ")
    assert told[1].startswith("envlint: error: folder: cannot be written: ")
    assert json.loads(Path("x.sarif").read_text())["version"] == "2.1.0"
    assert sorted(os.listdir()) == ["a.yml", "folder", "taken", "x.sarif"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_written_into(cli: Cli) -> None:
    Path("real").mkdir()
    Path("real/x.txt").write_text("old")
    Path("link.txt").symlink_to("real/x.txt")
    assert cli("--output-format", "concise", "--output-file", "link.txt", "a.yml").err == ""
    assert Path("link.txt").is_symlink() and "loud-name" in Path("real/x.txt").read_text()
    os.mkfifo("pipe")
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(Path("pipe").read_text()))
    reader.start()
    assert cli("--output-format", "concise=pipe", "a.yml").err == ""
    reader.join(10)
    assert said[0].count("\n") == 3 and stat.S_ISFIFO(os.stat("pipe").st_mode)


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_a_closed_pipe_does_not_stop_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("channels: [a]\ndependencies:\n" + "  - {x: [a]}\n" * 500)
    command = f"{sys.executable} -m envlint --output-format text --output-format json=x.json a.yml"
    line = f"{command} | true; exit ${{PIPESTATUS[0]}}"
    path = os.pathsep.join(filter(None, (str(Path(write.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, check=False, timeout=60, env=env)
    assert (done.returncode, done.stderr) == (1, b"")
    assert len(json.loads((tmp_path / "x.json").read_text())["diagnostics"]) >= 500


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (WARNS, ["--exit-zero"], 0),
        (FAILS, ["--exit-zero"], 0),
        (WARNS, ["--exit-zero", "--diff"], 0),
        (WARNS, ["--max-warnings", "0"], 1),
        (WARNS, ["--max-warnings", "2"], 1),
        (WARNS, ["--max-warnings", "3"], 0),
        (FAILS, ["--max-warnings", "3"], 1),
        (WARNS, ["--max-warnings", "3", "--diff"], 1),
        ("dependencies: [boom=1]\n", ["--exit-zero", "--max-warnings", "9"], 2),
    ],
)
def test_exit_codes(cli: Cli, text: str, options: list[str], code: int) -> None:
    Path("a.yml").write_text(text)
    assert cli("--select", "all", *options, "a.yml").code == code


def test_too_many_warnings_are_said(cli: Cli) -> None:
    assert cli("--max-warnings", "2", "a.yml").err == "envlint: 3 warnings are more than --max-warnings 2\n"
    assert cli("--max-warnings", "2", "--quiet", "a.yml").err == ""
    assert cli("--max-warnings", "3", "a.yml").err == ""


def test_statistics(cli: Cli) -> None:
    Path("b.yml").write_text("dependencies: [C=1]\n")
    outcome = cli("--statistics")
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        "COUNT  FILES  SEVERITY  RULE       FIX",
        "    3      2  warning   loud-name  3 safe",
        "    1      1  warning   loose-pin  1 unsafe",
        "",
        "Found 4 problems in 2 files (3 fixable with --fix, 1 more with --unsafe-fixes).",
    ]
    told = json.loads(cli("--statistics", "--output-format", "json").out)
    first = {"rule": "loud-name", "severity": "warning", "findings": 3, "files": 2, "safe": 3, "unsafe": 0}
    assert (told["version"], told["files"], told["statistics"][0]) == (1, 2, first)
    assert cli("--statistics", "--ignore", "all").out == "No problems in 2 files.\n"
    assert cli("--statistics", "--output-format", "text", "--output-format", "sarif=x.sarif").out == outcome.out
    assert len(json.loads(Path("x.sarif").read_text())["runs"][0]["results"]) == 4
