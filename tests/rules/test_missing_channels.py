"""missing-channels: which files leave it open where packages come from."""

import pytest

from envlint.rules.channels.licensed_channel import licensed_channel
from envlint.rules.channels.missing_channels import missing_channels
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dependencies: [python]\n", ["dependencies"]),
        ("dependencies: [a::python, numpy]\n", ["dependencies"]),
        ("dependencies: [python, pip, {pip: [a]}]\n", ["dependencies"]),
        ("channels: []\ndependencies: [python]\n", ["channels"]),
        ("channels: [nodefaults]\ndependencies: [python]\n", ["channels"]),
        ("channels: [nodefaults, a]\ndependencies: [python]\n", []),
        ("dependencies: [a::python, 'b[channel=c]']\n", []),
        ("dependencies: ['https://x.org/c/noarch/a-1-0.conda']\n", []),
        ("dependencies: [{pip: [a]}]\n", []),
        ("dependencies: []\n", []),
        ("channels: conda-forge\ndependencies: [python]\n", []),
        ("channels:\ndependencies: [python]\n", []),
        ("channels: [1]\ndependencies: [python]\n", []),
        ("channel: [a]\ndependencies: [python]\n", []),
        ("conda_channels: [a]\ndependencies: [python]\n", []),
        ("x: &x {channels: [a]}\n<<: *x\ndependencies: [python]\n", []),
        ("name: x\n", []),
    ],
)
def test_places(text: str, marked: list[str]) -> None:
    assert probe(missing_channels, text).marked == marked


def test_a_key_that_names_none_is_not_called_missing() -> None:
    texts = ("dependencies: [python]\n", "channels: []\ndependencies: [python]\n")
    starts = [probe(missing_channels, text).messages[0].partition(": conda")[0] for text in texts]
    assert starts == ["no `channels:`", "`channels` names none"]


def test_licensed_channel_sees_the_absence_too_where_it_runs_alone() -> None:
    assert probe(licensed_channel, "dependencies: [python]\n").marked == ["dependencies"]
    assert not probe(licensed_channel, "dependencies: [{pip: [a]}]\n").marked
