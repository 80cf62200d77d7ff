"""The JSON Schema of the configuration: current, and of one mind with what reads the configuration."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import envlint
from envlint import cli
from envlint.config import ConfigError, make, schema
from envlint.registry import builtin_rules

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

SHIPPED = Path(envlint.__file__).parent / "data" / "config.schema.json"

SCHEMA = json.loads(SHIPPED.read_text())

GOOD = """
---
select = ["default", "strict"]
extend-select = ["eol-python", "pins"]
ignore = ["machine-prefix", "style"]
---
targets = ["conda", "pixi"]
include = ["*.yml.txt"]
exclude = ["legacy/**"]
required-version = ">=0.0.1, <99"
max-file-size = 100
---
required-version = "!=7"
---
[per-file-ignores]
"legacy/**" = ["loose-pin", "pins", "all"]
---
[rules.loose-pin]
level = "minor"
severity = "error"
python = ""
exempt = []
packages = {numpy = "exact"}
---
[rules.misordered-channels]
order = [["a", "b"], []]
---
[rules.framework-from-pip]
allow-index = false
---
[rules.duplicate-channel]
severity = "warning"
"""

BAD = """
---
selekt = []
---
select = "all"
---
select = ["loose-pins"]
---
extend_select = []
---
ignore = [1]
---
targets = ["condo"]
---
include = {}
---
max-file-size = 0
---
max-file-size = "4"
---
required-version = "new"
---
required-version = 0.1
---
per-file-ignores = ["a"]
---
per-file-ignores = {a = "pins"}
---
per-file-ignores = {a = ["pin"]}
---
rules = 1
---
severity = {loose-pin = "error"}
---
[rules.loose-pins]
severity = "error"
---
[rules]
loose-pin = "error"
---
[rules.loose-pin]
severity = "off"
---
[rules.loose-pin]
level = "tight"
---
[rules.loose-pin]
levl = "minor"
---
[rules.loose-pin]
packages = {numpy = "tight"}
---
[rules.misordered-channels]
order = ["a"]
---
[rules.framework-from-pip]
allow-index = 1
---
[rules.framework-from-pip]
allow_index = true
---
[rules.duplicate-channel]
level = "minor"
"""


def blocks(text: str) -> list[str]:
    return [block.strip() + "\n" for block in text.split("---\n") if block.strip()]


def check(schemafile: Path, file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schemafile), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def is_read(toml: str) -> bool:
    try:
        make("envlint.toml", tomllib.loads(toml), builtin_rules())
    except ConfigError:
        return False
    return True


def test_the_shipped_schema_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    made = "envlint config --schema > envlint/data/config.schema.json"
    assert SHIPPED.read_text() == schema.as_json(builtin_rules()), f"make it anew: {made}"
    assert cli.main(["config", "--schema"]) == 0
    assert capsys.readouterr().out == SHIPPED.read_text()


def test_every_default_stands_in_the_schema() -> None:
    assert SCHEMA["properties"]["select"]["default"] == ["default"]
    assert SCHEMA["properties"]["rules"]["properties"]["loose-pin"]["properties"]["level"]["default"] == "bounded"


TEXTS = st.sampled_from(["", "loose-pin", "pins", "default", "conda", "minor", "error", "off", ">=0.0.1", "x"])
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(0, 2),
    lambda each: st.lists(each, max_size=2) | st.dictionaries(TEXTS, each, max_size=2),
    max_leaves=4,
)


def tables(properties: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables with some of these keys, or one that is none; the values are right here and there."""
    return st.dictionaries(st.sampled_from([*properties, "no-key"]), VALUES, max_size=2)


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    properties = SCHEMA["properties"]
    table = draw(tables(properties))
    if draw(st.booleans()):
        rule = draw(st.sampled_from(["loose-pin", "misordered-channels", "framework-from-pip", "duplicate-key", "x"]))
        options = properties["rules"]["properties"].get(rule, {"properties": {}})["properties"]
        table["rules"] = {rule: draw(tables(options))}
    return table


# The first example imports the rules.
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(configurations())
@example({"required-version": "==0.0.*, !=1"})
def test_the_schema_and_what_reads_a_configuration_are_of_one_mind(table: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    try:
        make("envlint.toml", table, builtin_rules())
        fault = ""
    except ConfigError as error:
        fault = str(error)
    # What this version of envlint is no schema can know.
    if "and this is envlint" not in fault:
        assert jsonschema.Draft7Validator(SCHEMA).is_valid(table) == (not fault), fault or "the schema refuses it"


def test_check_jsonschema_takes_what_is_good_and_refuses_what_is_bad(tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed: pip install -e '.[test]'")
    files = {}
    for toml, good in [*((each, True) for each in blocks(GOOD)), *((each, False) for each in blocks(BAD))]:
        file = tmp_path / f"{len(files)}.toml"
        file.write_text(toml)
        files[file] = good
        assert is_read(toml) == good, f"envlint and this test differ on {toml}"
    command = [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", str(SHIPPED), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    told = json.loads(done.stdout)
    assert told["parse_errors"] == []
    refused = {Path(error["filename"]) for error in told["errors"]}
    assert {file.read_text() for file in refused} == {file.read_text() for file, good in files.items() if not good}


def test_check_jsonschema_on_pyproject(tmp_path: Path) -> None:
    """As the store of schemas has it: the table's schema by reference in that of pyproject.toml."""
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed: pip install -e '.[test]'")
    reference = {"properties": {"tool": {"properties": {"envlint": {"$ref": SHIPPED.as_uri()}}}}}
    whole = tmp_path / "pyproject.schema.json"
    whole.write_text(json.dumps(reference))
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\nname = "x"\n[tool.envlint.rules.loose-pin]\nlevel = "minor"\n')
    good = check(whole, file)
    assert good.returncode == 0, good.stdout + good.stderr
    file.write_text('[project]\nname = "x"\n[tool.envlint.rules.loose-pin]\nlevl = "minor"\n')
    bad = check(whole, file)
    assert bad.returncode == 1
    assert "levl" in bad.stdout
