"""missing-pip: what counts as pip, and where `- pip` is written."""

import pytest

from envlint.rules.pip.missing_pip import missing_pip
from tests.rules.probe import probe


@pytest.mark.parametrize(
    "item",
    [
        "pip",
        "PIP",
        "pip>=21",
        "pip =21",
        "pip!=23",
        "conda-forge::pip",
        "pip[version='>=21']",
        "pip==",
        "https://x.org/noarch/pip-23.0-pyh_0.conda",
        "python\n    pip",
    ],
)
def test_this_is_pip(item: str) -> None:
    assert not probe(missing_pip, f"dependencies:\n- {item}\n- pip:\n  - a\n").marked


@pytest.mark.parametrize("item", ["pip-tools", "pipx", "pip::a", "uv", "python"])
def test_this_is_not_pip(item: str) -> None:
    assert probe(missing_pip, f"dependencies:\n- {item}\n- pip:\n  - a\n").marked == ["pip"]


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- python\n- pip:\n",
        "dependencies:\n- python\n- pip: []\n",
        "dependencies:\n- python\n- pip: [null, 1]\n",
        "dependencies:\n- python\n- pip: mypy\n",
        "dependencies:\n- python\npip:\n- mypy\n",
    ],
)
def test_a_section_without_lines_is_silent(text: str) -> None:
    assert not probe(missing_pip, text).marked


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- python\n\n# why\n- pip:\n  - a\n", "- python\n- pip\n\n# why\n- pip:\n  - a\n"),
        ("-   python # x\n-   pip:\n    - a\n", "-   python # x\n-   pip\n-   pip:\n    - a\n"),
        ("- python # x\n         # y\n# z\n- pip:\n  - a\n", "- python # x\n         # y\n- pip\n# z\n- pip:\n  - a\n"),
        ("- python # x\r\n         # y\r\n- pip: [a]\r\n", "- python # x\r\n         # y\r\n- pip\r\n- pip: [a]\r\n"),
        ("- pip:\n  - a\n- python\n", "- pip\n- pip:\n  - a\n- python\n"),
        ("# why\n- pip:\n  - a\n", "- pip\n# why\n- pip:\n  - a\n"),
        ("- sel(linux): x\n- pip: [a]\n", "- sel(linux): x\n- pip\n- pip: [a]\n"),
        ("- python\n- pip:\n  - a", "- python\n- pip\n- pip:\n  - a"),
    ],
)
def test_fixes(before: str, after: str) -> None:
    eol = "\r\n" if "\r" in before else "\n"
    head = f"name: a{eol}dependencies:{eol}"
    assert probe(missing_pip, head + before).safely_fixed == head + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[python, {pip: [a]}]", "[python, pip, {pip: [a]}]"),
        ("[{pip: [a]}]", "[pip, {pip: [a]}]"),
        ("[python,\n  {pip: [a]}]", "[python, pip,\n  {pip: [a]}]"),
    ],
)
def test_flow_lists(before: str, after: str) -> None:
    head = "name: a\ndependencies: "
    assert probe(missing_pip, f"{head}{before}\n").safely_fixed == f"{head}{after}\n"


def test_an_aliased_list_is_left_alone() -> None:
    text = "name: a\nx-all: &all\n- pip: [a]\ndependencies: *all\n"
    found = probe(missing_pip, text)
    assert found.marked == ["pip"]
    assert found.fixed == text


def test_a_part_of_a_whole_is_silent() -> None:
    section = "dependencies:\n- pip:\n  - requests\n"
    assert probe(missing_pip, section).marked == []
    for more in ("name: a\n", "channels: [b]\n"):
        assert probe(missing_pip, more + section).marked == ["pip"]
    assert probe(missing_pip, section.replace("- pip:", "- numpy\n- pip:")).marked == ["pip"]
