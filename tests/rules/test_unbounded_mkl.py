"""unbounded-mkl: which PyTorch, from where, and how far mkl may go."""

import pytest

from envlint.rules.pins.unbounded_mkl import unbounded_mkl
from tests.rules.probe import probe


def environment(*items: str, channels: str = "pytorch, nvidia, conda-forge", head: str = "") -> str:
    return f"{head}channels: [{channels}]\ndependencies:\n" + "".join(f'- "{item}"\n' for item in items)


@pytest.mark.parametrize(
    ("items", "channels", "marked"),
    [
        (("pytorch=2.1",), "pytorch, conda-forge", "pytorch=2.1"),
        (("pytorch::pytorch=1.12.1",), "conda-forge", "pytorch::pytorch=1.12.1"),
        (("pytorch=2.0", "mkl"), "pytorch, defaults", "mkl"),
        (("pytorch=2.4", "mkl>=2023"), "pytorch", "mkl>=2023"),
        (("pytorch>=1.13,<2.5", "mkl<=2026"), "https://conda.anaconda.org/pytorch", "mkl<=2026"),
    ],
)
def test_mkl_is_free(items: tuple[str, ...], channels: str, marked: str) -> None:
    found = probe(unbounded_mkl, environment(*items, channels=channels))
    assert found.marked == [f'"{marked}"']
    assert found.diagnostics[0].subject == "mkl"


@pytest.mark.parametrize(
    ("items", "channels", "head"),
    [
        (("pytorch=2.1", "mkl<2025"), "pytorch", ""),
        (("pytorch=2.1", "mkl=2024.0"), "pytorch", ""),
        (("pytorch=2.1",), "conda-forge, pytorch", ""),
        (("pytorch=2.1",), "defaults, pytorch", ""),
        (("conda-forge::pytorch=2.1",), "pytorch", ""),
        (("pytorch=2.5",), "pytorch", ""),
        (("pytorch>=2.0",), "pytorch", ""),
        (("pytorch",), "pytorch", ""),
        (("pytorch=1.4",), "pytorch", ""),
        (("numpy=2.1",), "pytorch", ""),
        (("pytorch=2.1",), "pytorch", "name: train-macos\n"),
        (("pytorch=2.1",), "pytorch", "platforms: [win-64]\n"),
    ],
)
def test_silent(items: tuple[str, ...], channels: str, head: str) -> None:
    assert not probe(unbounded_mkl, environment(*items, channels=channels, head=head)).marked


@pytest.mark.parametrize(
    ("mkl", "fixed"),
    [
        ("mkl", "mkl<2024.1"),
        ("mkl>=2020", "mkl>=2020,<2024.1"),
        ("mkl>=2024.2", "mkl>=2024.2"),
        ("mkl=2025", "mkl=2025"),
        ("mkl=*=intel_1", "mkl=*=intel_1"),
    ],
)
def test_the_bound(mkl: str, fixed: str) -> None:
    found = probe(unbounded_mkl, environment("pytorch=2.1", mkl))
    assert found.marked == [f'"{mkl}"']
    assert found.fixed == environment("pytorch=2.1", fixed)
    assert found.safely_fixed == found.text
