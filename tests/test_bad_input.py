"""Any bytes give diagnostics or a one-line error, never a traceback, and the others go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envlint import engine, fixer
from envlint.document import parse
from envlint.rule import Settings
from envlint.source import MAX_BYTES, Source
from tests.fakes import RULES

SETTINGS = Settings(RULES)

BOMB = (
    "x0: &x0 [a, a, a, a, a, a, a, a, a]\n"
    + "".join(f"x{n}: &x{n} [{', '.join(['*x' + str(n - 1)] * 9)}]\n" for n in range(1, 30))
    + "dependencies: *x29\n"
)

FAULTY = {
    "NUL": b"dependencies:\n- a\0b\n",
    "half a UTF-16 pair": b"\xff\xfe" + "dependencies: [a]\n".encode("utf-16-le") + b"\x3d\xd8",
    "half a UTF-16 unit": b"\xff\xfe" + "dependencies: [a]\n".encode("utf-16-le") + b"a",
    "not UTF-8": b"dependencies:\n- caf\xe9\n",
    "brackets": b"dependencies: " + b"[" * 100_000,
    "closed brackets": b"dependencies: " + b"[" * 100_000 + b"]" * 100_000,
    "braces": b"dependencies: " + b"{a: " * 100_000,
    "deep blocks": b"dependencies:\n" + b"".join(b" " * n + b"-\n" for n in range(500)),
    "a large line": b"dependencies: [" + b"a" * 10_000_000 + b"]\n",
    "many large lines": (b"dependencies: [" + b"a" * 1000 + b"]\n") * 10_000,
    "unclosed": b"dependencies: ['a\n",
    "tab": b"dependencies:\n\t- a\n",
    "merge marker": b"<<<<<<< mine\ndependencies: [a]\n",
    "several documents": b"dependencies: [a]\n---\ndependencies: [b]\n",
    "an alias to nowhere": b"dependencies: [*a]\n",
    "lone surrogate": b"dependencies: ['\xed\xa0\x80']\n",
    "escape": b"dependencies:\n- a\x1b[31m\n",
}

ODD = {
    "empty": b"",
    "only a BOM": b"\xef\xbb\xbf",
    "only comments": b"# nothing\n# here\n",
    "blank": b" \n\n  \n",
    "cyclic": b"dependencies: &a\n- *a\n- &b {pip: *b}\n- &c [*c, {pip: *a}]\n",
    "alias bomb": BOMB.encode(),
    "a scalar": b"dependencies\n",
    "a list": b"- dependencies: [a]\n",
    "keys of every kind": b"? [dependencies]\n: x\n? {a: b}\n: y\n1: 2\n~: 3\ndependencies: 1\n",
    "merge": b"<<: {dependencies: [a]}\ndependencies: [b]\n",
    "carriage returns": b"dependencies:\r- a\r- b\r",
    "wrong types": b"name: [x]\nchannels: {a: b}\ndependencies: {a: [b]}\nprefix: 1\nvariables: [1]\n",
    "nulls": b"name:\nchannels:\n-\ndependencies:\n-\n- pip:\n  -\n- pip:\n- {}\n- []\n",
}


@pytest.mark.parametrize("data", FAULTY.values(), ids=FAULTY.keys())
def test_what_cannot_be_read_is_one_fault(data: bytes) -> None:
    document = parse(Source.decode("environment.yml", data, MAX_BYTES))
    assert document.fault
    assert document.fault.message
    assert "\n" not in document.fault.message


@pytest.mark.parametrize("path", ["environment.yml", "other.yml"])
@pytest.mark.parametrize("data", [*FAULTY.values(), *ODD.values()], ids=[*FAULTY, *ODD])
def test_linting_and_fixing_break_on_nothing(data: bytes, path: str) -> None:
    source = Source.decode(path, data, MAX_BYTES)
    fixed = fixer.fix(source, lambda each: engine.lint(each, SETTINGS), unsafe=True)
    assert not fixed.report.crashes
    assert not fixed.faults


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(), st.text(alphabet="abAB01 -:[]{}#&*!|>'\"%@\n\r\t,=~?<\ufeff\x85\u2028é").map(str.encode)))
def test_no_bytes_break_it(data: bytes) -> None:
    for text in (data, b"dependencies:\n" + data, b"dependencies: [" + data):
        report = engine.lint(Source.decode("environment.yml", text), SETTINGS)
        assert not report.crashes
        for each in report.diagnostics:
            assert 0 <= each.span.start <= each.span.end <= len(report.source.text)


def envlint(folder: Path, *argv: str, **more: object) -> tuple[int, str, str]:
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "envlint", *argv]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False, timeout=120, **more)  # type: ignore[call-overload]
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def fill(folder: Path) -> int:
    """One folder with an environment.yml for each odd input, and a good one; the number of folders."""
    inputs = [*FAULTY.values(), *ODD.values()]
    for number, data in enumerate(inputs):
        place = folder / f"{number:02}"
        place.mkdir()
        (place / "environment.yml").write_bytes(data)
    return len(inputs)


@pytest.mark.parametrize("options", [[], ["--fix", "--unsafe-fixes"], ["--diff"], ["--output-format", "json"]])
def test_all_at_once(tmp_path: Path, options: list[str]) -> None:
    fill(tmp_path)
    (tmp_path / "zz.yml").write_text("channels: [a, a]\ndependencies: [b=1.2]\n")
    code, out, err = envlint(tmp_path, ".", *options)
    assert "Traceback" not in err
    assert code == 1, err
    assert "zz.yml" in out


def test_a_faulty_file_is_one_finding_each(tmp_path: Path) -> None:
    for number, data in enumerate(FAULTY.values()):
        (tmp_path / f"{number}.yml").write_bytes(data)
    code, out, err = envlint(tmp_path, "--output-format", "json")
    assert (code, err) == (1, "")
    found = [(each["path"], each["rule"]) for each in json.loads(out)["diagnostics"]]
    assert sorted(found) == sorted((f"{number}.yml", "syntax-error") for number in range(len(FAULTY)))
    assert max(map(len, envlint(tmp_path)[1].splitlines())) < 400


def test_what_is_no_file_is_one_line_and_the_others_go_on(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    (tmp_path / "dead.yml").symlink_to("nowhere")
    (tmp_path / "loop.yml").symlink_to("loop.yml")
    (tmp_path / "environment.yml").mkdir()
    (tmp_path / "good.yml").write_text("channels: [a, a]\ndependencies: [b=1.2]\n")
    paths = ["pipe.yml", "dead.yml", "loop.yml", "missing.yml", "environment.yml", "/dev/null", "good.yml"]
    code, out, err = envlint(tmp_path, *paths)
    assert code == 2
    assert [line.split(": ")[:3] for line in err.splitlines()] == [
        ["envlint", "error", path] for path in (*paths[:4], "/dev/null")
    ]
    assert "good.yml:1:" in out
    assert envlint(tmp_path, "environment.yml") == (0, "No conda environment file found.\n", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "environment.yml").write_text("dependencies: []\n")
    (tmp_path / "environment.yml").chmod(0)
    code, _, err = envlint(tmp_path, "environment.yml")
    assert (code, err) == (2, "envlint: error: environment.yml: cannot be read: Permission denied\n")


@pytest.mark.parametrize("name", ["NUL", "half a UTF-16 pair", "brackets", "a large line"])
def test_any_bytes_on_stdin(tmp_path: Path, name: str) -> None:
    code, out, err = envlint(tmp_path, "-", "--stdin-filename", "x/environment.yml", input=FAULTY[name])
    assert (code, err) == (1, "")
    assert out.startswith("x/environment.yml:")
    assert "[syntax-error]" in out.splitlines()[0]
