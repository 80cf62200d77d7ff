"""early-pip-section: the section moves to the end with its comments, or not at all."""

import pytest

from envlint.rules.pip.early_pip_section import early_pip_section
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- pip\n- pip:\n  - a\n- b\n", "- pip\n- b\n- pip:\n  - a\n"),
        ("- pip\n\n- pip:\n  - a  # x\n  # y\n  - c\n\n- b\n", "- pip\n\n\n- b\n- pip:\n  - a  # x\n  # y\n  - c\n"),
        (
            "- pip\n# why\n- pip:  # here\n  - a\n- b  # c\n- d\n",
            "- pip\n- b  # c\n- d\n# why\n- pip:  # here\n  - a\n",
        ),
        ("- pip:\n  - a\n- pip\n", "- pip\n- pip:\n  - a\n"),
        ("- pip:\n  - a\n- pip", "- pip\n- pip:\n  - a"),
        ("- pip:\r\n  - a\r\n- pip", "- pip\r\n- pip:\r\n  - a"),
        ("- pip\n- pip: [a]\n- b\nvariables:\n  X: y\n", "- pip\n- b\n- pip: [a]\nvariables:\n  X: y\n"),
        ("  - pip\n  - pip:\n    - a\n  - b\n", "  - pip\n  - b\n  - pip:\n    - a\n"),
    ],
)
def test_it_moves(before: str, after: str) -> None:
    eol = "\r\n" if "\r" in before else "\n"
    found = probe(early_pip_section, f"dependencies:{eol}{before}")
    assert found.marked == ["pip"]
    assert found.safely_fixed == f"dependencies:{eol}{after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [("[pip, {pip: [a]}, b]", "[pip, b, {pip: [a]}]"), ("[{pip: [a]}, pip]", "[pip, {pip: [a]}]")],
)
def test_flow_lists(before: str, after: str) -> None:
    assert probe(early_pip_section, f"dependencies: {before}\n").safely_fixed == f"dependencies: {after}\n"


@pytest.mark.parametrize(
    "text",
    [
        "- pip\n- pip:\n  - a\n  # - c\n- b\n",
        "- pip\n- pip:\n  - a\n- b\n# end\n",
        "# all\n- pip:\n  - a\n- b\n",
        "- pip\n- pip:\n  - &x a\n- *x\n",
    ],
)
def test_it_stays_where_a_comment_may_belong_to_it(text: str) -> None:
    found = probe(early_pip_section, f"dependencies:\n{text}")
    assert found.marked == ["pip"]
    assert found.fixed == found.text


@pytest.mark.parametrize(
    "text",
    [
        "- pip\n- pip:\n  - a\n",
        "- pip\n- pip:\n  - a\n- sel(linux): b\n",
        "- pip\n- pip:\n  - a\n- b\n- pip:\n  - c\n",
        "- pip\n- b\n",
    ],
)
def test_silent(text: str) -> None:
    assert not probe(early_pip_section, f"dependencies:\n{text}").marked
