"""discontinued-channel: which channels, PyTorch's bounds, and what takes their place."""

import pytest

from envlint.rules.channels.discontinued_channel import discontinued_channel
from tests.rules.probe import probe


def env(channels: str, dependencies: str) -> str:
    return f"channels: [{channels}]\ndependencies: [{dependencies}]\n"


@pytest.mark.parametrize(
    ("channels", "dependencies"),
    [
        ("conda-forge, pytorch", "pytorch"),
        ("conda-forge/label/main, pytorch", "pytorch"),
        ("defaults, pytorch", "pytorch"),
        ("anaconda, pytorch", "pytorch"),
        ("pytorch, conda-forge", "pytorch=2.5"),
        ("pytorch, conda-forge", "pytorch<2.6"),
        ("pytorch, conda-forge", "pytorch<=2.5.1"),
        ("pytorch, conda-forge", "pytorch==1.13.1"),
        ("pytorch, conda-forge", "pytorch=2.0.1=py3.10_cuda11.8_0"),
        ("pytorch, conda-forge", "'pytorch=*=cuda*'"),
        ("pytorch, conda-forge", "pytorch, pytorch-cuda=12.1"),
        ("pytorch, conda-forge", "pytorch, torchvision=0.20"),
        ("pytorch, conda-forge", "pytorch, torchaudio<2.6"),
        ("pytorch, conda-forge", "pytorch, torchtext"),
        ("pytorch, conda-forge", "pytorch, python=3.8"),
        ("pytorch, conda-forge", "pytorch, tensorflow=1.13.1"),
        ("pytorch, conda-forge", "pytorch, tensorflow-gpu<2"),
        ("pyg, conda-forge", "pyg=2.0.1, pytorch=1.8.1"),
        ("pyg, conda-forge", "pyg=2.6, pytorch-scatter=2.1.2, pytorch-sparse<0.6.18"),
        ("pytorch, conda-forge", "conda-forge::pytorch"),
        ("pytorch, conda-forge", "faiss-gpu"),
        ("pytorch, conda-forge", "python"),
        ("https://repo.anaconda.com/pkgs/r, conda-forge", "r-base"),
        ("acme/label/gcc7, nvidia/label/dev", "x"),
    ],
)
def test_silent(channels: str, dependencies: str) -> None:
    assert not probe(discontinued_channel, env(channels, dependencies)).marked


@pytest.mark.parametrize(
    ("channels", "dependencies", "said"),
    [
        ("pytorch, conda-forge", "pytorch", "newer `pytorch`"),
        ("pytorch, conda-forge", "pytorch>=1.8", "newer `pytorch`"),
        ("pytorch, conda-forge", "pytorch=2", "newer `pytorch`"),
        ("pytorch, conda-forge", "pytorch, tensorflow=2", "newer `pytorch`"),
        ("pytorch, conda-forge", "torchvision", "newer `torchvision`"),
        ("pytorch, conda-forge", "pytorch, pytorch-cuda", "newer `pytorch`"),
        ("pytorch, conda-forge", "pytorch, python=3.10", "newer `pytorch`"),
        ("pytorch, defaults", "pytorch", "newer `pytorch`"),
        ("conda-forge, pytorch", "pytorch::pytorch", "newer `pytorch`"),
        ("pytorch, conda-forge", "pytorch>=2.6", "strict channel priority"),
        ("pytorch, defaults", "pytorch=2.7.1", "cannot be solved"),
        ("https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/pytorch, conda-forge", "pytorch", "newer `pytorch`"),
    ],
)
def test_pytorch(channels: str, dependencies: str, said: str) -> None:
    (message,) = probe(discontinued_channel, env(channels, dependencies)).messages
    assert said in message


@pytest.mark.parametrize(
    ("channels", "dependencies", "fixed"),
    [
        ("pytorch, conda-forge", "pytorch", "conda-forge"),
        ("pytorch, nvidia", "pytorch", "conda-forge, nvidia"),
        ("pytorch, defaults", "pytorch", "conda-forge, defaults"),
        ("pytorch, conda-forge", "pytorch, cpuonly", None),
        ("pytorch, conda-forge", "pytorch, pytorch-cuda", None),
        ("pytorch, conda-forge", "pytorch::pytorch", None),
        ("conda-forge, r", "r-base", "conda-forge"),
        ("r", "r-base", "conda-forge"),
        ("defaults, r", "r-base", None),
        ("conda-forge, r", "r::r-base", None),
        ("conda-forge, pyg", "pyg", None),
        ("conda-forge, pyg", "pyg=2.5, pytorch-scatter", None),
        ("conda-forge, pyg", "pyg>=2.7", None),
        ("conda-forge, pyg", "pyg::example=1", None),
        ("conda-forge, pyg", "conda-forge::pytorch-scatter", "conda-forge"),
        ("conda-forge, pyg", "numpy", "conda-forge"),
        ("pyg, nvidia", "numpy", "nvidia"),
        ("pyg", "numpy", None),
        ("conda-forge, intel", "mkl", "conda-forge, https://software.repos.intel.com/python/conda/"),
        ("conda-forge, free", "numpy", "conda-forge"),
        ("free", "numpy", None),
        ("conda-forge, https://mirrors.bfsu.edu.cn/anaconda/pkgs/free", "numpy", "conda-forge"),
        ("conda-forge/label/cf202003, conda-forge", "numpy", "conda-forge"),
        ("conda-forge/label/gcc7", "numpy", "conda-forge"),
        ("pytorch-nightly, nvidia", "pytorch", None),
    ],
)
def test_fixes(channels: str, dependencies: str, fixed: str | None) -> None:
    text = env(channels, dependencies)
    found = probe(discontinued_channel, text)
    assert len(found.marked) == 1
    assert found.safely_fixed == text
    assert found.fixed == (text if fixed is None else env(fixed, dependencies))
    assert fixed is None or not probe(discontinued_channel, found.fixed).marked


def test_a_comment_on_the_line_goes_with_the_channel() -> None:
    text = "channels:\n  - r  # for R\n  - conda-forge\ndependencies:\n  - r-base\n"
    assert probe(discontinued_channel, text).fixed == text.replace("  - r  # for R\n", "")


@pytest.mark.parametrize(
    ("dependencies", "advised"),
    [
        ("pytorch, cpuonly", "write `pytorch=*=cpu*` in place of `pytorch` and `cpuonly`;"),
        ("'pytorch>=2', cpuonly", "write `pytorch >=2 cpu*` in place of `pytorch>=2` and `cpuonly`;"),
        ("pytorch=2, pytorch-cuda", "write `pytorch=2=cuda*` in place of `pytorch=2` and `pytorch-cuda`;"),
        ("torchvision, cpuonly", "write `pytorch=*=cpu*` in place of `cpuonly`;"),
    ],
)
def test_the_help_names_the_build_to_ask_for(dependencies: str, advised: str) -> None:
    (found,) = probe(discontinued_channel, env("pytorch, conda-forge", dependencies)).diagnostics
    assert advised in found.help
    assert [place.message for place in found.related] == ["asked for here"]


@pytest.mark.parametrize(
    ("channels", "dependencies", "advised"),
    [
        ("pytorch, conda-forge", "pytorch", "delete the channel"),
        ("pytorch, defaults", "pytorch", "write `conda-forge` in its place"),
        ("pytorch, defaults", "pytorch, cpuonly", "write `conda-forge` in its place"),
        ("conda-forge, r", "r-base", "delete it; take R and its packages from conda-forge"),
        ("r", "r-base", "take R and its packages from conda-forge"),
        ("pytorch-nightly", "pytorch", "delete it; PyTorch's own index has nightly builds, for pip"),
        ("conda-forge, pyg", "numpy", "nothing in this file comes from it"),
        ("conda-forge, pyg", "pyg", "conda-forge has `pytorch_geometric`"),
        ("conda-forge, pkgs/free", "nose", "`https://repo.anaconda.com/pkgs/free::NAME`"),
    ],
)
def test_what_to_do(channels: str, dependencies: str, advised: str) -> None:
    (found,) = probe(discontinued_channel, env(channels, dependencies)).diagnostics
    assert advised in found.help
