"""duplicate-key, at any depth."""

from __future__ import annotations

import pytest

from envlint.document import loads
from envlint.rules.document.duplicate_key import duplicate_key
from tests.rules.probe import probe

FAULTY = [
    ("name: a\ndependencies: [b]\nname: c\n", ["name"], [["name"]], [3]),
    ("name: a\n'name': c\n\"name\": d\n", ["'name'", '"name"'], [["name"], ["name"]], [2, 3]),
    ("dependencies:\n- pip: [a]\n  pip: [b]\n", ["pip"], [["pip"]], [3]),
    ("dependencies: []\nvariables: {A: 1, B: 2, A: 3}\n", ["A"], [["A"]], [2]),
    ("a: &x {b: 1}\n<<: *x\n<<: *x\n", ["<<"], [["<<"]], [3]),
    ("1: a\n1: b\n", ["1"], [["1"]], [2]),
    ("~: a\nnull: b\n", ["null"], [["~"]], [2]),
]


@pytest.mark.parametrize(("text", "marked", "related", "lines"), FAULTY)
def test_the_later_key_is_marked(text: str, marked: list[str], related: list[list[str]], lines: list[int]) -> None:
    found = probe(duplicate_key, text)
    assert (found.marked, found.related, found.lines) == (marked, related, lines)
    assert not loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "name: a\nvariables: {name: b}\n",
        "1: a\n'1': b\n",
        "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n",
        "dependencies:\n- pip: [a]\n- pip: [b]\n",
        "? [a]\n: b\n? [c]\n: d\n",
    ],
)
def test_other_keys_are_silent(text: str) -> None:
    assert probe(duplicate_key, text).messages == []
    assert loads(text)


def test_what_others_read_is_said_of_top_level_keys_only() -> None:
    top, nested = "name: a\nname: b\n", "variables: {A: 1, A: 2}\n"
    assert "mamba reads only the first" in probe(duplicate_key, top).messages[0]
    assert "mamba" not in probe(duplicate_key, nested).messages[0]
