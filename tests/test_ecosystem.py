"""tools/ecosystem: the table, and the difference between two revisions."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path

TOOL = Path(__file__).parents[1] / "tools" / "ecosystem"

loader = SourceFileLoader("ecosystem", str(TOOL))
spec = importlib.util.spec_from_loader("ecosystem", loader)
assert spec
ecosystem = importlib.util.module_from_spec(spec)
loader.exec_module(ecosystem)
Finding = ecosystem.Finding


def test_the_table_counts_findings_and_files(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("name: a\nchannels: [c]\ndependencies: [python=3.12, one, two]\nprefix: /x\n")
    (tmp_path / "b.yml").write_text("name: b\nchannels: [c]\ndependencies: [python=3.12, one]\n")
    done = subprocess.run(
        [sys.executable, str(TOOL), str(tmp_path), "--select", "loose-pin,machine-prefix"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[2:] == [
        "| loose-pin | 3 | 2 |",
        "| machine-prefix | 1 | 1 |",
        "| **all** | 4 | 2 |",
    ]


def test_the_difference_names_what_came_and_what_went() -> None:
    old = [Finding("a.yml", "r", "x", 1, "m"), Finding("a.yml", "r", "y", 2, "m"), Finding("a.yml", "s", "z", 3, "m")]
    new = [
        Finding("a.yml", "r", "x", 9, "other words"),
        Finding("b.yml", "r", "w", 1, "m"),
        Finding("a.yml", "s", "z", 3, "m"),
    ]
    assert ecosystem.difference(old, new, 5) == "\nr: +1 -1\n  + b.yml: w\n  - a.yml: y"
    assert ecosystem.difference(old, old, 5) == "\nno difference"
