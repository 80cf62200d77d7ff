"""Start-up is the price of every commit: what a run on a plain file must not import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.locks.samples import CONDA_LOCK, PIXI

pytestmark = pytest.mark.bare

PLAIN = """\
name: analysis
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numpy=1.26.4
  - pip=24.0
  - pip:
      - transformers==4.38.1
      - torch-geometric[full]>=2.5,<3
"""

PROBE = """
import sys
before = set(sys.modules)
from envlint.cli import main
main(sys.argv[1:])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""

TOO_DEAR = """
    packaging dataclasses inspect importlib.metadata subprocess rich tomllib tomli tempfile shutil json
    argcomplete difflib traceback pathlib logging asyncio multiprocessing email urllib textwrap unicodedata
    xml hashlib argparse gettext locale envlint.outputs envlint.cli.arguments
    envlint.config.values envlint.config.read envlint.config.view envlint.config.schema
    envlint.api envlint.cli.completion envlint.cli.terminal envlint.reporters.hyperlinks
    ruamel envlint.document.by_ruamel envlint.document.by_libyaml envlint.document.faults envlint.gate.since
    envlint.docs envlint.fixer envlint.write envlint.testing envlint.reporters.json envlint.reporters.diff
    envlint.hidden envlint.requirements envlint.related.inclusion envlint.pypi.lines envlint.condarc envlint.family
    envlint.pinning envlint.pin_sources envlint.drift envlint.locks.belongs envlint.locks.read envlint.locks.model
""".split()


def imported(file: Path, *options: str) -> set[str]:
    """The modules that a run brings in, beyond those that Python itself starts with."""
    command = [sys.executable, "-c", PROBE, str(file), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    return set(done.stderr.split())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    path = tmp_path / "environment.yml"
    path.write_text(PLAIN)
    return path


def test_a_plain_file_imports_little(file: Path) -> None:
    modules = imported(file)
    assert "envlint.engine" in modules
    dear = [name for name in TOO_DEAR if any(module == name or module.startswith(f"{name}.") for module in modules)]
    assert dear == []


def test_a_finding_costs_no_more(file: Path) -> None:
    file.write_text(PLAIN.replace("  - pip=24.0\n", "").replace("conda-forge", "conda-forge\n  - conda-forge"))
    modules = imported(file)
    assert [name for name in ("packaging", "json", "difflib", "envlint.fixer") if name in modules] == []


@pytest.mark.parametrize(("name", "text"), [("conda-lock.yml", CONDA_LOCK), ("pixi.lock", PIXI)])
def test_a_lock_needs_no_parser(file: Path, name: str, text: str) -> None:
    (file.parent / name).write_text(text.replace("0" * 64, "0a" * 32))
    modules = imported(file)
    assert "envlint.locks.read" in modules
    assert modules.isdisjoint(("ruamel.yaml", "packaging", "envlint.document.by_ruamel"))


@pytest.mark.parametrize(
    ("options", "module"),
    [
        (["--output-format", "json"], "json"),
        (["--output-format", "junit"], "xml"),
        (["--fix"], "envlint.fixer"),
        (["--select", "x"], "difflib"),
    ],
)
def test_what_is_asked_for_is_imported(file: Path, options: list[str], module: str) -> None:
    assert module in imported(file, *options)


def test_a_configuration_is_parsed_where_there_is_one(file: Path) -> None:
    (file.parent / "envlint.toml").write_text("")
    assert {"tomllib", "tomli"} & imported(file)


def test_plugins_cost_where_there_are_some(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package's entry points do not bring importlib.metadata in, a plugin's do."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(file.parent), os.environ.get("PYTHONPATH")))))
    points = file.parent / "other-1.0.dist-info" / "entry_points.txt"
    points.parent.mkdir()
    points.write_text("[console_scripts]\nenvlint = envlint:run\n")
    dear = {"importlib.metadata", "envlint.definition", "envlint.config.values"}
    assert dear & imported(file) == set()
    (file.parent / "acme_rules.py").write_text("RULES = ()\n")
    points.write_text("[envlint.rules]\nacme = acme_rules:RULES\n")
    assert {"importlib.metadata", "acme_rules"} <= imported(file)


def test_importing_starts_nothing() -> None:
    code = "import sys, envlint.cli, envlint.engine, envlint.docs; print('subprocess' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
