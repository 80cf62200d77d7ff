"""obsolete-package: which names in which versions, where another source may have them, and what is written instead."""

import pytest

from envlint.conda.version_parser import parse_version_spec
from envlint.data import read_table
from envlint.engine import lint
from envlint.pypi import version_key
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.rules.packages.obsolete_package import obsolete_package
from envlint.source import Source
from tests.rules.probe import probe


def conda(*items: str, channels: str = "conda-forge") -> str:
    return f"channels: [{channels}]\ndependencies:\n- python=3.10\n" + "".join(f"- {item}\n" for item in items)


def pip(*lines: str) -> str:
    return "dependencies:\n- python=3.10\n- pip:\n  - example\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("item", "fixed"),
    [
        ("cudatoolkit=12.1", "cuda-version=12.1"),
        ("cudatoolkit>=12", "cuda-version>=12"),
        ("cudatoolkit==12.4.1", "cuda-version==12.4.1"),
        ("cudatoolkit-dev=12.1", "cuda-toolkit=12.1"),
        ("cudatoolkit-dev=11.8", "cuda-toolkit=11.8"),
        ("nvidia::cudatoolkit=12.1", "nvidia::cudatoolkit=12.1"),
    ],
)
def test_conda_names(item: str, fixed: str) -> None:
    found = probe(obsolete_package, conda(item))
    assert found.marked == [item]
    assert found.fixed == conda(fixed)
    assert found.safely_fixed == found.text


@pytest.mark.parametrize(
    "item",
    [
        "cudatoolkit",
        "cudatoolkit=11.8",
        "cudatoolkit>=11",
        "cudatoolkit>=11,<13",
        "cudatoolkit<12",
        "cudatoolkit=11.8|=12.1",
        "cudatoolkit=12.1=h123_0",
        "cudatoolkit-dev=11.7",
        "pathlib=1.0.1=py27_0",
        "pathlib2",
        "tensorflow-gpu",
        "https://example.org/conda::cudatoolkit=12.1",
    ],
)
def test_conda_names_that_are_there(item: str) -> None:
    assert not probe(obsolete_package, conda(item)).marked


@pytest.mark.parametrize("channel", ["https://example.org/conda", "./channel", "$CHANNEL", "file:///srv/channel"])
def test_an_own_channel_may_have_any_name(channel: str) -> None:
    assert not probe(obsolete_package, conda("cudatoolkit=12.1", channels=f"conda-forge, '{channel}'")).marked


@pytest.mark.parametrize("channel", ["https://conda.anaconda.org/nvidia", "defaults", "nvidia/label/cuda-12.1.0"])
def test_a_public_channel_has_not(channel: str) -> None:
    assert probe(obsolete_package, conda("cudatoolkit=12.1", channels=channel)).marked


def test_what_is_listed_already_is_not_listed_again() -> None:
    found = probe(obsolete_package, conda("cuda-version=12.1", "cudatoolkit=12.1"))
    assert found.fixed == conda("cuda-version=12.1")
    assert "listed already" in found.diagnostics[0].help


def test_pytorch_of_its_channel_chooses_by_pytorch_cuda() -> None:
    text = conda("pytorch=2.1", "cudatoolkit=12.1", channels="pytorch, conda-forge")
    found = probe(obsolete_package, text)
    assert found.diagnostics[0].help == "write `pytorch-cuda`"
    assert found.fixed == text


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("sklearn", "scikit-learn"),
        ("sklearn==0.0.post5", "scikit-learn"),
        ("sklearn==1.1.3", "scikit-learn==1.1.3"),
        ("Sklearn >= 0.22", "scikit-learn >= 0.22"),
        ("tensorflow-gpu", "tensorflow"),
        ("tensorflow_gpu>=2.4", "tensorflow>=2.4"),
        ("tensorflow-gpu==2.15.0", "tensorflow==2.15.0"),
        ("tensorflow-gpu==2.12.0", "tensorflow==2.12.0"),
        ("tensorflow-gpu>=2.12.0", "tensorflow>=2.12.0"),
        ("sklearn>=0.0,<2", "scikit-learn>=0.0,<2"),
        ("""tensorflow-gpu; sys_platform == "linux\"""", """tensorflow; sys_platform == "linux\""""),
        ("pytorch==2.1.0", "torch==2.1.0"),
        ("pytorch==1.0.2", "torch"),
        ("PIL", "pillow"),
        ("cv2", "opencv-python"),
        ("tf-nightly-gpu", "tf-nightly"),
    ],
)
def test_pip_names(line: str, fixed: str) -> None:
    found = probe(obsolete_package, pip(line))
    assert found.marked == [line]
    assert found.fixed == pip(fixed)
    assert "cannot be installed" in found.messages[0]


@pytest.mark.parametrize(
    ("python", "line", "fixed"),
    [
        ("3.7.9", "tensorflow-gpu>=1.13", "tensorflow-gpu>=1.13,<2.12"),
        ("3.8", "tensorflow-gpu", "tensorflow-gpu<2.12"),
        ("3.8", "tensorflow-gpu (>=1.13)", "tensorflow-gpu (>=1.13,<2.12)"),
        ("3.8", "tensorflow-gpu[x] >= 2", "tensorflow-gpu[x] >= 2,<2.12"),
        ("3.8", "tensorflow-gpu[ x ]", "tensorflow-gpu[ x ]<2.12"),
        ("3.8", "tensorflow-gpu>=2; sys_platform == 'linux'", "tensorflow-gpu>=2,<2.12; sys_platform == 'linux'"),
        ("3.8", "tensorflow-gpu==2.12.0", "tensorflow==2.12.0"),
        ("3.8", "sklearn>=1", "scikit-learn>=1"),
        ("3.9", "tensorflow-gpu>=1.13", "tensorflow>=1.13"),
    ],
)
def test_an_old_python_keeps_the_old_name(python: str, line: str, fixed: str) -> None:
    text = f"dependencies:\n- python={python}\n- pip:\n  - other\n  - {line}\n"
    found = probe(obsolete_package, text)
    assert found.fixed == text.replace(line, fixed)
    assert found.diagnostics[0].help.startswith(f"write `{fixed}`")
    assert not probe(obsolete_package, found.fixed).marked


@pytest.mark.parametrize(
    "line",
    [
        "sklearn==0.0",
        "tensorflow-gpu==2.3.*",
        "tensorflow-gpu<2.11",
        "tensorflow-gpu~=2.10.0",
        "tensorflow-gpu!=2.12.0",
        "pathlib; python_version < '3.4'",
        "sklearn @ https://example.org/sklearn-1.0-py3-none-any.whl",
        "sklearn=0.0",
        "pytorch-lightning",
        "bs4",
    ],
)
def test_pip_names_that_are_there(line: str) -> None:
    assert not probe(obsolete_package, pip(line)).marked


@pytest.mark.parametrize(
    ("option", "count"),
    [
        ("--index-url https://pypi.example.org/simple", 0),
        ("--extra-index-url=https://pypi.example.org/simple", 0),
        ("-f ./wheels", 0),
        ("--extra-index-url https://download.pytorch.org/whl/cu118", 1),
        ("-i https://pypi.org/simple", 1),
        ("--pre", 1),
    ],
)
def test_an_own_index_may_have_any_name(option: str, count: int) -> None:
    assert len(probe(obsolete_package, pip(option, "sklearn")).marked) == count


def test_a_version_of_the_old_name_takes_its_extras_to_no_other() -> None:
    found = probe(obsolete_package, pip("sklearn[a]==0.0.post9"))
    assert (found.marked, found.fixed) == (["sklearn[a]==0.0.post9"], found.text)
    assert found.diagnostics[0].help.startswith("write `scikit-learn`")


def test_a_part_of_python_goes() -> None:
    assert probe(obsolete_package, pip("pathlib==1.0.1")).fixed == pip()
    assert probe(obsolete_package, conda("pathlib")).fixed == conda()
    found = probe(obsolete_package, "dependencies:\n- python\n- pip:\n  - pathlib\n")
    assert found.fixed == "dependencies:\n- python\n"


def test_the_right_name_beside_it_is_enough() -> None:
    assert probe(obsolete_package, pip("scikit-learn==1.3", "sklearn")).fixed == pip("scikit-learn==1.3")
    text = "dependencies:\n- scikit-learn=1.3\n- pip:\n  - example\n"
    assert probe(obsolete_package, f"{text}  - sklearn\n").fixed == text


def test_it_speaks_alone() -> None:
    text = (
        "name: a\nchannels: [conda-forge]\ndependencies:\n- python=3.10\n- scikit-learn=1.3\n- pip\n"
        "- pip:\n  - sklearn\n  - tensorflow-gpu\n"
    )
    report = lint(Source("environment.yml", text), Settings(select_rules(builtin_rules(), ["default"], [])))
    assert [(each.rule, each.subject) for each in report.diagnostics] == [
        ("obsolete-package", "pip/sklearn"),
        ("obsolete-package", "pip/tensorflow-gpu"),
    ]


def test_the_table_is_whole() -> None:
    for kind, _, gone, use, why, *known in read_table("obsolete.tsv"):
        assert kind in ("conda", "pip")
        assert why and not why.endswith(".")
        assert use or not gone
        assert kind == "conda" or not gone or version_key(gone)
        assert kind == "pip" or not known[0] or parse_version_spec(known[0])
