"""extra-index-url and narrow-index: which indexes may stand together, and what PyTorch's does not hold."""

import pytest

from envlint.pypi import address, is_below
from envlint.rules.pip.extra_index_url import extra_index_url
from envlint.rules.pip.narrow_index import narrow_index
from tests.rules.probe import probe

PYTORCH = "https://download.pytorch.org/whl/cu118"


def environment(*lines: str) -> str:
    return "dependencies:\n- pip\n- pip:\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Example.org/simple/", "example.org/simple"),
        ("https://me:pw@example.org:8080/a?b#c", "example.org/a"),
        ("https://example.org", "example.org"),
        ("https://$HOST/simple", ""),
        ("./wheels", ""),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert address(url) == expected


def test_below() -> None:
    assert is_below("a.org/b", "a.org")
    assert is_below("a.org/b", "a.org/b/")
    assert not is_below("a.org.evil/b", "a.org")
    assert not is_below("a.org", "a.org/b")


@pytest.mark.parametrize(
    "lines",
    [
        [f"--extra-index-url {PYTORCH}"],
        [f"--index-url {PYTORCH}", "--extra-index-url https://pypi.org/simple"],
        ["-i https://pypi.tuna.tsinghua.edu.cn/simple", f"--extra-index-url={PYTORCH}"],
        ["--extra-index-url https://mirrors.aliyun.com/pypi/simple/"],
        ["--extra-index-url https://$INDEX/simple"],
        ["--index-url https://packages.example.org/simple"],
        ["tool==1 --extra-index-url https://packages.example.org/simple"],
    ],
)
def test_indexes_that_go_together(lines: list[str]) -> None:
    assert not probe(extra_index_url, environment(*lines)).marked


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        (["--extra-index-url=https://a.org/simple"], ["--extra-index-url=https://a.org/simple"]),
        (["--extra-index-url https://me:pw@a.org/simple"], ["--extra-index-url https://me:pw@a.org/simple"]),
        (["--extra-index-url https://test.pypi.org/simple"], ["--extra-index-url https://test.pypi.org/simple"]),
        (
            ["-i https://a.org/x --extra-index-url https://pypi.org/simple"],
            ["--extra-index-url https://pypi.org/simple"],
        ),
        (
            ["--extra-index-url https://download.pytorch.org.evil/whl"],
            ["--extra-index-url https://download.pytorch.org.evil/whl"],
        ),
    ],
)
def test_indexes_that_do_not(lines: list[str], marked: list[str]) -> None:
    found = probe(extra_index_url, environment(*lines))
    assert found.marked == marked
    assert "pw" not in found.messages[0] + found.diagnostics[0].subject


@pytest.mark.parametrize("allow", ["a.org", "https://a.org/", "a.org/simple"])
def test_allowed_indexes(allow: str) -> None:
    text = environment("--extra-index-url https://a.org/simple")
    assert not probe(extra_index_url, text, {"allow": (allow,)}).marked
    assert probe(extra_index_url, environment(f"--extra-index-url {PYTORCH}"), {"allow": (allow,)}).marked


@pytest.mark.parametrize(
    "lines",
    [
        [f"--index-url {PYTORCH}", "torch==2.1.0", "numpy==1.26.4", "some-own-thing==1"],
        [f"--index-url {PYTORCH}", "--extra-index-url https://pypi.org/simple", "timm==1.0"],
        [f"--index-url {PYTORCH}", "-f https://data.pyg.org/whl/torch-2.1.0+cu118.html", "torch-geometric==2.4"],
        [f"--index-url {PYTORCH}", "-i https://pypi.org/simple", "timm==1.0"],
        [f"--index-url {PYTORCH}", "timm @ https://example.org/timm-1.0-py3-none-any.whl"],
        [f"--extra-index-url {PYTORCH}", "timm==1.0"],
        [f"torch==2.1.0 --index-url {PYTORCH}", "timm==1.0"],
        ["-i https://packages.example.org/simple", "timm==1.0"],
    ],
)
def test_an_index_that_is_wide_enough(lines: list[str]) -> None:
    assert not probe(narrow_index, environment(*lines)).marked


def test_an_index_that_is_not() -> None:
    found = probe(narrow_index, environment("torch==2.1", "timm==1", "Seaborn==1", f"-i {PYTORCH}", "h5py", "keras"))
    assert found.marked == [f"-i {PYTORCH}"]
    assert found.related == [["timm==1", "Seaborn==1", "h5py", "keras"]]
    assert "`timm`, `seaborn`, `h5py` and 1 more" in found.messages[0]
