"""What a pyproject.toml says that a project needs."""

from __future__ import annotations

import pytest

from envlint.pypi.pyproject import from_poetry, read

PROJECT = """\
[project]
name = "My_Demo"
requires-python = ">=3.10"
dependencies = [
  "numpy>=2",  # arrays
  'pandas',
]
[project.optional-dependencies]
Dev_Tools = ["pytest>=8"]
all = ["my-demo[dev-tools,all]", "rich"]
"""

POETRY = """\
[tool.poetry]
name = "demo"
[tool.poetry.dependencies]
python = "^3.9"
numpy = "^1.26.4"
"pandas" = {version = "~2.1", extras = ["test"]}
scipy = "*"
rich = {version = "^13", optional = true}
tomli = {version = "^2", python = "<3.11"}
own = {git = "https://example.org/own.git"}
torch = [{version = "2.1", markers = "x"}]
old = "^1 || ^2"
"""


def test_a_project() -> None:
    found = read(PROJECT)
    assert found and found.python
    assert (found.name, found.python.requirement) == ("my-demo", ">=3.10")
    assert [need.requirement for need in found.needs] == ["numpy>=2", "pandas"]
    assert [PROJECT[slice(*need.span)] for need in found.needs] == ["numpy>=2", "pandas"]


def test_extras_may_name_extras() -> None:
    found = read(PROJECT, ["all", "gone"])
    assert found and [need.requirement for need in found.needs] == ["numpy>=2", "pandas", "rich", "pytest>=8"]


def test_poetry() -> None:
    found = read(POETRY)
    assert found and found.python and found.python.requirement == ">=3.9,<4"
    needs = {need.requirement: POETRY[slice(*need.span)] for need in found.needs}
    assert needs == {
        "numpy>=1.26.4,<2": 'numpy = "^1.26.4"',
        "pandas>=2.1,<2.2": '"pandas" = {version = "~2.1", extras = ["test"]}',
        "scipy": 'scipy = "*"',
        "old": 'old = "^1 || ^2"',
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.3", "==1.2.3"),
        ("1.2.*", "==1.2.*"),
        ("== 1.2", "==1.2"),
        (">= 1.2, <2", ">=1.2,<2"),
        ("~=1.2", "~=1.2"),
        ("*", ""),
        ("^1 || ^2", None),
        ("^1.2b1", None),
        ("", None),
    ],
)
def test_poetry_s_versions(written: str, meant: str | None) -> None:
    assert from_poetry(written) == meant


@pytest.mark.parametrize("text", ["", "[project", "[tool.black]\n", "project = 3\n", "[tool]\npoetry = 3\n"])
def test_no_project(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "[project]\n",
        "[project]\nname = 3\ndependencies = 'numpy'\nrequires-python = []\noptional-dependencies = 1\n",
        "[project]\ndependencies = [1, {a = 2}]\n",
        "[tool.poetry]\nname = 1\ndependencies = []\n",
    ],
)
def test_what_is_of_a_wrong_type_is_left_out(text: str) -> None:
    found = read(text, ["dev"])
    assert found is not None and (found.python, found.needs) == (None, ())


def test_a_place_that_is_not_certain_is_the_start() -> None:
    found = read('[project]\ndependencies = ["numpy"]\noptional-dependencies = {a = ["numpy"]}\n')
    assert found and found.needs[0].span == (0, 0)
