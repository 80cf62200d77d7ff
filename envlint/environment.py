"""The model of a conda environment file (CEP 24): what rules see instead of YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from envlint.conda import bounds, match_spec
from envlint.conda import channel as conda_channel
from envlint.conda.channel import Channel as ParsedChannel
from envlint.conda.match_spec import MatchSpec
from envlint.conda.version_spec import VersionSpec
from envlint.items import Channel, File, Item, Key, is_text
from envlint.nodes import Collection, Document, Entry
from envlint.pypi import Option, PipLine, parse_line
from envlint.pypi import level as pip_level
from envlint.secrets import masked
from envlint.values import cached_property

__all__ = ["Channel", "CondaItem", "Environment", "Installer", "Item", "Key", "PipFile", "PipItem", "Variable"]


class CondaItem(Item):
    """A spec in `dependencies`. `name` is the package's as conda compares it (lower case), "" where conda refuses the
    spec; `is_common`: it has a shape that every client reads alike."""

    __slots__ = ("_versions", "is_common", "name", "spec")

    def __init__(self, document: Document, parent: Collection, entry: Entry):
        super().__init__(document, parent, entry)
        spec, self.is_common = match_spec.read(self.text)
        self.spec: MatchSpec = spec
        self.name: str = "" if spec.error else spec.name_key
        self._versions: VersionSpec | Literal[False] | None = False

    @property
    def versions(self) -> VersionSpec | None:
        """What the spec says of the version; None: any version, or an error. Read when it is first asked for: of most
        exported specs it never is."""
        if self._versions is False:
            self._versions = self.spec.versions
        return self._versions

    @property
    def subject(self) -> str:
        told = masked(self.text)
        return self.name if self.name in told.lower() and self.name else told

    @property
    def channel(self) -> ParsedChannel | None:
        """The channel that the spec names: of `conda-forge::numpy`, or where a package file lies."""
        if self.spec.kind == "file":
            return conda_channel.parse(self.text.strip().rpartition("/")[0])
        written = self.spec.channel
        return conda_channel.parse(written.text) if written and written.text != "*" else None

    @property
    def level(self) -> str | None:
        """How tight a pin this is, one of `bounds.LEVELS`; None where it is none at all, or chooses by something else
        than the version."""
        spec = self.spec
        if self.is_common:
            if spec.build and not (spec.version_read or "").endswith("*"):
                return bounds.LEVELS[-1]  # a version beside a build is taken as it stands
        elif spec.kind != "package" or spec.names_file or "*" in self.name or self.name.startswith("__"):
            return None
        level = bounds.level(self.versions)
        return None if level == "any" and spec.build_key else level

    @property
    def is_pip_without_colon(self) -> bool:
        """Whether this is `- pip` with an indented list glued to it: a pip section but for a colon."""
        lines = self.lines if self.text.startswith("pip") else ()
        return len(lines) > 1 and lines[0].text == "pip" and all(line.text.startswith("- ") for line in lines[1:])


class PipItem(Item):
    """A line of a pip section. `name` is the project's after PEP 503, "" for options, paths and lines pip refuses."""

    __slots__ = ("line", "name")

    subject_prefix = "pip/"

    def __init__(self, document: Document, parent: Collection, entry: Entry):
        super().__init__(document, parent, entry)
        self.line: PipLine = parse_line(self.text)
        self.name: str = self.line.key or ""

    @property
    def level(self) -> str | None:
        """How tight a pin this is, one of LEVELS; None for what is none: a URL, a path, an option, what pip refuses."""
        error = self.line.error
        return None if error is not None and error.fails else pip_level(self.line)

    @property
    def subject(self) -> str:
        return self.subject_prefix + (self.name or masked(self.text))


class Variable(Key):
    """An environment variable in `variables`."""

    __slots__ = ()

    @property
    def subject(self) -> str:
        return f"variables/{self.key}"


class Installer(Key):
    """A key of a mapping item in `dependencies`, such as `pip:`. `item` is the whole list item."""

    __slots__ = ("item", "items")

    def __init__(self, document: Document, parent: Collection, entry: Entry, item: Item):
        super().__init__(document, parent, entry)
        self.item = item
        self.items: tuple[PipItem, ...] = ()
        if self.key == "pip" and isinstance(self.node, Collection) and self.node.kind == "seq":
            texts = (each for each in self.node.entries if is_text(each.value))
            self.items = tuple(PipItem(document, self.node, each) for each in texts)


class PipFile(File):
    """A file with lines for pip, each list of `pip_lists` a file of its own to pip. A requirements file is one, too: it
    has nothing of what is conda's."""

    channels: tuple[Channel, ...] = ()
    conda: tuple[CondaItem, ...] = ()
    pip: tuple[PipItem, ...] = ()
    pip_lists: tuple[tuple[PipItem, ...], ...] = ()

    @cached_property
    def conda_names(self) -> frozenset[str]:
        """The names in the conda list: a rule that looks for some sees by them that they are not there."""
        return frozenset([item.name for item in self.conda])

    @cached_property
    def pip_names(self) -> frozenset[str]:
        """The names of the lines for pip."""
        return frozenset([item.name for item in self.pip])

    @cached_property
    def pip_options(self) -> tuple[tuple[PipItem, Option], ...]:
        """Each option in the lines for pip, with its line."""
        return tuple([(item, option) for item in self.pip for option in item.line.options])

    @cached_property
    def placed(self) -> tuple[tuple[CondaItem, ParsedChannel], ...]:
        """The specs that name a channel, or where a package file lies, with that."""
        found = [(item, item.channel) for item in self.conda if item.spec.channel or item.spec.kind == "file"]
        return tuple([(item, channel) for item, channel in found if channel])

    @property
    def variables(self) -> tuple[Variable, ...]:
        return ()


class Environment(PipFile):
    """A conda environment file. Whatever is of a wrong type is left out of `channels`, `conda`
    and `pip`, and kept in `dependencies` and `keys`."""

    def __init__(self, document: Document):
        super().__init__(document)
        self.channels = tuple(
            Channel(document, parent, entry) for parent, entry in self._list("channels") if is_text(entry.value)
        )
        self.dependencies: tuple[Item, ...] = tuple(
            (CondaItem if is_text(entry.value) else Item)(document, parent, entry)
            for parent, entry in self._list("dependencies")
        )
        self.conda = tuple(item for item in self.dependencies if isinstance(item, CondaItem))
        self.installers: tuple[Installer, ...] = tuple(self._installers())
        self.pip_sections: tuple[Installer, ...] = tuple(each for each in self.installers if each.key == "pip")
        self.pip = tuple(item for section in self.pip_sections for item in section.items)
        self.pip_lists = tuple(section.items for section in self.pip_sections)

    @property
    def name(self) -> Key | None:
        return self.get("name")

    @cached_property
    def unusual(self) -> tuple[CondaItem, ...]:
        """The specs of no shape that all clients read alike."""
        return tuple(item for item in self.conda if not item.is_common)

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The environment variables; what `<<` brings in is left out."""
        key = self.get("variables")
        if key is None or not isinstance(key.node, Collection) or key.node.kind != "map":
            return ()
        found = (Variable(self.document, key.node, entry) for entry in key.node.entries)
        return tuple(each for each in found if each.key and each.key != "<<")

    def _list(self, name: str) -> Iterator[tuple[Collection, Entry]]:
        key = self.get(name)
        if key and isinstance(key.node, Collection) and key.node.kind == "seq":
            for entry in key.node.entries:
                yield key.node, entry

    def _installers(self) -> Iterator[Installer]:
        for item in self.dependencies:
            if isinstance(item.node, Collection) and item.node.kind == "map":
                for entry in item.node.entries:
                    yield Installer(self.document, item.node, entry, item)
