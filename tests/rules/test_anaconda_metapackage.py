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


def test_one_finding_speaks_for_the_whole_distribution() -> None:
    text = "dependencies:\n- anaconda-navigator\n- _anaconda_depends\n- anaconda=2024.10\n"
    found = probe(anaconda_metapackage, text)
    assert found.marked == ["anaconda"]
    assert found.related == [["anaconda-navigator", "_anaconda_depends"]]
    parts = "dependencies:\n- anaconda-navigator\n- _anaconda_core\n"
    assert probe(anaconda_metapackage, parts).marked == ["anaconda-navigator", "_anaconda_core"]


@pytest.mark.parametrize(("others", "said"), [(3, "does not name"), (200, "pins what came with it")])
def test_an_export_does_name_what_comes_with_it(others: int, said: str) -> None:
    text = "dependencies:\n- anaconda=2021.11=py39_0\n" + "".join(f"- p{n}=1.{n}=py39_0\n" for n in range(others))
    (message,) = probe(anaconda_metapackage, text).messages
    assert said in message


def test_the_option_replaces_the_names() -> None:
    text = "dependencies:\n- anaconda\n- r-essentials\n"
    assert probe(anaconda_metapackage, text, {"packages": ("R-Essentials",)}).marked == ["r-essentials"]
