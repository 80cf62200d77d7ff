"""From paths to files: what is found, what is passed over, what cannot be read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from envlint import disk
from envlint.discover import Found, PassedOver, Stdin, Unreadable, discover, matcher
from envlint.source import MAX_BYTES

ENV = "dependencies: [a]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def give(*paths: str, text: str | bytes = ENV) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())


def outcomes(paths: Iterable[str], exclude: Iterable[str] = ()) -> dict[str, str]:
    """Each path, and why it is not linted, or "" where it is."""
    found = list(discover(paths, matcher(exclude), Stdin()))
    assert len(found) == len({each.path for each in found}), "a path came twice"
    return {each.path: "" if isinstance(each, Found) else each.reason for each in found}


def linted(*paths: str, exclude: Iterable[str] = ()) -> list[str]:
    return [path for path, reason in outcomes(paths or (".",), exclude).items() if not reason]


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def test_a_folder_gives_its_yaml_files_sorted() -> None:
    give("b.yml", "a/z.yaml", "a.yml", "a/b/c.yml", "a-b/x.yml")
    give("notes.txt", "x.yml.bak")
    assert linted() == ["a/b/c.yml", "a/z.yaml", "a-b/x.yml", "a.yml", "b.yml"]
    assert linted("a") == ["a/b/c.yml", "a/z.yaml"]
    assert linted("./a/", "b.yml", "a/z.yaml") == ["a/b/c.yml", "a/z.yaml", "b.yml"]
    assert linted("b.yml", "a") == ["b.yml", "a/b/c.yml", "a/z.yaml"]


def test_condarc_files_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever they hold: nothing, or keys that say nothing."""
    named = [".condarc", "ci/condarc", "ci/team.condarc", "etc/condarc.d/10-team.yml", "etc/x-condarc.yml"]
    give(*named, text="ssl_verify: true\n")
    give("condarc.txt", "mycondarc", "condarc.d/notes.txt", "condarc/x.yml", "a/condarc.j2", text="ssl_verify: true\n")
    assert linted() == sorted(named, key=lambda name: name.split("/"))
    assert linted(*named, "mycondarc") == named
    git("init")
    assert linted() == sorted(named, key=lambda name: name.split("/"))


def test_both_walks_find_the_same() -> None:
    give("b.yml", "a/z.yaml", "a.yml", "a/b/c.yml", "a-b/x.yml", "node_modules/x.yml", ".x/a.yml", ".binder/a.yml")
    plain = linted()
    git("init")
    assert linted() == plain
    git("add", "-A")
    assert linted() == plain


def test_hidden_vendored_and_installed_folders_are_left_out() -> None:
    give("a.yml", ".hidden/a.yml", "vendor/a.yml", "x/node_modules/y/a.yml", ".binder/environment.yml")
    give("env/conda-meta/history", "env/etc/a.yml", "venv/pyvenv.cfg", "venv/a.yml")
    assert linted() == [".binder/environment.yml", "a.yml"]
    assert linted(".hidden", "vendor/a.yml", "env") == [".hidden/a.yml", "vendor/a.yml", "env/etc/a.yml"]


def test_ignored_files_are_left_out_but_not_when_named() -> None:
    git("init")
    give(".gitignore", text="build/\nlocal.yml\n")
    give("a.yml", "local.yml", "build/b.yml", "build/deep/c.yml", "sub/local.yml", "sub/d.yml")
    assert linted() == ["a.yml", "sub/d.yml"]
    assert linted("sub") == ["sub/d.yml"]
    assert linted("local.yml") == ["local.yml"]
    assert linted("build") == ["build/b.yml", "build/deep/c.yml"]
    assert linted("build/deep") == ["build/deep/c.yml"]


def test_tracked_files_that_are_gone_are_passed_over() -> None:
    git("init")
    give("a.yml", "b.yml")
    git("add", "-A")
    Path("a.yml").unlink()
    assert outcomes(["."]) == {"b.yml": ""}


def test_a_repository_below_a_plain_folder_is_asked_for_its_own_ignores() -> None:
    give("one/a.yml", "one/local.yml", "two/local.yml")
    git("init", "one")
    give("one/.gitignore", text="local.yml\n")
    assert linted() == ["one/a.yml", "two/local.yml"]


def test_names_that_git_quotes() -> None:
    git("init")
    give("ü ñ.yml", 'quo"te.yml', "tab\there.yml")
    assert linted() == ['quo"te.yml', "tab\there.yml", "ü ñ.yml"]


def test_a_hooks_git_variables_do_not_mislead(monkeypatch: pytest.MonkeyPatch) -> None:
    git("init")
    give(".gitignore", text="local.yml\n")
    give("sub/a.yml", "sub/local.yml")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/other-index")
    assert linted("sub") == ["sub/a.yml"]


def test_without_git_the_folder_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    git("init")
    give("a.yml")
    monkeypatch.setenv("PATH", "")
    assert linted() == ["a.yml"]


def test_links() -> None:
    give("real/a.yml")
    os.symlink("real", "linked")
    os.symlink("..", "real/up")
    os.symlink("real/a.yml", "b.yml")
    os.symlink("nowhere", "dead.yml")
    os.symlink("loop.yml", "loop.yml")
    assert linted() == ["b.yml", "real/a.yml"]
    assert linted("linked") == ["linked/a.yml"]
    assert outcomes(["dead.yml"]) == {"dead.yml": "is a link to nowhere, which is not there"}
    assert outcomes(["loop.yml"])["loop.yml"].startswith("cannot be read: ")
    os.symlink("nowhere", "environment.yml")
    assert [type(each) for each in discover(["."], matcher(()), Stdin()) if each.path == "environment.yml"] == [
        Unreadable
    ]


@pytest.mark.parametrize(
    "text",
    [
        "channels: [a]\n",
        "name: x\ndependencies:\n\t- tab\n",
        "<<<<<<< mine\ndependencies:\n=======\n",
        "{name: x, dependencies: [a]}\n",
        '"dependencies": [a]\n',
        "dependencies : [a]\n",
        "\ufeffdependencies: [a]\n",
        "name: x\rdependencies:\r- a\r",
        ENV.encode("utf-16"),
        b"dependencies:\n- caf\xe9\n",
    ],
)
def test_content_decides(text: str | bytes) -> None:
    give("x.yml", "y.other", text=text)
    assert linted() == ["x.yml"]
    assert linted("y.other") == ["y.other"]


@pytest.mark.parametrize("text", ["", "# dependencies:\n", "jobs:\n  x:\n    dependencies: [a]\n", "name: x\n"])
def test_content_that_is_none_of_ours(text: str) -> None:
    give("x.yml", text=text)
    assert outcomes(["."]) == outcomes(["x.yml"]) == {"x.yml": "no line begins the key dependencies or channels"}
    give("environment.yml", "a/environment.yaml", text=text)
    assert linted() == ["a/environment.yaml", "environment.yml"]


def test_templates_by_name() -> None:
    give("environment.yml.j2", "{{ cookiecutter.name }}/environment.yml", "a/{{x}}.yml")
    assert linted() == []
    assert linted("environment.yml.j2", "a/{{x}}.yml") == []


def test_what_is_no_file() -> None:
    os.mkfifo("pipe.yml")
    assert outcomes(["pipe.yml"]) == {"pipe.yml": "is a pipe (FIFO), not a file, and was not opened"}
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yml")
    assert outcomes(["socket.yml"]) == {"socket.yml": "is a socket, not a file, and was not opened"}
    os.unlink("socket.yml")
    assert outcomes(["/dev/null"]) == {"/dev/null": "is a device, not a file, and was not opened"}
    assert outcomes(["missing.yml"]) == {"missing.yml": "no such file"}
    assert outcomes(["a\0b"])["a\0b"].startswith("cannot be read: ")
    assert [type(each) for each in discover(["."], matcher(()), Stdin())] == [PassedOver]


@pytest.mark.parametrize("become", [os.mkfifo, os.mkdir, lambda name: os.symlink("/dev/zero", name)])
def test_what_becomes_no_file_once_it_was_looked_at(
    become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    give("environment.yml")
    at_once = disk._at_once

    def later(path: str, flags: int) -> int:
        os.unlink(path)
        become(path)
        return at_once(path, flags)

    monkeypatch.setattr(disk, "_at_once", later)
    assert [type(each) for each in discover(["environment.yml"], matcher(()), Stdin())] == [Unreadable]
    os.rmdir("environment.yml") if become is os.mkdir else os.unlink("environment.yml")
    give("environment.yml")
    assert disk.read_plain("environment.yml", 1000) is None


def test_a_file_that_grows_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands there when it is read counts, as far as the limit."""
    give("environment.yml")
    at_once = disk._at_once

    def later(path: str, flags: int) -> int:
        Path(path).write_text(ENV + "#" * MAX_BYTES)
        return at_once(path, flags)

    monkeypatch.setattr(disk, "_at_once", later)
    (found,) = discover(["environment.yml"], matcher(()), Stdin())
    assert isinstance(found, Found) and found.source.fault and "4 MiB" in found.source.fault.message
    give("environment.yml")
    assert disk.read_plain("environment.yml", 1000) is None


def test_the_largest_file_is_configured() -> None:
    text = ENV + "#" * MAX_BYTES + "\n"
    Path("environment.yml").write_text(text)
    Path("small.yml").write_text(ENV)
    assert "larger than 4 MiB" in told("environment.yml")
    assert "larger than 4 MiB" in told("-", text)
    assert "larger" not in told("environment.yml", "--set", "max-file-size=5")
    assert "larger than 1 MiB" in told("environment.yml", "--set", "max-file-size=1")
    assert "larger" not in told("small.yml", "--set", "max-file-size=1")


def told(path: str, *arguments: str) -> str:
    """What the command says of a file; for `-`, of the text that is piped in."""
    piped, words = (arguments[0], ()) if path == "-" else ("", arguments)
    command = [sys.executable, "-m", "envlint", "--output-format", "concise", *words, path]
    if path == "-":
        command += ["--stdin-filename", "environment.yml"]
    return subprocess.run(command, input=piped, capture_output=True, text=True, check=False).stdout


def test_a_folder_named_as_a_file() -> None:
    give("environment.yml/a.yml", "sub.yml/environment.yml/b.yml")
    assert linted() == ["environment.yml/a.yml", "sub.yml/environment.yml/b.yml"]
    assert linted("environment.yml") == ["environment.yml/a.yml"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read() -> None:
    give("a.yml", "sub/b.yml")
    os.chmod("a.yml", 0)
    os.chmod("sub", 0)
    try:
        assert outcomes(["."]) == {
            "a.yml": "cannot be read: Permission denied",
            "sub": "cannot be read: Permission denied",
        }
    finally:
        os.chmod("sub", 0o700)


def test_stdin() -> None:
    def read(data: bytes | None, name: str = "<stdin>", exclude: Iterable[str] = ()) -> object:
        (outcome,) = discover(["-"], matcher(exclude), Stdin(data, name))
        return outcome

    found = read(ENV.encode())
    assert isinstance(found, Found)
    assert (found.path, found.source.text, found.is_stdin) == ("<stdin>", ENV, True)
    assert isinstance(read(b"x: y", "a/environment.yml"), Found)
    assert isinstance(read(b"x: y"), PassedOver)
    assert isinstance(read(ENV.encode(), "old/x.yml", ["old"]), PassedOver)
    assert isinstance(read(None), Unreadable)


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ("old", ["old/a.yml", "x/old/a.yml", "old"], ["older/a.yml", "bold/a.yml"]),
        ("old/", ["old/a.yml", "x/old/a.yml"], ["older/a.yml"]),
        ("/old", ["old/a.yml"], ["x/old/a.yml"]),
        ("a/old", ["a/old/x/y.yml"], ["b/a/old/x.yml", "a/older.yml"]),
        ("./a/old", ["a/old/x.yml"], ["b/a/old/x.yml"]),
        ("*.yaml", ["a.yaml", "x/y.yaml"], ["a.yml", "a.yaml.txt"]),
        ("envs/*.yml", ["envs/a.yml"], ["envs/x/a.yml", "x/envs/a.yml"]),
        ("envs/**", ["envs/a.yml", "envs/x/a.yml"], ["x/envs/a.yml"]),
        ("**/tests/*.yml", ["tests/a.yml", "x/y/tests/a.yml"], ["tests/x/a.yml"]),
        ("a?.yml", ["ab.yml"], ["a.yml", "abc.yml", "a/.yml"]),
        ("a+(b).yml", ["a+(b).yml"], ["aab.yml"]),
    ],
)
def test_globs(pattern: str, hits: list[str], misses: list[str]) -> None:
    matches = matcher(["never-there", pattern])
    assert [path for path in hits if not matches(path)] == []
    assert [path for path in misses if matches(path)] == []


def test_excluded_folders_are_not_entered() -> None:
    give("old/deep/a.yml", "new/a.yml", "old.yml")
    assert outcomes(["."], ["old"]) == {"new/a.yml": "", "old": "excluded by the configuration", "old.yml": ""}
    assert outcomes(["old/deep/a.yml"], ["old"]) == {"old/deep/a.yml": "excluded by the configuration"}
