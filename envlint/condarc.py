"""The model of a `.condarc`: the settings of conda and mamba, located.

Which keys there are, by which other names they go, and what conda takes as their values is told by
data/condarc_keys.tsv.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

from envlint import layout
from envlint.data import read_table
from envlint.diagnostic import Change
from envlint.items import Channel, File, Item, Key, is_text
from envlint.nodes import Alias, Collection, Scalar
from envlint.spelling import is_misspelt
from envlint.values import NamedTuple

# The words that conda takes for true and false, in any case, beside numbers.
TRUE = ("true", "yes", "on", "y")
FALSE = ("false", "no", "off", "n", "non", "none", "")


class Setting(NamedTuple):
    """A setting: its names, the first of which is the one to write; what conda takes as its value (`bool`,
    `int`, `float`, `str`, `null`, joined by `|`, `enum`; `list …` and `map …` of such; "" for anything),
    which words alone (none: any); and who reads it."""

    names: tuple[str, ...]
    type: str
    allowed: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@cache
def settings() -> dict[str, Setting]:
    """All settings by all their names."""
    found: dict[str, Setting] = {}
    for name, aliases, kind, allowed, readers in read_table("condarc_keys.tsv"):
        setting = Setting((name, *aliases.split()), kind, tuple(allowed.split()), tuple(readers.split()))
        found |= dict.fromkeys(setting.names, setting)
    return found


def setting_of(key: str) -> Setting | None:
    """The setting that a key names; None where it names none."""
    return settings().get(key)


def meant(key: str) -> Setting | None:
    """The setting that an unknown key is meant to be, where that is plain: it is written with dashes or
    capitals, or with a slip of the pen that makes no other setting of it."""
    plain = key.replace("-", "_").lower()
    if plain in settings():
        return settings()[plain]
    near = {setting.name: setting for name, setting in settings().items() if is_misspelt(key, name)}
    return next(iter(near.values())) if len(near) == 1 else None


def truth(key: Key) -> bool | None:
    """What conda makes of a value where it wants true or false; None where that is neither. Nothing at
    all is false."""
    if not isinstance(key.node, Scalar) or key.kind in ("tagged", "timestamp"):
        return None
    if key.kind == "null":
        return False
    word = key.text.strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    word = word.replace(".", "", 1)
    try:
        return bool(float(word)) if word.isnumeric() else bool(complex(word))
    except ValueError:
        return None


def _is_private(key: str) -> bool:
    """Whether a key is no setting on purpose: YAML's merge, and keys that hold anchors."""
    return key == "<<" or key.startswith("x-")


class Condarc(File):
    """A `.condarc`. What is of a wrong type is left out of `channels`, and kept in `keys`."""

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        key = self.setting("channels")
        if key is None or not isinstance(key.node, Collection) or key.node.kind != "seq":
            return ()
        return tuple(Channel(self.document, key.node, each) for each in key.node.entries if is_text(each.value))

    def setting(self, name: str) -> Key | None:
        """The first key for a setting, under whichever of its names."""
        names = settings()[name].names
        return next((key for key in self.keys if key.key in names), None)

    def may_set(self, name: str) -> bool:
        """Whether the file sets something, or seems to mean it: with a misspelt key, or by a merge."""
        if self.has_merge or self.setting(name) is not None:
            return True
        return any((right := meant(key.key)) and right.name == name for key in self.unknown)

    @cached_property
    def unknown(self) -> tuple[Key, ...]:
        """The keys that name no setting of anybody's."""
        return tuple(key for key in self.keys if not (setting_of(key.key) or _is_private(key.key)))

    def values(self, key: Key) -> Iterator[Item]:
        """Every scalar that a key holds, at any depth; what stands elsewhere under an anchor is left out."""
        stack: list[Item] = [key]
        while stack:
            item = stack.pop()
            if isinstance(item.entry.value, Alias):
                continue
            if isinstance(item.node, Collection):
                make = Key if item.node.kind == "map" else Item
                stack += [make(self.document, item.node, entry) for entry in reversed(item.node.entries)]
            else:
                yield item

    def add(self, **values: str) -> Change | None:
        """New settings at the end of the file, each value written as it stands."""
        if self.root is not None and not isinstance(self.root, Collection):
            return None
        return layout.add_pairs(self.document, self.root, [f"{name}: {value}" for name, value in values.items()])
