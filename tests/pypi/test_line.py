"""The parts of a pip line, and what is said about one that pip does not read as it looks."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from envlint.pypi import EMPTY, OPTION, REQUIREMENT, URL, PipLine, normalise, parse_line
from envlint.pypi.plain import simple
from envlint.source import Part


def parts(line: PipLine) -> list[Part]:
    """Every part of a line, wherever it is."""
    found: list[Part] = []

    def collect(value: object) -> None:
        if isinstance(value, Part):
            found.append(value)
        elif isinstance(value, tuple):
            for item in value:
                collect(item)

    collect(tuple(line))
    return found


def text_of(part: Part | None) -> str | None:
    return part.text if part else None


def test_requirement() -> None:
    line = parse_line("  Ruamel.YAML[jinja2, Libyaml] >= 0.17 ,<1 ; python_version > '3' # why")
    assert (line.kind, text_of(line.name), line.key) == (REQUIREMENT, "Ruamel.YAML", "ruamel-yaml")
    assert [extra.text for extra in line.extras] == ["jinja2", "Libyaml"]
    assert [(clause.operator.text, clause.version.text) for clause in line.clauses] == [(">=", "0.17"), ("<", "1")]
    assert line.text[slice(*line.clauses[0].span)] == ">= 0.17"
    assert text_of(line.marker) == "python_version > '3'"
    assert line.error is None


class Address(NamedTuple):
    text: str
    kind: str
    key: str | None
    scheme: str | None
    ref: str | None = None
    egg: str | None = None


@pytest.mark.parametrize(
    "want",
    [
        Address("x @ git+https://h.org/a/b.git@v1.0#subdirectory=c", REQUIREMENT, "x", "git+https", "v1.0"),
        Address("git+https://h.org/a/b.git", URL, None, "git+https"),
        Address("git+https://h.org/a/b.git@main#egg=B_c", URL, "b-c", "git+https", "main", "B_c"),
        Address("git+ssh://git@h.org/a/b.git", URL, None, "git+ssh"),
        Address("git+https://me:pw@h.org/a@feature/x?y=@z", URL, None, "git+https", "feature/x"),
        Address("https://h.org/a@b/c.zip", URL, None, "https"),
        Address("https://h.org/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl#sha256=0", URL, "torch", "https"),
        Address("-e git+https://h.org/a@dev#egg=a", "editable", "a", "git+https", "dev", "a"),
        Address("-e git://h.org/a#egg=a", "editable", "a", "git+git", None, "a"),
        Address("HTTPS://h.org/x.zip", URL, None, "https"),
        Address("-e x@git+https://h.org/a@v1", "editable", "x", "git+https", "v1"),
        Address("-e 'X @ git+https://h.org/a'", "editable", "x", "git+https"),
        Address("-e file:///home/me/a", "editable", None, "file"),
        Address("https://h.org/x-1-py3-none-any.whl#egg=y", URL, "x", "https", None, "y"),
    ],
)
def test_address(want: Address) -> None:
    line = parse_line(want.text)
    assert line.error is None
    assert (line.kind, line.key, line.scheme, text_of(line.ref), text_of(line.egg)) == want[1:]
    assert line.vcs == ("git" if "git+" in str(want.scheme) else None)


@pytest.mark.parametrize("text", ["", "  ", "# nothing", "\t# numpy", "#numpy"])
def test_empty(text: str) -> None:
    assert parse_line(text) == PipLine(text, EMPTY)


@pytest.mark.parametrize(
    ("text", "flag", "value"),
    [
        ("-r requirements.txt", "--requirement", "requirements.txt"),
        ("-rreq.txt # all", "--requirement", "req.txt"),
        ("--index-url=https://h.org/simple", "--index-url", "https://h.org/simple"),
        ("-i 'https://h.org/simple'", "--index-url", "https://h.org/simple"),
        ("--extra-index-url   https://h.org/x", "--extra-index-url", "https://h.org/x"),
        ("--pre", "--pre", None),
        ("-c file:c.txt", "--constraint", "file:c.txt"),
    ],
)
def test_option(text: str, flag: str, value: str | None) -> None:
    line = parse_line(text)
    assert (line.kind, line.flag, text_of(line.value), line.error) == (OPTION, flag, value, None)


def test_several_options() -> None:
    line = parse_line("--index-url https://h.org --trusted-host=h.org --pre")
    assert [option.flag for option in line.options] == ["--index-url", "--trusted-host", "--pre"]
    assert line.error is None
    assert [line.text[slice(*option.span)] for option in line.options] == [
        "--index-url https://h.org",
        "--trusted-host=h.org",
        "--pre",
    ]


def test_options_of_a_requirement() -> None:
    line = parse_line("numpy==1.0 --hash=sha256:aa --hash sha256:bb")
    assert (line.key, [text_of(option.value) for option in line.options]) == ("numpy", ["sha256:aa", "sha256:bb"])
    assert line.error is None


class Fault(NamedTuple):
    text: str
    at: str  # what the span covers
    suggestion: str | None = None
    split: tuple[str, ...] = ()


FAILING = [
    Fault("pkg=1.0", "=", "pkg==1.0"),
    Fault("pkg[a] = 1.0  # note", "=", "pkg[a] == 1.0  # note"),
    Fault("pkg=1.0=py36_0", "=1.0=py36_0"),
    Fault("pkg>2 <3", ">2 <3", "pkg>2,<3"),
    Fault("pkg>=2<3", ">=2<3", "pkg>=2,<3"),
    Fault("pkg >= 2 < 3", ">= 2 < 3", "pkg >= 2,< 3"),
    Fault("pkg=>2", "=>", "pkg>=2"),
    Fault("pkg 1.0", "1.0", "pkg==1.0"),
    Fault("pkg (1.0)", "1.0", "pkg==1.0"),
    Fault("pkg@1.0", "1.0", "pkg==1.0"),
    Fault("pkg=*", "=*", "pkg"),
    Fault("pkg == *", "== *", "pkg"),
    Fault("pkg==1.2.", ".", "pkg==1.2"),
    Fault("pkg,", ",", "pkg"),
    Fault("pkg==1.0[a]", "[a]", "pkg[a]==1.0"),
    Fault("pkg==1.0#note", "#note", "pkg==1.0 #note"),
    Fault("pkg>=1.0.*", ".*", "pkg>=1.0"),
    Fault("pkg~=1", "~=1", "pkg~=1.0"),
    Fault("pkg==latest", "latest"),
    Fault("'pkg'", "'pkg'", "pkg"),
    Fault("pkg\u00a0>=1", "\u00a0", "pkg >=1"),
    Fault("pkg; python_version<3.8", " python_version<3.8", 'pkg; python_version<"3.8"'),
    Fault("pip install pkg", "pip install ", "pkg"),
    Fault("pip install pkg=1.0", "pip install ", "pkg==1.0"),
    Fault("python -m pip install -r x.txt", "python -m pip install ", "-r x.txt"),
    Fault("pip install --no-deps pkg", "--no-deps"),
    Fault("-U pkg", "-U ", "pkg"),
    Fault("pkg --upgrade", " --upgrade", "pkg"),
    Fault("--no-deps", "--no-deps"),
    Fault("pkg --no-deps", "--no-deps"),
    Fault("git@h.org:a/b.git", "git@h.org:a/b.git", "git+ssh://git@h.org/a/b.git"),
    Fault("git+https://h.org/x#egg=x[y]", "x[y]", "x[y] @ git+https://h.org/x"),
    Fault("git+https://h.org/x@", "@"),
    Fault("-e git+https://h.org/x@#egg=x", "@"),
    Fault("pkg other", "other", None, ("pkg", "other")),
    Fault("pkg==1, other>=2", "other>=2", None, ("pkg==1", "other>=2")),
    Fault("-e https://h.org/x.git", "https://h.org/x.git"),
    Fault("conda-forge::pkg", "::pkg"),
    Fault(r"[a] -f x\y", "[a]"),
]

PARTLY = [
    Fault("-r x.txt y.txt", "y.txt"),
    Fault("-r x.txt [--no-deps]", "[--no-deps]"),
    Fault("-r x.txt -r y.txt", "-r y.txt", None, ("-r x.txt", "-r y.txt")),
    Fault("-e . pkg", "pkg"),
    Fault("-e . --pre", "--pre", None, ("-e .", "--pre")),
    Fault("-i https://h.org pkg", "pkg"),
    Fault("pkg -c file", "-c file", None, ("-c file", "pkg")),
    Fault("pkg --pre -f x  # y", "--pre -f x", None, ("--pre", "-f x", "pkg")),
    Fault("pkg - other", "- other"),
    Fault("- pkg", "- pkg", "pkg"),
    Fault("-f x -f y", "-f y", None, ("-f x", "-f y")),
    Fault(r"-r a\b.txt", r"a\b.txt", "-r a/b.txt"),
    Fault("pkg\nother", "other"),
    Fault("--hash=sha256:aa", "--hash=sha256:aa"),
]


@pytest.mark.parametrize("fails", [True, False])
def test_faults(fails: bool) -> None:
    for fault in FAILING if fails else PARTLY:
        error = parse_line(fault.text).error
        assert error is not None, fault
        got = Fault(fault.text, fault.text[slice(*error.span)], error.suggestion, error.split)
        assert (got, error.fails) == (fault, fails)


def test_suggestions_are_read_without_a_word() -> None:
    for fault in FAILING + PARTLY:
        for new in (*fault.split, *([fault.suggestion] if fault.suggestion else [])):
            assert parse_line(new).error is None, new


def test_variables_are_not_judged() -> None:
    assert parse_line("pkg==${VERSION}").clauses[0].version.text == "${VERSION}"
    assert parse_line("${NAME}>=1").key is None
    assert text_of(parse_line("--index-url https://${USER}:${TOKEN}@h.org").value) == "https://${USER}:${TOKEN}@h.org"
    assert parse_line("${ALL_OF_IT} x").error is None
    assert parse_line("pkg==${lower}").error is not None  # pip fills in upper case only


def test_backslash_at_the_end() -> None:
    assert parse_line("pkg==1.0 \\").continues
    assert not parse_line("# pkg \\").continues
    assert parse_line("pkg \\\n  --hash=sha256:aa").error is None


@settings(max_examples=500)
@given(st.text() | st.text(alphabet="ab1.=<>~![](),;@ #-\\\"'/:$\n*", max_size=30))
def test_never_raises_and_covers_its_text(text: str) -> None:
    line = parse_line(text)
    for part in parts(line):
        assert line.text[slice(*part.span)] == part.text
    if line.error:
        assert 0 <= line.error.span.start <= line.error.span.end <= len(text)
        assert line.error.suggestion is None or parse_line(line.error.suggestion).error is None


def spelled(*parts: Iterable[str]) -> st.SearchStrategy[str]:
    """All that can be put together from one of each; one draw costs less than one a part."""
    return st.sampled_from(list(map("".join, product(*parts))))


NAMES = spelled("aZ0", ["", *"aZ0._-"], ["", *"aZ0._-"], ["", *"aZ0._-"])
RELEASES = ["0", "1", "12", "1.2", "0.0", "1.20", "10.0.1", "1.2.3.40"]
VERSIONS = spelled(["", "", "v"], RELEASES, ["", "", "a1", "rc2", ".post1", ".dev3", "b"], ["", "", "+cu118", ".*"])
BLANKS = st.sampled_from(["", "", "", " ", "\t"])
CLAUSES = st.tuples(st.sampled_from("== >= <= ~= != < > ===".split()), BLANKS, VERSIONS, BLANKS).map("".join)
REQUIREMENTS = st.tuples(
    NAMES,
    BLANKS,
    st.lists(NAMES, max_size=2).map(lambda names: f"[{', '.join(names)}]") | st.just(""),
    BLANKS,
    st.lists(CLAUSES, max_size=3).map(", ".join),
).map("".join)


@settings(max_examples=1000)
@given(REQUIREMENTS)
def test_the_pattern_equals_packaging(text: str) -> None:
    """What the one-line pattern takes, packaging takes, and finds the same in it."""
    line = simple(text, text, 0, len(text))
    if line is None:
        return
    theirs = Requirement(text)
    assert line.name and line.name.text == theirs.name
    assert {extra.text for extra in line.extras} == theirs.extras
    assert {clause.operator.text + clause.version.text for clause in line.clauses} == {
        str(specifier) for specifier in theirs.specifier
    }


@pytest.mark.parametrize("text", ["numpy", "a.b_c-d [x, y] >= 1.0rc1 , != 1.2.*", "t==2.0+cu118", "x~=1.2.post1.dev2"])
def test_the_pattern_takes_what_is_common(text: str) -> None:
    assert simple(text, text, 0, len(text)) is not None


@pytest.mark.bare
def test_common_lines_do_not_import_packaging() -> None:
    program = (
        "import sys; from envlint.pypi import parse_line;"
        "[parse_line(x) for x in ('numpy', 'a[b]>=1,<2  # c', '-r x', 'git+https://h.org/x@v1', 'torch==2.0+cu118')];"
        "sys.exit(any(name.split('.')[0] in ('packaging', 'dataclasses', 'urllib') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.bare
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "-",
        ".",
        " ",
        "a,",
        "a b ",
        "==1",
        ">=1,",
        "1.",
        "[",
        "[a",
        "(",
        ";",
        "#",
        " #",
        "'",
        '"',
        "\\",
        "/",
        "@",
        "-e ",
        "\n",
        "${A}",
        "--pre ",
    ],
)
@pytest.mark.parametrize("head", ["", "a[", "a==", "-r ", "a; ", "git+https://"])
def test_long_lines_are_read_in_linear_time(head: str, unit: str) -> None:
    text = head + unit * (100_000 // len(unit)) + "!"
    gc.disable()  # to look through all that other tests have left takes longer than the line
    try:
        start = time.process_time()
        error = parse_line(text).error
        seconds = time.process_time() - start
    finally:
        gc.enable()
    assert seconds < 1
    assert error is None or len(error.message) < 200


def test_normalise() -> None:
    assert normalise("Foo__Bar.-baz") == "foo-bar-baz"
