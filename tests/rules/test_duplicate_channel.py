"""duplicate-channel: what counts as the same channel, and which removals are safe."""

import pytest

from envlint.rules.channels.duplicate_channel import duplicate_channel
from tests.rules.probe import probe

MIRROR = "https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge"
END = "dependencies:\n- python=3.12\n"


@pytest.mark.parametrize(
    ("channels", "marked"),
    [
        ("[conda-forge, https://conda.anaconda.org/conda-forge/]", ["https://conda.anaconda.org/conda-forge/"]),
        ("[https://repo.anaconda.com/pkgs/main, pkgs/main]", ["pkgs/main"]),
        (f"[conda-forge, {MIRROR}]", []),
        (f"[{MIRROR}, conda-forge]", []),
        (f"[{MIRROR}, 'https://prefix.dev/conda-forge']", []),
        (f"[{MIRROR}, {MIRROR}/]", [f"{MIRROR}/"]),
        ("[conda-forge, conda-forge/label/main]", ["conda-forge/label/main"]),
        ("[a, b, a, b, a]", ["a", "b", "a"]),
        ("[./local, ./local]", ["./local"]),
        ("[defaults, pkgs/main]", []),
        ("[nvidia/label/cuda-11.8.0, nvidia]", []),
        ("[nvidia/label/cuda-11.8.0, nvidia/label/cuda-12.4.1]", []),
        ("[conda-forge, conda-forge/linux-64]", []),
        ("['', '']", []),
        ("[conda-forge, {a: b}, null, 3]", []),
    ],
)
def test_places(channels: str, marked: list[str]) -> None:
    assert probe(duplicate_channel, f"channels: {channels}\n{END}").marked == marked


def test_the_same_text_is_a_safe_removal_another_is_not() -> None:
    same = probe(duplicate_channel, f"channels:\n- a\n- 'a'\n{END}")
    assert same.safely_fixed == f"channels:\n- a\n{END}"
    other = probe(duplicate_channel, f"channels:\n- a\n- https://conda.anaconda.org/a\n{END}")
    assert other.safely_fixed == other.text
    assert other.fixed == f"channels:\n- a\n{END}"


def test_a_removal_that_takes_a_comment_along_is_unsafe() -> None:
    found = probe(duplicate_channel, f"channels:\n- a\n- b\n- a  # for x\n{END}")
    assert found.safely_fixed == found.text
    assert found.fixed == f"channels:\n- a\n- b\n{END}"


def test_a_token_is_neither_subject_nor_message() -> None:
    found = probe(duplicate_channel, f"channels: [acme, https://conda.anaconda.org/t/tk-abc-123456/acme]\n{END}")
    (only,) = found.diagnostics
    assert only.subject == "channels/acme"
    assert "tk-abc" not in only.message + only.subject
