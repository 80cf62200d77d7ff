"""Channels as conda reads them."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.conda.channel import NAME, PATH, URL, VARIABLE, find_secret, is_insecure, parse
from envlint.data import read_table
from tests.shared import real_environments


class Case(NamedTuple):
    text: str
    kind: str
    canonical: str
    label: str | None = None
    subdir: str | None = None
    is_mirror: bool = False


@pytest.mark.parametrize(
    "case",
    [
        Case("conda-forge", NAME, "conda-forge"),
        Case("conda-forge/", NAME, "conda-forge"),
        Case("conda-forge/linux-64", NAME, "conda-forge", subdir="linux-64"),
        Case("conda-forge/label/gcc7", NAME, "conda-forge", label="gcc7"),
        Case("conda-forge/label/gcc7/noarch", NAME, "conda-forge", label="gcc7", subdir="noarch"),
        Case("pkgs/main", NAME, "pkgs/main"),
        Case("laX", NAME, "laX"),
        Case("r", NAME, "r"),
        Case("https://conda.anaconda.org/conda-forge", URL, "conda-forge"),
        Case("http://conda.anaconda.org/conda-forge/", URL, "conda-forge"),
        Case("https://conda.anaconda.org/conda-forge/osx-arm64/", URL, "conda-forge", subdir="osx-arm64"),
        Case("https://CONDA.anaconda.org/nvidia/label/cuda-11.8.0", URL, "nvidia", label="cuda-11.8.0"),
        Case("https://conda.anaconda.org/t/tk-123/conda-forge", URL, "conda-forge"),
        Case("https://user:pass@conda.anaconda.org/conda-forge", URL, "conda-forge"),
        Case("https://conda.anaconda.org/r", URL, "r"),
        Case("https://repo.anaconda.com/pkgs/main", URL, "pkgs/main"),
        Case("https://repo.anaconda.com/pkgs/r/", URL, "pkgs/r"),
        Case("https://repo.anaconda.com/pkgs/snowflake", URL, "pkgs/snowflake"),
        Case("https://repo.continuum.io/pkgs/free", URL, "pkgs/free"),
        Case("https://repo.anaconda.cloud/repo/main", URL, "pkgs/main"),
        Case("https://mirrors.tuna.tsinghua.edu.cn/anaconda/pkgs/main/", URL, "pkgs/main", is_mirror=True),
        Case("https://mirrors.tuna.tsinghua.edu.cn/anaconda/cloud/conda-forge/", URL, "conda-forge", is_mirror=True),
        Case("http://mirrors.ustc.edu.cn/anaconda/cloud/pytorch/win-64", URL, "pytorch", None, "win-64", True),
        Case("https://mirrors.bfsu.edu.cn/anaconda/cloud/bioconda", URL, "bioconda", is_mirror=True),
        Case("https://mirrors.cloud.tencent.com/anaconda/pkgs/r", URL, "pkgs/r", is_mirror=True),
        Case("https://mirrors.sjtug.sjtu.edu.cn/anaconda/cloud/nvidia", URL, "nvidia", is_mirror=True),
        Case("https://mirrors.aliyun.com/anaconda/pkgs/msys2", URL, "pkgs/msys2", is_mirror=True),
        Case("https://prefix.dev/conda-forge", URL, "conda-forge", is_mirror=True),
        Case("https://repo.prefix.dev/bioconda/", URL, "bioconda", is_mirror=True),
        Case("https://prefix.dev/emscripten-forge-dev", URL, "https://prefix.dev/emscripten-forge-dev"),
        Case("https://prefix.dev/conda-forge-extra", URL, "https://prefix.dev/conda-forge-extra"),
        Case("oci://ghcr.io/channel-mirrors/conda-forge", URL, "conda-forge", is_mirror=True),
        Case("https://software.repos.intel.com/python/conda/", URL, "https://software.repos.intel.com/python/conda"),
        Case("http://H.org:8080/x/noarch", URL, "https://h.org:8080/x", subdir="noarch"),
        Case("https://conda.anaconda.org/conda-forge?x=1#y", URL, "conda-forge"),
        Case("https://h.org/myanaconda/pkgs/main", URL, "https://h.org/myanaconda/pkgs/main"),
        Case("https://h.org/", URL, "https://h.org"),
        Case("https://conda.anaconda.org/", URL, "https://conda.anaconda.org"),
        Case("https://h.org/anaconda/cloud/a/anaconda/cloud/b", URL, "a/anaconda/cloud/b", is_mirror=True),
        Case("conda-forge/noarch", NAME, "conda-forge", subdir="noarch"),
        Case("https://repo.anaconda.com/pkgs", URL, "https://repo.anaconda.com/pkgs"),
        Case("s3://bucket/channel", URL, "s3://bucket/channel"),
        Case("file:///srv/channel/", PATH, "file:///srv/channel"),
        Case("./local", PATH, "./local"),
        Case("/srv/channel/", PATH, "/srv/channel"),
        Case("~/channel", PATH, "~/channel"),
        Case(r"C:\channel", PATH, r"C:\channel"),
        Case("$CHANNEL", VARIABLE, "$CHANNEL"),
        Case("${MIRROR}/conda-forge", VARIABLE, "${MIRROR}/conda-forge"),
        Case("", NAME, ""),
    ],
)
def test_parse(case: Case) -> None:
    channel = parse(case.text)
    assert channel.text == case.text
    assert (channel.kind, channel.canonical, channel.label, channel.subdir, channel.is_mirror) == case[1:]


@pytest.mark.parametrize(
    "text",
    [
        "defaults",
        "main",
        "r",
        "free",
        "msys2",
        "anaconda",
        "pkgs/main",
        "pkgs/r",
        "https://repo.anaconda.com/pkgs/free",
    ],
)
def test_defaults_family(text: str) -> None:
    assert parse(text).is_defaults_family
    assert parse(text).canonical != "defaults" or text == "defaults"


@pytest.mark.parametrize("text", ["conda-forge", "nvidia", "pytorch", "anaconda-nb", "pkgs", "nodefaults", "./main"])
def test_not_of_the_defaults_family(text: str) -> None:
    assert not parse(text).is_defaults_family


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("https://conda.anaconda.org/t/tk-123-456/private", "tk-123-456"),
        ("https://host.org/api/t/x1029/path", "x1029"),
        ("https://user:pass@host.org/x", "pass"),
        ("https://user:p@ss@host.org/x", "p@ss"),
        ("  https://user:pass@host.org/x", "pass"),
        ("https://0123456789abcdef01234567@host.org/x", "0123456789abcdef01234567"),
        ("https://0123456789abcdef0123:@host.org/x", "0123456789abcdef0123"),
        ("https://0123456789abcdef0123:x-oauth-basic@host.org/x", "0123456789abcdef0123"),
        ("https://0123456789abcdef012:x-oauth-basic@host.org/x", "x-oauth-basic"),
        ("--index-url=https://u:pw@host.org/simple", "pw"),
        (
            "git+https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/a/b",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        ),
        ("https://host.org/x?token=abc123", "abc123"),
        ("https://me%40home.org:pass%40word@host.org/x", "pass%40word"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
    ],
)
def test_secret(text: str, secret: str) -> None:
    span = find_secret(text)
    assert span is not None and text[slice(*span)] == secret


def test_a_channel_knows_its_secret() -> None:
    for text in ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "https://user:pass@host.org/x"):
        assert parse(text).secret == find_secret(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "https://conda.anaconda.org/t/$TOKEN/private",
        "https://conda.anaconda.org/t/<TOKEN>/private",
        "https://user:$PASSWORD@host.org/x",
        "https://user:${PASSWORD}@host.org/x",
        "https://user:***@host.org/x",
        "https://user@host.org/x",
        "https://0123456789abcdef012@host.org/x",
        "https://0123456789abcdef012:@host.org/x",
        "git+ssh://git@github.com/a/b.git@v1.0",
        "https://host.org/a/b@c:d",
        "https://conda.anaconda.org/conda-forge",
        "conda-forge",
        "t/x",
    ],
)
def test_no_secret(text: str) -> None:
    assert find_secret(text) is None


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("http://host.org/x", True),
        ("HTTP://user@host.org:80/x", True),
        ("https://host.org/x", False),
        ("http://localhost:8000/x", False),
        ("http://127.0.0.1/x", False),
        ("http://[::1]:80/x", False),
        ("http://localhost.example.org/x", True),
        ("http://host.org/x?y#z", True),
        ("conda-forge", False),
    ],
)
def test_insecure(text: str, want: bool) -> None:
    assert is_insecure(text) is want
    assert parse(text).insecure is want


@given(st.text() | st.text(alphabet="abt:/@$.~-\\ #?", max_size=25))
def test_never_raises(text: str) -> None:
    channel = parse(text)
    assert channel.text == text
    if channel.secret:
        assert text[slice(*channel.secret)]
    assert parse(channel.canonical).canonical == channel.canonical or channel.kind != NAME


def test_the_table_is_whole() -> None:
    rows = read_table("channels.tsv")
    assert {row[0] for row in rows} == {"defaults", "official", "mirror"}
    assert all(len(row) == 3 for row in rows)
    assert all(parse(f"https://{row[1]}x").canonical == row[2] + "x" for row in rows if row[1].endswith("org/"))


def test_real_channels() -> None:
    """Every URL that stands in for a known channel in 600 real files is known as that."""
    urls = {}
    for data in real_environments():
        channels = data.get("channels")
        for text in channels if isinstance(channels, list) else []:
            if isinstance(text, str) and "://" in text:
                urls[text] = parse(text)
    assert len(urls) > 8
    unknown = {text for text, channel in urls.items() if "://" in channel.canonical}
    assert unknown == {"https://prefix.dev/emscripten-forge-dev"}
