"""fragile-variable: which names and values come out otherwise, and what they become."""

import pytest

from envlint.rules.document.fragile_variable import fragile_variable
from tests.rules.probe import probe


def variables(line: str) -> str:
    return f"dependencies: [python]\nvariables:\n  {line}\n"


@pytest.mark.parametrize(
    "line",
    [
        "A: 4",
        "A: -4",
        "A: 0.5",
        "A: True",
        "A: yes",
        "A: NO",
        "A: off",
        "A: '1.10'",
        "A: ''",
        "A: /opt/x~/y",
        "A: costs 5$",
        "A: -Wl,-rpath,$ORIGIN/lib",
        "_A1: text",
        'A: say "x"',
    ],
)
def test_silent(line: str) -> None:
    assert not probe(fragile_variable, variables(line)).marked


@pytest.mark.parametrize(
    ("written", "exported"),
    [
        ("1.10", "1.1"),
        ("010", "10"),
        ("+5", "5"),
        ("0x1F", "31"),
        ("0o17", "15"),
        ("1_000", "1000"),
        ("1e3", "1000.0"),
        ("-.inf", "-inf"),
        (".nan", "nan"),
        ("true", "True"),
        ("FALSE", "False"),
    ],
)
def test_values_that_are_no_text(written: str, exported: str) -> None:
    found = probe(fragile_variable, variables(f"A: {written}  # c"))
    assert found.marked == [written]
    assert f"conda exports `{exported}`, not `{written}`" in found.messages[0]
    assert found.safely_fixed == found.text
    assert found.fixed == variables(f"A: '{written}'  # c")


@pytest.mark.parametrize(
    ("line", "marked", "said"),
    [
        ("A:", "A", "unsets"),
        ("A: null", "null", "unsets"),
        ("A: [1, 2]", "[1, 2]", "a list"),
        ("A: {b: c}", "{b: c}", "a mapping"),
        ("A: it's", "it's", "single quote"),
        ("A: ~/x", "~/x", "home folder"),
        ("A: $HOME/x", "$HOME/x", "do not fill this in"),
        ("A: a:${B}", "a:${B}", "do not fill this in"),
        ("A: $(pwd)", "$(pwd)", "do not fill this in"),
        ("PATH: /x", "PATH", "reserved"),
        ("Path: /x", "Path", "replaces the PATH"),
        ("CONDA_PREFIX: /x", "CONDA_PREFIX", "conda sets"),
        ("http_proxy: x", "http_proxy", "`HTTP_PROXY`"),
        ("1A-b: x", "1A-b", "cannot export"),
        ("a b: x", "a b", "cannot export"),
    ],
)
def test_no_fix(line: str, marked: str, said: str) -> None:
    found = probe(fragile_variable, variables(line))
    assert found.marked == [marked]
    assert said in found.messages[0]
    assert found.fixed == found.text


@pytest.mark.parametrize(
    ("value", "advised"),
    [
        ("~/data", "`$HOME/data`"),
        ("~/miniforge3/envs/demo/lib/sumo/", "`$CONDA_PREFIX/lib/sumo/`"),
        ("~/miniforge3/envs/demo", "`$CONDA_PREFIX`"),
        ("~/miniforge3/envs/other/lib", "`$HOME/miniforge3/envs/other/lib`"),
    ],
)
def test_what_a_script_can_write_for_the_home_folder(value: str, advised: str) -> None:
    (found,) = probe(fragile_variable, f"name: demo\nvariables:\n  A: {value}\n").diagnostics
    assert advised in found.help


def test_a_date_is_mended_by_quotes() -> None:
    found = probe(fragile_variable, variables("A: 2024-01-31"))
    assert "cannot store" in found.messages[0]
    assert found.fixed == variables("A: '2024-01-31'")


def test_name_and_value_are_two_faults() -> None:
    assert probe(fragile_variable, variables("a: 1.10")).marked == ["a", "1.10"]


def test_a_secret_is_not_repeated() -> None:
    (found,) = probe(fragile_variable, variables("DB_PASSWORD: 0123456")).diagnostics
    assert "123456" not in found.message + found.help + found.subject
    assert found.fix is None


@pytest.mark.parametrize(
    "text",
    [
        "dependencies: []\nvariables:\n",
        "dependencies: []\nvariables: [A=1.10]\n",
        "dependencies: []\nvariables: {? [a] : 1.10}\n",
        "x-all: &all {A: 1.10}\ndependencies: []\nvariables:\n  <<: *all\n",
        "dependencies: []\nvariables: {A: !!str 1.10}\n",
    ],
)
def test_odd_shapes_are_silent(text: str) -> None:
    assert not probe(fragile_variable, text).marked


@pytest.mark.parametrize("written", ["._", "_", "0x_", "0b", "+", "1" * 5000, "1e999", "0o9"])
def test_odd_numbers_do_no_harm(written: str) -> None:
    assert len(probe(fragile_variable, variables(f"A: {written}")).diagnostics) <= 1


def test_flow_mappings() -> None:
    text = "dependencies: []\nvariables: {A: 1.10, B: x}\n"
    assert probe(fragile_variable, text).fixed == text.replace("1.10", "'1.10'")
