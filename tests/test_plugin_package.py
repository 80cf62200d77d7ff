"""examples/envlint-acme as an outsider has it: installed beside envlint in an environment of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_the_example_plugin_is_installed_tested_and_run(tmp_path: Path) -> None:
    plugin = tmp_path / "envlint-acme"
    shutil.copytree(ROOT / "examples/envlint-acme", plugin, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    unset = ("PYTHONPATH", "VIRTUAL_ENV", "NO_COLOR", "FORCE_COLOR")
    env = {key: value for key, value in os.environ.items() if key not in unset and not key.startswith("PYTEST_")}

    def run(*command: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            list(map(str, command)), cwd=plugin, env=env, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", tmp_path / "venv")
    run(programs / "python", "-m", "pip", "install", "-q", ROOT, ".[test]")

    assert "6 passed" in run(programs / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")

    envlint = programs / "envlint"
    select = ("--select", "acme", "environment.yml")
    before = (plugin / "environment.yml").read_text()
    found = run(envlint, *select, code=1)
    assert "environment.yml:1:7: warning: the name `training` does not say whose it is [acme/teamless-name]" in found
    assert "environment.yml:5:5: error: `acme-utils` is called `acme-core` now [acme/renamed-package]" in found
    assert "+  - acme-core>=2  # helpers" in run(envlint, "--diff", "--unsafe-fixes", *select, code=1)
    run(envlint, "--fix", "--unsafe-fixes", *select, code=1)
    assert (plugin / "environment.yml").read_text() == before.replace("acme-utils", "acme-core")
    assert "Plugin: envlint-acme 1.0" in run(envlint, "explain", "acme/renamed-package")

    run(programs / "python", "-m", "pip", "uninstall", "-q", "-y", "envlint-acme")
    assert "acme/" not in run(envlint, "rules")
