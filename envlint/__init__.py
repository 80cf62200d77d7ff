"""envlint: linter, autofixer, pre-commit hook and CI gate for conda environment files.

What is exported here is the Python API, described in `envlint.api`. It is imported with its first
use: `import envlint` alone costs nothing.
"""

# To a type checker it is typing's, whose import is spared.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from envlint.api import (
        Change,
        Changes,
        ConfigError,
        Diagnostic,
        Edit,
        Fault,
        Fix,
        Fixed,
        Mended,
        NotCompared,
        Related,
        Result,
        diff,
        fix,
        lint,
    )

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Changes",
    "ConfigError",
    "Diagnostic",
    "Edit",
    "Fault",
    "Fix",
    "Fixed",
    "Mended",
    "NotCompared",
    "Related",
    "Result",
    "diff",
    "fix",
    "lint",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from envlint import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
