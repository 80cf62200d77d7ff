"""What is said of a spec conda refuses, and what it was meant to be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from envlint.conda.losses import losses
from envlint.conda.match_spec import parse
from envlint.conda.portability import differences
from tests.conda.cases import matchspec_rows
from tests.conda.strategies import scraps


@pytest.mark.parametrize(
    ("text", "under", "suggestion"),
    [
        ("numpy>=1.2 <2", ">=1.2", "numpy>=1.2,<2"),
        ("numpy >=1.2<2", ">=1.2", "numpy >=1.2,<2"),
        ("numpy>=1.2 && <2", "&& <", "numpy>=1.2,<2"),
        ("numpy>=1.2||<1", "|", "numpy>=1.2|<1"),
        ("numpy>=1.2,,<2", ",", "numpy>=1.2,<2"),
        ("numpy>=3 | <2,", "|", "numpy>=3|<2"),
        ("numpy>=1.2,", ",", "numpy>=1.2"),
        ("numpy>=py39,", ",", None),
        ("numpy,>=1.2", ",", "numpy >=1.2"),
        ("numpy<59.6.", ".", "numpy<59.6"),
        ("numpy==1..2", "..", "numpy==1.2"),
        ("numpy >==1.2", ">==", "numpy >=1.2"),
        ("numpy> =1.2", ">", "numpy>=1.2"),
        ("numpy<>1.2", "<>", "numpy!=1.2"),
        ("numpy~>1.2", "~>", "numpy~=1.2"),
        ("numpy  >=   1.2", ">=", "numpy >=1.2"),
        ("numpy ^1.2", "^", "numpy>=1.2,<2"),
        ('numpy>="1.2"', '"', "numpy>=1.2"),
        ('"numpy"', '"', "numpy"),
        ("`numpy`", "`", "numpy"),
        ("numpy,", ",", "numpy"),
        ("numpy;", ";", "numpy"),
        ("  numpy >=1.2", "  ", "numpy >=1.2"),
        ("- numpy", "-", "numpy"),
        ("conda-forge:: numpy", " ", "conda-forge::numpy"),
        ("conda-forge/numpy=1.2", "/", "conda-forge::numpy=1.2"),
        ("numpy\u00a0>=1.2", "\u00a0", "numpy >=1.2"),
        ("numpy\u200b", "\u200b", "numpy"),
        ("pkg[build_string=py39_0]", "build_string", "pkg[build=py39_0]"),
        # Two readings or none.
        ("numpy~1.2", "~", None),
        ("numpy 1.2 <2", "<", None),
        ("numpy==", "==", None),
        ("numpy@1.2", "@", None),
        ("python: 3.9", " ", None),
        ("numpy, scipy", "numpy, scipy", None),
        ("pkg=1.2=<pip>", "<pip>", None),
        ("numpy =='latest'", "'", None),
    ],
)
def test_suggestion(text: str, under: str, suggestion: str | None) -> None:
    error = parse(text).error
    assert error is not None
    assert text[error.span.start : error.span.end] == under
    assert error.suggestion == suggestion


@pytest.mark.parametrize("channel", "anaconda bioconda conda-forge defaults nvidia pytorch".split())
def test_a_channel_takes_two_colons(channel: str) -> None:
    error = parse(f"{channel}/numpy").error
    assert error is not None
    assert error.suggestion == f"{channel}::numpy"


@pytest.mark.parametrize(
    ("text", "under", "words"),
    [
        ("{{ pkg }}", "{{", "template"),
        ("${PKG}", "${PKG}", "variables"),
        ("git+https://host/x", "git+https://host/x", "pip section"),
        ("-r requirements.txt", "-r requirements.txt", "pip section"),
        ("pkg @ https://host/x.whl", "@ https://host/x.whl", "pip section"),
        ("pkg==1.2 --no-deps", "--no-deps", "option of pip"),
        ('pkg>=1.2; python_version<"3"', "python_version", "markers"),
        ("pkg; if win", "if", "conditions"),
        ("python>=3.8 numpy>=1.2", "numpy>=1.2", "two packages"),
        ("./pkg", "./pkg", "path"),
        ("pkg[extras=[a]]", "[extras=[", "lists"),
        ("pkg[build=0][version=1]", "][", "one pair"),
        ("pkg[build=0", "[", "never closed"),
        ("pkg[foo=1]", "foo", "`foo`"),
        ("pkg[build=]", "build=", "no value"),
        ("num..py", "num..py", "package name"),
        (" if win", " if win", "no package name"),
        ("pkg =", "=", "no version after"),
        ("https://h:x/c::pkg", "https://h:x/c", "port"),
        ("pkg[build_number=>1..2]", ">1..2", "separators"),
    ],
)
def test_reason(text: str, under: str, words: str) -> None:
    error = parse(text).error
    assert error is not None
    assert text[error.span.start : error.span.end] == under
    assert words in error.message


def test_suggestions_for_the_reference_are_sound() -> None:
    suggested = [(row.text, error.suggestion) for row in matchspec_rows() if (error := parse(row.text).error)]
    assert sum(text is not None for _, text in suggested) >= 30
    for text, suggestion in suggested:
        if suggestion is not None:
            spec = parse(suggestion)
            assert spec.error is None, text
            assert not losses(spec), text
            assert not differences(spec), text


def test_a_long_text_is_quoted_in_short() -> None:
    error = parse("x" + ";" * 10_000).error
    assert error is not None
    assert len(error.message) < 200


@settings(max_examples=500, deadline=None)
@given(scraps)
def test_suggestions_are_sound(text: str) -> None:
    error = parse(text).error
    if error is not None and error.suggestion is not None:
        spec = parse(error.suggestion)
        assert spec.error is None
        assert not losses(spec)
        assert not differences(spec)


def test_what_is_too_long_has_no_suggestion() -> None:
    longest = parse(f"{'a' * (300 - len('>=1,,<2'))}>=1,,<2").error
    longer = parse(f"{'a' * (301 - len('>=1,,<2'))}>=1,,<2").error
    assert longest and longest.suggestion and longest.suggestion.endswith("a>=1,<2")
    assert longer and longer.suggestion is None
