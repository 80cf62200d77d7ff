"""editable-requirement: what comes from the disk."""

import pytest

from envlint.rules.pip.editable_requirement import editable_requirement
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("-e .", True),
        ("-e ./tool[extra]", True),
        ("--editable=.", True),
        ("-e git+https://github.com/a/tool@v1#egg=tool", True),
        ("./tool", True),
        (".", True),
        ("tool-1.0.tar.gz", True),
        ("file:///home/me/tool-1.0.tar.gz", True),
        ("tool==1.0", False),
        ("git+https://github.com/a/tool@v1", False),
        ("https://example.org/tool-1.0.tar.gz", False),
        ("-r requirements.txt", False),
        ("-e", False),
    ],
)
def test_what_comes_from_the_disk(line: str, marked: bool) -> None:
    found = probe(editable_requirement, f"dependencies:\n- pip\n- pip:\n  - {line}\n")
    assert found.marked == ([line] if marked else [])
    assert found.fixed == found.text
