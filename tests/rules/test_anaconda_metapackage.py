"""anaconda-metapackage: which names, and nothing that only looks like them."""

import pytest

from envlint.rules.packages.anaconda_metapackage import anaconda_metapackage
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("item", "marked"),
    [
        ("anaconda", ["anaconda"]),
        ("defaults::Anaconda=2024.10", ["Anaconda"]),
        ("_anaconda_depends", ["_anaconda_depends"]),
        ("anaconda-navigator>=2", ["anaconda-navigator"]),
        ("anaconda-client", []),
        ("r-essentials", []),
        ("pip: [anaconda]", []),
    ],
)
def test_names(item: str, marked: list[str]) -> None:
    assert probe(anaconda_metapackage, f"dependencies:\n- python=3.12\n- {item}\n").marked == marked


def test_the_option_replaces_the_names() -> None:
    text = "dependencies:\n- anaconda\n- r-essentials\n"
    assert probe(anaconda_metapackage, text, {"packages": ("R-Essentials",)}).marked == ["r-essentials"]
