"""pyproject-drift: what is missing, what is shut out, what is another file's business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from envlint.rules.project.pyproject_drift import pyproject_drift
from tests.rules.probe import Probe, probe

HEAD = "name: demo\nchannels: [conda-forge]\ndependencies:\n"


def env(*items: str, pip: tuple[str, ...] = ()) -> str:
    text = HEAD + "".join(f"  - {item}\n" for item in items)
    return text + ("  - pip\n  - pip:\n" + "".join(f"      - {line}\n" for line in pip) if pip else "")


def project(*needs: str, more: str = "", python: str = "") -> str:
    version = f'requires-python = "{python}"\n' if python else ""
    return f'[project]\nname = "demo"\n{version}dependencies = {list(needs)}\n{more}'


def run(
    text: str, toml: str, path: str = "environment.yml", at: str = "", options: Mapping[str, Any] | None = None
) -> Probe:
    return probe(pyproject_drift, text, options, {f"{at}pyproject.toml": toml}, path)


@pytest.mark.parametrize(
    ("text", "toml", "missing"),
    [
        (env("numpy=2"), project("numpy", "pandas>=2"), ["pandas"]),
        (env("python=3.12"), project("numpy"), ["numpy"]),
        (env("numpy=2"), project("numpy", "torch", "scipy"), ["scipy", "torch"]),
        (env("numpy=2", pip=("rich==13",)), project("numpy", "Rich", "tables"), ["tables"]),
        (env("numpy=2"), '[tool.poetry.dependencies]\nnumpy = "^2"\npandas = "^2"\n', ["pandas"]),
    ],
)
def test_missing(text: str, toml: str, missing: list[str]) -> None:
    found = run(text, toml)
    assert [each.subject for each in found.diagnostics] == [f"pyproject.toml/{name}" for name in missing]
    assert set(found.marked) == {"dependencies"}
    assert found.messages == [f"`{name}` is missing: `pyproject.toml` needs it" for name in missing]


@pytest.mark.parametrize(
    ("text", "toml"),
    [
        (env("pytorch=2"), project("torch")),
        (env("matplotlib-base=3", "dask-core"), project("matplotlib", "dask")),
        (env("python=3.12", pip=("-e .",)), project("numpy")),
        (env("python=3.12", pip=("-e ./[dev]",)), project("numpy")),
        (env("python=3.12", pip=(".",)), project("numpy")),
        (env("python=3.12", pip=("demo==1.0",)), project("numpy")),
        (env("python=3.12", "demo=1.0"), project("numpy")),
        (env("python=3.12", pip=("git+https://example.org/demo.git@v1",)), project("numpy")),
        (env("python=3.12", pip=("-r requirements.txt",)), project("numpy")),
        (env("anaconda=2024"), project("numpy")),
        (env("python=3.12"), project("tomli; python_version < '3.11'", "own @ https://example.org/own.zip", "= bad")),
        (env("python=3.12"), "[project"),
        (env("python=3.12"), "[tool.black]\n"),
        (env("python=3.12"), '[project]\nname = "demo"\ndynamic = ["dependencies"]\n'),
        ("name: demo\nchannels: [conda-forge]\n", project("numpy")),
    ],
)
def test_nothing_is_missing(text: str, toml: str) -> None:
    assert run(text, toml).messages == []


@pytest.mark.parametrize(
    ("item", "need", "fixed"),
    [
        ("numpy=1.26", "numpy>=2", "numpy>=2"),
        ("conda-forge::numpy ==1.26.4", "numpy >=2, <3", "conda-forge::numpy>=2,<3"),
        ("numpy<2", "numpy==2.1", "numpy=2.1"),
        ("pytorch=2.4", "torch~=1.13.1", "pytorch~=1.13.1"),
        ("numpy=1.26=py312h_0", "numpy>=2", None),
        ("numpy[version=1.26]", "numpy>=2", None),
    ],
)
def test_shut_out_in_the_conda_list(item: str, need: str, fixed: str | None) -> None:
    found = run(env(item), project(need))
    (message,) = found.messages
    assert message == f"`{item}` shuts out what `pyproject.toml` asks for: `{need}`"
    assert found.fixed == (env(fixed) if fixed else found.text) and found.safely_fixed == found.text


@pytest.mark.parametrize("line", ["rich<13 --hash=sha256:aa", "rich<13 \\"])
def test_a_line_with_more_than_a_version_is_not_rewritten(line: str) -> None:
    found = run(env("python=3.12", pip=(line, "httpx")), project("rich>=13", "httpx"))
    assert (found.marked, found.fixed) == ([line], found.text)


def test_shut_out_in_the_pip_list() -> None:
    found = run(
        env("python=3.12", pip=("rich[x] ==12.0", "httpx==0.27 --hash=sha256:" + "0" * 64)), project("rich>=13")
    )
    assert found.marked == ["rich[x] ==12.0"]
    assert "- rich[x]>=13\n" in found.fixed


@pytest.mark.parametrize(
    ("item", "python", "speaks"),
    [
        ("python=3.9", ">=3.10", True),
        ("python=3.12", ">=3.9,<3.12", True),
        ("python=3.9", ">=3.9.2", False),
        ("python>=3.8", ">=3.10", False),
        ("python", ">=3.10", False),
        ("python=3.11", ">=3.10,!=3.11.*", True),
    ],
)
def test_python(item: str, python: str, speaks: bool) -> None:
    messages = run(env(item, "numpy"), project("numpy", python=python)).messages
    told = f"`{item}` shuts out what `pyproject.toml` asks for: Python `{python}`"
    assert messages == ([told] if speaks else [])


def test_the_nearest_one_upwards_counts_for_files_that_are_for_the_project() -> None:
    toml = project("numpy>=2", "pandas", "scipy", "xarray")
    half, less = env("numpy=2", "pandas=2"), env("numpy=1", "sphinx=8")
    assert len(run(half, toml, "ci/environment.yml", "../").messages) == 2
    assert run(less, toml, "docs/environment.yml", "../").messages == []
    assert run(less, toml, "environment-docs.yml").messages == []
    assert len(run(less, toml).messages) == 4
    installs = env("numpy=1", "sphinx=8", pip=("-e ..",))
    assert run(installs, toml, "docs/environment.yml", "../").marked == ["numpy=1"]
    assert run(half, toml, "a/b/c/environment.yml", "../../../").marked


def test_options() -> None:
    toml = project("numpy", "pandas", more='[project.optional-dependencies]\ndev = ["pytest>=8"]\n')
    text = env("numpy=2", "pytest=7")
    assert run(text, toml, options={"exempt": ("Pandas",)}).messages == []
    assert run(text, toml, options={"exempt": ("pandas",), "extras": ("dev",)}).marked == ["pytest=7"]


def test_one_fix_adds_all_that_is_missing() -> None:
    needs = [f"{name}>=1" for name in "pandas scipy xarray dask zarr netcdf4 torch rich click pyyaml tables".split()]
    found = run(env("numpy=2"), project("numpy", *needs))
    assert len(found.diagnostics) == 11 and sum(each.fix is not None for each in found.diagnostics) == 1
    added = "pandas scipy xarray dask zarr netcdf4 pytorch rich click pyyaml pytables".split()
    assert found.fixed == env("numpy=2", *(f"{name}>=1" for name in added))
    assert found.safely_fixed == found.text


def test_no_fix_where_a_name_or_a_channel_is_not_sure() -> None:
    assert run(env("numpy=2"), project("numpy", "example-tool-of-nobody")).diagnostics[0].fix is None
    elsewhere = env("numpy=2").replace("conda-forge", "defaults")
    assert run(elsewhere, project("numpy", "pandas")).diagnostics[0].fix is None


def test_related_points_into_pyproject() -> None:
    toml = project("numpy", "pandas>=2")
    (found,) = run(env("numpy=2"), toml).diagnostics
    (related,) = found.related
    assert (related.path, toml[slice(*related.span)]) == ("pyproject.toml", "pandas>=2")
