"""The settings of conda and mamba: what they are called, and what conda takes as their values."""

from __future__ import annotations

from functools import cache

from envlint.data import read_table
from envlint.spelling import is_misspelt
from envlint.values import NamedTuple


class Setting(NamedTuple):
    """A setting: its names, the first of which is the one to write; what conda takes as its value (`bool`,
    `int`, `float`, `str`, `null` and `enum`, joined by `|`; `list …` and `map …` of such; "" for anything);
    its words, where only some are taken; and who reads it."""

    names: tuple[str, ...]
    type: str
    words: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@cache
def settings() -> dict[str, Setting]:
    """All settings by all their names."""
    found: dict[str, Setting] = {}
    for name, aliases, kind, words, readers in read_table("condarc_keys.tsv"):
        setting = Setting((name, *aliases.split()), kind, tuple(words.split()), tuple(readers.split()))
        found |= dict.fromkeys(setting.names, setting)
    return found


def meant(key: str) -> str:
    """The name of the setting that an unknown key is meant to be, where that is plain: it is written with
    dashes or capitals, or with a slip of the pen that leads to no other setting; else ""."""
    plain = key.replace("-", "_").lower()
    if plain in settings():
        return plain
    letters = frozenset(plain)
    near = [name for name, its in _letters() if len(letters ^ its) <= _OTHER_LETTERS and is_misspelt(key, name)]
    return near[0] if len(near) == 1 else ""


# So many letters at most are in one of two words only, where two slips lead from one to the other. To
# count them takes a hundredth of the time that it takes to count the slips.
_OTHER_LETTERS = 4


@cache
def _letters() -> list[tuple[str, frozenset[str]]]:
    """The names to write, each with the letters it is made of."""
    return [(name, frozenset(name)) for name in dict.fromkeys(setting.name for setting in settings().values())]
