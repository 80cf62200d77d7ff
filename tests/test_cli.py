"""The command line: words, options, exit codes, streams, fixing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from envlint.cli import main
from envlint.cli.arguments import COMMANDS
from tests.fakes import Outcome, command_line

Cli = Callable[..., Outcome]

CLEAN = "dependencies: [a=1]\n"
LOUD = "dependencies:\n  - A=1\n"
LOOSE = "dependencies:\n  - a\n"
BROKEN = "dependencies:\n  - B=1\n  - boom=1\n"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    return command_line(monkeypatch, capfdbinary)


def give(path: str, text: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (CLEAN, [], 0),
        (LOUD, [], 1),
        (LOUD, ["--fix"], 0),
        (LOOSE, ["--fix"], 1),
        (LOOSE, ["--fix", "--unsafe-fixes"], 0),
        (LOOSE, ["--unsafe-fixes"], 1),
        (LOUD, ["--diff"], 1),
        (LOOSE, ["--diff"], 1),
        (CLEAN, ["--diff"], 0),
        (CLEAN, ["--target", "conda,mamba", "--target=pixi"], 0),
        (LOUD, ["--ignore", "loud-name"], 0),
        (LOUD, ["--ignore=pins, packages"], 0),
        (LOUD, ["--ignore", "pins", "--ignore", "packages"], 0),
        (LOUD, ["--select", "pins"], 0),
        (LOUD, ["--select", "pins,loud-name"], 1),
        ("dependencies: [evil=1]", [], 0),
        ("dependencies: [evil=1]", ["--select", "strict"], 1),
        ("dependencies: [evil=1]", ["--select", "all", "--ignore", "strict"], 0),
        (BROKEN, [], 2),
        (BROKEN, ["--ignore", "broken-rule"], 1),
    ],
)
def test_exit_code(cli: Cli, text: str, options: list[str], code: int) -> None:
    give("environment.yml", text)
    assert cli("environment.yml", *options).code == code


def test_a_letter_too_many_behind_a_letter_is_told(cli: Cli) -> None:
    """From Python 3.13 on argparse takes it for an option of its own."""
    outcome = cli("diff", "-qx")
    wrong = "there is no option '-x'" if "no option" in outcome.err else "-q or --quiet takes no value"
    assert outcome == (2, "", f"envlint: error: {wrong} (see envlint --help)\n")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--selekt", "x"], "there is no option '--selekt' (did you mean --select?)"),
        (["--select"], "error: --select needs a value: RULES (see"),
        (["-j"], "error: -j or --jobs needs a value: N (see"),
        (["--color"], "error: --color needs a value: auto, always, never (see"),
        (["--fix=3"], "error: --fix takes no value (see"),
        (["--color", "alway"], "error: --color is auto, always or never, not 'alway' (see"),
        (["--color="], "error: --color is auto, always or never, not '' (see"),
        (["--pin-level", "x"], "error: --pin-level is minor or exact, not 'x' (see"),
        (["--select", ""], "--select is empty: it needs rules, groups or presets"),
        (["--select", "loud-name", "--extend-select", " , "], "--extend-select is empty"),
        (["--ignore="], "--ignore is empty"),
        (["--target", ""], "--target is empty: it needs clients: conda, mamba"),
        (["--jobs", "x"], "error: --jobs is a number of processes, from 1 on, not 'x'"),
        (["-j0"], "error: --jobs is a number of processes, from 1 on, not 0"),
        (["--jobs="], "error: --jobs is a number of processes, from 1 on, not ''"),
        (["--max-warnings", "1.5"], "error: --max-warnings is a number of warnings, not '1.5'"),
        (["--max-warnings", "-1"], "error: --max-warnings is a number of warnings, not -1"),
        (["--select", "loud-nam"], "there is no rule 'loud-nam' (did you mean loud-name?)"),
        (["--ignore", "pin"], "there is no rule 'pin' (did you mean pins?)"),
        (["--target", "cond"], "there is no target 'cond' (did you mean conda?)"),
        (["--output-format", "xml"], "there is no output format 'xml'"),
        (["--diff", "--output-format", "json"], "--diff is for people"),
        (["explain"], "explain needs the name of a rule"),
        (["explain", "loose-pins"], "there is no rule 'loose-pins' (did you mean loose-pin?)"),
        (["explain", "packages"], "'packages' is a group: explain a rule of it, such as "),
        (["explain", "strict"], "'strict' is a preset"),
        (["explain", "loud-name", "--output-format", "json"], "explain knows no output formats"),
        (["rules", "--output-format", "json"], "rules knows no output formats"),
        (["rules", "pins"], "envlint explain pins"),
        (["baseline", "--statistics"], "--statistics are for lint runs"),
        (["--sel", "x"], "(did you mean --select?)"),
        (["--dry-run"], "(did you mean --diff?)"),
        (["--json"], "(did you mean --output-format json?)"),
        (["fix", "a.yml"], "there is no command and no file 'fix' (did you mean --fix?)"),
        (["no-such-file.yml"], "no-such-file.yml: no such file"),
        (["a\nb"], "a\\nb: no such file"),
        (["--fix\n"], "there is no option"),
        (["--config", "\x1b[31m", "--isolated", "--sel\x1b[31m"], "there is no option '--sel\\x1b[31m'"),
        (["--output-format", "json=\x1b[31m", "\x1b[31m"], "error: \\x1b[31m is a file to lint, not for output"),
    ],
)
def test_wrong_use_is_one_line(cli: Cli, argv: list[str], said: str) -> None:
    outcome = cli(*argv)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.err.startswith("envlint: error: ")
    assert outcome.err.count("\n") == 1


def test_a_missing_path_does_not_stop_the_others(cli: Cli) -> None:
    give("a.yml", LOUD)
    outcome = cli("missing.yml", "a.yml")
    assert outcome.code == 2
    assert "a.yml:2:5: warning: A=1 is loud [loud-name]" in outcome.out


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("enviroment.yml", "environment.yml"),
        ("environment.yaml", "environment.yml"),
        ("./environmnet.yml", "environment.yml"),
        ("envs/test-enf.yml", "envs/test-env.yml"),
        ("envs/environment.yml", ""),
        ("nowhere/environment.yml", ""),
        ("other.yml", ""),
        ("environment.yml/", ""),
    ],
)
def test_a_missing_path_is_looked_for_in_its_folder(cli: Cli, path: str, meant: str) -> None:
    give("environment.yml", CLEAN)
    give("environment.yaml.bak", CLEAN)
    give("envs/test-env.yml", CLEAN)
    code, _, err = cli(path)
    assert (code, err.count("\n")) == (2, 1)
    assert err.endswith(f" (did you mean {meant}?)\n" if meant else "\n")
    assert ("did you mean" in err) == bool(meant)


def test_nothing_is_the_current_folder(cli: Cli) -> None:
    give("envs/a.yml", LOUD)
    assert "envs/a.yml:2:5:" in cli().out
    assert "envs/a.yml:2:5:" in cli("check").out


@pytest.mark.parametrize("argv", [["check", "rules"], ["./rules"], ["rules/"], ["--quiet", "check", "rules"]])
def test_a_folder_called_like_a_command(cli: Cli, argv: list[str]) -> None:
    give("rules/a.yml", LOUD)
    assert cli(*argv).out.startswith("rules/a.yml:2:5:")


def test_options_and_paths_mix(cli: Cli) -> None:
    give("a.yml", LOUD)
    give("b.yml", LOUD)
    outcome = cli("a.yml", "--quiet", "b.yml")
    assert outcome.code == 1
    assert outcome.out.count("[loud-name]") == 2
    assert "Found" not in outcome.out


def test_rules_and_explain(cli: Cli) -> None:
    rows = cli("rules").out.splitlines()
    assert rows[0].split() == ["RULE", "GROUP", "SEVERITY", "PRESET", "FIX", "FINDS"]
    assert {row.split()[0]: row.split()[4] for row in rows[1:]} == {
        "broken-rule": "none",
        "loud-name": "safe",
        "evil-package": "none",
        "loose-pin": "unsafe",
    }
    page = cli("explain", "loud-name")
    assert page.code == 0
    assert page.out.startswith("## loud-name\n")
    assert "environment.yml:1:19: warning: B is loud [loud-name]" in page.out
    assert '- `two-words` (a text, default `""`)' in page.out
    assert "# packages\n" in cli("rules", "--markdown").out


def test_version_and_help(cli: Cli) -> None:
    from envlint import __version__

    assert cli("--version") == (0, f"envlint {__version__}\n", "")
    told = cli("--help").out
    assert "examples:" in told
    assert "--markdown" not in told


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != "check"])
def test_help_of_a_command(cli: Cli, command: str) -> None:
    code, told, err = cli(command, "--help")
    assert (code, err) == (0, "")
    assert told.startswith(f"usage: envlint {command}")
    assert told.count("usage") == 1
    assert "--unsafe-fixes" not in told
    assert "--help" in told
    assert max(map(len, told.splitlines())) <= 100
    assert cli("--help", command).out == told


def test_help_tells_what_bears_on_the_command(cli: Cli) -> None:
    told = cli("baseline", "--help").out
    assert "--prune" in told and "--select" in told and "--output-format" not in told
    told = cli("diff", "--help").out
    assert "--exit-code" in told and "--output-format FORMAT  text, json, markdown\n" in told
    assert "--output-format FORMAT  text, json\n" in cli("spec", "--help").out


@pytest.mark.parametrize("words", [[], ["check"], ["a.yml"]])
def test_help_of_a_lint_run_is_all_of_it(cli: Cli, words: list[str]) -> None:
    assert cli(*words, "--help") == cli("--help")


def test_fix_writes_and_says_so(cli: Cli) -> None:
    file = give("a.yml", "\ufeffdependencies:\r\n  - A=1  # why\r\n  - b\r\n")
    outcome = cli("--fix")
    assert file.read_bytes() == "\ufeffdependencies:\r\n  - a=1  # why\r\n  - b\r\n".encode()
    assert "Fixed a.yml: loud-name" in outcome.out
    assert "1 held back: --unsafe-fixes" in outcome.out
    assert outcome.code == 1
    assert cli("--fix", "--unsafe-fixes").code == 0
    assert file.read_bytes() == "\ufeffdependencies:\r\n  - a=1  # why\r\n  - b=1\r\n".encode()


def test_diff_shows_and_never_writes(cli: Cli) -> None:
    file = give("a.yml", LOUD)
    for options in (["--diff"], ["--fix", "--diff"]):
        outcome = cli("a.yml", *options)
        assert outcome.out.splitlines() == [
            "--- a.yml", "+++ a.yml", "@@ -1,2 +1,2 @@", " dependencies:", "-  - A=1", "+  - a=1",
        ]  # fmt: skip
        assert "Would fix 1 problem; 0 would be left." in outcome.err
        assert file.read_text() == LOUD


def test_a_diff_can_be_applied(cli: Cli) -> None:
    file = give("a.yml", "dependencies:\r\n  - A=1\r\n  - x=1\r\n  - B=1")
    diff = cli("--diff").out
    subprocess.run(["git", "apply", "-p0", "-"], input=diff.encode(), check=True)
    assert file.read_bytes() == b"dependencies:\r\n  - a=1\r\n  - x=1\r\n  - b=1"


def test_a_crash_names_rule_and_file_and_leaves_the_file(cli: Cli) -> None:
    broken, loud = give("a.yml", BROKEN), give("b.yml", LOUD)
    outcome = cli("--fix")
    assert outcome.code == 2
    assert "envlint: error: a.yml: the rule broken-rule failed" in outcome.err
    assert "RuntimeError: kaboom" in outcome.err
    assert broken.read_text() == BROKEN
    assert loud.read_text() == LOUD.lower()


def test_our_own_fault_does_not_stop_the_others(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from envlint import engine

    lint = engine.lint

    def fail_on_a(source: object, *rest: object) -> object:
        if source.path == "a.yml":  # type: ignore[attr-defined]
            raise ZeroDivisionError("ours")
        return lint(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "lint", fail_on_a)
    give("a.yml", CLEAN)
    give("b.yml", LOUD)
    outcome = cli()
    assert outcome.code == 2
    assert "a.yml: a fault of envlint" in outcome.err
    assert "ZeroDivisionError: ours" in outcome.err
    assert "b.yml:2:5" in outcome.out


def test_a_file_that_cannot_be_written_is_reported_as_it_is(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from envlint import fixer

    fix = fixer.fix

    def and_meanwhile(source: object, *rest: object, **more: object) -> object:
        fixed = fix(source, *rest, **more)  # type: ignore[arg-type]
        give("a.yml", "dependencies: [mine=1]\n")
        return fixed

    monkeypatch.setattr(fixer, "fix", and_meanwhile)
    give("a.yml", LOUD)
    outcome = cli("--fix")
    assert outcome.code == 2
    assert "a.yml: has changed since it was read" in outcome.err
    assert "Fixed nothing; 1 problem left" in outcome.out
    assert Path("a.yml").read_text() == "dependencies: [mine=1]\n"


def test_a_file_that_conda_cannot_load_is_not_fixed(cli: Cli) -> None:
    file = give("a.yml", LOUD + "name: one\nname: two\n")
    outcome = cli("--fix")
    assert outcome.err.startswith("envlint: a.yml: ") and "YAML reader" in outcome.err
    assert (outcome.code, file.read_text()) == (1, LOUD + "name: one\nname: two\n")


def test_ignores_that_cannot_be_written_leave_the_findings(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    file = give("a.yml", LOOSE)
    monkeypatch.setattr(os, "access", lambda *_: False)
    outcome = cli("--add-ignores", "later")
    assert outcome.code == 2 and "a.yml: is read-only" in outcome.err
    assert "[loose-pin]" in outcome.out
    assert file.read_text() == LOOSE


def test_a_stream_that_python_has_made_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook's standard output has no encoding to set."""
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["--version"]) == 0
    assert out.getvalue().startswith("envlint ")


def test_json(cli: Cli) -> None:
    give("a.yml", "dependencies: [ü, A=1]\n")
    outcome = cli("--output-format", "json")
    assert outcome.code == 1
    whole = json.loads(outcome.out)
    assert whole["files"] == 1
    assert whole["summary"] == {"errors": 0, "warnings": 2, "fixable": 2}
    assert [each["rule"] for each in whole["diagnostics"]] == ["loose-pin", "loud-name"]
    assert json.loads(cli("--output-format", "json", "--ignore", "all").out)["diagnostics"] == []


def test_stdin(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, LOUD.encode())
    assert cli("-").out.startswith("<stdin>:2:5: warning:")
    stdin(monkeypatch, LOUD.encode())
    assert cli("-", "--stdin-filename", "x/environment.yml").out.startswith("x/environment.yml:2:5: warning:")


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        (LOUD.encode(), LOUD.lower().encode()),
        (LOUD.encode("utf-16"), LOUD.lower().encode("utf-16")),
        (CLEAN.encode(), CLEAN.encode()),
        (b"nothing: of ours\r\n", b"nothing: of ours\r\n"),
        (b"dependencies:\n- caf\xe9\n", b"dependencies:\n- caf\xe9\n"),
        (BROKEN.encode(), BROKEN.encode()),
        (b"", b""),
    ],
)
def test_stdin_is_filtered_with_fix(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], text: bytes, fixed: bytes
) -> None:
    from envlint.cli import main

    stdin(monkeypatch, text)
    main(["--fix", "-"])
    assert capfdbinary.readouterr().out == fixed


def test_stdin_is_never_written_to_the_file_of_its_name(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, LOUD.encode())
    file = give("a.yml", LOUD.upper().replace("DEPENDENCIES", "dependencies"))
    before = file.read_text()
    cli("--fix", "-", "--stdin-filename", "a.yml")
    assert file.read_text() == before


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("helm.yml", "jobs: {}\n", "no line begins the key dependencies or channels"),
        ("chart.yml", "apiVersion: v2\ndependencies:\n- name: x\n", "not a conda environment file"),
        ("./a.yml.j2", CLEAN, "a template, by its name"),
    ],
)
def test_why_the_only_path_was_passed_over(cli: Cli, path: str, text: str, why: str) -> None:
    give(path, text)
    give("b.yml", "jobs: {}\n")
    code, out, err = cli(path)
    assert (code, out.count("\n"), err) == (0, 1, "")
    assert out.startswith(f"No conda environment file found: {path.removeprefix('./')} is passed over: {why}")
    assert cli(path, "--statistics").out == out
    assert cli(path, "--quiet") == (0, "", "")
    for more in (["b.yml"], ["--verbose"]):
        assert cli(path, *more).out == "No conda environment file found.\n"
    assert cli().out == cli(".").out == "No conda environment file found.\n"


def test_nothing_is_found_after_an_error_that_says_why(cli: Cli) -> None:
    for more in ([], ["--statistics"], ["other.yml"]):
        code, out, err = cli("missing.yml", *more)
        assert (code, out) == (2, "")
        assert "missing.yml: no such file" in err
    give("a.yml", LOUD)
    assert cli("missing.yml", "a.yml").out.endswith("Found 1 problem in 1 file (1 fixable with --fix).\n")


def test_verbose_says_what_was_passed_over(cli: Cli) -> None:
    give("a.yml", "jobs: {}\n")
    give("chart.yml", "apiVersion: v2\ndependencies:\n- name: x\n")
    outcome = cli("--verbose")
    assert "passed over a.yml: no line begins the key dependencies or channels" in outcome.err
    assert "passed over chart.yml: not a conda environment file" in outcome.err
    assert outcome[:2] == (0, "No conda environment file found.\n")
    assert cli().err == ""


@pytest.mark.parametrize(
    ("env", "options", "colored"),
    [
        ({}, [], False),
        ({}, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--color=always"], True),
        ({"FORCE_COLOR": "1"}, ["--color=never"], False),
    ],
)
def test_color(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], options: list[str], colored: bool
) -> None:
    give("a.yml", LOUD)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in cli(*options).out) == colored


def test_configuration_and_command_line(cli: Cli) -> None:
    give("a.yml", "dependencies: [A=1, b, evil=1]\n")
    give("envlint.toml", 'ignore = ["loud-name"]\n')

    def rules(*options: str) -> set[str]:
        return {each["rule"] for each in json.loads(cli("--output-format", "json", *options).out)["diagnostics"]}

    assert rules() == {"loose-pin"}
    assert rules("--ignore", "pins") == set()
    assert rules("--select", "packages") == {"loud-name", "evil-package"}
    assert rules("--select", "loud-name") == {"loud-name"}


def test_a_faulty_configuration_is_said_once_and_stops_only_its_files(cli: Cli) -> None:
    give("one/envlint.toml", "selekt = []\n")
    give("one/a.yml", LOUD)
    give("one/b.yml", LOUD)
    give("two/.git", "")
    give("two/c.yml", LOUD)
    outcome = cli()
    assert outcome.code == 2
    assert outcome.err == "envlint: error: one/envlint.toml: there is no key 'selekt' (did you mean select?)\n"
    assert "two/c.yml:2:5" in outcome.out


def test_rule_options_reach_the_rule(cli: Cli) -> None:
    give("a.yml", LOUD)
    give("pyproject.toml", '[tool.envlint.rules.loud-name]\nmessage = "shouts"\n')
    assert "A=1 shouts [loud-name]" in cli().out


def test_excluded_files_are_passed_over_when_named(cli: Cli) -> None:
    give("old/a.yml", LOUD)
    give("envlint.toml", 'exclude = ["old/"]\n')
    assert cli("old/a.yml").code == 0
    assert cli("old").code == 0


def run_module(*argv: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "envlint", *argv]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, **more)  # type: ignore[call-overload, no-any-return]


@pytest.mark.skipif(os.name == "nt", reason="pipes and shells of another kind")
@pytest.mark.parametrize(
    ("ending", "code"),
    [("| head -c 1", "1"), ("| true", "1"), (">&-", "1"), ("> /dev/full", "2"), ("2>&-", "1"), ("<&-", "1")],
)
def test_closed_streams_give_no_traceback(tmp_path: Path, ending: str, code: str) -> None:
    if "/dev/full" in ending and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    file = tmp_path / "environment.yml"
    # Enough of it to fill a pipe.
    file.write_text("channels: [a]\ndependencies:\n" + "  - {x: [a]}\n" * 500)
    script = f"{sys.executable} -m envlint {file} {ending}; echo ${{PIPESTATUS[0]}} > {tmp_path}/code"
    env = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=60, env=env)
    assert (tmp_path / "code").read_text().strip() == code
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert done.stderr.count(b"\n") <= 1


def test_closed_stdin_is_said(tmp_path: Path) -> None:
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path}
    command = ["bash", "-c", f"{sys.executable} -m envlint - <&-"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, timeout=60, env=env)
    assert (done.returncode, done.stderr) == (2, b"envlint: error: <stdin>: standard input is closed\n")


def test_the_module_runs(tmp_path: Path) -> None:
    assert run_module("--version").stdout.startswith(b"envlint ")
