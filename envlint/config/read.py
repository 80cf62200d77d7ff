"""TOML texts → tables: files, and what `--set` says."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from envlint.config import ON_THE_SPOT, ConfigError, read_table, short
from envlint.config.values import brief


def read_named(path: str) -> Mapping[str, Any]:
    """The table of a file that was named. Raises ConfigError."""
    if os.path.isdir(path) or not os.path.exists(path):
        raise ConfigError(f"{path}: {'is a folder, not a file' if os.path.isdir(path) else 'no such file'}")
    # Whoever names `<(…)` wants that pipe to be read.
    table = read_table(path, lambda path: open(path, "rb"))  # noqa: SIM115  # closed there
    if table is None:
        raise ConfigError(f"{short(path)}: there is no table [tool.envlint]")
    return table


def table_in(shown: str, data: bytes, keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The table under `keys` in the bytes of a file; None where it is not there. Raises ConfigError."""
    try:
        table: Any = _loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{shown}: not valid TOML: {error}".replace("\n", " ")) from None
    if not keys and isinstance(table.get("tool"), dict) and "envlint" in table["tool"]:
        raise ConfigError(f"{shown}: [tool.envlint] is for pyproject.toml: here the keys stand without it")
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{shown}: {'.'.join(keys)} is {brief(table)}, not a table")
    return table


# `rules.loose-pin.level`; a part with dots or slashes in quotes.
_PART = r"""(?:[\w/-]+|"[^"]*"|'[^']*')"""
_SETTING = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=(.*)", re.DOTALL)


def parse_settings(texts: Iterable[str]) -> Mapping[str, Any]:
    """The table that some `KEY=VALUE` make together, the later over the earlier. Raises ConfigError."""
    table: Mapping[str, Any] = {}
    for text in texts:
        found = _SETTING.fullmatch(text)
        if not found:
            raise ConfigError(f"{ON_THE_SPOT} {text}: write KEY=VALUE, such as rules.loose-pin.level=minor")
        value: Any = _value(found[2].strip(), text)
        for part in reversed(re.findall(_PART, found[1])):
            value = {part.strip("\"'"): value}
        table = merged(table, value)
    return table


def merged(table: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """A table with another over it: tables in them are merged, other values replaced."""
    result = dict(table)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


def _value(text: str, setting: str) -> Any:
    """A value as TOML has it; what is none, and does not start like one, is a text as it stands."""
    try:
        found = _loads(f"value = {text}")
        if found.keys() == {"value"}:
            return found["value"]
    except (ValueError, RecursionError) as error:
        if text.startswith(("[", "{", '"', "'")):
            raise ConfigError(f"{ON_THE_SPOT} {setting}: not valid TOML: {error}".replace("\n", " ")) from None
    return text


def _loads(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(text)
