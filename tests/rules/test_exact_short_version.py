"""exact-short-version: which texts mean one version, for which projects that is too short, and the fix."""

import pytest

from envlint.data import read_table
from envlint.rules.pins.exact_short_version import exact_short_version
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("item", "marked", "fixed"),
    [
        ("python==3.10", "==3.10", "python=3.10"),
        ("python ==3.10", "==3.10", "python=3.10"),
        ("python 3.10", "3.10", "python=3.10"),
        ("python == 3", "== 3", "python=3"),
        ("conda-forge::numpy==1.22", "==1.22", "conda-forge::numpy=1.22"),
        ("'pandas 2.2'", "2.2", "'pandas=2.2'"),
        ("NumPy==2.1", "==2.1", "NumPy=2.1"),
        ("scikit-learn==1.3", "==1.3", "scikit-learn=1.3"),
        ("pytorch==2.1  # gpu", "==2.1", "pytorch=2.1  # gpu"),
    ],
)
def test_one_version_of_two_parts(item: str, marked: str, fixed: str) -> None:
    found = probe(exact_short_version, f"dependencies:\n- {item}\n")
    assert found.marked == [marked]
    assert found.fixed == f"dependencies:\n- {fixed}\n"
    assert found.safely_fixed == found.text


@pytest.mark.parametrize(
    "item",
    [
        "python=3.10",
        "python 3.10.*",
        "python=3.10.*",
        "python==3.10.*",
        "python==3.10.4",
        "python 3.10.0",
        "python>=3.10",
        "python ~=3.10",
        "python==3.13rc1",
        "python==3.10|==3.11",
        "python>=3.9,==3.10",
        "python=3.10=*_cpython",
        "python ==3.10 *_cpython",
        "python==2.7",
        "scikit-learn==1.0",
        "scikit-learn==0.22",
        "pandas==0.2",
        "pytz==2025.2",
        "packaging==24.0",
        "pyyaml==6.0",
        "python[version='==3.10']",
        "python==",
        "python",
    ],
)
def test_silent(item: str) -> None:
    assert not probe(exact_short_version, f'dependencies:\n- "{item}"\n').marked


def test_pip_lines_are_not_judged() -> None:
    assert not probe(exact_short_version, "dependencies:\n- pip:\n  - numpy==2.1\n").marked


def test_the_message_names_the_releases() -> None:
    found = probe(exact_short_version, "dependencies: [python==3.10, numpy 2]\n")
    assert "allows 3.10.0 only, not 3.10.1" in found.messages[0]
    assert "allows 2.0.0 only, not 2.0.1" in found.messages[1]
    assert found.fixed == "dependencies: [python=3.10, numpy=2]\n"


def test_the_table_is_sorted_and_plain() -> None:
    rows = read_table("three_parts.tsv")
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert all(len(row) == 2 and set(row[1]) <= set("0123456789.") for row in rows)
