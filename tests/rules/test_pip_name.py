"""pip-name: which names, under which channels, and where they go."""

import pytest

from envlint.data import read_table
from envlint.rules.packages.pip_name import pip_name
from envlint.translate import conda_name
from tests.rules.probe import probe
from tests.shared import shared


def environment(item: str, channels: str = "conda-forge") -> str:
    return f"channels: [{channels}]\ndependencies:\n- python=3.12\n- {item}\n- numpy=2.1\n"


@pytest.mark.parametrize(
    ("item", "marked"),
    [
        ("torch>=2", ["torch"]),
        ("defaults::Torch", ["Torch"]),
        ("cv2", ["cv2"]),
        ("'skimage[version=0.24]'", ["skimage"]),
        ("pytorch", []),
        ("opencv", []),
        ("opencv-python-headless", []),
        ("huggingface_hub", []),
        ("tables", []),
        ("torch=2.1=py311_0", []),
        ("torch[build=abc]", []),
        ("acme::torch", []),
        ("https://example.org/torch-2.1-py311_0.conda", []),
        ("torch >=1 <2", []),
    ],
)
def test_names(item: str, marked: list[str]) -> None:
    assert probe(pip_name, environment(item)).marked == marked


@pytest.mark.parametrize(
    ("channels", "count"),
    [
        ("conda-forge, bioconda, defaults, pytorch, nodefaults", 1),
        ("main, r, https://repo.anaconda.com/pkgs/main", 1),
        ("https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge", 1),
        ("", 1),
        ("conda-forge, nvidia", 0),
        ("conda-forge, acme", 0),
        ("./local-channel, conda-forge", 0),
        ("$OUR_CHANNEL, conda-forge", 0),
        ("https://conda.example.org/builds", 0),
    ],
)
def test_another_channel_may_have_any_name(channels: str, count: int) -> None:
    assert len(probe(pip_name, environment("torch", channels)).marked) == count


@pytest.mark.parametrize(
    ("item", "fixed"),
    [
        ("torch", "pytorch"),
        ("torch>=2,<3  # GPU", "pytorch>=2,<3  # GPU"),
        ("'opencv-python =4.10'", "'opencv =4.10'"),
        ("opencv-python=4.6.0.66", "opencv=4.6.0"),
        ("opencv-contrib-python >= 4.5.1.48", "opencv >=4.5.1"),
        ("conda-forge::Sklearn==1.5.0", "conda-forge::scikit-learn==1.5.0"),
    ],
)
def test_the_name_alone_changes(item: str, fixed: str) -> None:
    found = probe(pip_name, environment(item))
    assert found.fixed == environment(fixed)
    assert found.safely_fixed == found.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "dependencies:\n- python=3.12\n- mediapipe>=0.10,<1  # hands\n- pip\n- pip:\n  - a==1\n",
            "dependencies:\n- python=3.12\n- pip\n- pip:\n  - a==1\n  - mediapipe>=0.10,<1  # hands\n",
        ),
        (
            "dependencies:\n  - python=3.12\n  - pip\n  - mediapipe=0.10",
            "dependencies:\n  - python=3.12\n  - pip\n  - pip:\n      - mediapipe==0.10.*\n",
        ),
        (
            "dependencies: [python=3.12, mediapipe, {pip: [a==1]}]\n",
            "dependencies: [python=3.12, {pip: [a==1, mediapipe]}]\n",
        ),
    ],
)
def test_what_only_pypi_has_moves_to_the_pip_section(before: str, after: str) -> None:
    assert probe(pip_name, before).fixed == after


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- python=3.12\n- mediapipe=0.10|=0.11\n",
        "dependencies:\n- python=3.12\n- conda-forge::mediapipe\n",
        "dependencies:\n- python=3.12\n# hands\n- mediapipe\n",
        "dependencies:\n- mediapipe\n",
        "dependencies: [python=3.12, mediapipe]\n",
        "dependencies: [python=3.12, mediapipe, pip: ]\n",
        "dependencies:\n- &a python=3.12\n- *a\n- mediapipe\n",
    ],
)
def test_no_fix_where_it_is_not_certain(text: str) -> None:
    found = probe(pip_name, text)
    assert found.marked == ["mediapipe"]
    assert found.fixed == text


def test_the_table_agrees_with_the_name_map() -> None:
    for name, right in read_table("pip_names.tsv"):
        known = conda_name(name)
        assert known is None or (right != "pip" and known.covers(right)), name


def test_no_name_of_the_table_is_a_conda_package() -> None:
    lines = shared("data/pypi_to_conda_reference.tsv").read_text(encoding="utf-8").splitlines()[1:]
    packages = {line.split("\t")[1] for line in lines}
    wrong = [name for name, right in read_table("pip_names.tsv") if name in packages or right not in packages | {"pip"}]
    assert not wrong
