"""docs/ci.md: each snippet is what its CI reads, says what our hooks, action and command know, and runs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from envlint.cli.arguments import new_parser, options_of, parse
from envlint.registry import builtin_rules
from tests.repository import Repository, ask

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
SCHEMAS = {"GitHub": "github-workflows", "GitLab": "gitlab-ci", "Azure Pipelines": "azure-pipelines"}


def loaded(name: str) -> Any:
    return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))


def snippets(section: str) -> list[Any]:
    return [YAML(typ="safe").load(text) for text in texts(section)]


def texts(section: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", SECTIONS[section], re.MULTILINE | re.DOTALL)


def values(node: Any, *keys: str) -> Iterator[Any]:
    """What stands behind one of the keys, wherever in a document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in keys:
                yield value
            yield from values(value, *keys)
    elif isinstance(node, list):
        for each in node:
            yield from values(each, *keys)


def table(head: str) -> list[list[str]]:
    rows = re.search(rf"^\| {head} \|.*\n\| ---.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert rows
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows[1].splitlines()]


def test_every_snippet_is_in_a_section_that_is_tested() -> None:
    assert [text for section in ("pre-commit", *SCHEMAS) for text in texts(section)] == SNIPPETS


@pytest.mark.parametrize("section", SCHEMAS)
def test_a_snippet_is_valid(section: str, tmp_path: Path) -> None:
    files = []
    for number, text in enumerate(texts(section)):
        files.append(tmp_path / f"{number}.yml")
        files[-1].write_text(text)
    assert files
    schema = ["--builtin-schema", f"vendor.{SCHEMAS[section]}"]
    # As check-jsonschema's own hooks have it: GitLab and Azure read more than YAML and JSON Schema say.
    more = ["--data-transform", SCHEMAS[section], "--regex-variant", "nonunicode"] if section != "GitHub" else []
    command = [sys.executable, "-m", "check_jsonschema", *schema, *more, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("number", range(len(texts("pre-commit"))))
def test_pre_commit_takes_its_snippets(number: int, tmp_path: Path) -> None:
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(texts("pre-commit")[number])
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    entries = {hook["id"]: hook["entry"].split()[1:] for hook in loaded(".pre-commit-hooks.yaml")}
    for (hook,) in values(snippets("pre-commit")[number], "hooks"):
        parsed = parse(new_parser(), [*entries[hook["id"]], *hook.get("args", []), "environment.yml"])
        options = options_of(parsed, parsed.words, builtin_rules())
        assert options.paths == ("environment.yml",)
        assert options.fix is (hook["id"] == "envlint-fix")


def test_the_page_names_the_inputs_and_outputs_of_the_action() -> None:
    action = loaded("action.yml")
    inputs = {name: str(value["default"]) for name, value in action["inputs"].items()}
    assert {name: default for name, default, _ in table("input")} == inputs
    assert [name for name, _ in table("output")] == list(action["outputs"])
    steps = [step for steps in values(snippets("GitHub"), "steps") for step in steps]
    used = [step for step in steps if step.get("uses", "").startswith("OWNER/envlint@")]
    assert len(used) == 2
    for step in used:
        assert step.get("with", {}).keys() <= inputs.keys()


@pytest.mark.parametrize("section", SCHEMAS)
def test_the_commands_run_and_write_what_is_published(section: str, tmp_path: Path) -> None:
    team = Repository(tmp_path / "team")
    team.give("environment.yml", "channels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pandas\n")
    given = list(values(snippets(section), "run", "script"))
    lines = [line for value in given for line in (value if isinstance(value, list) else value.splitlines())]
    ours = [line for line in lines if line.startswith("envlint ")]
    assert ours and all(re.match(r"(envlint|pip install conda-envlint)\b", line) for line in lines)
    published = (
        {"summary.md"} if section == "GitHub" else {*values(snippets(section), "codequality", "testResultsFiles")}
    )
    for line in ours:
        command = line.replace("envlint", f'"{sys.executable}" -m envlint', 1)
        done = ask(team.folder, "bash", "-c", command, PYTHONPATH=str(ROOT), GITHUB_STEP_SUMMARY="summary.md")
        assert done.returncode == 1, done.stdout + done.stderr
        assert "environment.yml" in done.stdout and "pandas" in done.stdout
    assert published and all("pandas" in (team.folder / name).read_text() for name in published)
