"""Edits through the model: what is removed, inserted and replaced, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from envlint import document as yaml
from envlint.diagnostic import Change, apply_edits
from envlint.environment import Environment
from envlint.layout import quote
from envlint.source import Source

Act = Callable[[Environment], Change | None]


def model(text: str) -> Environment:
    return Environment(yaml.parse(Source("environment.yml", text)))


def changed(text: str, act: Act) -> tuple[str | None, bool]:
    change = act(model(text))
    return (None, False) if change is None else (apply_edits(text, change.edits), change.loses_comment)


REMOVE_SECOND: Act = lambda env: env.dependencies[1].remove()  # noqa: E731
LAST: Act = lambda env: env.dependencies[-1].remove()  # noqa: E731


@pytest.mark.parametrize(
    ("text", "act", "expected", "loses"),
    [
        ("dependencies:\n- a\n- b\n- c\n", REMOVE_SECOND, "dependencies:\n- a\n- c\n", False),
        ("dependencies:\r\n  - a\r\n  - b\r\n", REMOVE_SECOND, "dependencies:\r\n  - a\r\n", False),
        ("dependencies:\r  - a\r  - b\r", REMOVE_SECOND, "dependencies:\r  - a\r", False),
        ("dependencies:\n- a\n- b", REMOVE_SECOND, "dependencies:\n- a\n", False),
        ("dependencies:\n- a\n- b # why\n- c\n", REMOVE_SECOND, "dependencies:\n- a\n- c\n", True),
        ("dependencies:\n- a\n# about b\n- b\n- c\n", REMOVE_SECOND, "dependencies:\n- a\n# about b\n- c\n", True),
        ("dependencies:\r\n- a\r\n# about b\r\n- b\r\n", REMOVE_SECOND, "dependencies:\r\n- a\r\n# about b\r\n", True),
        ("dependencies:\n- a # mine\n- b\n- c\n", REMOVE_SECOND, "dependencies:\n- a # mine\n- c\n", False),
        ("dependencies:\n- a\n- b\n# about c\n- c\n", REMOVE_SECOND, "dependencies:\n- a\n# about c\n- c\n", False),
        ("dependencies:\n- a\n- >-\n  b\n\n- c\n", REMOVE_SECOND, "dependencies:\n- a\n\n- c\n", False),
        ("dependencies:\n- a\n- b\n   >=1\n- c\n", REMOVE_SECOND, "dependencies:\n- a\n- c\n", False),
        ("dependencies: [a, b, c]\n", REMOVE_SECOND, "dependencies: [a, c]\n", False),
        ("dependencies: [a, 'b']\n", REMOVE_SECOND, "dependencies: [a]\n", False),
        ("dependencies: [a, b,]\n", REMOVE_SECOND, "dependencies: [a,]\n", False),
        ("dependencies: [a,\n  b, # x\n  c]\n", REMOVE_SECOND, "dependencies: [a,\n  c]\n", True),
        ("dependencies:\n- a\n", LAST, None, False),
        ("dependencies: [a]\n", LAST, None, False),
        ("dependencies:\n- a\n- &b b\n- *b\n", REMOVE_SECOND, None, False),
        ("dependencies:\n- &a a\n- b\n- *a\n", LAST, "dependencies:\n- &a a\n- b\n", False),
        ("dependencies:\n- a\n- pip:\n  - x # y\n  - z\n", LAST, "dependencies:\n- a\n", True),
        ("name: x\nprefix: y\n", lambda env: env.keys[1].remove(), "name: x\n", False),
        ("prefix: y # old\nname: x\n", lambda env: env.keys[0].remove(), "name: x\n", True),
        ("prefix: y\nname: x\n", lambda env: env.keys[0].remove(), "name: x\n", False),
        ("{name: x, prefix: y}\n", lambda env: env.keys[1].remove(), "{name: x}\n", False),
        ("? name\n: x\n? prefix\n: y\n", lambda env: env.keys[1].remove(), None, False),
    ],
)
def test_removing(text: str, act: Act, expected: str | None, loses: bool) -> None:
    assert changed(text, act) == (expected, loses)


AFTER_FIRST: Act = lambda env: env.dependencies[0].insert_after("new")  # noqa: E731
BEFORE_FIRST: Act = lambda env: env.dependencies[0].insert_before("new")  # noqa: E731


@pytest.mark.parametrize(
    ("text", "act", "expected"),
    [
        ("dependencies:\n- a\n- b\n", AFTER_FIRST, "dependencies:\n- a\n- new\n- b\n"),
        ("dependencies:\n-   a # c\n- b\n", AFTER_FIRST, "dependencies:\n-   a # c\n-   new\n- b\n"),
        ("dependencies:\r\n  - a", AFTER_FIRST, "dependencies:\r\n  - a\r\n  - new"),
        ("dependencies:\n  - pip:\n    - x\n", AFTER_FIRST, "dependencies:\n  - pip:\n    - x\n  - new\n"),
        ("dependencies:\n  - pip:\n    - x\n", BEFORE_FIRST, "dependencies:\n  - new\n  - pip:\n    - x\n"),
        ("dependencies: [a]\n", AFTER_FIRST, "dependencies: [a, new]\n"),
        ("dependencies: [a]\n", BEFORE_FIRST, "dependencies: [new, a]\n"),
        ("? dependencies\n: - a\n", AFTER_FIRST, None),
        ("? dependencies\n: - a\n", BEFORE_FIRST, None),
        ("dependencies:\n-\n  a\n- b\n", AFTER_FIRST, "dependencies:\n-\n  a\n- new\n- b\n"),
        ("dependencies:\n- &x a\n- b\n", AFTER_FIRST, "dependencies:\n- &x a\n- new\n- b\n"),
        ("dependencies: [a]", lambda env: env.dependencies[0].insert_after("b>=1,<2"), "dependencies: [a, 'b>=1,<2']"),
        (
            "dependencies:\n- a\n",
            lambda env: env.dependencies[0].insert_after("b>=1,<2"),
            "dependencies:\n- a\n- b>=1,<2\n",
        ),
    ],
)
def test_inserting(text: str, act: Act, expected: str | None) -> None:
    assert changed(text, act)[0] == expected


@pytest.mark.parametrize(
    ("item", "new", "expected"),
    [
        ("a>=1", "a >=1,<2", "a >=1,<2"),
        ("'a'", "it's", "'it''s'"),
        ('"a"', 'q"\\', '"q\\"\\\\"'),
        ("a", "b: c", "'b: c'"),
        ("a", "b #c", "'b #c'"),
        ("a", "*", "'*'"),
        ("a", "3.10", "'3.10'"),
        ("a", "null", "'null'"),
        ("a", "x\ty", None),
        (">-\n  a", "b", None),
        ("a\n   >=1", "a>=1", "a>=1"),
        ("!!str a", "b", "!!str b"),
    ],
)
def test_replacing(item: str, new: str, expected: str | None) -> None:
    text = f"dependencies:\n- {item}\n- z\n"
    after = changed(text, lambda env: env.dependencies[0].replace(new))[0]
    assert after == (None if expected is None else f"dependencies:\n- {expected}\n- z\n")


@pytest.mark.parametrize(
    ("value", "expected"), [("no", "true"), ("'no' # x", "true # x"), ("", "true"), ("|\n  no", None), ("[no]", None)]
)
def test_writing_yaml(value: str, expected: str | None) -> None:
    after = changed(f"name:{' ' if value else ''}{value}\n", lambda env: env.keys[0].write("true"))[0]
    assert after == (expected and f"name: {expected}\n")


def test_an_anchored_value_is_not_replaced_under_its_aliases() -> None:
    text = "dependencies:\n- &x a\n- *x\n"
    assert changed(text, lambda env: env.dependencies[0].replace("b"))[0] is None
    assert changed(text, lambda env: env.dependencies[1].replace("b"))[0] == "dependencies:\n- &x a\n- b\n"


@pytest.mark.parametrize(
    "text", ["a", "3.10", "a,b", "[x", "{", "# no", "a: b", "-", "- a", "true", "~", "é", "%x", "@a", "`a`"]
)
@pytest.mark.parametrize("flow", [False, True])
@pytest.mark.parametrize("style", ["", "'", '"'])
def test_what_is_quoted_is_read_back_as_the_same_text(text: str, flow: bool, style: str) -> None:
    written = quote(text, style, flow)
    file = f"dependencies: [{written}]\n" if flow else f"dependencies:\n- {written}\n"
    assert [(item.kind, item.text) for item in model(file).dependencies] == [("str", text)]


def test_parts_of_items_have_exact_places() -> None:
    text = "dependencies:\n- 'numpy >=1.2'\n- \"a\\u0062 >=1\"\n- pandas=2.1=b\n"
    env = model(text)
    places = [env.at for env in env.conda]
    assert [text[slice(*at(item.spec.version))] for at, item in zip(places, env.conda, strict=True)] == [
        ">=1.2",
        '"a\\u0062 >=1"',
        "=2.1" if "=" in str(env.conda[2].spec.version and env.conda[2].spec.version.text) else "2.1",
    ]
