"""`[tool.envlint]` in pyproject.toml, or envlint.toml: its keys, where it is found, one immutable value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, BinaryIO, Literal, NewType

from envlint.disk import NotPlain, open_plain
from envlint.registry import select_rules
from envlint.rule import DEFAULT_TARGETS, Rule
from envlint.source import MIB
from envlint.values import NamedTuple

Target = Literal["conda", "mamba", "pixi", "conda-lock", "dependabot", "mlflow", "repo2docker"]
Severity = Literal["error", "warning"]

# Texts of a kind: rules, groups and presets; and what `pip install` takes behind a name. Numbers from 1 on.
Selector = NewType("Selector", str)
Selectors = tuple[Selector, ...]
VersionSpec = NewType("VersionSpec", str)
Mebibytes = NewType("Mebibytes", int)

# The first of these in a folder is read.
FILE_NAMES = (".envlint.toml", "envlint.toml", "pyproject.toml")

# What `--set` goes by where its faults and its values are told.
ON_THE_SPOT = "--set"


class Keys(NamedTuple):
    """The keys of the table: name, type, what it means, default. All but `rules` stand here; a dash
    in a key is the underscore of its field."""

    select: Annotated[Selectors, "rules, groups and presets that are run"] = (Selector("default"),)
    ignore: Annotated[Selectors, "rules, groups and presets that are not run"] = ()
    targets: Annotated[tuple[Target, ...], "the clients that read the files"] = DEFAULT_TARGETS  # type: ignore[assignment]
    exclude: Annotated[tuple[str, ...], "paths that are never linted, as globs from this file's folder"] = ()
    extend_select: Annotated[Selectors, "rules, groups and presets that are run beside those of select"] = ()
    include: Annotated[tuple[str, ...], "files beside *.yml and *.yaml that are looked at in folders, as globs"] = ()
    per_file_ignores: Annotated[Mapping[str, Selectors], "by glob: what is not run on such files"] = {}
    groups: Annotated[tuple[tuple[str, ...], ...], "environment files that must agree: lists of paths and globs"] = ()
    locks: Annotated[Mapping[str, tuple[str, ...]], "by glob: the lock files of such files, as paths and globs"] = {}
    max_file_size: Annotated[Mebibytes, "the MiB that a file may have, so that it is read"] = Mebibytes(4)
    required_version: Annotated[VersionSpec, "the versions of envlint that may read this"] = VersionSpec("")


# What the table of every rule takes beside the rule's own options.
EVERY_RULE: Mapping[str, Any] = {
    "severity": Annotated[Severity, "in place of the rule's own severity; ignore turns a rule off"],
}


class Config(NamedTuple):
    """A configuration as read. `options` and `severities` are by rule name, for the rules that have
    them; `path` is the file it came from, "" where there is none; globs start from `folder`, "" for
    the current one; `written` holds the tables as they were given, the stronger later, by source."""

    keys: Keys = Keys()
    options: Mapping[str, Any] = {}
    severities: Mapping[str, str] = {}
    path: str = ""
    folder: str = ""
    written: Mapping[str, Mapping[str, Any]] = {}

    @property
    def max_bytes(self) -> int:
        """How many bytes a file may have, so that it is read."""
        return self.keys.max_file_size * MIB


class Asked(NamedTuple):
    """What the command line says of the configuration. `settings` are the texts of `--set`."""

    select: Selectors = ()
    extend_select: Selectors = ()
    ignore: Selectors = ()
    targets: tuple[Target, ...] = ()
    file: str = ""
    isolated: bool = False
    settings: tuple[str, ...] = ()

    def over(self, keys: Keys) -> Keys:
        """The keys that hold in the end: the command line goes before the configuration. `--select`
        takes the place of select, extend-select and ignore; the others add to what stands there."""
        if self.select:
            keys = keys._replace(select=self.select, extend_select=(), ignore=())
        again = self.extend_select
        return keys._replace(
            extend_select=(*keys.extend_select, *again),
            ignore=(*(word for word in keys.ignore if word not in again), *self.ignore),
            targets=self.targets or keys.targets,
        )


NOTHING_ASKED = Asked()


class ConfigError(ValueError):
    """The user's fault in a configuration, in one line that names the file and the key."""


class Configs:
    """The configuration of each file of a run: the nearest one upwards, each folder looked at once;
    or the one file that was named, or none. Raises ConfigError for what the command line says."""

    def __init__(self, rules: tuple[Rule, ...], asked: Asked = NOTHING_ASKED):
        self._rules = rules
        self._known: dict[str, Config | ConfigError] = {}
        self._set: Mapping[str, Any] = {}
        self._only: Config | None = None
        self._last: tuple[str | None, str] = None, ""  # a path, and its folder: one is asked about many times in a row
        if asked.settings:
            from envlint.config.read import parse_settings

            self._set = parse_settings(asked.settings)
            make(ON_THE_SPOT, self._set, rules)
        if asked.file or asked.isolated:
            self._only = self._named(asked.file)

    def of(self, path: str) -> Config:
        """The configuration for a file. Raises ConfigError."""
        if path != self._last[0]:
            self._last = path, os.path.dirname(os.path.abspath(path))
        found = self._only or self._of_folder(self._last[1])
        if isinstance(found, ConfigError):
            raise found
        return found

    def _named(self, path: str) -> Config:
        if not path:
            return self._made()
        from envlint.config.read import read_named

        # Its globs start here: one such file may serve many repositories.
        return self._made(path, read_named(path))

    def _of_folder(self, folder: str) -> Config | ConfigError:
        if folder not in self._known:
            try:
                self._known[folder] = self._look_up(folder)
            except ConfigError as error:
                self._known[folder] = error
        return self._known[folder]

    def _look_up(self, folder: str) -> Config | ConfigError:
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            table = read_table(path)
            if table is not None:
                return self._made(path, table, folder)
        above = os.path.dirname(folder)
        if above == folder or os.path.lexists(os.path.join(folder, ".git")):
            return self._made()
        return self._of_folder(above)

    def _made(self, path: str = "", table: Mapping[str, Any] | None = None, folder: str = "") -> Config:
        """The configuration of a file's table, with what `--set` says over it."""
        config = make(path, table, self._rules) if table is not None else Config()
        if self._set:
            from envlint.config.read import merged

            over = make(path, merged(table or {}, self._set), self._rules)
            config = over._replace(written={**config.written, ON_THE_SPOT: self._set})
        return config._replace(folder=folder)


def make(path: str, table: Mapping[str, Any], rules: tuple[Rule, ...]) -> Config:
    """A configuration of a parsed table. Raises ConfigError."""
    from envlint.config.values import keys_of, rules_of

    source = short(path)
    keys = keys_of(table, source, rules)
    options, severities = rules_of(table.get("rules", {}), source, rules)
    return Config(keys, options, severities, path, written={source: table})


def rules_for(rules: tuple[Rule, ...], keys: Keys) -> tuple[Rule, ...]:
    """The rules that some keys select, those of every file. Raises UnknownSelector."""
    return select_rules(rules, (*keys.select, *keys.extend_select), keys.ignore)


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """`there is no rule 'loose-pins' (did you mean loose-pin?)`."""
    words = list(known)
    told = f"there is no {what} {word!r}"
    vendor, slash, _ = word.partition("/")
    if what == "rule" and slash and not any(each.startswith(f"{vendor}/") for each in words):
        return f"{told}: no plugin brings rules of `{vendor}`"
    return told + nearest(word, words)


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean loose-pin?)`, or nothing where no known word is near."""
    import difflib

    near = difflib.get_close_matches(word, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def read_table(path: str, opened: Callable[[str], BinaryIO] = open_plain) -> Mapping[str, Any] | None:
    """envlint's table in a file; None where the file or the table is not there. Raises ConfigError."""
    try:
        with opened(path) as file:
            data = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except NotPlain as error:
        if error.is_folder:
            return None
        raise ConfigError(f"{short(path)}: {error.reason}") from None
    except OSError as error:
        raise ConfigError(f"{short(path)}: cannot be read: {error.strerror}") from None
    own = os.path.basename(path) != "pyproject.toml"
    if not own and b"envlint" not in data:
        return None
    from envlint.config.read import table_in

    return table_in(short(path), data, () if own else ("tool", "envlint"))


def short(path: str) -> str:
    """A path as one would type it here."""
    if path in ("", ON_THE_SPOT):
        return path
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
