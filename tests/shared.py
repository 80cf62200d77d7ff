"""Reference data that lies beside a development checkout, in the sibling folder `shared`."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def shared(path: str) -> Path:
    """A file or folder of the reference data; skips the test where it is missing."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"reference data is not beside this checkout: ../shared/{path}")
    return found
