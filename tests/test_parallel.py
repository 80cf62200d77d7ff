"""--jobs: what several processes find is what one finds, in the same order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from envlint.discover import Found
from envlint.run import Options, Streams
from envlint.run.parallel import _batches, _Crew, _first, _Handed
from envlint.run.session import Session
from envlint.scope import Scope
from envlint.source import Source
from tests.repository import ask

PLUGIN = '''
import os, time
from envlint.diagnostic import WARNING
from envlint.rule import rule

@rule("acme/odd", group="acme", severity=WARNING, since="1.0")
def odd(env, ctx):
    """A package is odd."""
    for item in env.conda:
        if item.name == "odd":
            yield item.report("is odd")
        if item.name == "boom":
            raise ValueError("boom")
        if item.name == "deadly":
            os._exit(3)
        if item.name in ("slow", "last"):
            open(f"{item.name}.{os.getpid()}", "w").close()
        until = time.monotonic() + 60
        while item.name == "slow" and not os.path.exists("go") and time.monotonic() < until:
            time.sleep(0.01)
'''


# The command beside a thread, where workers begin anew instead of as copies: so they do on all systems but Linux.
THREADED = """
import threading, time

if __name__ == "__main__":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    from envlint.__main__ import run

    run()
"""


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of forty files, most with findings, and a plugin that is installed."""
    site = tmp_path / "site"
    (site / "acme-1.0.dist-info").mkdir(parents=True)
    (site / "acme-1.0.dist-info/entry_points.txt").write_text("[envlint.rules]\nacme = acme_rules:odd\n")
    (site / "acme-1.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (site / "acme_rules.py").write_text(PLUGIN)
    monkeypatch.setenv("PYTHONPATH", str(site))
    folder = tmp_path / "many"
    for number in range(40):
        give(folder / f"{number:02}" / "environment.yml", f"dependencies: [numpy, odd, A{number}=1]\n")
    give(folder / "00/compose.yml", "services: {}\n")
    give(folder / "01/environment.yml", "dependencies: [numpy\n")
    give(folder / "envlint.toml", '[rules.loose-pin]\nlevel = "minor"\n')
    return folder


def give(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def envlint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return ask(folder, sys.executable, "-m", "envlint", *words)


def alike(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A run with two processes, which goes as with one."""
    one, two = (envlint(folder, *words, "--jobs", jobs) for jobs in "12")
    assert (two.stdout, two.stderr, two.returncode) == (one.stdout, one.stderr, one.returncode)
    return two


def test_the_same_is_said_in_the_same_order(many: Path) -> None:
    done = alike(many, "--verbose", "--output-format", "concise")
    assert done.returncode == 1
    assert done.stdout.count("acme/odd") == 39 and done.stdout.count("syntax-error") == 1
    assert "passed over 00/compose.yml" in done.stderr


def test_a_rule_that_fails_is_told_as_with_one_process(many: Path) -> None:
    give(many / "20/environment.yml", "dependencies: [boom, numpy]\n")
    done = alike(many, "--output-format", "json")
    assert done.returncode == 2 and "acme/odd of the plugin acme 1.0" in done.stderr


def test_a_baseline_holds_and_what_is_stale_in_it_is_said(many: Path) -> None:
    assert envlint(many, "baseline").returncode == 0
    give(many / "20/environment.yml", "dependencies: [b=1.2]\n")
    assert "no longer happen" in alike(many).stderr


def test_since_holds(many: Path) -> None:
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "start"]):
        assert ask(many, "git", *words).returncode == 0
    give(many / "20/environment.yml", "dependencies: [numpy, odd, A20=1, pandas]\n")
    done = alike(many, "--since", "HEAD", "--output-format", "concise")
    assert "pandas" in done.stdout and "numpy" not in done.stdout


def test_a_difference_is_shown_and_standard_input_taken(many: Path) -> None:
    give(many / "20/environment.yml", "channels: [a, a]\ndependencies: [b=1.2]\n")
    assert "-channels: [a, a]" in alike(many, "--diff", ".", "-").stdout


def test_a_file_that_ends_a_worker_is_named_and_the_others_are_linted(many: Path) -> None:
    give(many / "20/environment.yml", "dependencies: [deadly]\n")
    done = envlint(many, "--jobs", "2", "--output-format", "concise")
    assert done.returncode == 2
    assert "error: 20/environment.yml: the process that linted it died" in done.stderr
    assert done.stdout.count("acme/odd") == 38


def test_beside_a_thread_the_same_is_said(many: Path) -> None:
    give(many / "threaded.py", THREADED)
    give(many / "20/environment.yml", "dependencies: [deadly]\n")
    words = ("--verbose", "--output-format", "concise", "--jobs", "2")
    copied, anew = envlint(many, *words), ask(many, sys.executable, "threaded.py", *words)
    assert copied.stdout.count("acme/odd") == 38
    assert (anew.stdout, anew.stderr, anew.returncode) == (copied.stdout, copied.stderr, copied.returncode)


def test_fixing_is_done_in_one_process(many: Path) -> None:
    give(many / "20/environment.yml", "channels: [a, a]\ndependencies: [b=1.2]\n")
    assert envlint(many, "--fix", "--jobs", "2").returncode == 1
    assert "[a, a]" not in (many / "20/environment.yml").read_text()


def amid_the_work(many: Path, *command: str) -> tuple[subprocess.Popen[str], set[int]]:
    """A run and its two workers: one is in the midst of a file, the other has done the rest and waits."""
    give(many / "00/environment.yml", "dependencies: [slow]\n")
    give(many / "39/environment.yml", "dependencies: [last]\n")
    words = [sys.executable, *command, "--jobs", "2"]
    running = subprocess.Popen(words, cwd=many, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while len(marks := [*many.glob("slow.*"), *many.glob("last.*")]) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.2)
    workers = {int(path.suffix[1:]) for path in marks}
    assert len(workers) == 2
    return running, workers


def is_there(process: int) -> bool:
    """Whether a process has not ended; one that nobody has asked about since is a zombie, and has."""
    try:
        os.kill(process, 0)
        with suppress(FileNotFoundError):  # not on every system
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name == "nt", reason="no process groups")
def test_an_interrupt_ends_all_processes_without_a_word(many: Path) -> None:
    running, workers = amid_the_work(many, "-m", "envlint")
    os.killpg(running.pid, signal.SIGINT)
    give(many / "go", "")
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130 and said == ""
    assert not any(map(is_there, workers))


@pytest.mark.skipif(os.name == "nt", reason="no signals")
@pytest.mark.parametrize("kill", ["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("command", [["-m", "envlint"], ["threaded.py"]])
def test_no_worker_outlives_a_run_that_is_killed(many: Path, command: list[str], kill: str) -> None:
    give(many / "threaded.py", THREADED)
    running, workers = amid_the_work(many, *command)
    running.send_signal(signal.Signals[kill])
    running.communicate(timeout=60)
    until = time.monotonic() + 30
    while any(map(is_there, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_there, workers))


def test_the_number_of_processes_is_at_least_one(many: Path) -> None:
    done = envlint(many, "--jobs", "0")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1) and "--jobs is a number of processes" in done.stderr


def test_few_files_start_no_process() -> None:
    files = [Found(f"{number}.yml", Source("x", "dependencies: []")) for number in range(300)]
    assert len(_first(iter(files[:150]))) == 150
    assert len(_first(iter(files))) == 200
    large = Found("x.yml", Source("x", "#" * 5_000_000))
    assert len(_first(iter([large] * 300))) == 2


def session() -> Session:
    return Session(Options(), Streams(None, sys.stdout, sys.stderr), Scope(()), stdin=None, faults=())  # type: ignore[arg-type]


@pytest.mark.parametrize("refused", ["__init__", "submit"])
def test_where_the_system_gives_no_processes_all_is_linted_here(refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(ProcessPoolExecutor, refused, refuse)
    crew = _Crew(session(), 2)
    files = [Found(f"{name}.yml", Source(f"{name}.yml", f"dependencies: [{name}]\n")) for name in "abc"]
    found = [(outcome, result and result.report.source.text) for outcome, result in crew.over(files)]
    crew.leave()
    assert found == [(file, file.source.text) for file in files]


def test_large_files_go_in_small_batches() -> None:
    small, large = (Found("x.yml", Source("x.yml", "#" * size)) for size in (10, 100_000))
    assert [len(batch) for batch in _batches([small] * 20)] == [16, 4]
    assert [len(batch) for batch in _batches([small, large, large, small])] == [2, 1, 1]
    assert list(_batches([])) == []


def test_what_does_not_pass_between_processes_is_linted_here() -> None:
    crew = _Crew(session(), 2)
    lost: Future[list[_Handed]] = Future()
    lost.set_exception(TypeError("cannot pickle"))
    found = Found("environment.yml", Source("environment.yml", "dependencies: [a]\n"))
    crew.waiting.append(([found], lost))
    [(outcome, result)] = list(crew.next_batch())
    crew.leave()
    assert outcome is found and result is not None and result.report.source.text == "dependencies: [a]\n"
