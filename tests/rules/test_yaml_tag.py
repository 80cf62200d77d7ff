"""yaml-tag: what is reported, and what is left of the value."""

from __future__ import annotations

import pytest

from envlint.diagnostic import ERROR, WARNING
from envlint.document import loads
from envlint.rules.document.yaml_tag import yaml_tag
from tests.rules.probe import probe

# A file, its tags, the text after safe fixes, after all fixes; None: as before.
FAULTY: list[tuple[str, list[str], str | None, str | None]] = [
    ("name: !!str 3.10\n", ["!!str"], "name: '3.10'\n", None),
    ("name: !!str demo  # why\n", ["!!str"], "name: demo  # why\n", None),
    ("name: !!str 'a b'\n", ["!!str"], "name: 'a b'\n", None),
    ("dependencies:\n- !!str numpy=1.*\n", ["!!str"], "dependencies:\n- numpy=1.*\n", None),
    ("dependencies: [!!str numpy, b]\n", ["!!str"], "dependencies: [numpy, b]\n", None),
    ("dependencies:\n- !!str 3.10\n", ["!!str"], None, None),  # no package is called 3.10
    ("variables: {A: !!str 1.10}\n", ["!!str"], "variables: {A: '1.10'}\n", None),
    ("name: !!str\n", ["!!str"], None, None),
    ("name: !!str &n x\n", ["!!str"], None, None),
    (
        "channels: !!python/tuple\n- !!python/unicode 'a'\n- b\n",
        ["!!python/tuple", "!!python/unicode"],
        None,
        "channels:\n- 'a'\n- b\n",
    ),
    ("channels: !!python/tuple [a]\n", ["!!python/tuple"], None, "channels: [a]\n"),
    ("channels: !!set {a}\n", ["!!set"], None, "channels: {a}\n"),
    ("name: !!int 3\n", ["!!int"], None, None),
    ("name: !env x\n", ["!env"], None, "name: x\n"),
    ("dependencies:\n- a\n- !=1.2\n", ["!=1.2"], None, None),
]


@pytest.mark.parametrize(("text", "tags", "safely", "fixed"), FAULTY)
def test_each_tag(text: str, tags: list[str], safely: str | None, fixed: str | None) -> None:
    found = probe(yaml_tag, text)
    assert found.marked == tags
    assert found.safely_fixed == (safely or text)
    assert found.fixed == (fixed or safely or text)
    assert loads(found.fixed)


@pytest.mark.parametrize(
    "text", ["a: ! x\n", "a: !!seq [b]\n", "a: !!map {b: c}\n", "a: 'b !!str c'\n", "a: b  # !!str\n"]
)
def test_what_the_tag_says_is_true_anyway(text: str) -> None:
    assert probe(yaml_tag, text).messages == []


def test_a_list_that_conda_reads_is_a_warning() -> None:
    found = probe(yaml_tag, "channels: !!python/tuple\n- !!python/unicode 'a'\n")
    assert [each.severity for each in found.diagnostics] == [WARNING, ERROR]
