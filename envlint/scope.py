"""What holds for each file of a run: its configuration and the command line together."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from envlint.config import NOTHING_ASKED, Asked, Config, ConfigError, Configs, rules_for
from envlint.discover import More, matcher
from envlint.registry import without
from envlint.rule import Rule, Settings

if TYPE_CHECKING:
    from envlint.config.view import Holding

_Globs = Callable[[str], bool]


class Scope:
    """Settings, exclusions and inclusions by path; what many files share is made once. Raises
    ConfigError for what the command line says."""

    def __init__(self, rules: tuple[Rule, ...], asked: Asked = NOTHING_ASKED):
        self._rules = rules
        self._asked = asked
        self._names = frozenset(rule.name for rule in rules)
        self._configs = Configs(rules, asked)
        self._settings: dict[tuple[str, tuple[str, ...]], Settings] = {}
        self._globs: dict[tuple[str, ...], _Globs] = {}
        self.more = More(self.includes, self.may_include)

    def config(self, path: str) -> Config:
        """The configuration for a file. Raises ConfigError."""
        return self._configs.of(path)

    def config_or_default(self, path: str) -> Config:
        """The same, for what comes before the file's turn: a fault in it is said then."""
        return self._config_or_none(path) or Config()

    def settings(self, path: str) -> Settings:
        """What a file is linted with. Raises ConfigError."""
        config = self.config(path)
        ignores = config.keys.per_file_ignores
        ignored = tuple(
            word for glob, words in ignores.items() if self._matches((glob,), path, config) for word in words
        )
        key = (config.path, ignored)
        if key not in self._settings:
            keys = self._asked.over(config.keys)
            rules = without(rules_for(self._rules, keys), ignored)
            self._settings[key] = Settings(
                rules, config.options, keys.targets, date.today(), config.severities, known=self._names
            )
        return self._settings[key]

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is never linted."""
        config = self._config_or_none(path)
        return config is not None and self._matches(config.keys.exclude, path, config)

    def includes(self, path: str) -> bool:
        """Whether a file is looked at in its folder though it is not called like YAML."""
        config = self._config_or_none(path)
        return config is not None and self._matches(config.keys.include, path, config)

    def may_include(self, folder: str) -> bool:
        """Whether a folder may hold files that `includes` is true of."""
        config = self._config_or_none(os.path.join(folder, "x"))
        return config is not None and bool(config.keys.include)

    def max_bytes(self, path: str) -> int:
        """How many bytes a file may have, so that it is read."""
        return self.config_or_default(path).max_bytes

    def holding(self, path: str) -> Holding:
        """What `envlint config` shows for a file, or for a folder's files. Raises ConfigError."""
        from envlint.config.view import Holding

        file = os.path.join(path, "environment.yml") if os.path.isdir(path) else path
        return Holding(path, self.config(file), self._asked, self.settings(file).rules, self.excludes(file))

    def _config_or_none(self, path: str) -> Config | None:
        try:
            return self.config(path)
        except ConfigError:
            return None  # said when the file's turn comes

    def _matches(self, globs: tuple[str, ...], path: str, config: Config) -> bool:
        if not globs:
            return False
        if globs not in self._globs:
            self._globs[globs] = matcher(globs)
        relative = os.path.relpath(os.path.abspath(path), config.folder or os.curdir)
        return self._globs[globs](relative.replace(os.sep, "/"))
