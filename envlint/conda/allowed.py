"""Whether a version expression leaves certain versions possible."""

from __future__ import annotations

from envlint.conda.bounds import satisfiable
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import VersionSpec


def allows(asked: VersionSpec | None, versions: str) -> bool:
    """Whether `asked` (None: any version) lets some of `versions` through. False is certain.

    A bound is a point in conda's order, and a series such as `=1.13` reaches below 1.13, to its pre-releases:
    ask for what lies under 1.13 by `<=1.12.9999`.
    """
    return asked is None or satisfiable([asked, parse_version_spec(versions)])


def allows_series(asked: VersionSpec | None, series: str) -> bool:
    """Whether `asked` lets some release of a series through: 3.12, or one of 3.12.1 and so on."""
    return allows(asked, f">={series},<={series}.9999")
