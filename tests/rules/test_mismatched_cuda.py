"""mismatched-cuda: who says which CUDA, what agrees, and builds for the CPU beside those for CUDA."""

import pytest

from envlint.data import read_table
from envlint.rules.packages.mismatched_cuda import mismatched_cuda
from tests.rules.probe import probe


def environment(conda: list[str], pip: list[str] | None = None) -> str:
    text = "dependencies:\n" + "".join(f'- "{item}"\n' for item in ["python=3.10", *conda])
    return text + ("- pip:\n" + "".join(f'  - "{line}"\n' for line in pip) if pip else "")


@pytest.mark.parametrize(
    ("conda", "pip", "marked", "related"),
    [
        (["cuda-version=11.8", "cuda-nvcc=12.4"], [], "cuda-nvcc=12.4", "cuda-version=11.8"),
        (["cudatoolkit=11.3", "pytorch-cuda=12.1"], [], "pytorch-cuda=12.1", "cudatoolkit=11.3"),
        (["cudatoolkit=11.2", "cuda-version=11.8"], [], "cuda-version=11.8", "cudatoolkit=11.2"),
        (["cudatoolkit>=11,<12", "cuda-version=12"], [], "cuda-version=12", "cudatoolkit>=11,<12"),
        (["pytorch=*=*cuda118*", "cuda-version=12"], [], "cuda-version=12", "pytorch=*=*cuda118*"),
        (["pytorch=1.7.1=py3.7_cuda9.2_cudnn7", "cudatoolkit=10.2"], [], "cudatoolkit=10.2", None),
        (["cudatoolkit=10.1", "dgl-cuda11.3"], [], "dgl-cuda11.3", "cudatoolkit=10.1"),
        (["cudatoolkit=9.2", "magma-cuda102"], [], "magma-cuda102", "cudatoolkit=9.2"),
        (["cuda-version=12.4"], ["torch==2.1.0+cu118"], "torch==2.1.0+cu118", "cuda-version=12.4"),
        (["cuda-version=12.4=3"], ["torch==2.1.0+cu118"], "torch==2.1.0+cu118", "cuda-version=12.4=3"),
        (["cuda-cudart=11.8.89=0", "cuda-version=12.6"], [], "cuda-version=12.6", "cuda-cudart=11.8.89=0"),
        (["pytorch=*=*cuda118*", "cuda-version=12.6=3"], [], "cuda-version=12.6=3", "pytorch=*=*cuda118*"),
        (["cuda-version=12.4"], ["cupy-cuda11x"], "cupy-cuda11x", None),
        (["cuda-version=11.8"], ["jax[cuda12]"], "jax[cuda12]", None),
        (["cuda-version=11.8"], ["jax-cuda12-plugin"], "jax-cuda12-plugin", None),
        (["cudatoolkit=10.2"], ["torch==1.4.0+cu92"], "torch==1.4.0+cu92", None),
        (["cudatoolkit=10.2"], ["torch-scatter==2.1.0+pt113cu117"], "torch-scatter==2.1.0+pt113cu117", None),
        (["cudatoolkit=10.2"], ["-f https://data.pyg.org/whl/torch-1.13.0+cu117.html"], None, None),
        ([], ["nvidia-cudnn-cu12==9.1", "torch==2.1.0+cu118"], "torch==2.1.0+cu118", "nvidia-cudnn-cu12==9.1"),
        (
            ["cudatoolkit=11.8"],
            ["torch @ https://download.pytorch.org/whl/cu121/torch-2.1.0%2Bcu121-cp310-cp310-linux_x86_64.whl"],
            None,
            None,
        ),
    ],
)
def test_versions_that_cannot_agree(conda: list[str], pip: list[str], marked: str | None, related: str | None) -> None:
    found = probe(mismatched_cuda, environment(conda, pip))
    assert found.marked == [f'"{marked or pip[-1]}"']
    assert found.related == [[f'"{related or conda[0]}"']]
    assert found.fixed == found.text


@pytest.mark.parametrize(
    ("conda", "pip"),
    [
        (["cuda-version=12.8", "cuda-nvcc=12.6"], []),
        (["cuda-version=11.8", "cudatoolkit=11.8.0=h123_0"], []),
        (["cuda-version==10.1", "cudatoolkit=10.1.243"], []),
        (["cuda-version>=11", "cudatoolkit=11.8"], []),
        (["cuda-version", "cudatoolkit=11.8"], []),
        (["cudatoolkit=11.8", "cudnn=8.9", "cuda-python=12.3", "cuda-cccl=12.1"], []),
        (["pytorch-cuda=11.8", "pytorch=2.0.0=py3.10_cuda11.8_cudnn8.7.0_0", "torchvision=0.15=py310_cu118"], []),
        (["cuda-version=12.8"], ["torch==2.4.0+cu124"]),
        (["cudatoolkit=11.3"], ["torch==1.12.1", "example-cu==1.0", "py-cpuinfo==9.0.0", "circuit12==1.0"]),
        ([], ["torch==2.1.0+cu118", "nvidia-nccl-cu12==2.20.5"]),
        ([], ["--extra-index-url https://download.pytorch.org/whl/cpu", "torch==2.1.0+cpu"]),
        (["cuda-version=12.4", "cuda-version:11"], []),
        (["cuda-cudart=11.8.89=0", "cuda-version=12.6=3", "pytorch-cuda=11.8=h7e8668a_6"], []),
    ],
)
def test_what_agrees_or_says_nothing(conda: list[str], pip: list[str]) -> None:
    assert not probe(mismatched_cuda, environment(conda, pip)).messages


@pytest.mark.parametrize(
    ("conda", "pip", "marked"),
    [
        (["cpuonly", "pytorch-cuda=11.8"], [], "pytorch-cuda=11.8"),
        (["pytorch=*=*cuda*", "torchvision=*=*cpu*"], [], "torchvision=*=*cpu*"),
        (["pytorch=1.10.0=cuda112py38h4f2a933_0", "cpuonly=1.0=0"], [], "cpuonly=1.0=0"),
        (["tensorflow-base=2.15=cpu_py310h_0", "tensorflow=2.15=gpu_py310h_0"], [], "tensorflow=2.15=gpu_py310h_0"),
        (["pytorch-cpu", "pytorch-gpu"], [], "pytorch-gpu"),
        ([], ["torch==2.0+cpu", "torchvision==0.15+cu118"], "torchvision==0.15+cu118"),
    ],
)
def test_builds_of_two_kinds(conda: list[str], pip: list[str], marked: str) -> None:
    found = probe(mismatched_cuda, environment(conda, pip))
    assert found.marked == [f'"{marked}"']
    assert "GPU code in one of them" in found.messages[0]


def test_the_builds_that_the_file_has_fewer_of_are_marked() -> None:
    cpu = ["cpuonly=1.0=0", "torchaudio=0.10=py38_cpu", "torchvision=0.11=py38_cpu"]
    cuda = ["arrow-cpp=5.0=py38_18_cuda", "cudatoolkit=11.5", "pytorch=1.10=cuda112py38_0", "libfaiss=1.7=cuda112_8"]
    found = probe(mismatched_cuda, environment([*cpu[:1], *cuda, *cpu[1:]]))
    assert found.marked == [f'"{cpu[0]}"']
    assert found.related == [[f'"{each}"' for each in (cuda[2], *cpu[1:])]]
    found = probe(mismatched_cuda, environment(["pytorch=1.10=cuda112py38_0", *cpu]))
    assert found.marked == ['"pytorch=1.10=cuda112py38_0"']
    assert found.related == [[f'"{cpu[0]}"']]


@pytest.mark.parametrize(
    "conda",
    [
        ["cpuonly", "pytorch=2.1"],
        ["cpuonly", "pytorch=2.1=py3.10_cpu_0", "pytorch-mutex=1.0=cpu"],
        ["pytorch=*=*cpu*", "jaxlib=*=*cuda*"],
        ["cpuonly", "faiss-gpu"],
        ["pytorch=*=cuda*", "libarrow=22=h99_3_cpu"],
        ["cpuonly", "cuda-version=12"],
    ],
)
def test_builds_of_one_kind(conda: list[str]) -> None:
    assert not probe(mismatched_cuda, environment(conda)).messages


@pytest.mark.parametrize(
    ("pip", "partner", "related"),
    [
        (["nvidia-cublas-cu12==12.1", "torch==2.4.1"], "`torch==2.4.1`, by its `nvidia-cublas-cu12==12.1`,", 2),
        (["nvidia-cublas-cu12==12.1"], "`nvidia-cublas-cu12==12.1`", 1),
        (["nvidia-cublas-cu12==12.1", "jax", "torch==2.4.1"], "`nvidia-cublas-cu12==12.1`", 1),
        (["nvidia-cublas-cu12==12.1", "torch==2.4.1+cpu"], "`nvidia-cublas-cu12==12.1`", 1),
        (["nvidia-cublas-cu12==12.1", "torch==2.4.1+cu121"], "`torch==2.4.1+cu121`", 2),
        (["nvidia-cublas-cu12==12.1", "nvidia-nvtx-cu12", "torchvision==0.19+cu121"], "`torchvision==0.19+cu121`", 3),
    ],
)
def test_the_partner_is_the_framework_rather_than_what_it_brought(pip: list[str], partner: str, related: int) -> None:
    found = probe(mismatched_cuda, environment([], [*pip, "torchaudio==0.13.0+cu117"]))
    [message] = [each for each in found.messages if "goes with" in each]
    assert message.startswith(f"`torchaudio==0.13.0+cu117` goes with CUDA 11, {partner} with CUDA 12: ")
    assert len(found.related[0]) == related


def test_one_finding_of_each_kind() -> None:
    wheels = [f"nvidia-{name}-cu12" for name in ("cublas", "cudnn", "cufft")]
    found = probe(mismatched_cuda, environment(["cudatoolkit=11.8", "cpuonly", "pytorch-cuda=11.8"], wheels))
    assert found.marked == ['"cpuonly"', '"nvidia-cublas-cu12"']


def test_the_table_knows_its_kinds() -> None:
    assert {row[0] for row in read_table("cuda.tsv")} == {"version", "choice", "user"}


def test_a_switch_of_old_pytorch_builds_is_no_version_of_cuda() -> None:
    assert not probe(mismatched_cuda, "dependencies:\n- cuda100\n- cudatoolkit=9.2\n").marked
