"""wrong-type: keys, items, pip sections, whole files."""

from __future__ import annotations

import pytest

from envlint.rules.document.wrong_type import wrong_type
from tests.rules.probe import probe

D = "dependencies: [a]\n"

# A file, what is marked in it, the text after safe fixes, after all fixes; None: as before.
FAULTY: list[tuple[str, list[str], str | None, str | None]] = [
    # name and prefix
    (f"name: 1234\n{D}", ["1234"], f"name: '1234'\n{D}", None),
    (f"name: 3.10  # why\n{D}", ["3.10"], f"name: '3.10'  # why\n{D}", None),
    (f"name: true\n{D}", ["true"], f"name: 'true'\n{D}", None),
    (f"name: 2024-01-01\n{D}", ["2024-01-01"], f"name: '2024-01-01'\n{D}", None),
    (f"{{name: 0x1F, {D.strip()}}}", ["0x1F"], f"{{name: '0x1F', {D.strip()}}}", None),
    (f"name:\n{D}", ["name"], None, None),
    (f"name: ~\n{D}", ["name"], None, None),
    (f"name: [a]\n{D}", ["[a]"], None, None),
    (f"prefix: 3\n{D}", ["3"], None, None),
    # channels
    (f"channels: conda-forge\n{D}", ["conda-forge"], f"channels: [conda-forge]\n{D}", None),
    (f"channels: 'conda-forge' # a\n{D}", ["'conda-forge'"], f"channels: ['conda-forge'] # a\n{D}", None),
    (f"channels: https://h/c\n{D}", ["https://h/c"], f"channels: [https://h/c]\n{D}", None),
    (f"channels:\n  conda-forge\n{D}", ["conda-forge"], f"channels:\n  [conda-forge]\n{D}", None),
    (f"channels: a, b\n{D}", ["a, b"], None, f"channels: [a, b]\n{D}"),
    (f"channels: a b\n{D}", ["a b"], None, None),
    (f"channels: a,\n  b\n{D}", ["a,"], None, None),
    (f"channels: |\n  a\n{D}", ["|"], None, None),
    (f"channels: &c a\nx-d: *c\n{D}", ["a"], None, None),
    (f"channels: a\r\n{D}", ["a"], f"channels: [a]\r\n{D}", None),
    (f"channels:\n{D}", ["channels"], None, None),
    (f"channels: {{a: b}}\n{D}", ["{a: b}"], None, None),
    (f"channels:\n  -aa\n  -b2\n{D}", ["-aa"], None, f"channels:\n  - aa\n  - b2\n{D}"),
    (
        f"channels: [a, 1, ~, {{b: c}}, [d]]\n{D}",
        ["1", "~", "{b: c}", "[d]"],
        f"channels: [a, 1, {{b: c}}, [d]]\n{D}",
        None,
    ),
    # dependencies
    ("dependencies: numpy\n", ["numpy"], None, None),
    ("dependencies:\n", ["dependencies"], None, None),
    ("dependencies:\n  python: 3.9\n", ["python: 3.9"], None, None),
    ("dependencies: |\n  a\n  b\n", ["|"], None, None),
    ("dependencies:\n  -numpy\n  -scipy=1\n", ["-numpy"], None, "dependencies:\n  - numpy\n  - scipy=1\n"),
    ("dependencies:\n   -numpy\n  -scipy=1\n", ["-numpy"], None, None),
    ("dependencies: -numpy\n  -scipy=1\n", ["-numpy"], None, None),
    ("dependencies: -numpy\n", ["-numpy"], None, None),
    ("dependencies:\n  -\u00a0numpy\n", ["-\u00a0numpy"], None, "dependencies:\n  - numpy\n"),
    ("dependencies:\n  - 3.10\n  - 3\n  - true\n  - 2024-01-01\n", ["3.10", "3", "true", "2024-01-01"], None, None),
    ("dependencies:\n  - a\n  -\n  - b\n", ["-"], "dependencies:\n  - a\n  - b\n", None),
    ("dependencies:\n  - a\n  - # why\n", ["-"], None, "dependencies:\n  - a\n"),
    ("dependencies:\n  -\n", ["-"], None, None),
    ("dependencies:\n  - [a, b]\n  - - c\n", ["[a, b]", "- c"], None, None),
    # pip sections
    ("dependencies:\n- pip: mypy\n", ["mypy"], None, "dependencies:\n- pip: [mypy]\n"),
    ("dependencies:\n- pip: -e .\n", ["-e ."], None, None),
    ("dependencies:\n- pip: |\n    a\n    b\n", ["|"], None, None),
    ("dependencies:\n- pip:\n    -aa\n    -bb\n", ["-aa"], None, "dependencies:\n- pip:\n    - aa\n    - bb\n"),
    ("dependencies:\n- pip:\n    a: 1\n", ["a: 1"], None, None),
    ("dependencies:\n- pip: 3\n", ["3"], None, None),
    (
        "dependencies:\n- pip: [a, 3.10, ~, {b: 1}]\n",
        ["3.10", "~", "{b: 1}"],
        "dependencies:\n- pip: [a, 3.10, {b: 1}]\n",
        None,
    ),
    # the rest
    (f"variables: [A=1]\n{D}", ["[A=1]"], None, None),
    (f"variables: A=1\n{D}", ["A=1"], None, None),
    (f"variables:\n{D}", ["variables"], None, None),
    (f"platforms: linux-64\n{D}", ["linux-64"], None, None),
    (f"%YAML 1.1\n---\nname: yes\n{D}", ["yes"], f"%YAML 1.1\n---\nname: 'yes'\n{D}", None),
    # whole files
    ("- numpy\n- scipy\n", ["- numpy"], None, None),
    ("numpy\nscipy\n", ["numpy"], None, None),
]


@pytest.mark.parametrize(("text", "marked", "safely", "fixed"), FAULTY, ids=[repr(row[0][:40]) for row in FAULTY])
def test_each_kind(text: str, marked: list[str], safely: str | None, fixed: str | None) -> None:
    found = probe(wrong_type, text)
    assert found.marked == marked
    assert found.safely_fixed == (safely or text)
    assert found.fixed == (fixed or safely or text)


@pytest.mark.parametrize(
    "text",
    [
        f"name: on\n{D}",
        "name: x\nchannels: []\ndependencies: []\nvariables: {}\n",
        "dependencies:\n- a\n- pip:\n- sel(linux): b\n",
        f"platforms:\n{D}",
        f"variables: {{A: 1, B: [2], C: ~}}\n{D}",
        f"name: !!str 3.10\n{D}",
        f"x: &n foo\nname: *n\n{D}",
        f"description: 3\n{D}",
        "",
        "~\n",
    ],
)
def test_what_fits_or_is_anothers(text: str) -> None:
    assert probe(wrong_type, text).messages == []


def test_an_alias_is_replaced_not_what_it_stands_for() -> None:
    found = probe(wrong_type, f"x: &n 1\nname: *n\n{D}")
    assert (found.marked, found.fixed) == (["*n"], f"x: &n 1\nname: '1'\n{D}")


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("dependencies: [1]\n", "write a package's name; if `1` is a version, `NAME=1`"),
        ("dependencies: [pip, {pip: [3.10]}]\n", "write a package's name; if `3.10` is a version, `NAME==3.10`"),
        ("dependencies: [true]\n", "write a package's name; a version follows `=`"),
        ("dependencies: [pip, {pip: [{a: 1}]}]\n", "write `a==…` for a version"),
        (
            "dependencies: [pip, {pip: [{a: [b]}]}]\n",
            "delete `a:`, and write what is under it as items of `pip:` itself",
        ),
        (f"channels:\n{D}", "write each channel on a line of its own, after a dash and a space, or delete the key"),
    ],
)
def test_the_help_says_what_to_write(text: str, help: str) -> None:
    assert [each.help for each in probe(wrong_type, text).diagnostics] == [help]


def test_non_breaking_spaces_are_named() -> None:
    found = probe(wrong_type, "dependencies:\n \u00a0- numpy\n \u00a0- scipy\n")
    assert "non-breaking" in found.diagnostics[0].help
    assert found.fixed == found.text
