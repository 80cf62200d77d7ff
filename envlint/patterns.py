"""Regular expressions that are compiled when they are first used.

A run on a plain file uses few of ours, and compiling one costs more than the rest of its module.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a compiled pattern; what is asked of it once is kept as its own attribute."""

    def __init__(self, pattern: str, flags: int):
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile`, later. For module-level patterns; `re.sub` and its like do not take the result."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
