"""lossy-spec: what it marks, and what its fixes write."""

from __future__ import annotations

import pytest

from envlint import engine
from envlint.registry import builtin_rules
from envlint.rule import Settings
from envlint.rules.packages.duplicate_package import duplicate_package
from envlint.rules.packages.lossy_spec import lossy_spec
from envlint.source import Source
from tests.rules.probe import probe

HEAD = "name: a\nchannels: [conda-forge]\ndependencies:\n"


def dependencies(*items: str) -> str:
    return HEAD + "".join(f"  - {item}\n" for item in items)


@pytest.mark.parametrize(
    ("item", "under", "fixed"),
    [
        ("numpy[version>=1.26]", "version>=1.26", "numpy >=1.26"),
        ("numpy[version=>=1,<2]", "<2", "numpy >=1,<2"),
        ("numpy=>1.26  # keep", "=>", "numpy>=1.26  # keep"),
        ("'numpy (>=1,<2)'", "(>=1,<2)", "'numpy >=1,<2'"),
        ("python:3.9", "python:", "python=3.9"),
        ("conda-forge:numpy=1.26", "conda-forge:", "conda-forge::numpy=1.26"),
        ("numpy!=1.2*", "!=1.2*", "numpy!=1.2.*"),
        ("pygit2>=v1.9.2,<v2", ">=v1.9.2", "pygit2>=1.9.2,<2"),
        ("dask[complete]", "complete", None),
        ("numpy scipy", "scipy", None),
        ("pywin32 if win", " if win", None),
        ("numpy#1.26", "#1.26", None),
        ("pip install numpy", "install numpy", None),
        ('numpy[when="python >=3.9"]', 'when="python >=3.9"', None),
        ("numpy (>=1) (<2)", "(<2)", None),
    ],
)
def test_loss(item: str, under: str, fixed: str | None) -> None:
    found = probe(lossy_spec, dependencies("python=3.12", item))
    assert found.marked == [under]
    assert found.fixed == dependencies("python=3.12", fixed or item)
    assert found.safely_fixed == found.text
    assert all(each.help for each in found.diagnostics)


def test_what_means_the_same_is_a_safe_fix() -> None:
    found = probe(lossy_spec, dependencies("numpy="))
    assert found.safely_fixed == dependencies("numpy")


def test_one_finding_for_all_that_is_lost() -> None:
    found = probe(lossy_spec, dependencies("conda-forge:dask[complete] (>=1)"))
    assert len(found.diagnostics) == 1
    assert len(found.related[0]) >= 1


@pytest.mark.parametrize("item", ["numpy  # [win]", "numpy[version='>=1,<2']", "numpy >=1,<2 py*", "numpy >=1 <2"])
def test_silent(item: str) -> None:
    assert not probe(lossy_spec, dependencies(item)).diagnostics


def test_lossy_items_are_no_repeats_that_a_safe_fix_removes() -> None:
    for items in (("python>=3.9", "python[extra]"), ("numpy", "numpy[extra]"), ("numpy", "numpy>"), ("a=1", "a (<2)")):
        found = probe(duplicate_package, dependencies(*items))
        assert found.safely_fixed == found.text, items


@pytest.mark.parametrize(
    ("item", "rules"),
    [
        ("dask[complete] >=2024 , <2025", {"lossy-spec"}),
        ("numpy>=1.26 <2", {"invalid-spec"}),
        ("numpy=>1.2", {"lossy-spec"}),
    ],
)
def test_who_speaks_first(item: str, rules: set[str]) -> None:
    settings = Settings(
        tuple(rule for rule in builtin_rules() if rule.name in ("invalid-spec", "lossy-spec", "unportable")),
        targets=("conda", "mamba", "pixi"),
    )
    report = engine.lint(Source("environment.yml", dependencies(item)), settings)
    assert {each.rule for each in report.diagnostics} == rules
