"""Whether a record is what a spec asks for, by conda's rules and against rattler's."""

from __future__ import annotations

import pytest
import rattler
from hypothesis import given, settings
from hypothesis import strategies as st
from rattler.package.build_string import BuildString
from rattler.repo_data.package_record import PackageRecord

from envlint.conda import channel, match_spec
from envlint.conda.build import build_matches
from envlint.locks.model import CONDA, PIP, Record
from envlint.locks.satisfy import comes_from, satisfies, satisfies_pip
from envlint.pypi import parse_line
from envlint.source import Span

FORGE = "https://conda.anaconda.org/conda-forge"


def record(version: str, build: str = "py312_0", channel: str = FORGE, subdir: str = "linux-64") -> Record:
    url = f"{channel}/{subdir}/numpy-{version}-{build}.conda"
    return Record("numpy", version, CONDA, "linux-64", url, Span(0, 0), build)


@pytest.mark.parametrize(
    ("spec", "version", "build", "fits"),
    [
        ("numpy", "1.2", "0", True),
        ("numpy=1.2", "1.2.9", "0", True),
        ("numpy==1.2", "1.2.9", "0", False),
        ("numpy==1.2", "1.2.0", "0", True),
        ("numpy>=1.2,<2", "2.0a0", "0", True),
        ("numpy>=1.2,<2.0a0", "2.0a0", "0", False),
        ("numpy=1.2=py312_0", "1.2", "py312_0", True),
        ("numpy=1.2=py312_0", "1.2", "py312_1", False),
        ("numpy=*=*cuda*", "1.2", "gpu_cuda_0", True),
        ("numpy=*=*cuda*", "1.2", "cpu_0", False),
        ("numpy[build=^py.*_0$]", "1.2", "py312_0", True),
        ("numpy[build=^py.*_0$]", "1.2", "py312_1", False),
        ("numpy[version='>=1',subdir=linux-64]", "1.2", "0", True),
        ("numpy[subdir=win-64]", "1.2", "0", False),
        ("conda-forge/noarch::numpy", "1.2", "0", False),
        ("numpy~=1", "1.2", "0", True),  # conda fails on it: no drift
    ],
)
def test_specs(spec: str, version: str, build: str, fits: bool) -> None:
    assert satisfies(record(version, build), match_spec.parse(spec)) is fits


@pytest.mark.parametrize(
    ("asked", "build", "fits"),
    [
        (None, "x", True),
        ("*", "x", True),
        ("Py_0", "py_0", False),
        ("py3.9*", "py3x9_0", False),
        ("a*b*c", "a1b2c", True),
        ("^(a+)+$", "aaaa!", True),  # not tried
        ("^[$", "x", True),
    ],
)
def test_builds(asked: str | None, build: str, fits: bool) -> None:
    assert build_matches(asked, build) is fits


@pytest.mark.parametrize(
    ("place", "asked", "fits"),
    [
        (FORGE, "conda-forge", True),
        (FORGE, "https://conda.anaconda.org/conda-forge/", True),
        (FORGE, "bioconda", False),
        ("https://conda.anaconda.org/t/tk-12345678/conda-forge", "conda-forge", True),
        ("https://repo.anaconda.com/pkgs/main", "defaults", True),
        ("https://repo.anaconda.com/pkgs/main", "main", False),
        ("https://repo.anaconda.com/pkgs/main", "conda-forge", False),
        ("https://art.example.org/api/conda/conda-forge", "conda-forge", True),
        ("https://art.example.org/api/conda/other", "conda-forge", False),
        (FORGE, "$CHANNEL", True),
        (FORGE, "./channel", True),
        ("https://prefix.dev/conda-forge", "conda-forge", True),
    ],
)
def test_channels(place: str, asked: str, fits: bool) -> None:
    assert comes_from(record("1", channel=place), channel.parse(asked)) is fits


@pytest.mark.parametrize(
    ("line", "version", "fits"),
    [
        ("requests", "2.32.3", True),
        ("requests==2.32.*", "2.32.3", True),
        ("requests[socks]<2", "2.32.3", False),
        ("requests~=2.31", "2.32.3", True),
        ("requests>=3", "3.0rc1", False),
        ("requests>=2", "3.0rc1", True),
        ("requests==2.1", "2.1+cu118", True),
        ("requests>=2", "not a version", True),
        ("requests @ https://x.org/requests-1.tar.gz", "2.32.3", True),
    ],
)
def test_pip_lines(line: str, version: str, fits: bool) -> None:
    held = Record("requests", version, PIP, "linux-64", "", Span(0, 0))
    assert satisfies_pip(held, parse_line(line)) is fits


NUMBERS = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
VERSIONS = st.builds(str.__add__, NUMBERS, st.sampled_from(["", "", "", "a1", "rc2", ".post1"]))
BUILDS = st.sampled_from(["py312_0", "py312h1234567_1", "cuda126py312_0", "cpu_0", "0"])
CLAUSES = st.builds(str.__add__, st.sampled_from([">=", "<=", "<", ">", "!=", "=="]), VERSIONS)
ASKED = st.one_of(
    st.just(""),
    CLAUSES,
    st.builds("{},{}".format, CLAUSES, CLAUSES),
    NUMBERS.map("={}".format),
    st.builds("={}.*".format, NUMBERS),
    st.builds("=={}={}".format, VERSIONS, st.one_of(BUILDS, st.sampled_from(["py312*", "*cuda*", "*_0", "*"]))),
    st.builds("=*={}".format, st.sampled_from(["py312*", "*cuda*", "*_0", "cpu_0"])),
)


@settings(max_examples=600, deadline=None)
@given(ASKED, VERSIONS, BUILDS)
def test_satisfied_is_what_rattler_matches(asked: str, version: str, build: str) -> None:
    text = f"numpy{asked}"
    theirs = PackageRecord("numpy", version, BuildString(build), 0, "linux-64")
    assert satisfies(record(version, build), match_spec.parse(text)) == rattler.MatchSpec(text, strict=False).matches(
        theirs
    )
