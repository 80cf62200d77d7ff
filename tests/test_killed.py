"""A run that is killed at any instant leaves each file whole, old or new."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Runs the command in forks of itself, and kills each at another instant between the beginning of its first write and
# the end of its last: a run says when it begins to write, and how long the writing takes is measured. Goes on till as
# many kills as are wanted have hit a run between its first and its last file; of four one must.
KILLER = """
import os, random, signal, sys, time
from envlint import write
from envlint.cli import main
folder, wanted, way, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
if way == "named":
    write._open_nameless = lambda folder: None
os.chdir(folder)
says_it = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
COMMAND = ["--fix", "--unsafe-fixes", "--isolated", "--select", "duplicate-channel"]
OLD = b"channels: [a, a]\\ndependencies:\\n- b=1.2\\n"
NAMES = [f"env{n}.yml" for n in range(12)]
written = write.write
def fresh():
    for name in NAMES:
        if not os.path.exists(name) or open(name, "rb").read() != OLD:
            open(name, "wb").write(OLD)
def fork():
    hears, says = os.pipe()
    child = os.fork()
    if not child:
        def told(*args):
            if args[0] == NAMES[0]:
                os.write(says, b".")
            written(*args)
        write.write = told
        os._exit(main([*COMMAND, *NAMES]) and 0)
    os.close(says)
    assert os.read(hears, 1) == b"."
    os.close(hears)
    return child
def run():
    child = fork()
    begun = time.monotonic()
    assert os.waitpid(child, 0)[1] == 0
    return time.monotonic() - begun
fresh()
main([*COMMAND, *NAMES])  # from now on a fork imports nothing
NEW = open(NAMES[0], "rb").read()
assert NEW != OLD and all(open(name, "rb").read() == NEW for name in NAMES)
fresh()
takes = run()
chance = random.Random(seed)
torn = amid = kills = 0
while amid < wanted and kills < 4 * wanted:
    fresh()
    child = fork()
    time.sleep(chance.uniform(0, takes))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kills += 1
    texts = [open(name, "rb").read() for name in NAMES]
    torn += sum(text not in (OLD, NEW) for text in texts)
    amid += len(set(texts)) == 2
    left = set(os.listdir(".")) - set(NAMES)
    assert left <= {f".{name}.envlint" for name in NAMES}, left
    takes *= 1.02 if texts[-1] == OLD else 0.9  # the machine may be busier or quieter than it was
fresh()
run()
assert all(open(name, "rb").read() == NEW for name in NAMES)
os.write(says_it, f"{torn} {amid} {kills} {len(os.listdir('.'))}".encode())
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(("way", "wanted"), [("nameless", 75), ("named", 15)])
def test_each_file_is_old_or_new(tmp_path: Path, way: str, wanted: int) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLER, str(tmp_path), str(wanted), way, "1"]
    done = subprocess.run(command, env=env, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    torn, amid, _, left = map(int, done.stdout.split())
    assert torn == 0
    assert amid == wanted
    assert left == 12  # the last run has cleared what killed ones left
