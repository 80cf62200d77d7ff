"""`[tool.envlint]` in pyproject.toml, or envlint.toml, as one immutable value."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from envlint.registry import UnknownSelector, select_rules
from envlint.rule import DEFAULT_TARGETS, Rule

Target = Literal["conda", "mamba", "pixi", "conda-lock", "dependabot", "mlflow", "repo2docker"]

# The first of these in a folder is read.
FILE_NAMES = (".envlint.toml", "envlint.toml", "pyproject.toml")


class Keys(NamedTuple):
    """The keys of the table: name, type, what it means, default. All but `rules` stand here."""

    select: Annotated[tuple[str, ...], "rules, groups and presets that are run"] = ("default",)
    ignore: Annotated[tuple[str, ...], "rules, groups and presets that are not run"] = ()
    targets: Annotated[tuple[Target, ...], "the clients that read the files"] = DEFAULT_TARGETS  # type: ignore[assignment]
    exclude: Annotated[tuple[str, ...], "paths that are never linted, as globs from this file's folder"] = ()


class Config(NamedTuple):
    """A configuration as read. `options` holds a rule's own typed options by its name, for the rules
    that have a table; `path` is the file it came from, "" where there is none."""

    keys: Keys = Keys()
    options: Mapping[str, Any] = {}
    path: str = ""

    @property
    def folder(self) -> str:
        return os.path.dirname(self.path)


class ConfigError(ValueError):
    """The user's fault in a configuration, in one line that names the file and the key."""


class Configs:
    """The configuration of each file of a run: the nearest one upwards, each folder looked at once."""

    def __init__(self, rules: tuple[Rule, ...]):
        self._rules = rules
        self._known: dict[str, Config | ConfigError] = {}

    def of(self, path: str) -> Config:
        """The configuration for a file. Raises ConfigError."""
        found = self._of_folder(os.path.dirname(os.path.abspath(path)))
        if isinstance(found, ConfigError):
            raise found
        return found

    def _of_folder(self, folder: str) -> Config | ConfigError:
        if folder not in self._known:
            self._known[folder] = self._look_up(folder)
        return self._known[folder]

    def _look_up(self, folder: str) -> Config | ConfigError:
        try:
            found = read_folder(folder, self._rules)
        except ConfigError as error:
            return error
        if found:
            return found
        above = os.path.dirname(folder)
        if above == folder or os.path.lexists(os.path.join(folder, ".git")):
            return Config()
        return self._of_folder(above)


def read_folder(folder: str, rules: tuple[Rule, ...]) -> Config | None:
    """The configuration that stands in a folder itself. Raises ConfigError."""
    for name in FILE_NAMES:
        path = os.path.join(folder, name)
        table = _read_table(path)
        if table is not None:
            return make(path, table, rules)
    return None


def make(path: str, table: Mapping[str, Any], rules: tuple[Rule, ...]) -> Config:
    """A configuration of a parsed table. Raises ConfigError."""
    shown = _short(path)
    plain = {key: value for key, value in table.items() if key != "rules"}
    keys = Keys(**_values(Keys, plain, shown, extra=("rules",)))
    for key in ("select", "ignore"):
        try:
            select_rules(rules, getattr(keys, key), ())
        except UnknownSelector as error:
            raise ConfigError(f"{shown}: {key}: {unknown('rule', error.word, error.known)}") from None
    return Config(keys, _options(table.get("rules", {}), rules, shown), path)


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """`there is no rule "loose-pins" (did you mean loose-pin?)`."""
    import difflib

    near = difflib.get_close_matches(word, list(known), 1)
    return f"there is no {what} {word!r}" + (f" (did you mean {near[0]}?)" if near else "")


def type_name(hint: Any) -> str:
    """A type of an option, in words."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return type_name(args[0])
    if origin is Literal:
        return "one of " + ", ".join(map(_quoted, args))
    if origin is tuple:
        return _many("list", type_name(args[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _many("table", type_name(args[1]))
    return {str: "a text", bool: "true or false", int: "a whole number"}[hint]


def _many(what: str, each: str) -> str:
    plural = {"a text": "texts", "a whole number": "whole numbers", "a list of texts": "lists of texts"}.get(each)
    return f"a {what} of {plural}" if plural else f"a {what} whose values are each {each}"


def _read_table(path: str) -> Mapping[str, Any] | None:
    """envlint's table in a file; None where the file or the table is not there."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{_short(path)}: cannot be read: {error.strerror}") from None
    own = not path.endswith("pyproject.toml")
    if not own and b"envlint" not in data:
        return None
    table: Any = _parse(path, data)
    for key in () if own else ("tool", "envlint"):
        table = table.get(key) if isinstance(table, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{_short(path)}: tool.envlint is {_shown(table)}, not a table")
    return table


def _parse(path: str, data: bytes) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{_short(path)}: not valid TOML: {error}".replace("\n", " ")) from None


def _options(tables: Any, rules: tuple[Rule, ...], shown: str) -> dict[str, Any]:
    if not isinstance(tables, dict):
        raise ConfigError(f"{shown}: rules is {_shown(tables)}, not a table")
    named = {rule.name: rule for rule in rules}
    options = {}
    for name, table in tables.items():
        if name not in named:
            raise ConfigError(f"{shown}: rules: {unknown('rule', name, named)}")
        where = f"{shown}: rules.{name}"
        if not isinstance(table, dict):
            raise ConfigError(f"{where} is {_shown(table)}, not a table")
        kind = named[name].options
        if kind is None:
            if table:
                raise ConfigError(f"{where}: {next(iter(table))}: this rule has no options")
            continue
        options[name] = kind(**_values(kind, table, where))
    return options


def _values(kind: Any, table: Mapping[str, Any], where: str, extra: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of a table, converted for the fields of a NamedTuple class; a dash in a key stands
    for the underscore of its field."""
    hints = get_type_hints(kind, include_extras=True)
    names = {name.replace("_", "-"): name for name in hints}
    values = {}
    for key, value in table.items():
        if key not in names:
            raise ConfigError(f"{where}: {unknown('key', key, (*names, *extra))}")
        converted = _convert(value, hints[names[key]])
        if converted is _WRONG:
            raise ConfigError(f"{where}: {key} is {_shown(value)}, not {type_name(hints[names[key]])}")
        values[names[key]] = converted
    return values


_WRONG = object()


def _convert(value: Any, hint: Any) -> Any:
    """A TOML value as the type `hint`, or _WRONG."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _convert(value, args[0])
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


def _shown(value: Any) -> str:
    """A TOML value, briefly."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        wrong = ", ".join(map(_shown, value))
        return f"[{wrong}]" if len(wrong) < 60 else "a list"
    return _quoted(value) if isinstance(value, str) else str(value).lower()


def _quoted(value: Any) -> str:
    text = str(value)
    return f'"{text}"' if len(text) < 60 else f'"{text[:57]}..."'


def _short(path: str) -> str:
    """A path as one would type it here."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
