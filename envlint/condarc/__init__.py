"""The model of a `.condarc`: the settings of conda and mamba, located.

Which keys there are, by which other names they go, and what conda takes as their values is told by
data/condarc_keys.tsv.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.condarc.settings import Setting, meant, settings
from envlint.condarc.values import Refused, refused, truth
from envlint.diagnostic import Change
from envlint.items import Channel, File, Item, Key, is_text
from envlint.nodes import Alias, Collection
from envlint.values import cached_property

__all__ = ["Condarc", "Refused", "Setting", "is_read", "meant", "refused", "settings", "truth"]

# What conda reads of values with a tag: where the tag says what YAML would make of the value anyway.
_READ_TAGS = ("!!binary", "!!int", "!!float", "!!bool", "!!null")


def is_read(item: Item) -> bool:
    """Whether conda can read a scalar at all: dates it cannot, nor values with most of YAML's tags. It
    fails on them wherever they stand."""
    if item.kind != "tagged":
        return item.kind != "timestamp"
    return item.node.tag is None or item.node.tag.text in _READ_TAGS


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
        return self._set.get(name)

    def may_set(self, name: str) -> bool:
        """Whether the file sets something, or seems to mean it: with a misspelt key, or by a merge."""
        if self.has_merge or self.setting(name) is not None:
            return True
        return name in {settings()[right].name for right in self.meant.values()}

    @cached_property
    def unknown(self) -> tuple[Key, ...]:
        """The keys that name no setting of anybody's."""
        return tuple(key for key in self.keys if not (key.key in settings() or _is_private(key.key)))

    @cached_property
    def meant(self) -> dict[str, str]:
        """What the unknown keys are meant to be, where that is plain."""
        words = dict.fromkeys(key.key for key in self.unknown)
        return {word: right for word in words if (right := meant(word))}

    @cached_property
    def _set(self) -> dict[str, Key]:
        """By the name of each setting the first key for it."""
        return {setting.name: key for key in reversed(self.keys) if (setting := settings().get(key.key))}

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
