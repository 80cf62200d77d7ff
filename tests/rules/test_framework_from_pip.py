"""framework-from-pip: which lines, what is said for which system, what is deliberate, and where they move."""

import pytest

from envlint.engine import lint
from envlint.rule import Settings
from envlint.rules.packages.conda_and_pip import conda_and_pip
from envlint.rules.packages.framework_from_pip import framework_from_pip
from envlint.source import Source
from tests.rules.probe import probe


def environment(*pip: str, conda: str = "", head: str = "") -> str:
    listed = "".join(f"- {item}\n" for item in ("python=3.12", *conda.split()))
    return f"{head}dependencies:\n{listed}- pip:\n" + "".join(f"  - {line}\n" for line in pip)


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        (["torch", "torchvision", "torchaudio"], ["torch"]),
        (["Torch==2.1", "jax", "tensorflow"], ["Torch==2.1", "jax", "tensorflow"]),
        (["cupy-cuda12x", "onnxruntime-gpu"], ["cupy-cuda12x", "onnxruntime-gpu"]),
        (["onnxruntime", "transformers", "pytorch-lightning", "torchmetrics", "keras"], []),
        (["torch=1.0"], []),
        (["-r requirements.txt", "torch"], ["torch"]),
    ],
)
def test_one_finding_for_each_framework(lines: list[str], marked: list[str]) -> None:
    assert probe(framework_from_pip, environment(*lines)).marked == marked


@pytest.mark.parametrize(
    "lines",
    [
        ["--index-url https://download.pytorch.org/whl/cu118", "torch==2.1"],
        ["--extra-index-url=https://download.pytorch.org/whl/cpu", "torch"],
        ["-f https://download.pytorch.org/whl/torch_stable.html", "torch"],
        ["torch==2.1.0+cu118", "torchvision"],
        ["tensorflow[and-cuda]"],
        ["jax[cuda12_pip]", "jaxlib"],
        ["jax", "jax-cuda12-plugin"],
        ["cupy-cuda12x[ctk]"],
        ["torch @ https://example.org/torch-2.1.0-cp311-cp311-linux_x86_64.whl"],
        ["git+https://github.com/pytorch/pytorch@v2.1.0#egg=torch"],
    ],
)
def test_a_build_chosen_on_purpose_is_silent_unless_asked(lines: list[str]) -> None:
    text = environment(*lines)
    assert not probe(framework_from_pip, text).marked
    assert len(probe(framework_from_pip, text, {"allow_index": False}).marked) == 1


def test_another_frameworks_index_says_nothing() -> None:
    found = probe(
        framework_from_pip, environment("--index-url https://pypi.example.org/simple", "torch", "jax[cuda12]")
    )
    assert found.marked == ["torch"]


@pytest.mark.parametrize(
    ("framework", "head", "path", "marked"),
    [
        ("tensorflow", "platforms: [linux-64]\n", "environment.yml", 1),
        ("tensorflow", "platforms: [linux-64, osx-arm64]\n", "environment.yml", 0),
        ("tensorflow", "platforms: [win-64]\n", "environment.yml", 0),
        ("tensorflow", "name: train-macos\n", "environment.yml", 0),
        ("tensorflow", "name: winter\n", "environment.yml", 1),
        ("tensorflow", "", "envs/windows.yml", 0),
        ("tensorflow", "", "environment-linux.yml", 1),
        ("jax", "platforms: [win-64]\n", "environment.yml", 0),
        ("jax", "platforms: [osx-arm64]\n", "environment.yml", 1),
        ("cupy-cuda12x", "platforms: [osx-64]\n", "environment.yml", 0),
        ("torch", "platforms: [win-64]\n", "environment.yml", 1),
        ("""'tensorflow; sys_platform == "win32"'""", "", "environment.yml", 0),
        ("""'tensorflow; sys_platform == "linux"'""", "", "environment.yml", 1),
    ],
)
def test_silent_for_systems_that_conda_forge_does_not_build_for(
    framework: str, head: str, path: str, marked: int
) -> None:
    assert len(probe(framework_from_pip, environment(framework, head=head), path=path).marked) == marked


def test_an_export_tells_its_system() -> None:
    assert not probe(framework_from_pip, environment("tensorflow==2.10", conda="vs2015_runtime=14.27")).marked


@pytest.mark.parametrize(
    ("head", "holds", "lacks"),
    [
        ("", "CUDA libraries of its own on Linux (x86-64), and is built without CUDA for Windows and macOS", "`cuda"),
        ("name: x-linux\n", "CUDA libraries of its own on Linux (x86-64)", "Windows"),
        ("name: x-win\n", "is built without CUDA for Windows", "Linux"),
        ("name: x-mac\n", "comes from PyPI", "CUDA"),
    ],
)
def test_torch_is_told_for_the_systems_of_the_file(head: str, holds: str, lacks: str) -> None:
    [message] = probe(framework_from_pip, environment("torch", head=head)).messages
    assert holds in message
    assert lacks not in message


@pytest.mark.parametrize(
    ("line", "conda", "holds"),
    [
        ("torch", "cudatoolkit=11.8", "It does not use conda's `cudatoolkit`"),
        ("tensorflow", "cudnn=8.9", "brings no CUDA libraries"),
        ("tensorflow", "cudnn=8.9", "Nothing makes conda's `cudnn` fit it"),
        ("torchvision", "pytorch=2.5", "built for one version of torch"),
        ("jaxlib", "jax=0.4", "need not fit each other"),
    ],
)
def test_what_the_conda_list_holds_matters(line: str, conda: str, holds: str) -> None:
    [message] = probe(framework_from_pip, environment(line, conda=conda)).messages
    assert holds in message


def test_options() -> None:
    text = environment("torch", "torchvision", "xgboost==2.1")
    assert probe(framework_from_pip, text, {"frameworks": ("jax",)}).marked == []
    assert probe(framework_from_pip, text, {"frameworks": ("XGBoost",)}).marked == ["xgboost==2.1"]
    assert probe(framework_from_pip, text, {"frameworks": ("xgboost",)}).fixed.count("- xgboost=2.1\n") == 1
    assert probe(framework_from_pip, text, {"allow": ("pytorch",)}).marked == []
    assert probe(framework_from_pip, text, {"allow": ("torch",)}).marked == ["torchvision"]


def test_silent_where_mlflow_reads_the_file() -> None:
    text = environment("torch==2.1")
    settings = Settings((framework_from_pip,), targets=("conda", "mlflow"))
    assert not lint(Source("conda.yaml", text), settings).diagnostics
    assert lint(Source("conda.yaml", text), Settings((framework_from_pip,))).diagnostics


def test_what_is_in_both_lists_is_told_once() -> None:
    text = environment("torch==2.1", conda="pytorch=2.1")
    found = lint(Source("environment.yml", text), Settings((framework_from_pip, conda_and_pip))).diagnostics
    assert [each.rule for each in found] == ["conda-and-pip"]


def test_the_help_says_what_conda_forge_does_not_build() -> None:
    [torch] = probe(framework_from_pip, environment("torch==2.1", "torchvision")).diagnostics
    [tensorflow] = probe(framework_from_pip, environment("tensorflow==2.18")).diagnostics
    assert "write `pytorch=2.1` and `torchvision` in the conda list" in torch.help
    assert "`pytorch=*=cuda*`" in torch.help and "Windows" not in torch.help
    assert "does not build it for Windows or macOS" in tensorflow.help


def test_the_wheels_of_an_export_are_named() -> None:
    [found] = probe(framework_from_pip, environment("nvidia-cublas-cu12==12.1", "torch==2.1")).diagnostics
    assert "`nvidia-…`" in found.help


@pytest.mark.parametrize(
    ("line", "conda"),
    [
        ("torch", "pytorch"),
        ("torch==2.1.*", "pytorch=2.1"),
        ("torch >= 2, < 3", "pytorch>=2,<3"),
        ("cupy-cuda12x==13.3", "cupy=13.3\n- cuda-version=12"),
        ("cupy-cuda102==9.0", "cupy=9.0\n- cudatoolkit=10.2"),
        ("onnxruntime-gpu", "onnxruntime=*=*cuda*"),
        ("onnxruntime-gpu==1.16.3", "onnxruntime=1.16.3=*cuda*"),
        ("onnxruntime-gpu>=1.16,<2", "onnxruntime >=1.16,<2 *cuda*"),
    ],
)
def test_a_line_moves_under_its_conda_name(line: str, conda: str) -> None:
    found = probe(framework_from_pip, environment(line, "other==1"))
    assert found.fixed == f"dependencies:\n- python=3.12\n- {conda}\n- pip:\n  - other==1\n"
    assert found.safely_fixed == found.text


@pytest.mark.parametrize("line", ["jax[cpu]", "'torch; python_version > \"3\"'", "torch==2.1.0rc1", "torch===2.1"])
def test_a_line_that_conda_cannot_write_stays(line: str) -> None:
    found = probe(framework_from_pip, environment(line, "torchvision", "jaxlib"), {"frameworks": ("pytorch", "jax")})
    assert found.marked
    assert line in found.fixed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "dependencies:\n  - python=3.12\n  - pip\n  - pip:\n      - torch==2.1  # GPU",
            "dependencies:\n  - python=3.12\n  - pytorch=2.1  # GPU\n  - pip\n",
        ),
        (
            "dependencies:\n- python=3.12\n- pip:\n  # deep learning\n  - torch\n  - timm==1\n",
            "dependencies:\n- python=3.12\n- pytorch\n- pip:\n  # deep learning\n  - timm==1\n",
        ),
        (
            "dependencies: [python=3.12, {pip: [torch==2.1, torchvision, x==1]}]\n",
            "dependencies: [python=3.12, pytorch=2.1, torchvision, {pip: [x==1]}]\n",
        ),
        (
            "dependencies: [python=3.12, pip, {pip: ['torch>=2,<3']}]\n",
            "dependencies: [python=3.12, 'pytorch>=2,<3', pip]\n",
        ),
        (
            'dependencies:\r\n- "python=3.12"\r\n- pip:\r\n  - "torch==2.1"\r\n  - a==1\r\n',
            'dependencies:\r\n- "python=3.12"\r\n- pytorch=2.1\r\n- pip:\r\n  - a==1\r\n',
        ),
    ],
)
def test_the_layout_is_kept(before: str, after: str) -> None:
    assert probe(framework_from_pip, before).fixed == after


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- python=3.12\n# from PyPI\n- pip:\n  - torch==2.1\n",
        "dependencies:\n- python=3.12\n- pip:\n  - torch==2.1\n  # more to come\n",
        "dependencies:\n- python=3.12\n- pip:  # from PyPI\n  - torch==2.1\n",
        "dependencies:\n- python=3.12\n- pip:\n  # for the GPU\n  - torch==2.1\n  # text\n  - timm==1\n",
        "dependencies:\n- python=3.12\n- pip:\n  - torch==2.1\n  npm: [x]\n",
        "dependencies:\n- pip:\n  - torch==2.1\n  - a==1\n",
        "dependencies:\n- &p python=3.12\n- pip:\n  - torch==2.1\n  - *p\n",
    ],
)
def test_no_fix_that_loses_or_orphans_a_comment_or_is_not_certain(text: str) -> None:
    found = probe(framework_from_pip, text)
    assert found.marked == ["torch==2.1"]
    assert found.fixed == text
