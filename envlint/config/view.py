"""What `envlint config` shows: the values that hold for a file, and where each comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from envlint.config import Asked, Config, short
from envlint.config.values import toml
from envlint.rule import Rule
from envlint.secrets import masked
from envlint.values import NamedTuple

VERSION = 1
_DEFAULT = "default"


class Holding(NamedTuple):
    """What holds for a path: its configuration, what the command line says over it, the rules that
    are run on it."""

    path: str
    config: Config
    asked: Asked
    rules: tuple[Rule, ...]
    is_excluded: bool


class Value(NamedTuple):
    """A value by the tables and the key that lead to it, and where it comes from."""

    key: tuple[str, ...]
    value: Any
    source: str


def text(holding: Holding) -> str:
    """As TOML that says the same in an envlint.toml, with the sources as comments."""
    lines = [f"# for {_seen(holding.path)}, from {_seen(_file(holding)) or 'no file'}"]
    if holding.is_excluded:
        lines.append("# excluded: this path is never linted")
    table: tuple[str, ...] = ()
    for each in _values(holding):
        if each.key[:-1] != table:
            table = each.key[:-1]
            lines += ("", f"[{'.'.join(map(_key, table))}]")
        lines.append(masked(f"{_key(each.key[-1])} = {toml(each.value)}") + f"  # {_seen(each.source)}")
    lines += ("", f"# {len(holding.rules)} rules are run: {', '.join(rule.name for rule in holding.rules) or 'none'}")
    return "\n".join(lines) + "\n"


def as_json(holding: Holding) -> str:
    """The same for programs. Non-ASCII characters are escaped."""
    import json

    values = [{"key": list(each.key), "value": _masked(each.value), "from": each.source} for each in _values(holding)]
    whole = {
        "version": VERSION,
        "path": holding.path,
        "config": _file(holding) or None,
        "excluded": holding.is_excluded,
        "values": values,
        "rules": [rule.name for rule in holding.rules],
    }
    return json.dumps(whole, indent=2) + "\n"


def _file(holding: Holding) -> str:
    return short(holding.config.path)


def _values(holding: Holding) -> Iterator[Value]:
    """The keys, then what the rules that are run are told."""
    config = holding.config
    keys = holding.asked.over(config.keys)
    flags = _flags(holding.asked)
    for field, value in keys._asdict().items():
        key = field.replace("_", "-")
        option, replaces = flags.get(key, ("", False))
        configured = _source(config, key)
        if option:
            configured = option if replaces or configured == _DEFAULT else f"{configured}, {option}"
        yield Value((key,), value, configured)
    for rule in holding.rules:
        yield from _values_of_rule(config, rule)


def _values_of_rule(config: Config, rule: Rule) -> Iterator[Value]:
    table = ("rules", rule.name)
    if rule.name in config.severities:
        yield Value((*table, "severity"), config.severities[rule.name], _source(config, *table, "severity"))
    if rule.options is not None:
        options = config.options.get(rule.name) or rule.options()
        for field, value in options._asdict().items():
            key = field.replace("_", "-")
            yield Value((*table, key), value, _source(config, *table, key))


def _source(config: Config, *key: str) -> str:
    """Where a value was written: the strongest place; for a table, which all fill, every one."""
    places = {source: found for source, table in config.written.items() if (found := _find(table, key)) is not None}
    if not places:
        return _DEFAULT
    if all(isinstance(found, Mapping) for found in places.values()):
        return ", ".join(places)
    return list(places)[-1]


def _find(table: Any, key: tuple[str, ...]) -> Any:
    for part in key:
        table = table.get(part) if isinstance(table, Mapping) else None
    return table


def _flags(asked: Asked) -> dict[str, tuple[str, bool]]:
    """By key: the option of the command line that speaks of it, "" for none, and whether it takes
    the place of what is configured; else it adds to that."""
    select = "--select" if asked.select else ""
    return {
        "select": (select, True),
        "extend-select": ("--extend-select" if asked.extend_select else select, bool(select)),
        "ignore": ("--ignore" if asked.ignore else select, bool(select)),
        "targets": ("--target" if asked.targets else "", True),
    }


def _seen(text: str) -> str:
    """A path in one line, which drives no terminal."""
    return masked("".join(char if char.isprintable() else repr(char)[1:-1] for char in text))


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _key(part: str) -> str:
    return part if _BARE.fullmatch(part) else toml(part)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {masked(key): _masked(item) for key, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, tuple) else value
