"""How fast envlint is, as ratios: against what it cannot do without, against yamllint, against itself.

    python benchmarks/speed.py [--corpus FOLDER] [--turns N] [PART ...]

PART is file, locks, corpus, growth or jobs; all of them by default. What is compared is measured in turns, as
processes, by the processor time they take (for --jobs by the clock), so that a busy machine slows all alike; told are
medians and bests. The corpus is any folder of environment files. Needs the extra `dev`.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

from locks import LOCKS
from start_up import FLOOR, ROOT, TYPICAL

CORPUS = ROOT.parent / "shared/corpus/environments"
ENVLINT = "from envlint.__main__ import run; run()"
# Hides the C source, which is installed beside this.
ALONE = "import sys; sys.modules['_ruamel_yaml'] = None; " + ENVLINT
YAMLLINT = "from yamllint.cli import run; run()"


class Taken(NamedTuple):
    """What one process took: seconds by the clock, and of the processor, its children's included."""

    clock: float
    processor: float


class Row(NamedTuple):
    """A line of the table: two commands that were measured in turns, and the most that their ratio should be."""

    what: str
    ours: float
    theirs: float
    goal: str

    def __str__(self) -> str:
        of = f"{self.ours * 1000:8.0f} ms  of {self.theirs * 1000:8.0f} ms"
        return f"{self.what:50} {of}   {self.ours / self.theirs:6.2f} x   (goal {self.goal})"


def main() -> None:
    parts = {"file": one_file, "locks": locks, "corpus": corpus, "growth": growth, "jobs": jobs}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[*parts, []])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--turns", type=int, default=7)
    asked = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {asked.turns} turns; medians, then bests")
    for part in asked.parts or parts:
        with tempfile.TemporaryDirectory() as folder:
            for row in parts[part](Path(folder), asked.corpus, asked.turns):
                print(row, flush=True)


def one_file(folder: Path, _: Path, turns: int) -> Iterator[Row]:
    """A whole process on one typical file."""
    file = folder / "environment.yml"
    file.write_text(TYPICAL)
    commands = {
        "envlint": [ENVLINT, str(file)],
        "floor": [FLOOR],
        "yamllint": [YAMLLINT, "-d", "relaxed", str(file)],
    }
    taken = in_turns(commands, folder, turns * 3)
    for name, pick in (("median", median), ("best", min)):
        ours, floor, theirs = (pick([each.processor for each in taken[word]]) for word in commands)
        yield Row(f"one file, floor ({name})", ours, floor, "1.0")
        yield Row(f"one file, yamllint ({name})", ours, theirs, "0.9")


def locks(folder: Path, _: Path, turns: int) -> Iterator[Row]:
    """A whole process on one file, with a lock of 2 MB beside it and without: what the lock adds, of the floor."""
    names = {"none": ""} | {kind: lock.file for kind, lock in LOCKS.items()}
    commands = {"floor": [FLOOR]}
    for kind, name in names.items():
        file = folder / kind / "environment.yml"
        file.parent.mkdir()
        file.write_text(TYPICAL)
        if name:
            (folder / kind / name).write_text(LOCKS[kind].text(2_000_000))
        commands[kind] = [ENVLINT, str(file)]
    taken = in_turns(commands, folder, turns * 3)
    for name, pick in (("median", median), ("best", min)):
        floor, none, *with_lock = (pick([each.processor for each in taken[word]]) for word in commands)
        for kind, each in zip(LOCKS, with_lock, strict=True):
            yield Row(f"2 MB of {kind} beside one file, floor ({name})", each - none, floor, "0.55")


def corpus(folder: Path, files: Path, turns: int) -> Iterator[Row]:
    """All of a corpus in one process, by the default rules."""
    if not files.is_dir():
        print(f"no corpus at {files}: --corpus FOLDER")
        return
    commands = {
        "ruamel alone": [ALONE, "--jobs", "1", str(files)],
        "[fast]": [ENVLINT, "--jobs", "1", str(files)],
        "yamllint": [YAMLLINT, "-d", "relaxed", str(files)],
    }
    taken = in_turns(commands, folder, turns)
    for name, pick in (("median", median), ("best", min)):
        alone, fast, theirs = (pick([each.processor for each in taken[word]]) for word in commands)
        yield Row(f"corpus, ruamel alone, yamllint ({name})", alone, theirs, "0.8")
        yield Row(f"corpus, [fast], yamllint ({name})", fast, theirs, "0.3")


# What grows: the line that is written n times, what stands above these lines, and what is done.
_HEAD = "channels: [conda-forge]\ndependencies:\n"
GROWING = {
    "lint": ("  - package-{n}=1.{n}\n", _HEAD, []),
    "lint, a pip section": ("      - package-{n}==1.{n}\n", _HEAD + "  - pip\n  - pip:\n", []),
    "lint, a finding a line": ("  - package-{n}\n", _HEAD, []),
    "lint, an ignore comment a line": ("  - package-{n}  # envlint: ignore[loose-pin] any\n", _HEAD, []),
    "lint, one package": ("  - package>=1.{n}\n", _HEAD, []),
    "--fix": ("  - package-{n}=1.{n}\n  - package-{n}=1.{n}\n", _HEAD, ["--fix"]),
    "--diff": ("  - package-{n}=1.{n}\n  - package-{n}=1.{n}\n", _HEAD, ["--diff"]),
    "--add-ignores": ("  - package-{n}\n", _HEAD, ["--add-ignores", "later"]),
}


def growth(folder: Path, _: Path, turns: int) -> Iterator[Row]:
    """Files of ten times the dependencies, linted, fixed and ignored."""
    turns = max(2, turns // 3)
    nothing = folder / "nothing.yml"
    nothing.write_text("dependencies: [a=1.0]\n")
    for what, (line, head, words) in GROWING.items():
        commands = {"0": [ENVLINT, "--jobs", "1", str(nothing)]}
        for count in (5_000, 50_000):
            file = folder / f"{count}.yml"
            numbers = range(count // line.count("\n"))
            file.write_text(head + "".join(line.format(n=n) for n in numbers))
            told = [] if "--diff" in words else ["--output-format", "concise"]
            commands[str(count)] = [ENVLINT, "--quiet", "--jobs", "1", *told, *words, str(file)]
        taken = in_turns(commands, folder, turns, renew=bool(words))
        start, small, large = (min(each.processor for each in taken[name]) for name in commands)
        yield Row(f"{what}: 50,000 dependencies, 5,000", large - start, small - start, "11")


def jobs(folder: Path, _: Path, turns: int) -> Iterator[Row]:
    """Many files, by one process and by two; the clock, and memory."""
    turns = max(2, turns // 3)
    for count in (5_000, 20_000):
        files = folder / f"files{count}"
        for number in range(count):
            file = files / f"{number // 100:03}" / f"{number}" / "environment.yml"
            file.parent.mkdir(parents=True)
            file.write_text(TYPICAL.replace("analysis", f"analysis-{number}"))
        words = ["--quiet", "--output-format", "concise", str(files)]
        if count == 5_000:
            commands = {each: [ENVLINT, "--jobs", each, *words] for each in ("1", "2")}
            taken = in_turns(commands, folder, turns)
            one, two = (min(each.clock for each in taken[each]) for each in commands)
            yield Row(f"{count} files, one process, two (clock)", one, two, "at least 1.7")
        for each in ("1", "2"):
            memory = peak([ENVLINT, "--jobs", each, *words], folder)
            print(f"{count} files, --jobs {each}: {memory:.0f} MB at most in a process (goal 150)", flush=True)


def in_turns(
    commands: Mapping[str, list[str]], folder: Path, turns: int, *, renew: bool = False
) -> dict[str, list[Taken]]:
    """What each turn of each command takes; the first turn only warms the caches. With `renew` the file that a
    command names last is put back after it."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for turn in range(turns + 1):
        for name, command in commands.items():
            kept = Path(command[-1]).read_bytes() if renew else b""
            found = measured(command, folder)
            if renew:
                Path(command[-1]).write_bytes(kept)
            if turn:
                taken[name].append(found)
    return taken


def measured(command: list[str], folder: Path) -> Taken:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", *command], env=_env(folder), capture_output=True, check=False)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        sys.exit(f"{command} failed: {done.stderr.decode()}")
    return Taken(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def peak(command: list[str], folder: Path) -> float:
    """The most memory, in MB, that a process of a command held."""
    watch = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]], "
        "stdout=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    words = [sys.executable, "-c", watch, *command]
    return int(subprocess.run(words, env=_env(folder), capture_output=True, check=True).stdout) / 1024


def _env(folder: Path) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join(filter(None, (str(ROOT), env.get("PYTHONPATH", ""))))
    return env | {"PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(folder / "cache")}


if __name__ == "__main__":
    main()
