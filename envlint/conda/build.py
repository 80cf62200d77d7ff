"""Whether a build string is one that a spec asks for."""

from __future__ import annotations

import re

from envlint.conda.version_spec import glob_matches, is_tame


def build_matches(asked: str | None, build: str) -> bool:
    """Whether conda takes `build` for `asked`: the same text, a glob (`py312*`) or a regular expression (`^…$`).
    An expression that might run away is not tried and counts as a match."""
    if asked is None or asked in ("", "*"):
        return True
    if asked.startswith("^") and asked.endswith("$"):
        if not is_tame(asked):
            return True
        try:
            return re.match(asked, build) is not None
        except re.error:
            return True
    return glob_matches(asked, build) if "*" in asked else asked == build
