"""Values of TOML ⇄ the types of keys and options; faults in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NewType, get_args, get_origin, get_type_hints

from envlint import __version__
from envlint.config import EVERY_RULE, ConfigError, Keys, nearest, unknown
from envlint.registry import UnknownSelector, select_rules
from envlint.rule import Rule

SELECTOR_KEYS = ("select", "extend-select", "ignore")


def keys_of(table: Mapping[str, Any], source: str, rules: tuple[Rule, ...]) -> Keys:
    """The keys of a table. Raises ConfigError."""
    # First: a file for another version may hold what this one does not know.
    _check_version(table.get("required-version"), source)
    plain = {key: value for key, value in table.items() if key != "rules"}
    keys = Keys(**_converted(hints_of(Keys), plain, source, more=("rules",)))
    if keys.max_file_size < 1:
        raise ConfigError(f"{source}: max-file-size is {keys.max_file_size}, not MiB from 1 on")
    for key in SELECTOR_KEYS:
        _check_selectors(getattr(keys, key.replace("-", "_")), f"{source}: {key}", rules)
    for glob, words in keys.per_file_ignores.items():
        _check_selectors(words, f"{source}: per-file-ignores: {glob}", rules)
    return keys


def rules_of(tables: Any, source: str, rules: tuple[Rule, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """The options and the severities of the rules that have a table. Raises ConfigError."""
    if not isinstance(tables, dict):
        raise ConfigError(f"{source}: rules is {brief(tables)}, not a table")
    named = {rule.name: rule for rule in rules}
    options: dict[str, Any] = {}
    severities: dict[str, str] = {}
    for name, table in tables.items():
        if name not in named:
            raise ConfigError(f"{source}: rules: {unknown('rule', name, named)}")
        where = f"{source}: rules.{name}"
        if not isinstance(table, dict):
            raise ConfigError(f"{where} is {brief(table)}, not a table{_severity_hint(table, name)}")
        kind = named[name].options
        values = _converted(hints_of_rule(named[name]), table, where, bare=kind is None)
        if "severity" in values:
            severities[name] = values.pop("severity")
        if kind is not None:
            options[name] = kind(**values)
    return options, severities


def hints_of(kind: Any) -> dict[str, Any]:
    """The types of a NamedTuple class by key: a dash in a key is the underscore of its field."""
    hints = get_type_hints(kind, include_extras=True) if kind is not None else {}
    return {name.replace("_", "-"): hint for name, hint in hints.items()}


def hints_of_rule(rule: Rule) -> dict[str, Any]:
    """The types in a rule's table by key: its options, and what every rule takes."""
    return {**hints_of(rule.options), **EVERY_RULE}


def type_name(hint: Any) -> str:
    """A type of an option, in words."""
    hint = plain_type(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(map(_quoted, args))
    if origin is tuple:
        return _many("list", type_name(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _many("table", type_name(args[1]))
    return {str: "a text", bool: "true or false", int: "a whole number"}[hint]


def plain_type(hint: Any) -> Any:
    """A type without its documentation, and what a text of a kind is made of."""
    while get_origin(hint) is Annotated or isinstance(hint, NewType):
        hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint.__supertype__
    return hint


def toml(value: Any) -> str:
    """A value as TOML writes it, in one line; what cannot be seen is escaped."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return str(value)


def brief(value: Any) -> str:
    """A TOML value, briefly."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        wrong = ", ".join(map(brief, value))
        return f"[{wrong}]" if len(wrong) < 60 else "a list"
    return _quoted(value) if isinstance(value, str) else str(value).lower()


def _check_selectors(words: Iterable[str], where: str, rules: tuple[Rule, ...]) -> None:
    try:
        select_rules(rules, words, ())
    except UnknownSelector as error:
        raise ConfigError(f"{where}: {unknown('rule', error.word, error.known)}") from None


def _check_version(wanted: Any, source: str) -> None:
    """Whether this envlint may read a table. What is no text is told with the other keys."""
    if not isinstance(wanted, str):
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    exact = f"=={wanted}" if wanted[:1].isdigit() else wanted
    try:
        fits = SpecifierSet(exact).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        raise ConfigError(f'{source}: required-version is {_quoted(wanted)}, not versions such as ">=0.1,<2"') from None
    if not fits:
        raise ConfigError(f"{source}: required-version is {_quoted(wanted)}, and this is envlint {__version__}")


def _converted(
    hints: Mapping[str, Any], table: Mapping[str, Any], where: str, more: tuple[str, ...] = (), bare: bool = False
) -> dict[str, Any]:
    """The values of a table by field, of the types `hints`. `more` are keys that are read elsewhere;
    `bare` says that the rule has no options of its own. Raises ConfigError."""
    values = {}
    for key, value in table.items():
        if key not in hints:
            if bare:
                raise ConfigError(f"{where}: {key}: this rule has no options{nearest(key, hints)}")
            raise ConfigError(f"{where}: {unknown('key', key, (*hints, *more))}")
        converted = _convert(value, hints[key])
        if converted is _WRONG:
            raise ConfigError(
                f"{where}: {key} is {brief(value)}, not {type_name(hints[key])}{_hint(key, value, hints)}"
            )
        values[key.replace("-", "_")] = converted
    return values


def _hint(key: str, value: Any, hints: Mapping[str, Any]) -> str:
    """What helps beyond the type: the key of a table that is wrong, the word that is near, the way
    to turn a rule off."""
    if hints[key] is EVERY_RULE.get(key):
        return ": ignore turns a rule off"
    hint = plain_type(hints[key])
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return nearest(value, args) if isinstance(value, str) else ""
    if origin is tuple and isinstance(value, list):
        wrong = next(item for item in value if _convert(item, args[0]) is _WRONG)
        return _hint("", wrong, {"": args[0]})
    if origin is not None and isinstance(value, dict) and issubclass(origin, Mapping):
        name, wrong = next(pair for pair in value.items() if _convert(pair[1], args[1]) is _WRONG)
        return f": {name} is {brief(wrong)}{_hint('', wrong, {'': args[1]})}"
    return ""


def _severity_hint(value: Any, rule: str) -> str:
    """What to write for `loose-pin = "error"`."""
    if value in ("error", "warning"):
        return f': write {{severity = "{value}"}}'
    return f': ignore = ["{rule}"] turns a rule off' if value in ("off", "ignore", "none", False) else ""


_WRONG = object()


def _convert(value: Any, hint: Any) -> Any:
    """A TOML value as the type `hint`, or _WRONG."""
    hint = plain_type(hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return value if any(value == each and type(value) is type(each) for each in args) else _WRONG
    if origin is tuple:
        items = [_convert(item, args[0]) for item in value] if isinstance(value, list) else [_WRONG]
        return _WRONG if _WRONG in items else tuple(items)
    if origin is not None and issubclass(origin, Mapping):
        table = (
            {key: _convert(item, args[1]) for key, item in value.items()} if isinstance(value, dict) else {"": _WRONG}
        )
        return _WRONG if _WRONG in table.values() else table
    return value if type(value) is hint else _WRONG


def _many(what: str, each: str) -> str:
    plural = {"a text": "texts", "a whole number": "whole numbers", "a list of texts": "lists of texts"}.get(each)
    return f"a {what} of {plural}" if plural else f"a {what} whose values are each {each}"


def _quoted(value: Any) -> str:
    text = str(value)
    return f'"{text}"' if len(text) < 60 else f'"{text[:57]}..."'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"
