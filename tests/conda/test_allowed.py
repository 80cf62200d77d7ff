"""Which versions an expression leaves possible."""

import pytest

from envlint.conda.allowed import allows, allows_series
from envlint.conda.version_parser import parse_version_spec


@pytest.mark.parametrize(
    ("asked", "series", "expected"),
    [
        ("=12", "12", True),
        ("=12", "11", False),
        ("=12", "13", False),
        (">=11,<12", "12", False),
        (">=11,<12", "11", True),
        ("==10.1", "10.1", True),
        ("10.1.243", "10.1", True),
        ("<3.10", "3.10", False),
        ("<3.10", "3.9", True),
        ("<=3.10", "3.10", True),
        ("=3.1", "3.10", False),
        ("!=3.9", "3.9", True),
    ],
)
def test_a_series(asked: str, series: str, expected: bool) -> None:
    assert allows_series(parse_version_spec(asked), series) is expected


def test_no_expression_allows_all() -> None:
    assert allows(None, ">=99")
    assert allows_series(None, "99")


def test_a_series_reaches_below_its_first_release() -> None:
    assert allows(parse_version_spec("=1.13"), "<1.13")
    assert not allows(parse_version_spec("=1.13"), "<=1.12.9999")
