"""How long one run on one file takes, against what it cannot do without.

    python benchmarks/start_up.py [RUNS]

Whole processes, in turns, so that a busy machine slows all alike: `envlint FILE`, the same with 60
more rule modules, and the floor `python -c "import argparse, ruamel.yaml, packaging.requirements"`.
Prints medians and ratios; the goal is a ratio of at most 1.0.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
FLOOR = "import argparse, ruamel.yaml, packaging.requirements"

TYPICAL = """\
name: analysis
channels:
  - conda-forge
  - bioconda
dependencies:
  - python=3.11
  - numpy=1.26
  - pandas>=2.1,<3
  - scikit-learn=1.4.0
  - matplotlib-base=3.8
  - samtools=1.19
  - pip=24.0
  - pip:
      - transformers==4.38.1
      - tensorboard==2.16.2
"""

DUMMY_RULE = '''
"""A rule for measuring."""

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule
from envlint.values import NamedTuple


class Options(NamedTuple):
    """Its options."""

    allow: tuple[str, ...] = ()


@rule("dummy-{number}", group="style", severity=WARNING, since="0.1", options=Options,
      valid=[Valid("dependencies: [a]")], invalid=[Invalid("dependencies: [b]", under="b")])
def dummy(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Never found."""
    for item in env.conda:
        if item.name == "no-such-package-{number}" and item.name not in ctx.options.allow:
            yield item.report("found")
'''

WITH_DUMMIES = """
import gc
gc.disable()
from importlib import import_module
import envlint.rules
envlint.rules.RULES += tuple(import_module(f"dummies.dummy_{number}").dummy for number in range(60))
from envlint.__main__ import run
run()
"""


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "environment.yml"
        file.write_text(TYPICAL)
        write_dummies(Path(folder) / "dummies")
        plain = "from envlint.__main__ import run; run()"
        commands = {
            "floor": [sys.executable, "-c", FLOOR],
            "envlint": [sys.executable, "-c", plain, str(file)],
            "envlint with 60 more rules": [sys.executable, "-c", WITH_DUMMIES, str(file)],
        }
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env |= {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PYTHONPYCACHEPREFIX": str(Path(folder) / "cache")}
        times = measure(commands, env, runs)
    floor = median(times["floor"])
    for name, taken in times.items():
        middle, best = median(taken), min(taken)
        print(f"{name:28} {middle * 1000:7.1f} ms   best {best * 1000:7.1f} ms   {middle / floor:.2f} x")


def write_dummies(folder: Path) -> None:
    folder.mkdir()
    (folder / "__init__.py").touch()
    for number in range(60):
        (folder / f"dummy_{number}.py").write_text(DUMMY_RULE.replace("{number}", str(number)))


def measure(commands: dict[str, list[str]], env: dict[str, str], runs: int) -> dict[str, list[float]]:
    """Seconds of each run of each command; the first turn only warms the caches."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            done = subprocess.run(command, env=env, capture_output=True, check=False)
            taken = time.perf_counter() - start
            if done.returncode not in (0, 1) or done.stderr:
                sys.exit(f"{name} failed: {done.stderr.decode()}")
            if turn:
                times[name].append(taken)
    return times


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
