"""The hooks, in the real pre-commit on a real git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
HOOKS = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text())

GOOD = "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pip\n  - pip:\n      - rich==13.9.4\n"
BAD = GOOD.replace("  - pip\n", "") + "prefix: /home/me/envs/demo  # mine\n"
FIXED = GOOD + "prefix: /home/me/envs/demo  # mine\n"


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
@pytest.mark.parametrize(
    ("name", "matches"),
    [
        ("environment.yml", True),
        ("environment.yaml", True),
        ("envs/yara.yml", True),
        ("conda/py3.12-cuda.yaml", True),
        ("environment.yml.txt", True),
        ("environment.yml.j2", False),
        ("conda-lock.yml", True),
        ("conda-linux-64.lock", True),
        ("envs/a.linux-64.pin.txt", True),
        ("pixi.lock", True),
        ("a.locked", False),
        (".condarc", True),
        ("ci/condarc", True),
        ("etc/team.condarc", True),
        ("etc/condarc.d/10-team.yml", True),
        ("mycondarc", False),
        ("condarc.md", False),
        ("environment.json", False),
        ("environment.yml.bak", False),
        ("requirements.txt", True),
        ("notes.txt", False),
        ("yml", False),
        ("docs/ymlfile", False),
    ],
)
def test_the_hooks_are_given_yaml_files(hook: dict[str, str], name: str, matches: bool) -> None:
    assert bool(re.search(hook["files"], name)) is matches


def git(folder: Path, *args: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(folder), *args],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def hook_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What pre-commit would clone: the files of this checkout, committed."""
    folder = tmp_path_factory.mktemp("envlint-repository")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "licenses", folder / "licenses")
    shutil.copytree(ROOT / "envlint", folder / "envlint", ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "all")
    return folder


@pytest.mark.slow
def test_a_commit_is_stopped_fixed_and_let_through(hook_repository: Path, tmp_path: Path) -> None:
    """Through both hooks: a bad file fails, is fixed where that is safe, and passes once it is clean."""
    project = tmp_path / "project"
    project.mkdir()
    git(project, "init", "-q")
    environment = project / "envs" / "train.yml"
    environment.parent.mkdir()
    environment.write_text(BAD)
    (project / "values.yaml").write_text("dependencies:\n- name: redis\n  version: 1\n")
    (project / "good.yml").write_text(GOOD)
    git(project, "add", ".")

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "try-repo", str(hook_repository), name, "--all-files", "--verbose"],
            cwd=project,
            env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "store")},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    stopped = hook("envlint")
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "[missing-pip]" in stopped.stdout
    assert "[machine-prefix]" in stopped.stdout
    assert "good.yml" not in stopped.stdout
    assert "values.yaml" not in stopped.stdout
    assert environment.read_text() == BAD

    fixing = hook("envlint-fix")
    assert fixing.returncode == 1, fixing.stdout + fixing.stderr
    assert environment.read_text() == FIXED, "the safe fix is written, the one that loses a comment is not"

    environment.write_text(GOOD)
    git(project, "add", ".")
    passed = hook("envlint")
    assert passed.returncode == 0, passed.stdout + passed.stderr
