"""inert-cudatoolkit: which PyTorch heeds it, who else uses it, what the fix writes, and who speaks first."""

import pytest

from envlint.engine import lint
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.rules.packages.inert_cudatoolkit import inert_cudatoolkit
from envlint.source import Source
from tests.rules.probe import probe


def environment(*items: str, channels: str = "pytorch, conda-forge", pip: tuple[str, ...] = ()) -> str:
    text = f"name: a\nchannels: [{channels}]\ndependencies:\n" + "".join(f'- "{item}"\n' for item in items)
    return text + ("- pip\n- pip:\n" + "".join(f'  - "{line}"\n' for line in pip) if pip else "")


@pytest.mark.parametrize(
    ("items", "channels"),
    [
        (("pytorch=1.13", "cudatoolkit=11.6"), "pytorch, conda-forge"),
        (("pytorch", "cudatoolkit=11.3"), "pytorch, conda-forge"),
        (("pytorch>=1.8", "torchvision", "python=3.9", "cudatoolkit=10.2"), "pytorch, defaults"),
        (("pytorch::pytorch=2.0.1", "cudatoolkit"), "conda-forge"),
        (("pytorch=2.0=*cuda*", "cudatoolkit>=11"), "https://conda.anaconda.org/pytorch"),
        (("pytorch>=2", "pytorch-lightning=1.9", "cudatoolkit=11.8"), "pytorch"),
    ],
)
def test_a_pytorch_that_does_not_heed_it(items: tuple[str, ...], channels: str) -> None:
    found = probe(inert_cudatoolkit, environment(*items, channels=channels))
    assert found.marked == [f'"{items[-1]}"']
    assert "chooses nothing" in found.messages[0]


@pytest.mark.parametrize(
    ("items", "channels"),
    [
        (("pytorch=1.12", "cudatoolkit=11.6"), "pytorch"),
        (("pytorch<1.13", "cudatoolkit=11.6"), "pytorch"),
        (("pytorch", "python=3.6", "cudatoolkit=10.2"), "pytorch"),
        (("pytorch", "torchvision=0.13", "cudatoolkit=11.6"), "pytorch"),
        (("pytorch", "pytorch-lightning=1.3", "cudatoolkit=11.1"), "pytorch"),
        (("pytorch=2.0", "cudatoolkit=11.8"), "conda-forge, pytorch"),
        (("pytorch=2.0", "cudatoolkit=11.8"), "defaults, pytorch"),
        (("conda-forge::pytorch=2.0", "cudatoolkit=11.8"), "pytorch, conda-forge"),
        (("pytorch=2.0", "pytorch-cuda=11.8", "cudatoolkit=11.8"), "pytorch, nvidia"),
        (("pytorch=2.0", "cudatoolkit=11.8=h37601d7_11"), "pytorch"),
        (("pytorch=2.0", "cupy=12.2", "cudatoolkit=11.8"), "pytorch"),
        (("pytorch=2.0", "cudnn=8", "cudatoolkit=11.8"), "pytorch"),
        (("pytorch=2.0", "numba", "cudatoolkit=11.8"), "pytorch"),
        (("pytorch=2.0", "rapids=23.04", "cudatoolkit=11.8"), "pytorch"),
        (("tensorflow=2.11", "cudatoolkit=11.8"), "conda-forge"),
        (("numpy=1.26", "cudatoolkit=11.8"), "conda-forge"),
    ],
)
def test_where_it_counts(items: tuple[str, ...], channels: str) -> None:
    assert not probe(inert_cudatoolkit, environment(*items, channels=channels)).marked


@pytest.mark.parametrize(
    ("items", "pip", "marked"),
    [
        (("cudatoolkit=11.3",), ("torch==1.12.1+cu113",), 1),
        (("cudatoolkit=11.3",), ("torch", "torchvision"), 1),
        (("cudatoolkit=11.3",), ("torch", "tensorflow"), 0),
        (("cudatoolkit=11.3",), ("torch", "jax[cuda11_cudnn82]"), 0),
        (("cudatoolkit=11.3",), ("torch", "cupy-cuda113"), 0),
        (("cudatoolkit=11.3",), ("torch", "onnxruntime-gpu"), 0),
        (("cudatoolkit=11.3",), ("torch", "mxnet-cu112"), 0),
        (("cudatoolkit=11.3",), ("torch", "bitsandbytes"), 0),
        (("cudatoolkit=11.3", "torchvision"), ("torch",), 0),
        (("cudatoolkit=11.3",), ("torchmetrics",), 0),
    ],
)
def test_a_wheel_does_not_look_for_it(items: tuple[str, ...], pip: tuple[str, ...], marked: int) -> None:
    found = probe(inert_cudatoolkit, environment(*items, channels="conda-forge", pip=pip))
    assert len(found.marked) == marked


@pytest.mark.parametrize(
    ("items", "channels", "fixed_items", "fixed_channels"),
    [
        ("pytorch=2.0 cudatoolkit=11.8", "pytorch, nvidia", "pytorch=2.0 pytorch-cuda=11.8", "pytorch, nvidia"),
        ("pytorch=2.0 cudatoolkit==11.7.0", "pytorch", "pytorch=2.0 pytorch-cuda=11.7", "pytorch, nvidia"),
        ("pytorch=1.13 cudatoolkit=11.8", "pytorch", None, None),
        ("pytorch=2.0 cudatoolkit=11.3", "pytorch", None, None),
        ("pytorch=2.0 cudatoolkit>=11.7", "pytorch", None, None),
        ("pytorch=2.0 cudatoolkit", "pytorch", None, None),
        ("pytorch::pytorch=2.0 cudatoolkit=11.8", "defaults, pytorch", None, None),
        ("pytorch::pytorch=2.0 cudatoolkit=11.8", "conda-forge", None, None),
    ],
)
def test_the_fix_for_pytorch(items: str, channels: str, fixed_items: str | None, fixed_channels: str | None) -> None:
    found = probe(inert_cudatoolkit, environment(*items.split(), channels=channels))
    assert len(found.marked) == 1
    wanted = environment(*(fixed_items or items).split(), channels=fixed_channels or channels)
    assert found.fixed == wanted
    assert found.safely_fixed == found.text


def test_the_help_names_the_versions_there_are() -> None:
    found = probe(inert_cudatoolkit, environment("pytorch=1.13", "cudatoolkit=11.3"))
    assert "(11.6, 11.7)" in found.diagnostics[0].help


def test_other_rules_that_see_the_fault_speak_first() -> None:
    def rules(text: str) -> list[str]:
        settings = Settings(select_rules(builtin_rules(), ["default"], []))
        return [each.rule for each in lint(Source("environment.yml", text), settings).diagnostics]

    from_pip = environment("python=3.10", "cudatoolkit=11.3", channels="conda-forge", pip=("torch==1.12.1",))
    assert rules(from_pip) == ["framework-from-pip"]
    deliberate = environment("python=3.10", "cudatoolkit=11.3", channels="conda-forge", pip=("torch==1.12.1+cu113",))
    assert rules(deliberate) == ["inert-cudatoolkit"]
    mismatched = environment("python=3.10", "cudatoolkit=10.2", channels="conda-forge", pip=("torch==1.12.1+cu113",))
    assert rules(mismatched) == ["mismatched-cuda"]
    obsolete = environment("python=3.10", "pytorch=2.1", "cudatoolkit=12.1", channels="pytorch, conda-forge")
    assert rules(obsolete) == ["obsolete-package"]
