"""Which build strings a spec asks for."""

from __future__ import annotations

import pytest

from envlint.conda.build import build_matches


@pytest.mark.parametrize(
    ("asked", "build", "expected"),
    [
        (None, "py312_0", True),
        ("", "py312_0", True),
        ("*", "py312_0", True),
        ("py312_0", "py312_0", True),
        ("py312_0", "py312_01", False),
        ("py312*", "py312_0", True),
        ("py312*", "py311_0", False),
        ("*_0", "py312_0", True),
        ("*_0", "py312_1", False),
        ("^py31[0-2]_0$", "py312_0", True),
        ("^py31[0-2]_0$", "py313_0", False),
        ("^py.*$", "xpy", False),
        ("^py", "py", False),  # no `$`: a text
        ("py$", "py", False),
        ("^[$", "anything", True),  # refused elsewhere
        ("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", True),  # not tried
    ],
)
def test_build_matches(asked: str | None, build: str, expected: bool) -> None:
    assert build_matches(asked, build) is expected
