"""machine-prefix: what it says of which path."""

import pytest

from envlint.rules.document.machine_prefix import machine_prefix
from tests.rules.probe import probe

SHOWS = "shows your folders"


@pytest.mark.parametrize(
    ("prefix", "is_path", "shows"),
    [
        ("/home/ada/miniconda3/envs/demo", True, True),
        ("/hpc/home/ada/envs/demo", True, True),
        (r"C:\Users\Ada\envs\demo", True, True),
        ("/root/miniconda3", True, True),
        ("/opt/conda/envs/demo", True, False),
        (r"C:\ProgramData\Anaconda3", True, False),
        ("~/miniconda3/envs/demo", True, False),
        ("demo", False, False),
    ],
)
def test_what_it_says(prefix: str, is_path: bool, shows: bool) -> None:
    [message] = probe(machine_prefix, f"name: demo\ndependencies: []\nprefix: {prefix}\n").messages
    assert ("a path on one machine" in message) == is_path
    assert (SHOWS in message) == shows
