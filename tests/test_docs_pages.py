"""Every command of the pages in docs/ is run, and every configuration in them is read.

In a `console` block a line `$ …` is a command; the lines below it must stand in its output, but for
`…`; `# exit 2` names its exit code, which otherwise is 0 or 1. The blocks of a page run in their
order, in one git repository with the files below, committed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from envlint.config import make
from envlint.registry import builtin_rules

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PAGES = sorted(ROOT.glob("docs/*.md"))

ENVIRONMENT = "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - numpy=1.26\n"

PLUGIN = ROOT / "examples/envlint-acme"

LOCKED_ENVIRONMENT = ENVIRONMENT.replace("=1.26", ">=2")
PYTHON_FILE = "https://conda.anaconda.org/conda-forge/linux-64/python-3.12.7-hc5c86c4_0_cpython.conda\n"
CONDA_LOCK = f"""\
version: 1
metadata:
  platforms:
  - linux-64
  sources:
  - environment.yml
package:
- name: python
  version: 3.12.7
  manager: conda
  platform: linux-64
  url: {PYTHON_FILE.strip()}
- manager: conda
  name: numpy
  version: 1.26.4
  platform: linux-64
  url: https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.4-py312heda63a1_0.conda
"""

PIP_LOCKED = """\
- name: pip
  version: '25.1'
  manager: conda
  platform: linux-64
  url: https://conda.anaconda.org/conda-forge/noarch/pip-25.1-pyh8b19718_0.conda
- name: requests
  version: 2.32.3
  manager: pip
  platform: linux-64
  url: https://files.example.org/requests-2.32.3-py3-none-any.whl
"""

FILES = {
    "condarc": {
        ".condarc": "channel-priority: strict\nchannels:\n  - conda-forge\n  - bioconda\n"
        "always_yes: maybe\nssl_verify: false\n",
        "ci/condarc": "channels: [conda-forge]\n",
        "settings.txt": "channels: conda-forge\n",
    },
    "terminal": {"environment.yml": ENVIRONMENT},
    "speed": {"envs/a.yml": ENVIRONMENT, "envs/b.yml": ENVIRONMENT},
    "formats": {
        "environment.yml": "name: demo\nchannels: [conda-forge]\ndependencies:\n  - numpy >1 <2\n  - pandas\n",
    },
    "api": {"environment.yml": ENVIRONMENT},
    "ci": {
        "environment.yml": "name: demo\nchannels: [conda-forge]\ndependencies:\n  - numpy\n  - pandas\n",
    },
    "adopting": {
        "environment.yml": "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python\n  - numpy\n",
    },
    "diff": {
        "environment.yml": "channels: [conda-forge]\ndependencies:\n- python >=3.11\n- numpy =1.26\n- scipy\n",
        "drafts/faster.yml": "channels: [pytorch, conda-forge]\ndependencies: [python=3.12, numpy=1.26]\n",
        "same.yml": "dependencies:\n- NumPy 1.26.*\n- 'python=3.12'\nchannels:\n- pytorch\n- conda-forge  # second\n",
        "envs/other.yml": ENVIRONMENT,
    },
    "projects": {
        "environment.yml": ENVIRONMENT.replace("3.12", "3.9"),
        "environment-dev.yml": ENVIRONMENT.replace("3.12", "3.9").replace("=1.26", ">=2,<3"),
        "environment-py39.yml": ENVIRONMENT.replace("=1.26", "=1.24"),
        "pyproject.toml": '[project]\nname = "demo"\nrequires-python = ">=3.10"\ndependencies = ["pandas>=2"]\n',
    },
    "ignores": {
        "environment.yml": ENVIRONMENT.replace("=1.26", ""),
        "old.yml": ENVIRONMENT.replace("=1.26", "  # envlint: ignore[loose-pin] any will do"),
        "unused.yml": ENVIRONMENT.replace("=1.26", "=1.26  # envlint: ignore[loose-pin] any will do"),
    },
    "organisation": {
        "scan.py": (ROOT / "docs/organisation.md").read_text().split("```python\n")[1].split("```\n")[0],
        "repos/train/environment.yml": ENVIRONMENT.replace("=1.26", ""),
        "repos/flow/environment.yml": ENVIRONMENT.replace("=1.26", " >1 <2") + "  - pandas\n",
        "repos/flow/compose.yml": "services: {}\n",
        "repos/web/environment.yaml": ENVIRONMENT,
    },
    # Beside what is run lies what an installed plugin has: its package, and the metadata that names it.
    "plugins": {
        "environment.yml": (PLUGIN / "environment.yml").read_text(),
        "tests/test_rules.py": (PLUGIN / "tests/test_rules.py").read_text(),
        **{f"envlint_acme/{path.name}": path.read_text() for path in PLUGIN.glob("src/envlint_acme/*.py")},
        "envlint_acme-1.0.dist-info/entry_points.txt": "[envlint.rules]\nacme = envlint_acme:RULES\n",
    },
    "locks": {
        "environment.yml": LOCKED_ENVIRONMENT,
        "conda-lock.yml": CONDA_LOCK,
        "envs/gpu.yml": LOCKED_ENVIRONMENT.replace("numpy>=2", "scipy=1.14"),
        "locks/gpu-linux-64.lock": "# platform: linux-64\n@EXPLICIT\n" + PYTHON_FILE,
        "envlint.toml": '[locks]\n"envs/gpu.yml" = ["locks/gpu-*.lock"]\n',
        "torn.yml": LOCKED_ENVIRONMENT.replace(">=2", "=1.26"),
        "torn-linux-64.lock": "# platform: linux-64\n@EXPLICIT\n" + PYTHON_FILE[:-10],
    },
    "pinning": {
        "environment.yml": ENVIRONMENT.replace("=1.26", "  # arrays") + "  - pip\n  - pip:\n      - requests[socks]\n",
        "conda-lock.yml": CONDA_LOCK + PIP_LOCKED,
        "other.yml": ENVIRONMENT.replace("=1.26", ">=1.20") + "  - scipy\n",
        "env.json": '[{"name": "numpy", "version": "1.24.3", "channel": "conda-forge"}]',
        "export.yml": "dependencies:\n  - scipy=1.11.1=py311h64a7726_0\n",
        "history.yml": "dependencies:\n  - numpy=1.24\n  - python=3.11\n",
        "torn.json": '[{"name": "numpy", ',
    },
    "requirements": {
        "environment.yml": ENVIRONMENT + "  - pip\n  - pip:\n      - -r requirements.txt\n      - -c constraints.txt\n",
        "requirements.txt": "-r requirements/base.txt\nrequests=2.32.3\n",
        "requirements/base.txt": "# from our own forge\nrich==13.9.4\ngit+https://git.example.org/team/tool.git\n",
        "constraints.txt": "urllib3<3\n",
    },
    "configuration": {
        "environment.yml": ENVIRONMENT,
        "legacy/old.yml": ENVIRONMENT.replace("=1.26", ""),
        "envlint.toml": 'ignore = ["machine-prefix"]\n[rules.loose-pin]\nlevel = "minor"\n',
        "team.toml": 'ignore = ["pins"]\n',
        "typo.toml": '[rules.lose-pin]\nlevel = "minor"\n',
    },
}


# What a page needs beside envlint.
NEEDS = {"organisation": "distributed"}


class Command(NamedTuple):
    line: str
    codes: tuple[int, ...]
    shown: tuple[str, ...]


def commands(page: str) -> Iterator[Command]:
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, *below = part.rstrip("\n").split("\n")
            codes = [int(each.removeprefix("# exit ")) for each in below if re.fullmatch(r"# exit \d+", each)]
            shown = tuple(each for each in below if each.strip() not in ("", "…") and not each.startswith("# exit "))
            yield Command(line, tuple(codes) or (0, 1), shown)


@pytest.fixture
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which `envlint` is this one, and git knows who commits."""
    tools = tmp_path_factory.mktemp("tools")
    for name in ("envlint", "conda-envlint"):
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m envlint "$@"\n')
        (tools / name).chmod(0o755)
    path = [str(tools), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "CI", "GITHUB_", "GITLAB_"))},
        "PATH": os.pathsep.join(path),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
        **{f"GIT_{who}_NAME": "demo" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "demo@example.org" for who in ("AUTHOR", "COMMITTER")},
    }


@pytest.mark.skipif(os.name == "nt", reason="the pages are for a POSIX shell")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_runs_as_shown(page: Path, tmp_path: Path, env: dict[str, str]) -> None:
    if page.stem in NEEDS:
        pytest.importorskip(NEEDS[page.stem], reason="the page is about what is not installed here")
    for path, text in FILES[page.stem].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "start"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, env=env, check=True)
    found = list(commands(page.read_text()))
    assert found, f"{page.name} has no command"
    for command in found:
        done = subprocess.run(
            ["bash", "-c", command.line],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        output = done.stdout + done.stderr
        assert done.returncode in command.codes, f"{command.line}: exit {done.returncode}: {output}"
        assert "Traceback" not in output
        for line in command.shown:
            assert line in output, f"{command.line} does not say {line!r}: {output}"


@pytest.mark.parametrize("page", [page for page in PAGES if "```toml" in page.read_text()], ids=lambda page: page.stem)
def test_every_configuration_is_read(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PLUGIN / "src")
    rules = (*builtin_rules(), *import_module("envlint_acme").RULES)
    for block in re.findall(r"^```toml\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
        table = tomllib.loads(block)
        if "project" in table:  # of a plugin
            assert table["project"].items() <= tomllib.loads((PLUGIN / "pyproject.toml").read_text())["project"].items()
        else:
            assert make(page.name, table.get("tool", {}).get("envlint", table), rules) != make(page.name, {}, rules)


def test_the_page_on_plugins_shows_the_example() -> None:
    """Line by line, but for what it leaves out."""
    files = [path.read_text() for path in PLUGIN.rglob("*.py")]
    for block in re.findall(r"^```python\n(.*?)^```", (ROOT / "docs/plugins.md").read_text(), re.MULTILINE | re.DOTALL):
        lines = {line.strip() for line in block.splitlines()}
        assert any(lines <= {line.strip() for line in text.splitlines()} for text in files), block


def test_the_readme_names_every_page() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [page.name for page in PAGES if f"(docs/{page.name})" not in readme] == []
