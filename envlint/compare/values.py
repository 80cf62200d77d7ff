"""What differs between two environments, as values."""

from envlint.values import NamedTuple

# What has happened to a part of the environment.
ADDED = "added"
REMOVED = "removed"
CHANGED = "changed"
REORDERED = "reordered"
LOOSENED = "loosened"
TIGHTENED = "tightened"
TO_PIP = "to-pip"
TO_CONDA = "to-conda"
BUILD = "build"
CHANNEL = "channel"
EXTRAS = "extras"
MARKER = "marker"
SOURCE = "source"
DETAILS = "details"

# Where it stands in the file; the keys of other installers than pip are sections, too.
NAME = "name"
CATEGORY = "category"
CHANNELS = "channels"
PLATFORMS = "platforms"
CONDA = "conda"
PIP = "pip"
PIP_OPTIONS = "pip options"
VARIABLES = "variables"

# What a reviewer should look at.
FRAMEWORK_TO_PIP = "framework-to-pip"
METAPACKAGE_ADDED = "metapackage-added"
CUDA_CHANGED = "cuda-changed"
PIN_LOOSENED = "pin-loosened"
CHANNEL_ORDER = "channel-order"
PYTHON_MINOR = "python-minor"

# What each means.
RISKS = {
    FRAMEWORK_TO_PIP: "framework moved to pip: conda no longer sees it, nor picks its build",
    METAPACKAGE_ADDED: "huge metapackage added: it brings hundreds of packages that the file does not name",
    CUDA_CHANGED: "CUDA changed",
    PIN_LOOSENED: "pin loosened",
    CHANNEL_ORDER: "channel order changed: packages may come from another channel",
    PYTHON_MINOR: "another minor version of Python",
}


class Change(NamedTuple):
    """One difference. `subject` is the package, channel, option or variable; `kinds` all that has happened
    to it; `old` and `new` are as written, "" where it is not there. Texts may hold secrets but for the
    values of variables: who shows them masks them."""

    section: str
    subject: str
    kinds: tuple[str, ...]
    old: str = ""
    new: str = ""
    risks: tuple[str, ...] = ()


class Changes(NamedTuple):
    """The differences of two files, which go by the names `old` and `new`; "" for one that is not there."""

    old: str
    new: str
    items: tuple[Change, ...]
