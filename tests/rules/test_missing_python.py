"""missing-python: what counts as a Python, and which files are added to one."""

import pytest

from envlint.rules.pins.missing_python import missing_python
from tests.rules.probe import probe

PIP = "- pip:\n  - requests\n"


@pytest.mark.parametrize(
    ("head", "dependencies", "line"),
    [
        ("name: a\n", "- pip\n", 4),
        ("name: a\n", "", 3),
        ("name: a\ncategory: main\n", "- pip\n", 5),
        ("name: a\n", "- ipython\n- python-dateutil\n- r-base\n", 6),
        ("name: a\n", "- boost-python=1.8\n- python.app\n", 5),
    ],
)
def test_a_pip_section_without_python(head: str, dependencies: str, line: int) -> None:
    found = probe(missing_python, f"{head}dependencies:\n{dependencies}{PIP}")
    assert found.marked == ["pip"]
    assert found.lines == [line]
    assert found.diagnostics[0].subject == "python"


@pytest.mark.parametrize(
    "item",
    [
        "python",
        "Python=3.12",
        "conda-forge::python=3.12",
        "python[version='3.12.*']",
        "'python >=3.9 <3.12'",
        "python:3.9",
        "{python: 3.9}",
        "numpy python",
        "python_abi=3.12",
        "pypy3.9",
        "cpython=3.13",
    ],
)
def test_what_names_a_python_is_enough(item: str) -> None:
    assert not probe(missing_python, f"name: a\ndependencies:\n- {item}\n{PIP}").marked


@pytest.mark.parametrize(
    "text",
    [
        f"dependencies:\n{PIP}",
        f"name: base\ndependencies:\n{PIP}",
        f"name: root\ndependencies:\n{PIP}",
        f"name:\ndependencies:\n{PIP}",
        f"name: a\ncategory: dev\ndependencies:\n{PIP}",
        "name: a\ndependencies:\n- numpy\n- pip\n",
        "name: a\ndependencies:\n- numpy\n- pip:\n",
        "name: a\ndependencies:\n- numpy\n- pip: []\n",
        "name: a\ndependencies: {pip: [requests]}\n",
    ],
)
def test_silent(text: str) -> None:
    assert not probe(missing_python, text).marked
