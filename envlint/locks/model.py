"""What a lock file says: packages with one version each, by platform."""

from __future__ import annotations

from envlint.conda import channel as conda_channel
from envlint.conda.channel import SUBDIRS
from envlint.source import Span
from envlint.values import NamedTuple

CONDA = "conda"
PIP = "pip"

# The layouts there are.
CONDA_LOCK = "conda-lock"
EXPLICIT = "explicit"
PIXI = "pixi"

PACKAGES = (".conda", ".tar.bz2")

_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class LockError(ValueError):
    """Why a file cannot be taken for a whole lock, in words that follow its name, and where in its text; `is_lock`
    says that it is one, or part of one."""

    def __init__(self, message: str, span: Span | None = None, *, is_lock: bool = True):
        super().__init__(message)
        self.message = message
        self.span = span or Span(0, 0)
        self.is_lock = is_lock


class Record(NamedTuple):
    """One package on one platform. `platform` is "" where a list does not tell it, `version` where the lock does not;
    `url` may hold a password; `span` is its line in the lock's text; `told_build` is "" where only the name of the
    file tells it."""

    name: str
    version: str
    manager: str
    platform: str
    url: str
    span: Span
    told_build: str = ""

    @property
    def build(self) -> str:
        """The build of a conda package; "" where the lock does not tell it."""
        if self.told_build or self.manager != CONDA:
            return self.told_build
        parts = split_file_name(self.url)
        return parts[2] if parts else ""

    @property
    def subdir(self) -> str:
        """The folder of the channel that a conda package lies in: linux-64, noarch; "" where it is not told."""
        folder = self.url.rpartition("/")[0].rpartition("/")[2]
        return folder if self.manager == CONDA and folder in SUBDIRS else ""

    @property
    def channel(self) -> conda_channel.Channel | None:
        """Where a conda package comes from; None where it is not told."""
        return conda_channel.parse(self.url.rpartition("/")[0]) if self.subdir and "://" in self.url else None


class Lock(NamedTuple):
    """A lock file, wholly read. `sources` are the files it was made from, as it writes them; an explicit list
    tells none, and holds no pip packages."""

    path: str
    kind: str
    platforms: tuple[str, ...]
    sources: tuple[str, ...]
    records: tuple[Record, ...]


def loose_name(name: str) -> str:
    """A package's name with nothing left that names are told apart by too strictly: two that conda or pip take for
    one have the same."""
    return name.lower().replace("-", "").replace("_", "").replace(".", "")


class Asked(NamedTuple):
    """What a lock is read for: `names` as `loose_name` gives them, and letters and digits that none of them begins
    with. These tell most packages to be others, in a tenth of the time."""

    names: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, names: frozenset[str]) -> Asked:
        firsts = {name[:1] for name in names}
        return cls(names, frozenset(each for each in _ALPHANUMERIC if each.lower() not in firsts))

    def leaves_out(self, name: str) -> bool:
        """Whether a package of this name is not asked for."""
        return name[:1] in self.others or loose_name(name) not in self.names


def split_file_name(url: str) -> tuple[str, str, str] | None:
    """Name, version and build of a package file, `…/numpy-1.26.4-py312_0.conda`; None for anything else."""
    file = url.rpartition("/")[2].rpartition("\\")[2]
    for suffix in PACKAGES:
        if file.endswith(suffix):
            parts = file[: -len(suffix)].rsplit("-", 2)
            return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None
    return None
