"""README and rules.md say what envlint says today."""

import subprocess
import sys
from pathlib import Path

from envlint.docs import render
from envlint.registry import builtin_rules

ROOT = Path(__file__).parents[1]


def test_the_first_screen_is_real_output() -> None:
    readme = (ROOT / "README.md").read_text()
    block = readme.partition("$ envlint examples/environment.yml\n")[2].partition("```")[0]
    command = [sys.executable, "-m", "envlint", "--isolated", "examples/environment.yml"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    shown = [part for part in block.strip("\n").split("\n\n") if part != "…"]
    assert len(shown) == 3
    assert [part for part in shown if part not in said] == []


def test_rules_md_is_current() -> None:
    """Law 7. Mend with: envlint rules --markdown > rules.md"""
    assert (ROOT / "rules.md").read_text() == render(builtin_rules())


def test_every_rule_s_since_is_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert {rule.since for rule in builtin_rules() if f"## {rule.since} " not in changelog} == set()
