"""conda-and-pip: which names are one project, and which of the two goes."""

import pytest

from envlint.rules.packages.conda_and_pip import conda_and_pip
from tests.rules.probe import probe


def environment(conda: str, pip: str) -> str:
    return f"dependencies:\n- python=3.12\n- {conda}\n- pip:\n  - {pip}\n  - other==1\n"


@pytest.mark.parametrize(
    ("conda", "pip"),
    [
        ("numpy", "numpy"),
        ("conda-forge::numpy=2.1", "NumPy>=2"),
        ("pytorch-gpu", "torch"),
        ("opencv", "opencv-contrib-python"),
        ("py-opencv", "opencv-python-headless"),
        ("pytables", "tables"),
        ("pyqt", "PyQt5"),
        ("matplotlib-base", "matplotlib[extra]"),
        ("huggingface_hub", "huggingface-hub"),
        ("ruamel.yaml", "ruamel-yaml"),
        ("tensorflow-mkl", "tensorflow"),
        ("pysam", "pysam"),
        ("numpy", "numpy @ git+https://github.com/numpy/numpy@v2.1.0"),
    ],
)
def test_one_project(conda: str, pip: str) -> None:
    found = probe(conda_and_pip, environment(conda, pip))
    assert found.marked == [pip]
    assert found.related == [[conda]]


@pytest.mark.parametrize(
    ("conda", "pip"),
    [
        ("graphviz", "graphviz"),
        ("lmdb", "lmdb"),
        ("redis", "redis"),
        ("ruamel_yaml", "ruamel.yaml"),
        ("libopencv", "opencv-python"),
        ("pytorch", "pytorch-lightning"),
        ("unheard-of-thing", "unheard-of-thing"),
        ("numpy", "numpy=2.1"),
        ("numpy", "-r numpy"),
    ],
)
def test_two_projects(conda: str, pip: str) -> None:
    assert not probe(conda_and_pip, environment(conda, pip)).marked


def test_a_framework_brings_another_cuda() -> None:
    assert "CUDA" in probe(conda_and_pip, environment("pytorch", "torch")).messages[0]
    assert "CUDA" not in probe(conda_and_pip, environment("numpy", "numpy")).messages[0]


@pytest.mark.parametrize(
    ("conda", "pip", "said", "advised"),
    [
        ("numpy==2.1", "numpy==2.1.0", "the same version twice, 2.1.0", "delete the pip line"),
        ("numpy=2.1=py312_0", "numpy==2.1", "the same version twice, 2.1", "delete the pip line"),
        ("numpy=2.1.3", "numpy==2.1.3", "the same version twice, 2.1.3", "delete the pip line"),
        ("numpy=2.1.3", "numpy === 2.1.3", "the same version twice, 2.1.3", "delete the pip line"),
        ("dask=2024.8.1", "dask[array]==2024.8.1", "the same version twice, 2024.8.1", "keep one of the two"),
        ("matplotlib=3.3.4=py38_0", "matplotlib==3.5.2", "replaces conda's 3.3.4 by 3.5.2", "keep one of the two"),
        ("numpy=2.1", "numpy==1.26.4", "replaces conda's 2.1 by 1.26.4", "keep one of the two"),
        ("pytorch==2.0.0", "torch==2.0.0+cu118", "replaces conda's 2.0.0 by 2.0.0+cu118", "keep one of the two"),
        ("numpy=2.1", "numpy==2.1", "unless the versions agree", "keep one of the two"),
        ("numpy=2.1", "numpy==2.1.3", "unless the versions agree", "keep one of the two"),
        ("numpy>=2,<3", "numpy==1.26.4", "unless the versions agree", "keep one of the two"),
        ("numpy==2.1", "numpy==2.1.*", "unless the versions agree", "keep one of the two"),
        ("numpy==2.1", "'numpy==2.2; python_version > \"3\"'", "unless the versions agree", "keep one of the two"),
        ("numpy==2.1", "numpy", "unless the versions agree", "keep one of the two"),
    ],
)
def test_what_becomes_of_the_version(conda: str, pip: str, said: str, advised: str) -> None:
    (found,) = probe(conda_and_pip, environment(conda, pip)).diagnostics
    assert found.message.endswith(said)
    assert found.help.startswith(advised)


def test_a_repeat_in_the_pip_section_is_not_told_again() -> None:
    text = "dependencies:\n- numpy\n- pip: [numpy, 'numpy>=1']\n"
    assert probe(conda_and_pip, text).marked == ["numpy"]


@pytest.mark.parametrize(
    ("conda", "pip", "kept"),
    [
        ("numpy=2.1", "numpy", "numpy=2.1"),
        ("numpy=2.1", "numpy==2.1.3", "numpy=2.1.3"),
        ("numpy>=2,<3", "numpy==2.1.3", "numpy=2.1.3"),
        ("numpy=2.1.3=py312_0", "numpy==2.1.3", "numpy=2.1.3=py312_0"),
        ("conda-forge::numpy==2.1.3", "numpy==2.1.3", "conda-forge::numpy==2.1.3"),
        ('"numpy"', "numpy==2.1.3", '"numpy=2.1.3"'),
        ("numpy", "numpy==2.1.3", "numpy=2.1.3"),
        ("numpy", "numpy>=2,<3", "numpy>=2,<3"),
        ("pytorch", "torch==2.1.0", "pytorch=2.1.0"),
        ("opencv=4.6.0", "opencv-python==4.6.0.66", "opencv=4.6.0"),
        ("py-opencv", "opencv-python-headless>=4.5.1.48", "py-opencv>=4.5.1"),
    ],
)
def test_the_pip_line_goes_and_its_version_stays(conda: str, pip: str, kept: str) -> None:
    found = probe(conda_and_pip, environment(conda, pip))
    assert found.fixed == f"dependencies:\n- python=3.12\n- {kept}\n- pip:\n  - other==1\n"
    assert found.safely_fixed == found.text


@pytest.mark.parametrize(
    ("conda", "pip"),
    [
        ("numpy=2.1", "numpy==1.26.4"),
        ("numpy=2.1", "numpy>=2"),
        ("conda-forge::numpy", "numpy==2.1.3"),
        ("numpy * *mkl*", "numpy==2.1.3"),
        ("dask", "dask[complete]"),
        ("numpy", "numpy==2.1.0rc1"),
        ("opencv", "opencv-python<4.6.0.66"),
        ("numpy", "numpy @ git+https://github.com/numpy/numpy@v2.1.0"),
        ("numpy", "'numpy; python_version > \"3\"'"),
        ("numpy", "numpy  # the one that works"),
    ],
)
def test_no_fix_where_a_wish_would_be_lost(conda: str, pip: str) -> None:
    found = probe(conda_and_pip, environment(conda, pip))
    assert len(found.marked) == 1
    assert found.fixed == found.text


def test_an_emptied_section_goes() -> None:
    text = "dependencies:\n- python=3.12\n- dask=2024.8\n- pip:\n  - dask\n"
    assert probe(conda_and_pip, text).fixed == "dependencies:\n- python=3.12\n- dask=2024.8\n"
