"""Reference data that lies beside a development checkout, in the sibling folder `shared`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML, YAMLError

SHARED = Path(__file__).parents[2] / "shared"


def shared(path: str) -> Path:
    """A file or folder of the reference data; skips the test where it is missing."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"reference data is not beside this checkout: ../shared/{path}")
    return found


def real_environments() -> Iterator[dict[str, Any]]:
    """What the real environment files hold, as ruamel reads them: those of them that are mappings."""
    for path in sorted(shared("corpus/environments").iterdir()):
        with suppress(YAMLError, UnicodeDecodeError):
            data = YAML(typ="safe", pure=True).load(path.read_text("utf-8-sig"))
            if isinstance(data, dict):
                yield data
