"""envlint's map from PyPI projects to conda packages, held against reference data."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from envlint.data import read_table
from envlint.pypi import normalise
from envlint.translate import CondaName, conda_name, conda_version, pip_version
from tests.shared import shared


def rows_of(path: str) -> list[dict[str, str]]:
    with shared(path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def sure_names() -> dict[str, dict[str, str]]:
    rows = rows_of("data/pypi_to_conda_reference.tsv")
    return {row["pypi_name"]: row for row in rows if row["confidence"] == "high"}


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ("numpy", CondaName("numpy")),
        ("torch", CondaName("pytorch", also=("pytorch-cpu", "pytorch-gpu"))),
        ("pysam", CondaName("pysam", "bioconda")),
        ("graphviz", CondaName("python-graphviz")),
        ("ruamel-yaml", CondaName("ruamel.yaml")),
        ("paddlepaddle", None),
        ("", None),
    ],
)
def test_a_project_has_its_conda_package(project: str, expected: CondaName | None) -> None:
    assert conda_name(project) == expected


def test_the_spelling_of_a_conda_name_does_not_matter_but_its_dot_does() -> None:
    yaml = conda_name("ruamel-yaml")
    jupyter = conda_name("jupyter-client")
    assert yaml and yaml.covers("ruamel.yaml") and not yaml.covers("ruamel_yaml")
    assert jupyter and jupyter.covers("jupyter_client") and jupyter.covers("jupyter-client")


@pytest.mark.parametrize(
    ("pip", "conda"),
    [
        ("", ""),
        ("==2.1.0", "=2.1.0"),
        ("== 2.1.0", "=2.1.0"),
        ("==2.1.*", "=2.1"),
        (">=2,<3", ">=2,<3"),
        (">= 2, < 3", ">=2,<3"),
        ("~=2.1", "~=2.1"),
        ("==2.1.0+cu118", None),
        ("==2.1.0rc1", None),
        ("===2.1.0", None),
        ("==2.1,<3", None),
    ],
)
def test_a_version_is_written_as_conda_writes_it(pip: str, conda: str | None) -> None:
    assert conda_version(pip) == conda


@pytest.mark.parametrize(
    ("pip", "package", "conda"),
    [
        ("==4.6.0.66", "opencv", "=4.6.0"),
        (">=4.5.1.48,<5", "py-opencv", ">=4.5.1,<5"),
        ("==4.6.0.66", "opencv-python-headless", "=4.6.0.66"),
        ("==4.6.*", "opencv", "=4.6"),
        ("<4.6.0.66", "opencv", None),
        ("~=4.6.0.66", "opencv", None),
        ("==1.2.3.4", "t-coffee", "=1.2.3.4"),
    ],
)
def test_the_wheel_s_own_number_is_none_of_opencv(pip: str, package: str, conda: str | None) -> None:
    assert conda_version(pip, package) == conda


@pytest.mark.parametrize(
    ("conda", "pip"),
    [
        ("", ""),
        ("==0.10.9", "==0.10.9"),
        ("=0.10.9", "==0.10.9"),
        ("=0.10", "==0.10.*"),
        ("=0.10.*", "==0.10.*"),
        (">=0.10, <1", ">=0.10,<1"),
        ("0.10", None),
        ("=0.10|=0.11", None),
    ],
)
def test_a_version_is_written_as_pip_writes_it(conda: str, pip: str | None) -> None:
    assert pip_version(conda) == pip


def test_rows_are_sorted_and_once() -> None:
    projects = [row[0] for row in read_table("names.tsv")]
    assert projects == sorted(set(projects))
    assert all(normalise(project) == project for project in projects)


def test_no_sure_name_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """Among the 3,000 projects asked for most not one, whatever the source."""
    wrong: list[str] = []
    seen: Counter[str] = Counter()
    for project, row in sure_names().items():
        rank = int(row["pypi_rank"] or 10**9)
        found = conda_name(project)
        reach = "top 3000" if rank <= 3000 else "the others"
        seen[reach] += 1
        if found is None:
            continue
        seen[f"{reach}, mapped"] += 1
        right = {row["conda_name"], *row["alternatives"].split(",")}
        if found.name not in right and not any(found.covers(name) for name in right if name):
            wrong.append(f"{project}: {found.name}, not {row['conda_name']} (rank {row['pypi_rank'] or 'none'})")
    with capsys.disabled():
        print("\nname map:", ", ".join(f"{reach} {count}" for reach, count in sorted(seen.items())))
    assert not wrong, "\n".join(wrong)


def test_no_namesake_is_taken_for_the_project() -> None:
    """Such as conda's `graphviz`, a C program, for the Python package of that name."""
    rows = rows_of("data/conda_same_name_check.tsv")
    different = [row for row in rows if row["class"].startswith("different")]
    assert different
    for row in different:
        found = conda_name(row["pypi_name"])
        assert found is None or not found.covers(row["conda_name_same"]), row["pypi_name"]


def test_both_sources_come_with_their_licence() -> None:
    licenses = Path(__file__).parents[1] / "licenses"
    assert "MIT License" in (licenses / "conda-pypi.txt").read_text(encoding="utf-8")
    assert "Apache License" in (licenses / "grayskull.txt").read_text(encoding="utf-8")
