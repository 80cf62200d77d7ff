"""What conda silently drops or misreads."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from envlint.conda.losses import is_lossy, losses
from envlint.conda.match_spec import MatchSpec, parse
from tests.conda.cases import Row, exceptions, matched, matchspec_rows, neighbours
from tests.conda.strategies import portable, scraps


@pytest.mark.parametrize(
    ("text", "under", "suggestion"),
    [
        ("dask[complete]>=2023.1", "complete", None),
        ("numpy (>=1.2,<2)", "(>=1.2,<2)", "numpy >=1.2,<2"),
        ("numpy (comment)", "(comment)", None),
        ("numpy[version>=1]", "version>=1", "numpy >=1"),
        ("numpy[version=>=1,<2]", "<2", "numpy >=1,<2"),
        ("numpy[version=\"1.2']", "version=\"1.2'", None),
        ("numpy[build=0,junk]", "junk", None),
        ("numpy (>=1 py/)", "(>=1 py/)", None),
        ("numpy[version=>=1 py27]", "py27", "numpy >=1 py27"),
        ("numpy[version=>=1 py(]", "py(", None),
        ("numpy[build=0,build=1]", "build=0", None),
        ('numpy[when="python >=3.8"]', 'when="python >=3.8"', None),
        ("numpy[extras=a]", "extras=a", None),
        ("numpy[name=scipy]", "name=scipy", None),
        ("numpy=1.2[version=1.3]", "=1.2", None),
        ("conda-forge[linux-64]::numpy", "linux-64", None),
        ("numpy=", "=", "numpy"),
        ("numpy>", ">", "numpy"),
        ("numpy=>1.2", "=>", "numpy>=1.2"),
        ("numpy = < 1.2", "= <", "numpy <=1.2"),
        ("conda-forge:numpy", "conda-forge:", "conda-forge::numpy"),
        ("python:3.9", "python:", "python=3.9"),
        ("pip:numpy", "pip:", None),
        ("numpy if python", " if python", None),
        ("numpy#1", "#1", None),
        ("numpy scipy", "scipy", None),
        ("pip install x", "install x", None),
        ("numpy - scipy", "- scipy", None),
        ("numpy!=1.2*", "!=1.2*", "numpy!=1.2.*"),
        ("numpy >1.2.*", ">1.2.*", None),
        ("numpy !=1.2.3,==1.2.*", "==1.2.*", None),
        ("numpy[version='(1.2)(1.3)']", "(1.2)(1.3)", None),
        ("mkl@", "@", None),
        ("numpy >=1\n<2", "\n<2", None),
        ("pygit2>=v1.9.2", ">=v1.9.2", "pygit2>=1.9.2"),
        ("pygit2 > V1", "> V1", "pygit2 > 1"),
        ("pygit2<v2.0,!=1.3", "<v2.0", "pygit2<2.0,!=1.3"),
        ("", "", None),
    ],
)
def test_loss(text: str, under: str, suggestion: str | None) -> None:
    (loss,) = losses(parse(text))
    assert text[loss.span.start : loss.span.end] == under
    assert loss.suggestion == suggestion


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tiled[all]", "conda does not read `[all]` as extras: it ignores it and installs plain `tiled`"),
        ("numpy=>1.2", "`=>` is no operator: conda reads it as `>1.2*` instead of `>=1.2`"),
        ("numpy=<1.2", "`=<` is no operator: conda reads it as `<1.2*` instead of `<=1.2`"),
        (
            "bioconda:samtools=1",
            "one colon does not name a channel: conda ignores `bioconda:` and takes `samtools` from any channel",
        ),
        ("numpy if python", "conda drops the condition `if python` and always installs the package"),
        (
            "numpy[build=0,junk]",
            "conda drops `junk`, which is no key=value; a value that holds a comma or a space needs quotes",
        ),
        ("numpy[build=0,build=1]", "conda drops `build=0`: the last value given for a key counts"),
        ("numpy=1.2[version=1.3]", "conda drops `=1.2`: what is in brackets counts"),
        ("numpy[name=scipy]", "conda drops a name in brackets: the one before them counts"),
        ("numpy (comment)", "conda drops `(comment)` with its parentheses"),
        ("numpy (>=1.2)", "conda drops `(>=1.2)` with its parentheses: any version will do"),
        ("numpy#1", "conda drops `#1` as a comment"),
        ("numpy=", "conda drops `=` at the end: no version follows it"),
        ("numpy >=1\n<2", "conda drops `<2`, which stands after a line break"),
        ("c:ns:numpy", "conda drops the namespace `ns:`"),
        ("numpy!=1.2*", "!=1.2* excludes nothing: conda compares the star as it stands"),
        ("python:3.9", "conda drops `python:` and looks for a package called 3.9"),
    ],
)
def test_what_it_says(text: str, message: str) -> None:
    assert [each.message for each in losses(parse(text))] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "numpy",
        "numpy ",
        "numpy >=1.2 # why",
        "a[version='>=1,<2',build=0]",
        "a[ build=0 , md5=ab ]",
        "a[name=A]",
        "blas * mkl",
        "jpeg 9e",
        "tzdata 2023c",
        "a v1.2",
        "openblas=0.3=h123_0",
        "a >=1.*",
        "a >=1*",
        "conda-forge/linux-64::a",
        "::a",
    ],
)
def test_no_loss(text: str) -> None:
    assert losses(parse(text)) == ()


def test_every_loss_in_the_reference_is_found() -> None:
    """A row loses text if conda's reading holds less of the words than the text does."""
    left_out = exceptions("losses")
    missed = [row.text for row in matchspec_rows() if row.conda is not None and words_lost(row) and not _lossy(row)]
    assert sorted(set(missed)) == sorted(left_out)


def test_nothing_is_found_where_all_read_alike_and_whole() -> None:
    rows = [
        row for row in matchspec_rows() if row.conda and row.pixi and row.mamba and not words_lost(row, channels=True)
    ]
    assert len(rows) > 400
    found = [row.text for row in rows if _lossy(row) and _alike(row)]
    assert sorted(set(found)) == sorted(exceptions("no losses"))


def _lossy(row: Row) -> bool:
    return bool(losses(parse(row.text)))


def words_lost(row: Row, channels: bool = False) -> bool:
    """Whether a word of the text (before a comment) is in no field that conda reads."""
    assert row.conda is not None
    if row.conda.get("url") or not row.text.strip():
        return False
    kept = " ".join(str(value) for key, value in row.conda.items() if key != "str").lower()
    text = re.sub(r"(?:^|\s)#.*", "", row.text).lower()
    # Channels have a normal form of other words.
    text = text if channels else re.sub(r"^[^\[]*::|channel=[^\s\],]*", "", text)
    keys = {*row.conda, "build_string"}
    words = [word for word in re.findall(r"[\w.]+", text) if word.strip("._")]
    return any(word not in keys and word.strip(".") not in kept for word in words)


def _alike(row: Row) -> bool:
    assert row.conda is not None
    near = neighbours(row.conda.get("version", ""))
    return all(
        other is not None
        and other.get("name", "*") == row.conda.get("name")
        and other.get("build") == row.conda.get("build")
        and matched(other.get("version"), near) == matched(row.conda.get("version"), near)
        for other in (row.pixi, row.mamba)
    )


@settings(max_examples=500, deadline=None)
@given(portable)
def test_portable_forms_lose_nothing(text: str) -> None:
    assert losses(parse(text)) == ()


@settings(max_examples=500, deadline=None)
@given(scraps)
def test_losses_hold_their_laws(text: str) -> None:
    spec: MatchSpec = parse(text)
    found = losses(spec)
    assert is_lossy(spec) == bool(found)
    for loss in found:
        assert 0 <= loss.span.start <= loss.span.end <= len(text)
        if loss.suggestion is not None:
            assert parse(loss.suggestion).error is None
            assert losses(parse(loss.suggestion)) == ()
