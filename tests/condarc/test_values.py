"""What conda takes as a value, against what conda 26.7 itself said."""

from __future__ import annotations

from pathlib import Path

import pytest

from envlint import document
from envlint.condarc import Condarc, meant, refused, settings, truth
from envlint.nodes import Scalar
from envlint.source import Source

HEAD, *ROWS = (Path(__file__).parent / "conda_takes.tsv").read_text().splitlines()
SETTINGS = HEAD.partition("settings take them: ")[2].partition(";")[0].split()


def condarc(text: str) -> Condarc:
    return Condarc(document.parse(Source(".condarc", text)))


@pytest.mark.parametrize("row", ROWS)
def test_values_are_taken_as_conda_takes_them(row: str) -> None:
    value, _, takers = row.partition("\t")
    keys = {name: condarc(f"{name}: {value}\n").keys[0] for name in SETTINGS}
    taken = [name for name, key in keys.items() if not refused(settings()[name], key.entry.value)]
    assert taken == takers.split()


@pytest.mark.parametrize("name", settings())
def test_every_type_in_the_table_is_judged(name: str) -> None:
    """A type that the code does not know would take nothing, or everything."""
    setting = settings()[name]
    wrong = {"list": "{a: b}", "map": "[a]"}.get(setting.type.partition(" ")[0], "[[a]]")
    found = refused(setting, condarc(f"{name}: {wrong}\n").keys[0].entry.value)
    assert (found is None) is (setting.type == "")
    assert found is None or found.wanted


def test_the_table_names_each_setting_once() -> None:
    names = [name for setting in set(settings().values()) for name in setting.names]
    assert len(names) == len(set(names)) > 170
    assert {reader for setting in settings().values() for reader in setting.readers} == {
        "conda",
        "mamba",
        "anaconda-anon-usage",
        "anaconda-ident",
    }


@pytest.mark.parametrize(
    ("value", "plain", "nullable"),
    [
        ("yes", True, True),
        ("'On'", True, True),
        ("2", True, True),
        ("0x10", True, True),
        ("off", False, False),
        ("0", False, False),
        ("0.0", False, False),
        ("-0", False, False),
        ("n", False, False),
        ("''", False, False),
        ("", False, None),
        ("null", False, None),
        ("none", False, None),
        ("maybe", None, None),
    ],
)
def test_what_is_true(value: str, plain: bool | None, nullable: bool | None) -> None:
    node = condarc(f"always_yes: {value}\n").keys[0].node
    assert isinstance(node, Scalar)
    assert (truth(node), truth(node, nullable=True)) == (plain, nullable)


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("channel-priority", "channel_priority"),
        ("Channels", "channels"),
        ("verify-ssl", "verify_ssl"),
        ("chanels", "channels"),
        ("annels", "channels"),
        ("env_dirs", "envs_dirs"),
        ("pkgs_dir", "pkgs_dirs"),
        ("show_channel_url", "show_channel_urls"),
        ("proxy_server", "proxy_servers"),
        ("restore_free_channel", ""),
        ("max_shlvl", ""),
        ("allow_other_channels", ""),
        ("update_dependencies", ""),
        ("repodata_xthreads_x", ""),
        ("dependencies", ""),
        ("name", ""),
        ("", ""),
    ],
)
def test_what_a_key_is_meant_to_be(key: str, right: str) -> None:
    assert meant(key) == right


@pytest.mark.parametrize("name", settings())
def test_a_setting_is_meant_by_itself(name: str) -> None:
    assert meant(name.replace("_", "-").upper()) == name.replace("-", "_")
