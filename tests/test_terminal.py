"""What people meet in a terminal: pages laid out, links, progress, completion; and what pipes get."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path

import pytest

from envlint.cli.arguments import mistyped
from envlint.docs import render_rule, table
from envlint.registry import builtin_rules
from envlint.reporters.hyperlinks import are_supported, file_url
from envlint.reporters.text import Paint
from envlint.run.progress import Progress

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals and shells are POSIX's")

ROOT = Path(__file__).parents[1]
CLEAN = "name: a\nchannels: [conda-forge]\ndependencies: [python=3.12]\n"
LOOSE = CLEAN.replace("3.12", "3.12, numpy")
RULES = builtin_rules()
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\]8;[^\x1b]*\x1b\\)")

# The delay before the progress line, shortened.
AT_ONCE = "import sys, envlint.run.progress as p; p.DELAY = p.EVERY = 0; from envlint.__main__ import run; run()"


def environment(**more: str) -> dict[str, str]:
    """The environment of a terminal that is known for nothing, and of a program that is measured if we are."""
    known = ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
    kept = {key: value for key, value in os.environ.items() if key in known}
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "COLUMNS": "100", **more}


def in_terminal(*argv: str, code: str = "", cwd: Path = ROOT, interrupt: bool = False, **env: str) -> str:
    """What a command writes to a terminal, standard output and error together."""
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, *(["-c", code] if code else ["-m", "envlint"]), *argv]
    process = subprocess.Popen(
        command, cwd=cwd, env=environment(**env), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not part:
            break
        parts.append(part)
        if interrupt and b"files" in b"".join(parts):
            interrupt = False
            process.send_signal(2)
    process.wait(30)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def piped(*argv: str, cwd: Path = ROOT, **env: str) -> str:
    command = [sys.executable, "-m", "envlint", *argv]
    return subprocess.run(
        command, cwd=cwd, env=environment(**env), capture_output=True, text=True, check=False, timeout=60
    ).stdout


def plain(text: str) -> str:
    return ESCAPE.sub("", text)


class TestPages:
    def test_explain_is_laid_out(self) -> None:
        shown = in_terminal("explain", "loose-pin")
        assert "\x1b[" in shown
        assert "## loose-pin" not in shown and "```" not in shown
        assert "A package whose version is left open." in plain(shown)
        assert "https://github.com/conda/conda/issues/10592" in plain(shown)

    def test_a_pipe_gets_markdown(self) -> None:
        rule = next(rule for rule in RULES if rule.name == "loose-pin")
        assert piped("explain", "loose-pin") == render_rule(rule)
        assert piped("rules") == table(RULES)
        assert piped("explain", "loose-pin", NO_COLOR="1") == render_rule(rule)

    def test_a_pipe_costs_no_layout(self) -> None:
        code = "import sys; from envlint.cli import main; main(sys.argv[1:]); print('rich' in sys.modules)"
        for command in (["explain", "loose-pin"], ["rules"]):
            done = subprocess.run(
                [sys.executable, "-c", code, *command], env=environment(), capture_output=True, text=True, check=True
            )
            assert done.stdout.endswith("\nFalse\n")

    def test_the_rules_are_a_table(self) -> None:
        shown = in_terminal("rules")
        lines = plain(shown).split("\n")
        assert "\x1b[" in shown
        assert max(map(len, lines)) <= 100
        assert [rule.name for rule in RULES if not any(line.startswith(f"{rule.name} ") for line in lines)] == []
        assert "channels" in [line.strip() for line in lines]

    @pytest.mark.parametrize("command", [["explain", "loose-pin"], ["rules"]])
    def test_colours_are_left_out_on_request(self, command: list[str]) -> None:
        without = in_terminal(*command, NO_COLOR="1")
        assert "\x1b" not in without
        assert in_terminal(*command, "--color", "never") == without
        assert plain(in_terminal(*command)).split() == without.split()

    def test_colours_on_request_go_through_a_pipe(self) -> None:
        assert "\x1b[" in piped("explain", "loose-pin", "--color", "always")

    def test_a_link_stands_for_its_address_where_there_are_links(self) -> None:
        shown = in_terminal("explain", "loose-pin", TERM_PROGRAM="WezTerm")
        assert "https://github.com/conda/conda/issues/10592" in shown
        assert "https://github.com/conda/conda/issues/10592" not in plain(shown)

    def test_what_is_asked_of_rules_as_markdown_is_given(self) -> None:
        assert in_terminal("rules", "--markdown").startswith("# Rules\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(60):
        (tmp_path / f"env-{number:02}.yml").write_text(LOOSE if number % 20 == 19 else CLEAN)
    return tmp_path


class TestProgress:
    def test_it_is_drawn_and_gone_at_the_end(self, folder: Path) -> None:
        shown = in_terminal(str(folder), code=AT_ONCE)
        assert "\x1b[?25l" in shown and " files " in plain(shown)
        assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")
        assert screen(shown) == screen(in_terminal(str(folder)))
        assert screen(shown)[-1] == "Found 3 problems in 3 files."

    def test_findings_and_what_is_said_stand_alone(self, folder: Path) -> None:
        (folder / "env-30.yml").unlink()
        (folder / "env-30.yml").symlink_to("nowhere.yml")
        (folder / "environment.yml").symlink_to("nowhere.yml")
        lines = screen(in_terminal(str(folder), code=AT_ONCE))
        assert len([line for line in lines if line.startswith(str(folder))]) == 3
        assert [line for line in lines if "files" in line] == ["Found 3 problems in 3 files."]
        assert [line for line in lines if line.startswith("envlint: error:")]

    def test_it_waits_for_a_second(self, folder: Path) -> None:
        assert "\x1b[?25l" not in in_terminal(str(folder / "env-00.yml"))

    @pytest.mark.parametrize("option", [["--quiet"], ["--help"]])
    def test_it_is_silent_on_request(self, folder: Path, option: list[str]) -> None:
        assert "\x1b[?25l" not in in_terminal(str(folder), *option, code=AT_ONCE)

    def test_it_is_not_drawn_on_a_dumb_terminal(self, folder: Path) -> None:
        assert "\x1b" not in in_terminal(str(folder), code=AT_ONCE, TERM="dumb")

    def test_an_interrupt_leaves_the_cursor(self, folder: Path) -> None:
        for number in range(400):
            (folder / f"more-{number}.yml").write_text(CLEAN)
        shown = in_terminal(str(folder), code=AT_ONCE, interrupt=True)
        assert "problems" not in shown
        assert "Traceback" not in shown
        assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")

    def test_a_stream_that_is_no_terminal_gets_nothing(self) -> None:
        stream = StringIO()
        progress = Progress(stream, shown=False)
        assert list(progress.over(range(3))) == [0, 1, 2]
        progress.hide()
        assert stream.getvalue() == ""


def screen(written: str) -> list[str]:
    """The lines that stand on a terminal in the end: what was erased is not among them."""
    lines, row = [""], 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\|\n|\r|[^\x1b\n\r]+", written):
        if part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part == "\x1b[2K":
            lines[row] = ""
        elif found := re.fullmatch(r"\x1b\[(\d+)A", part):
            row -= int(found[1])
        elif not part.startswith(("\x1b", "\r")):
            lines[row] += part
    return [line for line in lines if line]


LINKING: list[tuple[Mapping[str, str], bool]] = [
    ({}, False),
    ({"TERM_PROGRAM": "WezTerm"}, True),
    ({"TERM_PROGRAM": "iTerm.app"}, True),
    ({"TERM_PROGRAM": "Apple_Terminal"}, False),
    ({"TERM_PROGRAM": "vscode"}, False),
    ({"VTE_VERSION": "7200"}, True),
    ({"VTE_VERSION": "4600"}, False),
    ({"VTE_VERSION": "x"}, False),
    ({"WT_SESSION": "1-2"}, True),
    ({"KITTY_WINDOW_ID": "1"}, True),
    ({"KITTY_WINDOW_ID": "1", "TMUX": "/tmp/tmux"}, False),
    ({"KITTY_WINDOW_ID": "1", "TERM": "screen-256color"}, False),
    ({"FORCE_HYPERLINK": "1"}, True),
    ({"KITTY_WINDOW_ID": "1", "FORCE_HYPERLINK": "0"}, False),
]


class TestHyperlinks:
    @pytest.mark.parametrize(("env", "known"), LINKING)
    def test_which_terminals_are_known(self, env: Mapping[str, str], known: bool) -> None:
        assert are_supported(env) is known

    @pytest.mark.parametrize(
        ("path", "url"),
        [
            ("/a/b c.yml", "file://host/a/b%20c.yml"),
            ("/a/ä.yml", "file://host/a/%C3%A4.yml"),
            ("/a/\x1b]8;;x\x1b\\\x07\n%.yml", "file://host/a/%1B%5D8%3B%3Bx%1B%5C%07%0A%25.yml"),
            ("/a/\udcff.yml", "file://host/a/%FF.yml"),
            ("C:/a.yml", "file://host/C:/a.yml"),
        ],
    )
    def test_nothing_breaks_out_of_an_address(self, path: str, url: str) -> None:
        assert file_url(path, "host") == url

    def test_a_path_is_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "a b.yml").write_text(LOOSE)
        shown = in_terminal("a b.yml", cwd=tmp_path, WT_SESSION="1")
        address = file_url(str(tmp_path / "a b.yml"), os.uname().nodename)
        assert f"\x1b]8;;{address}\x1b\\\x1b[1ma b.yml:3:29:\x1b[0m\x1b]8;;\x1b\\ " in shown

    def test_every_path_that_is_named_is_a_link(self, tmp_path: Path) -> None:
        loose = "".join(f"  - numpy{number}\n" for number in range(6))
        (tmp_path / "a.yml").write_text(f"channels: [conda-forge]\ndependencies:\n{loose}prefix: /home/me/x\nname: x\n")
        shown = in_terminal("--fix", "a.yml", cwd=tmp_path, WT_SESSION="1")
        named = [line for line in plain(shown).split("\n") if "a.yml" in line]
        assert any("more:" in line for line in named) and any(line.startswith("Fixed") for line in named)
        assert shown.count("\x1b]8;;file:") == len(named)

    @pytest.mark.parametrize("options", [["--color", "never"], ["--color", "always"]])
    def test_only_where_colours_are_the_terminals_choice(self, tmp_path: Path, options: list[str]) -> None:
        (tmp_path / "a.yml").write_text(LOOSE)
        assert "\x1b]8" not in in_terminal("a.yml", *options, cwd=tmp_path, WT_SESSION="1")
        assert "\x1b]8" not in piped("a.yml", *options, cwd=tmp_path, WT_SESSION="1")

    def test_not_where_colours_or_links_are_not_known(self, tmp_path: Path) -> None:
        (tmp_path / "a.yml").write_text(LOOSE)
        assert "\x1b]8" not in in_terminal("a.yml", cwd=tmp_path, WT_SESSION="1", NO_COLOR="1")
        assert "\x1b]8" not in in_terminal("a.yml", cwd=tmp_path)
        assert "\x1b]8" not in piped("a.yml", cwd=tmp_path, WT_SESSION="1", FORCE_COLOR="1")

    def test_what_is_not_coloured_has_no_links(self) -> None:
        assert Paint(False, links=True).place("a", "a") == "a"
        assert Paint(True).place("a", "a") == "a"


class TestASlipOfThePen:
    @pytest.mark.parametrize(
        ("word", "meant"), [("explan", "explain"), ("rule", "rules"), ("basline", "baseline"), ("cofnig", "config")]
    )
    def test_a_command_is_named(self, word: str, meant: str) -> None:
        told = f"there is no command and no file {word!r} (did you mean {meant}?)"
        assert mistyped(word) == told
        assert in_terminal(word, "x") == f"envlint: error: {told} (see envlint --help)\n"

    @pytest.mark.parametrize("word", ["explain", "environment.yml", "envs/explan", "tests", "zebra", "-", "."])
    def test_a_path_or_a_command_is_none(self, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(ROOT)
        assert mistyped(word) == ""

    def test_a_folder_that_is_there_is_linted(self, tmp_path: Path) -> None:
        (tmp_path / "rule").mkdir()
        assert piped("rule", cwd=tmp_path) == "No conda environment file found.\n"


class TestAClosedPipe:
    @pytest.mark.parametrize(
        "command",
        [
            "explain " + " ".join(rule.name for rule in RULES),
            "rules",
            "rules --markdown",
            "rules --color always",
            "explain loose-pin --color always",
            "examples/environment.yml",
            "--output-format json examples/environment.yml",
            "config",
            "completion bash",
        ],
    )
    def test_it_ends_in_silence(self, command: str) -> None:
        line = f'"{sys.executable}" -m envlint {command} | head -n 1; exit ${{PIPESTATUS[0]}}'
        for each in (line, line.replace("head -n 1", "true")):
            done = subprocess.run(
                ["bash", "-c", each], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
            )
            assert done.stderr == ""
            assert done.returncode in (0, 1)


Complete = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Complete:
    """`complete("envlint expl")` → what bash offers behind it, with our script."""
    pytest.importorskip("argcomplete", reason="argcomplete is not installed")
    tools = tmp_path_factory.mktemp("tools")
    (tools / "envlint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m envlint "$@"\n')
    (tools / "envlint").chmod(0o755)
    (tools / "here").mkdir()
    (tools / "here/environment.yml").touch()

    def offers(line: str) -> list[str]:
        words = line.split(" ")
        code = f"""
            eval "$(envlint completion bash)"
            COMP_LINE='{line}' COMP_POINT={len(line)} COMP_TYPE=9
            COMP_WORDS=({" ".join(words)}) COMP_CWORD={len(words) - 1}
            _python_argcomplete envlint '{words[-1]}' '{words[-2]}' 2>/dev/null
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        env = environment(PATH=f"{tools}{os.pathsep}{os.environ['PATH']}")
        done = subprocess.run(
            ["bash", "-c", code], cwd=tools / "here", env=env, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stderr == ""
        return [word.strip() for word in done.stdout.split("\n") if word.strip()]

    return offers


class TestCompletion:
    def test_commands_and_files(self, complete: Complete) -> None:
        assert complete("envlint expl") == ["explain"]
        assert complete("envlint env") == ["environment.yml"]
        assert {"explain", "baseline", "environment.yml"} <= {*complete("envlint ")}

    def test_options(self, complete: Complete) -> None:
        assert complete("envlint --unsa") == ["--unsafe-fixes"]
        assert {"--select", "--fix", "--since"} <= {*complete("envlint environment.yml --")}

    def test_rules(self, complete: Complete) -> None:
        assert complete("envlint explain loose-") == ["loose-pin"]
        assert complete("envlint --select loose-") == ["loose-pin"]
        assert complete("envlint --ignore loose-pin,machine-p") == ["loose-pin,machine-prefix"]
        assert {"pins", "strict", "loose-pin"} <= {*complete("envlint --extend-select ")}

    def test_values(self, complete: Complete) -> None:
        assert complete("envlint --color al") == ["always"]
        assert complete("envlint --target conda,repo") == ["conda,repo2docker"]
        assert complete("envlint completion ba") == ["bash"]
        assert complete("envlint --output-format js") == ["json"]
        assert complete("envlint --add-ignores ") == []

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
    def test_every_shell_has_a_script(self, shell: str) -> None:
        pytest.importorskip("argcomplete", reason="argcomplete is not installed")
        script = piped("completion", shell)
        assert "envlint" in script
        assert "_ARGCOMPLETE" in script

    def test_what_is_wrong_is_said(self) -> None:
        assert "(did you mean bash?)" in in_terminal("completion", "bas")
        assert "needs the name of a shell: bash, zsh" in in_terminal("completion")
        code = "import sys; sys.modules['argcomplete'] = None; from envlint.__main__ import run; run()"
        assert "pip install 'conda-envlint[completion]'" in in_terminal("completion", "bash", code=code)
