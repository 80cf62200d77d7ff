"""contradictory-pins: what cannot be satisfied, and what only looks so."""

from __future__ import annotations

import pytest

from envlint.rules.packages.contradictory_pins import contradictory_pins
from tests.rules.probe import probe

HEAD = "name: a\nchannels: [conda-forge]\ndependencies:\n"


def conda(*items: str) -> str:
    return HEAD + "".join(f"  - {item}\n" for item in items)


def pip(*lines: str) -> str:
    return HEAD + "  - pip\n  - pip:\n" + "".join(f"      - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "under", "related"),
    [
        (conda("numpy>=2,<1"), "numpy>=2,<1", []),
        (conda("numpy==1.2,==1.3"), "numpy==1.2,==1.3", []),
        (conda("numpy=1.2", "NumPy>=1.3"), "NumPy>=1.3", ["numpy=1.2"]),
        (conda("numpy=1.2.3", "numpy!=1.2.*"), "numpy!=1.2.*", ["numpy=1.2.3"]),
        (conda("conda-forge::numpy=1.2", "numpy=1.3=*openblas*"), "numpy=1.3=*openblas*", ["conda-forge::numpy=1.2"]),
        (conda("numpy>=1", "numpy=1.2", "numpy=1.3"), "numpy=1.3", ["numpy=1.2"]),
        (conda("numpy>=1.2|=1.0", "numpy<0.9"), "numpy<0.9", ["numpy>=1.2|=1.0"]),
        (conda("numpy<3|>5", "numpy>=3", "numpy<=5"), "numpy<=5", ["numpy<3|>5", "numpy>=3"]),
        # the first of many that does not go with those before it
        (conda(*["numpy>=1"] * 4, "numpy<1", "numpy"), "numpy<1", ["numpy>=1"] * 4),
        (conda(*["numpy>=1"] * 6, "numpy<1", "numpy"), "numpy<1", ["numpy>=1"] * 6),
        (conda("python=3.x"), "python=3.x", []),
        (conda("python==3.X.*"), "python==3.X.*", []),
        (conda("python=3.7", "numpy=1.20=py39h1_0", "scipy=1.6=py39h2_0"), "py39h1_0", ["python=3.7", "py39h2_0"]),
        (conda("python=3.9", "torch=1=py3.10_cuda11_0"), "py3.10_cuda11_0", ["python=3.9"]),
        (conda("python=3.9", "cupy=9=cuda102py27h1_0"), "cuda102py27h1_0", ["python=3.9"]),
        (pip("rich>=14,<13"), "rich>=14,<13", []),
        (pip("rich==13.1", "Rich==13.2"), "Rich==13.2", ["rich==13.1"]),
        (
            pip("rich>=13; python_version < '3.9'", 'rich<12; python_version<"3.9"'),
            'rich<12; python_version<"3.9"',
            ["rich>=13; python_version < '3.9'"],
        ),
    ],
)
def test_contradiction(text: str, under: str, related: list[str]) -> None:
    found = probe(contradictory_pins, text)
    assert found.marked == [under]
    assert found.related == [related]
    assert found.fixed == text


@pytest.mark.parametrize(
    "text",
    [
        conda("numpy>=1.2,<=1.2"),
        conda("numpy=1.2", "numpy==1.2.0"),
        conda("numpy=1", "numpy=1.2.*", "numpy"),
        conda("numpy=1.2  # [win]", "numpy=1.3  # [linux]"),
        conda("numpy=1.2  # [win]", "numpy=1.3"),
        conda('numpy=1.2[when="python <3.9"]', "numpy=1.3"),
        conda("cached-property=1", "cached_property=2"),
        conda("numpy (=1.2)", "numpy=1.3"),
        conda("py*=1.2", "py*=1.3"),
        conda("openssl=1.1.1x", "jpeg=9x", "pkg>=3.x"),
        # Built for an older Python: perhaps for all newer ones.
        conda("python=3.12", "polars=1=py39h74f158a_0"),
        # Where one build fits, the other is a noarch package that names the Python it was made with.
        conda("python=3.8", "numpy=1.20=py38h1_0", "cusignal=21.12=py37_gc36c013_9"),
        conda("python=3.9", "a=1=numpy116_0", "b=1=pyh9f0ad1d_0", "c=1=py_0", "d=1=py3.10.4_0"),
        conda("python>=3.9", "numpy=1.26=py312h1_0"),
        conda("python=3.9  # [win]", "numpy=1.26=py312h1_0"),
        conda("numpy=1.26=py312h1_0"),
        pip("tomli==2.2.1; python_version >= '3.8'", "tomli==2.0.1; python_version < '3.8'"),
        pip("torch==2.0.1+cu118", "torch==2.0.1"),
        pip("a @ https://example.org/a-1.zip", "a==2"),
        pip("rich<12", "rich=13"),
    ],
)
def test_silent(text: str) -> None:
    assert probe(contradictory_pins, text).messages == []


def test_help_writes_the_x_in_conda_s_way() -> None:
    for written, meant in (("python=3.x", "python=3"), ("python ==3.8.X", "python =3.8"), ("python=3.x.x", "python=3")):
        (found,) = probe(contradictory_pins, conda(written)).diagnostics
        assert found.help == f"write `{meant}`"
