"""Odd layouts of pip sections, glued items, installers and prefix."""

from __future__ import annotations

import pytest

from envlint import engine, fixer, testing
from envlint.registry import builtin_rules
from envlint.rule import Rule, Settings
from envlint.source import Source

RULES = {rule.name: rule for rule in builtin_rules()}


def found(rule: Rule, text: str) -> list[str]:
    """What the rule marks."""
    source = Source("environment.yml", text)
    report = engine.lint(source, Settings((rule,)), testing.Files({}))
    assert not report.crashes, report.crashes
    return [text[each.span.start : each.span.end] for each in report.diagnostics]


def messages(rule: Rule, text: str) -> list[str]:
    report = engine.lint(Source("environment.yml", text), Settings((rule,)), testing.Files({}))
    return [each.message for each in report.diagnostics]


def fixed(rule: Rule, text: str, unsafe: bool = True) -> str:
    source = Source("environment.yml", text)
    outcome = fixer.fix(source, lambda each: engine.lint(each, Settings((rule,))), unsafe=unsafe)
    assert not outcome.faults, outcome.faults
    return outcome.report.source.text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        # three sections, comments and odd indents go along
        (
            "dependencies:\n- pip\n- pip:\n    - a\n# of b\n- pip:\n  # first\n  - b # two\n\n  - c\n"
            "- pip:\n        - d",
            "dependencies:\n- pip\n- pip:\n    - a\n    # first\n    - b # two\n\n    - c\n    - d\n# of b\n",
        ),
        # between two sections stands a package
        ("dependencies:\n- pip:\n  - a\n- numpy\n- pip:\n  - b\n", "dependencies:\n- pip:\n  - a\n  - b\n- numpy\n"),
    ],
)
def test_repeated_pip_sections_are_merged(text: str, after: str) -> None:
    assert fixed(RULES["repeated-pip-section"], text) == after


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- pip: [a]\n- pip:\n  - b\n",
        "dependencies:\n- pip:\n  - a\n- pip:\n",
        "dependencies:\n- pip:\n  - a\n- pip:\n  - 1\n",
        "dependencies:\n- pip:\n  - a\n- pip:\n  - b\n  npm:\n  - c\n",
        "dependencies: [{pip: [a]}, {pip: [b]}]\n",
        "dependencies:\n- pip:\n  - a\n- ? pip\n  : - b\n    - c\n",
    ],
)
def test_sections_of_other_shapes_are_only_reported(text: str) -> None:
    assert found(RULES["repeated-pip-section"], text) == ["pip"]
    assert fixed(RULES["repeated-pip-section"], text) == text


@pytest.mark.parametrize(
    ("earlier", "dropped"),
    [
        ("[a, b]", "`a`, `b`"),
        ("[a, a, b, c, d, ./e]", "`a`, `b`, `c` and 2 more"),
        ("[--pre, a, a, b, c, d, -r x.txt]", "`a`, `b`, `c` and 1 more, and 2 options"),
        ("[--pre, a]", "`a`, and 1 option"),
        ("[--pre]", "the others"),
        ("[]", "the others"),
    ],
)
def test_the_last_section_is_named_and_what_the_others_lose(earlier: str, dropped: str) -> None:
    (message,) = messages(RULES["repeated-pip-section"], f"dependencies:\n- pip: {earlier}\n- pip: [z]\n")
    assert message == f"several `pip:` sections: conda keeps only this last one and drops {dropped}"


def test_two_pip_keys_of_one_item_are_a_duplicate_key() -> None:
    assert found(RULES["repeated-pip-section"], "dependencies:\n- pip:\n  - a\n  pip:\n  - b\n") == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("pip:\n- a\n- b\ndependencies:\n- c\n", "dependencies:\n- c\n- pip:\n    - a\n    - b\n"),
        ("dependencies:\n  - c\npip: [a, b] # x", "dependencies:\n  - c\n  - pip: [a, b] # x\n"),
        ("dependencies:\n  - c\npip: # x\n- a # y", "dependencies:\n  - c\n  - pip: # x\n      - a # y\n"),
        ("dependencies: [c]\npip: [a]\n", None),
        ("dependencies:\n- c\n- pip:\n  - b\npip: [a]\n", None),
        ("pip: [a]\n", None),
        ("dependencies:\n- c\npip: a\n", None),
        ("dependencies:\n- c\n? pip\n: - a\n", None),
    ],
)
def test_a_top_level_pip_section_moves_where_that_is_certain(text: str, after: str | None) -> None:
    rule = RULES["misplaced-pip-section"]
    assert found(rule, text) == ["pip"]
    assert fixed(rule, text) == (text if after is None else after)


@pytest.mark.parametrize(
    ("text", "marked", "after"),
    [
        ("dependencies:\n- numpy\n  scipy\n- z\n", ["numpy"], "dependencies:\n- numpy\n- scipy\n- z\n"),
        ("dependencies:\n  - numpy\n    - scipy\n    - z\n", ["numpy"], "dependencies:\n  - numpy\n  - scipy\n  - z\n"),
        ("dependencies:\n- numpy\n  >=1\n  scipy\n", ["numpy"], "dependencies:\n- numpy\n  >=1\n- scipy\n"),
        ("dependencies: [numpy\n  scipy, z]\n", ["numpy"], "dependencies: [numpy,\n  scipy, z]\n"),
        ("dependencies:\n-   numpy\n    scipy\n", ["numpy"], "dependencies:\n-   numpy\n-   scipy\n"),
        ("dependencies:\n-\n  numpy\n  scipy\n", ["numpy"], None),
        ("dependencies:\n- pip:\n  - a\n    b==1\n", ["a"], "dependencies:\n- pip:\n  - a\n  - b==1\n"),
        ("dependencies:\r\n- a\r\n  b\r\n", ["a"], "dependencies:\r\n- a\r\n- b\r\n"),
        (
            "dependencies:\n- pip:\n  - --pre \\\n    -i https://a.b/c\\\n    numpy\n",
            ["--pre \\"],
            "dependencies:\n- pip:\n  - --pre\n  - -i https://a.b/c\n  - numpy\n",
        ),
        ("dependencies:\n- \\\n  numpy\n", ["\\"], None),
        ("dependencies: [numpy \\\n  scipy]\n", ["numpy \\"], "dependencies: [numpy,\n  scipy]\n"),
    ],
)
def test_glued_items_become_items(text: str, marked: list[str], after: str | None) -> None:
    rule = RULES["continued-item"]
    assert found(rule, text) == marked
    assert fixed(rule, text) == (after or text)


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        (["--pre \\", "-i https://a.b/c"], "pip reads `--pre` and drops the rest in silence"),
        (["numpy==2.1.3 \\", "scipy"], "pip gets one text, `numpy==2.1.3 \\ scipy`, and refuses it"),
    ],
)
def test_a_backslash_joins_nothing(lines: list[str], outcome: str) -> None:
    text = "dependencies:\n- pip:\n  - " + "\n    ".join(lines) + "\n"
    (message,) = messages(RULES["continued-item"], text)
    assert message == f"`{lines[1]}` on a later line is glued to this item: {outcome}"


@pytest.mark.parametrize(
    "text",
    [
        "dependencies:\n- numpy\n    >=1.2\n",
        "dependencies:\n- numpy\n    =1.2\n    =py39_0\n",
        "dependencies:\n- numpy >=1.2\n    ,<2\n",
        "dependencies:\n- numpy\n    1.2\n",
        "dependencies:\n- numpy\n    *\n",
        "dependencies:\n- numpy 1\n    |2\n",
        "dependencies:\n- 'numpy\n   scipy'\n",
        "dependencies:\n- >-\n    numpy\n    scipy\n",
        "dependencies:\n- pip\n  - a\n",
        "dependencies:\n- pip:\n  - a==1\n    --hash=sha256:0\n",
        "dependencies:\n- pip:\n  - a==1\n    ; python_version > '3'\n",
    ],
)
def test_a_line_that_goes_on_is_no_fault(text: str) -> None:
    assert found(RULES["continued-item"], text) == []


@pytest.mark.parametrize(
    ("text", "marked", "after"),
    [
        ("dependencies:\n- a\n- Pip:\n  - b\n", ["Pip"], "dependencies:\n- a\n- pip:\n  - b\n"),
        ("dependencies:\n- pip:\n  - b\n- Pip:\n  - c\n", ["Pip"], None),
        ("dependencies:\n- python: 3.10\n", ["python"], "dependencies:\n- python=3.10\n"),
        ("dependencies:\n- python: '3.10' # x\n", ["python"], "dependencies:\n- python=3.10 # x\n"),
        ("dependencies:\n- numpy:\n- b\n", ["numpy"], "dependencies:\n- numpy\n- b\n"),
        ("dependencies:\n- python: latest\n", ["python"], None),
        ("dependencies:\n- {python: 3.9}\n", ["python"], None),
        ("dependencies:\n- a\n- conda: [b]\n", ["conda"], None),
        ("dependencies:\n- a\n- conda:\n  - b\n  pip:\n  - c\n", ["conda"], None),
        (
            "dependencies:\n  - conda:\n    # x\n    - b\n\n    - c\n",
            ["conda"],
            "dependencies:\n  # x\n  - b\n\n  - c\n",
        ),
        ("dependencies:\n- a\n- ? conda\n  : - b\n    - c\n", ["conda"], None),
        ("dependencies:\n- sel(linux): b\n", [], None),
        ("dependencies:\n- pip:\n  - a\n  uv:\n  - b\n", ["uv"], None),
        ("dependencies:\n- a\n- run_constrained:\n  - b>=1\n", ["run_constrained"], None),
    ],
)
def test_installers(text: str, marked: list[str], after: str | None) -> None:
    rule = RULES["unknown-installer"]
    assert found(rule, text) == marked
    assert fixed(rule, text) == (after or text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "dependencies:\n- python=3.9\n- pip\n- conda:\n  - b\n- c\n- pip:\n  - d\n",
            "conda drops the packages above `conda:`, here `python=3.9`; mamba and conda-lock drop those under it",
        ),
        (
            "dependencies: [a, b, c, d, e, {conda: [f]}]\n",
            "conda drops the packages above `conda:`, here `a`, `b`, `c` and 2 more; mamba and conda-lock drop those "
            "under it",
        ),
        (
            "dependencies:\n- conda:\n  - b\n- c\n",
            "only conda knows `conda:`: mamba and conda-lock drop the packages under it",
        ),
    ],
)
def test_a_conda_section_is_read_in_two_ways(text: str, message: str) -> None:
    assert messages(RULES["unknown-installer"], text) == [message]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("dependencies:\n- pip:\n  - a==1\n    - b==2\n", "pip installs `a==1` and drops the rest in silence"),
        ("dependencies:\n- pip:\n  - a==1\n    b==2\n", "pip gets one text, `a==1 b==2`, and refuses it"),
        ("dependencies:\n- a\n  b\n", "conda gets one text, `a b`"),
        ("dependencies:\n- a>=1\n  b>=2\n", "conda gets one text, `a>=1 b>=2`, and refuses it"),
    ],
)
def test_what_becomes_of_glued_items(text: str, outcome: str) -> None:
    (message,) = messages(RULES["continued-item"], text)
    assert message.endswith(f" is glued to this item: {outcome}")


@pytest.mark.parametrize(
    ("text", "safe_after"),
    [
        ("name: a\nprefix: /x\ndependencies: [b]\n", "name: a\ndependencies: [b]\n"),
        ("name: ''\nprefix: /x\ndependencies: [b]\n", None),
        ("prefix: /x\ndependencies: [b]\n", None),
        ("name: a\n# mine\nprefix: /x\ndependencies: [b]\n", None),
        ("name: a\nprefix: /x # mine\ndependencies: [b]\n", None),
        ("{name: a, prefix: /x, dependencies: [b]}\n", "{name: a, dependencies: [b]}\n"),
    ],
)
def test_prefix_is_deleted_safely_beside_a_name_only(text: str, safe_after: str | None) -> None:
    rule = RULES["machine-prefix"]
    assert len(found(rule, text)) == 1
    assert fixed(rule, text, unsafe=False) == (safe_after or text)
    assert "prefix" not in fixed(rule, text)


@pytest.mark.parametrize("text", ["name: a\nprefix:\ndependencies: [b]\n", "name: a\nprefix: 3\ndependencies: [b]\n"])
def test_a_prefix_of_a_wrong_type_is_not_judged(text: str) -> None:
    assert found(RULES["machine-prefix"], text) == []


def test_a_wrong_pip_key_beside_one_at_the_top_is_renamed() -> None:
    text = "dependencies:\n- b\n- Pip:\n  - c\npip:\n- a\n"
    assert fixed(RULES["unknown-installer"], text) == text.replace("Pip", "pip")


@pytest.mark.parametrize(
    ("line", "is_merged"), [("requests", True), ("git+https://github.com/a/b@v1", False), ("./built", False)]
)
def test_a_later_section_that_may_need_the_earlier_one_is_not_merged(line: str, is_merged: bool) -> None:
    text = f"dependencies:\n- pip:\n  - torch==2.5.1\n- pip:\n  - {line}\n"
    assert (fixed(RULES["repeated-pip-section"], text) != text) == is_merged
