"""The recipe of docs/organisation.md, on a local cluster of processes."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

import envlint
from tests.shared import shared

pytest.importorskip("distributed", reason="Dask is not installed: pip install -e '.[dev]'")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CLEAN = "name: a\nchannels: [conda-forge]\ndependencies: [python=3.12]\n"


def recipe() -> str:
    page = (ROOT / "docs/organisation.md").read_text()
    return page.split("```python\n")[1].split("```\n")[0]


def scan(folder: Path, tmp_path: Path) -> tuple[str, list[dict[str, str]]]:
    """What the recipe prints, and the rows of its table."""
    script, table = tmp_path / "scan.py", tmp_path / "findings.csv"
    script.write_text(recipe())
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(folder), str(table)]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    with table.open(newline="", encoding="utf-8") as file:
        return done.stdout, list(csv.DictReader(file))


def test_a_few_files(tmp_path: Path) -> None:
    repos = tmp_path / "repos"
    for number in range(120):
        path = repos / f"team-{number:03}" / "environment.yml"
        path.parent.mkdir(parents=True)
        path.write_text(CLEAN.replace("3.12", "3.12, numpy") if number % 2 else CLEAN)
    (repos / "team-000" / "compose.yml").write_text("services: {}\n")
    (repos / "team-000" / "gone.yml").symlink_to("nowhere")
    said, rows = scan(repos, tmp_path)
    assert said == "122 files, 61 findings in 61 of them\n"
    assert rows[0]["message"] == "cannot be read: No such file or directory"
    assert [row["path"] for row in rows[1:]] == [f"team-{number:03}/environment.yml" for number in range(1, 120, 2)]
    assert {(row["rule"], row["subject"], row["line"], row["severity"]) for row in rows[1:]} == {
        ("loose-pin", "numpy", "3", "warning")
    }


def test_the_corpus(tmp_path: Path) -> None:
    corpus = shared("corpus/environments")
    _, rows = scan(corpus, tmp_path)
    files = sorted(path for path in corpus.iterdir() if path.suffix in (".yml", ".yaml"))
    alone = [each for path in files for each in envlint.lint(path.read_bytes(), path=path.name).diagnostics]
    assert len(alone) > 1000
    assert [(row["path"], row["rule"], row["subject"], row["line"]) for row in rows] == [
        (each.path, each.rule, each.subject, str(each.line)) for each in alone
    ]
