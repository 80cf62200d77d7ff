"""`envlint spec`: how each client reads a spec."""

from __future__ import annotations

import json

import pytest

from envlint.cli import main
from envlint.spec_table import Reading, as_json, text
from tests.conda.cases import matchspec_rows


def test_a_block_a_spec() -> None:
    assert text([Reading("numpy >=1.26 , <2"), Reading("numpy=1.26")]) == (
        "numpy >=1.26 , <2\n"
        "  conda  numpy, version >=1.26,<2\n"
        "  mamba  reads what follows the space as a build: no space before `,`\n"
        "  pixi   as conda\n"
        "  lost   nothing\n"
        "  write  numpy >=1.26,<2\n"
        "\n"
        "numpy=1.26\n"
        "  conda  numpy, version 1.26.*\n"
        "  mamba  as conda\n"
        "  pixi   as conda\n"
        "  lost   nothing\n"
        "  write  numpy=1.26\n"
    )


@pytest.mark.parametrize(
    ("spec", "mamba", "pixi", "portable", "clean"),
    [
        ("numpy=1.2=b", "takes the version for a family, 1.2 for 1.2.*", "as conda", "numpy ==1.2 b", True),
        ("numpy==1.2=b", "as conda", "as conda", "numpy==1.2=b", True),
        ("numpy=1.2.*=b", "as conda", "as conda", "numpy=1.2.*=b", True),
        ("numpy=>1.2", "refuses the spec", "refuses the spec", "numpy>=1.2", False),
        ("dask[complete]", "drops the extras, or takes them for part of the name", "refuses the spec", None, False),
        ("conda-forge:numpy", "as conda", "as conda", "conda-forge::numpy", False),
        ("numpy>=1 <2", "not compared", "not compared", "numpy>=1,<2", False),
        ("numpy~=1", "as conda", "as conda", "numpy>=1", False),
    ],
)
def test_reading(spec: str, mamba: str, pixi: str, portable: str | None, clean: bool) -> None:
    reading = Reading(spec)
    assert (reading.mamba, reading.pixi, reading.portable, reading.is_clean) == (mamba, pixi, portable, clean)


def test_json() -> None:
    (each,) = json.loads(as_json([Reading("https://u:secret@example.org/c::dask[complete]=1")]))["specs"]
    assert each["conda"]["accepts"] and each["conda"]["name"] == "dask"
    assert len(each["lost"]) == 1
    assert "secret" not in json.dumps(each)
    (each,) = json.loads(as_json([Reading("a>=1 <2\u202e")]))["specs"]
    assert not each["conda"]["accepts"] and each["conda"]["problem"]


@pytest.mark.parametrize("spec", ["numpy >2,<1", "numpy>=2,<1.26", "numpy[version='>2,<1']", "numpy==1,==2"])
def test_no_version_satisfies_it(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", spec]) == 1
    told = capsys.readouterr().out
    assert "; no version satisfies this\n" in told
    assert "write  no form is sure to be what was meant" in told
    (each,) = json.loads(as_json([Reading(spec)]))["specs"]
    assert (each["conda"]["accepts"], each["conda"]["problem"]) == (True, "no version satisfies this")
    assert (each["portable"], each["clean"]) == (None, False)


@pytest.mark.parametrize("spec", ["numpy >1,<2", "numpy>2|<1", "numpy=1.26", "numpy>=1,<=1"])
def test_some_version_satisfies_it(spec: str) -> None:
    assert "no version" not in text([Reading(spec)])


def test_nothing_in_a_spec_drives_the_terminal() -> None:
    assert "\x1b" not in text([Reading("numpy\x1b[31m"), Reading("\x1b]0;x\x07::a=\x1b")])


def test_acceptance_is_that_of_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    told = 0
    wrong = []
    for row in matchspec_rows():
        reading = Reading(row.text)
        for says, result in ((reading.mamba, row.mamba), (reading.pixi, row.pixi)):
            if says in ("refuses the spec", "as conda"):
                told += 1
                if (result is None) != (says == "refuses the spec"):
                    wrong.append(row.text)
    with capsys.disabled():
        print(f"\nenvlint spec: says right of {told - len(wrong)} in {told} readings whether the client takes the spec")
    assert wrong == []
    assert told > 1000


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec", "numpy>=1,<2", "python=3.12"]) == 0
    assert main(["spec", "numpy>=1 <2"]) == 1
    assert "write  numpy>=1,<2" in capsys.readouterr().out
    assert main(["spec", "--output-format", "json", "numpy"]) == 0
    assert json.loads(capsys.readouterr().out)["specs"][0]["clean"] is True
    assert main(["spec"]) == 2
    assert "needs a package spec" in capsys.readouterr().err
