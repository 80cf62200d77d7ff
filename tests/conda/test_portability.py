"""Where conda, mamba and pixi part."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from envlint.conda.losses import losses
from envlint.conda.match_spec import MatchSpec, parse
from envlint.conda.portability import differences, is_portable, meaning
from tests.conda.cases import Row, exceptions, matched, matchspec_rows, neighbours, version_matches
from tests.conda.strategies import portable, scraps


@pytest.mark.parametrize(
    ("text", "targets", "under", "suggestion"),
    [
        ("numpy >=1.2 , <2", "mamba", " ,", "numpy >=1.2,<2"),
        ("numpy=1.2*", "mamba", "=1.2*", "numpy=1.2"),
        ("numpy==1.2*", "mamba", "==1.2*", "numpy=1.2"),
        # Of more than one clause conda takes two signs away, and leaves one: then it looks for the star as it stands.
        ("numpy==1.2*,<2", "mamba", "==1.2*", "numpy=1.2,<2"),
        ("numpy ==1.2*|3", "mamba", "==1.2*", "numpy =1.2|==3"),
        ("numpy=1.2*,<2", "pixi", "=1.2*", None),
        ("numpy=1.2*|3", "pixi", "=1.2*", None),
        ("numpy===1.2", "mamba pixi", "===", "numpy==1.2"),
        ("numpy>=1.2.*", "mamba", ">=1.2.*", "numpy>=1.2"),
        ("numpy ~=1", "conda", "~=1", "numpy >=1"),
        ("numpy !=1.2.*, ~=1", "conda", "~=1", "numpy !=1.2.*,>=1"),
        ("numpy=1.2 py39", "mamba", "=1.2 py39", "numpy ==1.2 py39"),
        ("numpy =1.2.* *", "mamba", "=1.2.* *", "numpy 1.2.* *"),
        ("numpy 1.2 =py39", "pixi", " =", "numpy ==1.2 py39"),
        ("numpy=1.", "pixi", ".", "numpy=1"),
        ("numpy >=3|>=1.2,<2", "mamba", ">=3|>=1.2,<2", None),
        ("numpy ^1[.]?2$", "", "", None),
        ("numpy ^1.2.*$", "mamba pixi", "^1.2.*$", None),
        ("numpy 1.*.2", "pixi", "1.*.2", None),
        ("numpy V1.2", "mamba", "V1.2", "numpy ==v1.2"),
        ("py*", "pixi", "py*", None),
        ("numpy[version='1.2' build='b']", "mamba pixi", "' ", 'numpy[version="1.2",build="b"]'),
        ("numpy[version==1.2]", "mamba", "=1.2", 'numpy[version="=1.2"]'),
        ("numpy[md5=abc]", "pixi", "abc", None),
        ("numpy[]=1.2", "mamba pixi", "[]", "numpy=1.2"),
        # Where the two readings part at a version that is named, just above it, or just below it only.
        ("numpy ==2|==3,==3", "mamba", "==2|==3,==3", None),
        ("numpy >1|>2,<=2", "mamba", ">1|>2,<=2", None),
        ("numpy <2|<1,>=1", "mamba", "<2|<1,>=1", None),
        ("numpy *|>1,<2", "mamba", "*|>1,<2", None),
        ("numpy * =py39", "pixi", " =", "numpy * py39"),
        ("conda-forge:::numpy", "pixi", "conda-forge:", None),
    ],
)
def test_difference(text: str, targets: str, under: str, suggestion: str | None) -> None:
    found = differences(parse(text))
    if not targets:
        assert losses(parse(text))
        return
    (difference,) = found
    assert " ".join(difference.targets) == targets
    assert text[difference.span.start : difference.span.end] == under
    assert difference.suggestion == suggestion


def test_name_version_build_is_not_named() -> None:
    for text in ("a=1.2=b", "a==1.2=b_0", "conda-forge::a=1.2=py39-0", "conda-forge::a=1.2.3=*_cpython"):
        assert differences(parse(text)) == ()


@pytest.mark.parametrize("text", ["a >=1,<2|>=3", "a[version='(>=1,<2)|>=3']", "a >=1|*"])
def test_no_difference(text: str) -> None:
    assert differences(parse(text)) == ()


def test_targets_are_those_that_part_in_the_reference() -> None:
    wrong = []
    for row in matchspec_rows():
        spec = parse(row.text)
        if row.conda is None or spec.kind != "package" or losses(spec):
            continue
        found = {target for difference in differences(spec) for target in difference.targets}
        if found != parting_clients(row, spec):
            wrong.append(row.text)
    assert sorted(set(wrong)) == sorted(exceptions("differences"))


def test_targets_are_those_that_match_other_versions() -> None:
    versions, expected = version_matches()
    wrong = []
    for expression, results in expected.items():
        spec = parse("pkg " + expression)
        if spec.error is not None or losses(spec):
            continue
        # Epochs and local parts are left out of the comparison where the expression has none.
        plain = [i for i, version in enumerate(versions) if "+" in expression or not re.search("[!+]", version)]
        ours, pixi, mamba = (
            "".join(results[name][i] for i in plain) if set(results[name]) <= {"0", "1"} else "error"
            for name in ('conda "pkg S"', "rattler lenient", "libmamba")
        )
        parting = {target for target, theirs in (("pixi", pixi), ("mamba", mamba)) if theirs != ours}
        parting = {"conda"} if ours == "error" else parting
        if {target for difference in differences(spec) for target in difference.targets} != parting:
            wrong.append(expression)
    assert sorted(wrong) == sorted(exceptions("version differences"))


def test_suggestions_for_the_reference_mean_the_same_to_conda() -> None:
    suggested = 0
    for row in matchspec_rows():
        spec = parse(row.text)
        for difference in differences(spec):
            if difference.suggestion is not None:
                suggested += 1
                other = parse(difference.suggestion)
                assert "conda" in difference.targets or meaning(other) == meaning(spec)
                assert "conda" in difference.targets or matched(spec.version_spec) == matched(other.version_spec)
    assert suggested > 15


def parting_clients(row: Row, spec: MatchSpec) -> set[str]:
    """The clients that refuse what conda takes, or read another name, version or build."""
    if matched(spec.version_read) == "error":
        return {"conda"}
    parting = set()
    for target, theirs in (("pixi", row.pixi), ("mamba", row.mamba)):
        if theirs is None or not _reads_alike(spec, theirs, target):
            parting.add(target)
    return parting


def _reads_alike(spec: MatchSpec, theirs: dict[str, str], target: str) -> bool:
    build = theirs.get("build") or "*"
    if target == "mamba" and build[0] == "^" and (spec.build_key or "")[:1] != "^":
        build = build[1:-1].replace(".*", "*")
    version = theirs.get("version")
    # libmamba prints the star as `=*` among other clauses.
    version = version.replace("=*,", "*,") if version else None
    ours = spec.version_read
    if target == "mamba" and version and re.search(r"[<>]=?[^,|]*\.\*", version):
        # libmamba keeps the star: >=1.2.* lets 1.2.dev1 through.
        return False
    if target == "pixi" and version and re.search(r"\+[^,|]*\.\*", version):
        # rattler looks for a family and a local part apart: 1.2+cu118.* lets 1.2.1+cu118 through.
        return False
    near = neighbours(spec.version_spec or "")
    same = matched(version, near) == matched(ours, near)
    if target == "mamba" and spec.build_key and ours:
        # name=version=build: exact to conda, fuzzy to libmamba, and not named.
        same = same or matched(version, near) == matched("=" + ours, near)
    return (theirs.get("name") or "*") == spec.name_key and build == (spec.build_key or "*") and same


@settings(max_examples=500, deadline=None)
@given(portable)
def test_portable_forms_are_portable(text: str) -> None:
    assert differences(parse(text)) == ()


@settings(max_examples=500, deadline=None)
@given(scraps)
def test_differences_hold_their_laws(text: str) -> None:
    spec = parse(text)
    found = differences(spec)
    assert is_portable(spec) == (not found)
    for difference in found:
        assert 0 <= difference.span.start <= difference.span.end <= len(text)
        assert set(difference.targets) <= {"conda", "mamba", "pixi"}
        if difference.suggestion is not None:
            other = parse(difference.suggestion)
            assert other.error is None
            assert is_portable(other)
            assert losses(other) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("numpy[version='1.2']", "numpy==1.2", True),
        ("numpy[version='1.2']", "numpy==1.3", False),
        ("numpy[version='*',build=py_0]", "numpy=*=py_0", True),
        ("numpy[channel=c]", "c::numpy", True),
        ("numpy[subdir=linux-64]", "c/linux-64::numpy", False),
        ("c::numpy[subdir=linux-64]", "c/linux-64::numpy", True),
        ("numpy[md5=ab]", "numpy", False),
        ("numpy[md5=ab]", "numpy[md5=cd]", False),
        ("numpy[md5=ab,sha256=cd]", "numpy[sha256=cd,md5=ab]", True),
        ("NumPy >=1,<2", "numpy >=1.0,<2.0.0", True),
        ("numpy >=1,<2", "numpy >=1|<2", False),
    ],
)
def test_meaning(one: str, other: str, same: bool) -> None:
    assert (meaning(parse(one)) == meaning(parse(other))) is same
