"""unknown-key: slips, settings of conda, words nobody knows."""

from __future__ import annotations

import pytest

from envlint import engine
from envlint.diagnostic import ERROR, WARNING
from envlint.registry import builtin_rules
from envlint.rule import Settings
from envlint.rules.document.unknown_key import unknown_key
from envlint.source import Source
from tests.rules.probe import probe

SLIPS = [
    ("dependecies: [a]\n", "dependencies: [a]\n", ERROR),
    ("Dependencies: [a]\n", "dependencies: [a]\n", ERROR),
    ("dependancies: [a]\n", "dependencies: [a]\n", ERROR),
    ("depnedencies: [a]\n", "dependencies: [a]\n", ERROR),
    ("'dependency':\n- a\n", "'dependencies':\n- a\n", ERROR),
    ("requirements: [a]\n", "dependencies: [a]\n", ERROR),
    ("dependencies: [a]\nchannel: conda-forge\n", "dependencies: [a]\nchannels: conda-forge\n", WARNING),
    ("dependencies: [a]\nchanels: [b]\n", "dependencies: [a]\nchannels: [b]\n", WARNING),
    ("dependencies: [a]\nenvname: x\n", "dependencies: [a]\nname: x\n", WARNING),
    ("dependencies: [a]\nNAME: x\n", "dependencies: [a]\nname: x\n", WARNING),
    ("dependencies: [a]\nvariable: {A: b}\n", "dependencies: [a]\nvariables: {A: b}\n", WARNING),
    ("dependencies: [a]\nplatform: [osx-64]\n", "dependencies: [a]\nplatforms: [osx-64]\n", WARNING),
    ("{dependecies: [a]}", "{dependencies: [a]}", ERROR),
]


@pytest.mark.parametrize(("text", "fixed", "severity"), SLIPS)
def test_a_slip_is_renamed_with_leave(text: str, fixed: str, severity: str) -> None:
    found = probe(unknown_key, text)
    assert (len(found.diagnostics), found.safely_fixed, found.fixed) == (1, text, fixed)
    assert (found.diagnostics[0].severity or WARNING) == severity


@pytest.mark.parametrize(
    "text",
    [
        "dependencies: [a]\ndependecies: [b]\n",  # the right key is there
        "dependecies: [a]\ndependancies: [b]\n",  # two of them
        "dependecies: a\n",  # no list
        "dependencies: [a]\nenvname: [x]\n",
        "dependencies: [a]\nvariable: x\n",
    ],
)
def test_no_fix_where_the_outcome_is_unsure(text: str) -> None:
    found = probe(unknown_key, text)
    assert found.diagnostics and found.fixed == text


def test_the_right_key_is_related() -> None:
    found = probe(unknown_key, "channels: [a]\ndependencies: [a]\nchannel: [b]\n")
    assert (found.marked, found.related) == (["channel"], [["channels"]])


@pytest.mark.parametrize(
    ("key", "setting"),
    [
        ("channel_priority", "channel_priority"),
        ("channel-priority", "channel_priority"),
        ("solver", "solver"),
        ("ssl_verify", "ssl_verify"),
        ("verify_ssl", "ssl_verify"),
        ("pip_interop_enabled", "prefix_data_interoperability"),
        ("channel_alias", "channel_alias"),
        ("always_yes", "always_yes"),
    ],
)
def test_settings_are_told_where_they_belong(key: str, setting: str) -> None:
    found = probe(unknown_key, f"dependencies: [a]\n{key}: true\n")
    assert "setting of conda" in found.messages[0]
    assert f"`{setting}` into `.condarc`" in found.diagnostics[0].help
    assert found.fixed == found.text


def test_known_keys_are_silent() -> None:
    known = (
        "name channels dependencies variables prefix platforms category pip-repositories allow-pypi-requests x-a pip"
    )
    assert probe(unknown_key, "".join(f"{key}: x\n" for key in known.split())).messages == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dependencies: []\n1: x\n", "1"),
        ("dependencies: []\n~: x\n", "~"),
        ("dependencies: []\n: x\n", ""),
        ("dependencies: []\n? [a, b]\n: x\n", "[a, b]"),
        ("dependencies: []\ndescription:\n", "description"),
        ("x-a: &n foo\ndependencies: []\n*n : x\n", "*n"),
    ],
)
def test_odd_keys(text: str, marked: str) -> None:
    found = probe(unknown_key, text)
    assert (found.marked, found.fixed) == ([marked], text)
    assert found.diagnostics[0].subject


def test_a_slip_speaks_for_the_missing_key() -> None:
    document = Settings(tuple(each for each in builtin_rules() if each.group == "document"))
    report = engine.lint(Source("environment.yml", "name: x\ndependecies: [a]\n"), document)
    assert [each.rule for each in report.diagnostics] == ["unknown-key"]
    others = Settings(tuple(each for each in document.rules if each is not unknown_key))
    report = engine.lint(report.source, others)
    assert [each.rule for each in report.diagnostics] == ["missing-dependencies"]
