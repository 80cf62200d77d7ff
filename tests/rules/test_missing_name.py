"""missing-name: when a name is missing."""

import pytest

from envlint.rules.document.missing_name import missing_name
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dependencies: []\n", ["dependencies"]),
        ("# c\nchannels: [a]\ndependencies: []\n", ["channels"]),
        ("name:\ndependencies: []\n", []),
        ("nmae: x\ndependencies: []\n", []),
        ("<<: {name: x}\ndependencies: []\n", []),
        ("", []),
    ],
)
def test_places(text: str, marked: list[str]) -> None:
    assert probe(missing_name, text).marked == marked
