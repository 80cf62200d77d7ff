"""framework-from-pip: which lines, what is said for which system, what is deliberate, and where they move."""

import pytest

from envlint.data import read_table
from envlint.engine import lint
from envlint.frameworks import frameworks
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
        ["torch==2.4.1", "torch-scatter==2.1.2+pt24cu121"],
        ["torch==2.2.2", "torch-cluster==1.6.3+pt22cpu"],
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


def test_wheels_built_for_a_torch_say_nothing_of_others() -> None:
    found = probe(framework_from_pip, environment("torch-scatter==2.1.2+pt24cu121", "torch", "tensorflow==2.18.0"))
    assert found.marked == ["tensorflow==2.18.0"]


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
        ("jax", "platforms: [osx-arm64]\n", "environment.yml", 0),
        ("jax", "platforms: [osx-arm64, linux-64]\n", "environment.yml", 1),
        ("torch", "name: x-mac\n", "environment.yml", 0),
        ("torch", "", ".devcontainer/environment.yml", 1),
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
        ("tensorflow", "cudnn=8.9", "pip does not check that conda's `cudnn` is the version it was built for"),
        ("tensorflow", "cudatoolkit=11.8", "conda's `cudatoolkit` is the version it was built for"),
        ("tensorflow", "cudatoolkit=11.8 cudnn=8.9", "`cudatoolkit` and `cudnn` are the versions it was built for"),
        ("jax", "cudatoolkit=11.8", "It does not use conda's `cudatoolkit`"),
        ("torch", "torchvision=0.20", "pip puts `torch` from PyPI over that"),
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
    assert "`pytorch=2.1=cuda*`" in torch.help and "Windows" not in torch.help
    assert "does not build it for Windows or macOS" in tensorflow.help


CUDA_WHEELS = ("nvidia-cublas-cu12==12.1", "nvidia-nvtx-cu12==12.1")


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["torch==2.1", *CUDA_WHEELS], True),
        (["torch==2.1"], False),
        (["torch==2.1", *CUDA_WHEELS, "nvidia-cutlass-dsl==4.0"], False),
        (["torch==2.1", *CUDA_WHEELS, "cupy-cuda12x"], False),
        (["torchvision==0.16", *CUDA_WHEELS], False),
    ],
)
def test_the_wheels_that_torch_asked_for_are_named(lines: list[str], named: bool) -> None:
    found = probe(framework_from_pip, environment(*lines)).diagnostics[0]
    assert ("`nvidia-cublas-cu12` and `nvidia-nvtx-cu12`: they can go" in found.help) == named
    assert ("nvidia" in found.help) == named


@pytest.mark.parametrize(
    ("line", "head", "path", "gpu"),
    [
        ("torch", "", "environment.yml", "`pytorch=*=cuda*`"),
        ("torch>=2,<3", "", "environment.yml", "`pytorch >=2,<3 cuda*`"),
        ("torchvision==0.20", "", "environment.yml", "`pytorch=*=cuda*`"),
        ("torch==1.6.0", "", "environment.yml", ""),
        ("tensorflow==2.2.0", "", "environment.yml", ""),
        ("tensorflow-gpu==2.8", "", "environment.yml", ""),
        ("tensorflow-gpu>=2.8,<3", "", "environment.yml", ""),
        ("tensorflow-cpu==2.18", "", "environment.yml", ""),
        ("tensorflow==2.18", "name: train-cpu\n", "environment.yml", ""),
        ("tensorflow==2.18", "", "env.cpu.yml", ""),
        ("jax==0.4.35", "", "environment.yml", "`jaxlib=*=cuda*`"),
        ("jax[cpu]==0.4.35", "", "environment.yml", ""),
        ("torch==2.1", "channels: [pytorch]\n", "environment.yml", ""),
        ("torch==2.7", "channels: [pytorch, conda-forge]\n", "environment.yml", "`pytorch=2.7=cuda*`"),
        ("cupy-cuda12x", "", "environment.yml", ""),
    ],
)
def test_a_gpu_build_is_named_where_it_may_be_wanted_and_there_is_one(
    line: str, head: str, path: str, gpu: str
) -> None:
    [found] = probe(framework_from_pip, environment(line, head=head), path=path).diagnostics
    assert (f"{gpu} insists on a GPU build" in found.help) if gpu else ("=cuda*" not in found.help)


@pytest.mark.parametrize("conda", ["cpuonly", "pytorch-cpu", "libtorch=2.1=cpu_mkl_h1_0"])
def test_a_file_for_the_cpu_lacks_no_cuda(conda: str) -> None:
    [found] = probe(framework_from_pip, environment("tensorflow==2.18", conda=conda)).diagnostics
    assert "CUDA" not in found.message and "=cuda*" not in found.help


@pytest.mark.parametrize("conda", ["faiss-cpu", "libtorch=2.1=cpu_mkl_h1_0 cudatoolkit=11.8", "libarrow=12=h0_2_cpu"])
def test_a_package_for_the_cpu_says_nothing_of_the_framework(conda: str) -> None:
    [found] = probe(framework_from_pip, environment("tensorflow==2.18", conda=conda)).diagnostics
    assert "CUDA" in found.message and "=cuda*" in found.help


@pytest.mark.parametrize(
    ("line", "channels", "holds", "has_fix"),
    [
        ("torch==2.1", "conda-forge", "list, if conda-forge has that version;", True),
        ("torch", "conda-forge", "list, if conda-forge has a version that fits;", True),
        ("torch==2.1", "https://mirror.example.org/conda-forge", "list, if conda-forge has that version;", True),
        ("torch==2.1", "acme", "list and add `conda-forge` to `channels`, if it has that version there", False),
        ("torch==2.1", "defaults", "list, if `defaults` has that version", True),
        ("torch==2.1", "conda-forge, main", "list, if conda-forge or `defaults` has that version;", True),
        ("tensorflow==2.2.0", "defaults, conda-forge", "list, if `defaults` has that version", True),
        ("tensorflow==2.2.0", "conda-forge, defaults", "if `defaults` has that version and channel priority is", False),
        ("tensorflow-cpu==2.18", "defaults", "list and add `conda-forge` to `channels`", False),
        ("torch==2.1", "pytorch", "list, if the channel `pytorch` (up to 2.5) has that version", True),
        ("torch", "pytorch, conda-forge", "if the channel `pytorch` (up to 2.5) or conda-forge has a version", True),
        ("torch", "pytorch, main, conda-forge", "`pytorch` (up to 2.5), `defaults` or conda-forge has a version", True),
        (
            "jax[cpu]",
            "conda-forge",
            "`jaxlib=*=cpu*` in the conda list, if conda-forge has a version that fits;",
            False,
        ),
        ("torch==2.7", "pytorch", "list and add `conda-forge` to `channels`, if it has that version there", False),
        ("jax", "pytorch", "list and add `conda-forge` to `channels`, if it has a version that fits there", False),
    ],
)
def test_the_channels_of_the_file_decide_where_it_may_come_from(
    line: str, channels: str, holds: str, has_fix: bool
) -> None:
    [found] = probe(framework_from_pip, environment(line, head=f"channels: [{channels}]\n")).diagnostics
    assert holds in found.help
    assert bool(found.fix) == has_fix


@pytest.mark.parametrize(
    "lines",
    [
        ["torch==2.8.0", "vllm==0.11.0"],
        ["torch", "flash_attn", "torchvision"],
        ["tensorflow==2.10", "tensorflow-addons==0.20"],
        ["cupy-cuda12x==13.3", "vllm==0.11.0"],
        ["-f https://data.pyg.org/whl/torch-2.2.0+cu118.html", "torch==2.2.0", "torch-scatter"],
        ["-f https://data.dgl.ai/wheels/torch-2.4/cu124/repo.html", "torch", "dgl"],
        ["-f https://wheels.example.org/2.2+cu118.html", "torch"],
        ["-f https://wheels.example.org/cu118/index.html", "torch"],
    ],
)
def test_silent_where_other_lines_need_the_build_of_pypi(lines: list[str]) -> None:
    assert not probe(framework_from_pip, environment(*lines)).marked
    assert len(probe(framework_from_pip, environment(*lines), {"allow_index": False}).marked) == 1


def test_half_a_framework_from_conda_is_told_all_the_same() -> None:
    for head, lines in (("name: x-mac\n", ["torchvision"]), ("", ["torchvision", "xformers"])):
        assert probe(framework_from_pip, environment(*lines, conda="pytorch", head=head)).marked == ["torchvision"]


@pytest.mark.parametrize(
    ("lines", "channels", "marked"),
    [
        (["cupy==2.1.0", "cupy-cuda92==6.4", "cupy-cuda101<6"], "", []),
        (["cupy<7"], "", ["cupy<7"]),
        (["tensorflow==1.15.2"], "[conda-forge, defaults]", []),
        (["tensorflow==2.3"], "[conda-forge]", []),
        (["tensorflow==2.3"], "[defaults]", ["tensorflow==2.3"]),
        (["tensorflow==2.3"], "", ["tensorflow==2.3"]),
        (["tensorflow>=1.15,<3"], "[conda-forge]", ["tensorflow>=1.15,<3"]),
        (["tensorflow==1.14"], "[conda-forge]", ["tensorflow==1.14"]),
        (["tensorflow-gpu==2.3"], "[conda-forge, defaults]", []),
        (["tensorflow-gpu==2.2"], "[defaults]", ["tensorflow-gpu==2.2"]),
        (["tensorflow-cpu==2.2"], "[conda-forge, defaults]", []),
        (["torch==1.5", "torchvision"], "[conda-forge]", []),
        (["torch==1.6", "torchvision==0.7"], "[conda-forge]", []),
        (["torch==1.6", "torchvision==0.7"], "[conda-forge, defaults]", []),
        (["torch==1.6", "torchvision==0.7"], "[pytorch, conda-forge]", ["torch==1.6"]),
    ],
)
def test_silent_for_versions_that_no_channel_had(lines: list[str], channels: str, marked: list[str]) -> None:
    head = f"channels: {channels}\n" if channels else ""
    assert probe(framework_from_pip, environment(*lines, head=head)).marked == marked


def test_half_a_framework_in_a_version_that_no_channel_had() -> None:
    text = environment("torchvision==0.7", conda="pytorch=1.7", head="channels: [conda-forge]\n")
    [found] = probe(framework_from_pip, text).diagnostics
    assert found.help == "take `pytorch` and `torchvision` from one place: conda-forge has no such version"
    assert found.fix is None


@pytest.mark.parametrize(
    ("lines", "conda", "channels", "written"),
    [
        (["torch==2.1", "torchvision"], "", "conda-forge", ["pytorch=2.1=cpu*", "torchvision"]),
        (["torch>=2,<3"], "", "conda-forge", ["pytorch >=2,<3 cpu*"]),
        (["tensorflow"], "", "conda-forge", ["tensorflow=*=cpu*"]),
        (["tensorflow-cpu==2.18"], "", "conda-forge", ["tensorflow-cpu=2.18"]),
        (["jax==0.4.35"], "", "conda-forge", ["jax=0.4.35", "jaxlib=*=cpu*"]),
        (["jax==0.2.13"], "", "conda-forge", ["jax=0.2.13"]),
        (["torchvision"], "pytorch=2.1=cpu*", "conda-forge", ["torchvision"]),
        (["torchvision"], "pytorch-cpu", "conda-forge", ["torchvision"]),
        (["torchvision"], "pytorch-cpu", "pytorch", ["torchvision"]),
        (["torch==2.1"], "", "pytorch", ["pytorch=2.1", "cpuonly"]),
        (["torch==2.1"], "cpuonly", "pytorch", ["pytorch=2.1"]),
        (["torch==2.1"], "", "defaults", ["pytorch=2.1"]),
    ],
)
def test_a_file_for_the_cpu_gets_its_builds(lines: list[str], conda: str, channels: str, written: list[str]) -> None:
    head = f"name: train-cpu\nchannels: [{channels}]\n"
    found = probe(framework_from_pip, environment(*lines, "other==1", conda=conda, head=head))
    listed = "".join(f"- {each}\n" for each in ("python=3.12", *conda.split(), *written))
    assert found.fixed == f"{head}dependencies:\n{listed}- pip:\n  - other==1\n"
    [diagnostic] = found.diagnostics
    assert all(f"`{each}`" in diagnostic.help for each in written)
    assert ("without `cpu*`" in diagnostic.help) == any("cpu*" in each for each in written)


@pytest.mark.parametrize(
    ("comment", "marked"),
    [("no cpu-only jaxlib from conda if a GPU is present", []), ("not on Anaconda", []), ("a decondax", ["jax"])],
)
def test_a_comment_may_say_why(comment: str, marked: list[str]) -> None:
    assert probe(framework_from_pip, environment(f"jax  # {comment}")).marked == marked


def test_several_lines_have_several_versions_and_the_framework_leads() -> None:
    [found] = probe(framework_from_pip, environment("torchvision==0.20", "torch==2.5.1")).diagnostics
    assert found.subject == "pip/torch"
    assert "`pytorch=2.5.1` and `torchvision=0.20` in the conda list" in found.help
    assert "if it has those versions there" in found.help
    [found] = probe(
        framework_from_pip, environment("torchaudio", "torch", head="channels: [conda-forge]\n")
    ).diagnostics
    assert "if conda-forge has versions that fit;" in found.help


@pytest.mark.parametrize(
    ("conda", "follows"),
    [("", "it picks no build for the machine"), ("pip", "passes it by"), ("scipy", "another numpy than it needs")],
)
def test_what_follows_depends_on_what_conda_holds(conda: str, follows: str) -> None:
    assert follows in probe(framework_from_pip, environment("torch==2.1", conda=conda)).messages[0]


def test_the_table_of_frameworks() -> None:
    families = frameworks()
    assert {row[0] for row in read_table("frameworks.tsv")} == {"family", "project", "brought", "built"}
    assert {row[1] for row in read_table("frameworks.tsv")} == set(families)
    assert all(row[3] for row in read_table("frameworks.tsv") if row[0] == "built")
    assert all(bool(family.gpu) == bool(family.gpu_since) for family in families.values())


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
