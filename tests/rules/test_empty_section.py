"""empty-section: what counts as empty, and what becomes of it."""

import pytest

from envlint.rules.document.empty_section import empty_section
from tests.rules.probe import probe


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- pip: []\n",
        "dependencies:\n- pip: mypy\n",
        "dependencies:\n- pip\n",
        "dependencies: []\npip:\n",
        "dependencies:\n- pip:\n- pip:\n  - a\n",
        "dependencies:\n- conda:\n",
    ],
)
def test_silent(text: str) -> None:
    assert not probe(empty_section, text).marked


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- python\n- pip\n- pip:\n", "- python\n- pip\n"),
        ("- pip\n- pip: null\n", "- pip\n"),
        ("- pip\n- pip:\n- requests\n", None),
        ("- pip\n- pip: ~\n", "- pip\n"),
        ("- python\n- pip: null\n", "- python\n- pip\n"),
        ("- pip:\n", "- pip\n"),
        ("- python\r\n- pip:\r\n", "- python\r\n- pip\r\n"),
        ("- python\n- pip:", "- python\n- pip"),
        ("- python\n- 'pip':\n", "- python\n- 'pip'\n"),
        ("- pip\n- pip:\n# of the file\n", "- pip\n# of the file\n"),
        ("- pip\n- pip:\n  # - requests\n", None),
        ("- pip\n- pip:  # later\n", None),
        ("- {pip: , conda: [a]}\n", None),
        ("- ? pip\n  :\n", None),
        ("- python\n- ? pip\n", None),
        ("- pip\n- ? pip\n  :\n", "- pip\n"),
    ],
)
def test_fixes(before: str, after: str | None) -> None:
    text = "dependencies:\n" + before
    assert probe(empty_section, text).fixed == (text if after is None else "dependencies:\n" + after)


def test_flow_lists() -> None:
    assert probe(empty_section, "dependencies: [pip, {pip: }]\n").fixed == "dependencies: [pip]\n"
    text = "dependencies: [python, {pip: }]\n"
    found = probe(empty_section, text)
    assert found.marked == ["pip:"] and found.fixed == text


def test_items_below_may_be_meant_for_pip() -> None:
    (found,) = probe(empty_section, "dependencies:\n- pip:\n- requests\n").diagnostics
    assert "indent" in found.help
