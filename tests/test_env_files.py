"""Whole files with what conda makes of them: what it refuses gives an error, what it reads whole
and right gives none."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from envlint import engine
from envlint.diagnostic import ERROR
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.source import Source
from tests.shared import SHARED, shared

CASES = SHARED / "cases" / "env_files.json"
DEFAULT = Settings(select_rules(builtin_rules(), ["default"], []))

# Files that conda's reader takes, and that are an error all the same.
DEVIATIONS = {
    "N12": "`env create` refuses the colon in the name, after the file is read",
    "N14": "`env create` refuses the `#` in the name, after the file is read",
    "N15": "`env create` refuses the empty name, after the file is read",
    "C15": "a token in the file is an error, though conda can use it",
    "D30": "conda reads both pins, and no version satisfies both",
    "D62": "conda takes `!=1.2*` by the letter, so it excludes nothing",
    "V14": "conda stores `$HOME/x` as it is, and no shell fills it in",
}

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Reading(NamedTuple):
    """What conda makes of a file; None where it refuses it."""

    conda: list[str] = []
    pip: Any = []
    variables: dict[str, Any] = {}
    added_pip: bool = False


def cases() -> list[dict[str, Any]]:
    return json.loads(CASES.read_text(encoding="utf-8")) if CASES.exists() else []


def of_conda(column: str) -> Reading | None:
    if column.startswith("read as"):
        return Reading()
    if not column.startswith("OK"):
        return None
    found: dict[str, Any] = {}
    for match in re.finditer(r" (conda|pip|variables)=", column):
        found[match.group(1)] = json.JSONDecoder().raw_decode(column, match.end())[0]
    return Reading(**found, added_pip="+pip-nag" in column)


def reads_whole_and_right(case: dict[str, Any]) -> bool:
    """Whether conda takes the file, drops nothing of it and reads every text as it is written."""
    reading = of_conda(case["conda_head"])
    if reading is None or reading == Reading():
        return False
    written = YAML(typ="safe", pure=True).load(content(case).decode("utf-16" if is_utf16(case) else "utf-8"))
    items = written.get("dependencies") or []
    specs = [item for item in items if not isinstance(item, dict)]
    pip = [line for item in items if isinstance(item, dict) for line in item.get("pip") or []]
    return (
        all(set(item) == {"pip"} for item in items if isinstance(item, dict))
        and list(map(plain, reading.conda[reading.added_pip :])) == list(map(plain, specs))
        and not any(re.search(r"==[^0-9]*$", spec) for spec in reading.conda)
        and reading.pip == pip
        and all(isinstance(line, str) for line in pip)
        and all(is_exported_as_written(case, *pair) for pair in reading.variables.items())
    )


def plain(spec: object) -> str:
    """A spec without what conda changes when it writes one back."""
    text = re.sub(r"\[version='(.*)'\]$", r"\1", str(spec).lower())
    return re.sub(r"[\s=]", "", text)


def is_exported_as_written(case: dict[str, Any], name: str, value: object) -> bool:
    text = str(value)
    return (
        name != "PATH"
        and bool(_VARIABLE.fullmatch(name))
        and re.search(rf"\b{name}: \"?{re.escape(text)}\b", case["content"]) is not None
    )


def is_utf16(case: dict[str, Any]) -> bool:
    return bool(case["content"].startswith("UTF16:"))


def content(case: dict[str, Any]) -> bytes:
    text: str = case["content"]
    if text.startswith("UTF16:"):
        return text.removeprefix("UTF16:").encode("utf-16")
    if text.startswith("LATIN1:"):
        return text.removeprefix("LATIN1:").encode("latin-1")
    return text.encode()


def errors(case: dict[str, Any]) -> list[str]:
    report = engine.lint(Source.decode(case["file"], content(case)), DEFAULT)
    assert not report.crashes, report.crashes[0].traceback
    return [f"{each.rule}: {each.message}" for each in report.diagnostics if each.severity == ERROR]


def test_the_cases_are_there() -> None:
    shared("cases/env_files.json")
    verdicts = [of_conda(case["conda_head"]) is None for case in cases()]
    assert verdicts.count(True) > 50
    assert sum(map(reads_whole_and_right, cases())) > 40


def test_deviations_are_few_and_real() -> None:
    shared("cases/env_files.json")
    assert len(DEVIATIONS) <= 8
    by_id = {case["id"]: case for case in cases()}
    assert [each for each in DEVIATIONS if not errors(by_id[each])] == []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_errors_are_what_conda_refuses(case: dict[str, Any]) -> None:
    if case["id"] in DEVIATIONS:
        return
    found = errors(case)
    if of_conda(case["conda_head"]) is None:
        assert found, f"conda refuses {case['content']!r}: {case['conda_head']}"
    elif reads_whole_and_right(case):
        assert not found, f"conda reads {case['content']!r} whole and right"
