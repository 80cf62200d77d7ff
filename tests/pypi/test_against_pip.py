"""pip's own parser is the judge: which lines it takes, and what it finds in them."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from envlint.pypi import EDITABLE, OPTION, PATH, REQUIREMENT, PipLine, parse_line
from tests.shared import real_environments

pip = pytest.importorskip("pip", reason="pip is not installed beside the tests")
PIP = tuple(int(part) for part in pip.__version__.split(".")[:2])


def ask_pip(line: str) -> Any:
    """What pip makes of a line: a requirement, options, None for nothing; raises where it refuses."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            return _ask_pip(line)
        finally:
            logging.disable(logging.NOTSET)


def _ask_pip(line: str) -> Any:
    from pip._internal.req.constructors import install_req_from_editable, install_req_from_line
    from pip._internal.req.req_file import get_line_parser, preprocess

    for _, content in preprocess(line):
        requirement, options = get_line_parser(None)(content)  # type: ignore[arg-type]
        if requirement:
            return install_req_from_line(requirement)
        if options.editables:
            return install_req_from_editable(options.editables[0])
        return options
    return None


def is_legacy(answer: Any) -> bool:
    """Whether an older pip found a version that newer ones refuse (until 24.0)."""
    specifiers = getattr(getattr(answer, "req", None), "specifier", ())
    return any(type(specifier).__name__ == "LegacySpecifier" for specifier in specifiers)


def fails_later(answer: Any) -> bool:
    """Whether pip's parser lets a URL pass that pip cannot install: no scheme, a blank, an empty ref."""
    url = getattr(answer.req, "url", None) or (answer.link.url if getattr(answer, "link", None) else None)
    if url is None:
        return False
    path = url.partition("#")[0]
    return not re.match(r"[a-z+]+://|file:", url) or re.search(r"\s", url) is not None or path.endswith("@")


def is_newer(line: PipLine) -> bool:
    """Whether only pip 24.1 and newer take a line: names that end in `_`, stray commas, `()`."""
    old_name = any(part.text.endswith("_") for part in (line.name, *line.extras) if part)
    return PIP < (24, 1) and (old_name or re.search(r",\s*($|[;)])|\(\s*\)", line.text) is not None)


def compare(text: str) -> str | None:
    """How envlint and pip disagree on a line, or None."""
    line = parse_line(text)
    if line.path is not None:
        return None  # pip looks at the disk
    try:
        answer = ask_pip(text)
    except Exception as error:
        if (line.error and line.error.fails) or is_newer(line):
            return None
        return f"pip refuses it: {error}"
    if line.error and line.error.fails:
        if is_legacy(answer) or fails_later(answer) or (PIP < (26, 0) and "#egg=" in line.error.message):
            return None
        return f"pip takes it: {answer}"
    if line.kind == REQUIREMENT and not line.url:
        return _compare_requirement(line, answer)
    if line.kind == OPTION:
        return _compare_options(line, answer)
    return None


def _compare_requirement(line: PipLine, answer: Any) -> str | None:
    ours = (
        line.name and line.name.text,
        {extra.text for extra in line.extras},
        {clause.operator.text + clause.version.text for clause in line.clauses},
        line.marker is not None,
    )
    theirs = (
        answer.req.name,
        set(answer.req.extras),
        {str(specifier) for specifier in answer.req.specifier},
        answer.markers is not None,
    )
    return None if ours == theirs else f"{ours} is {theirs} to pip"


def _compare_options(line: PipLine, answer: Any) -> str | None:
    places = {
        "--index-url": "index_url",
        "--extra-index-url": "extra_index_urls",
        "--find-links": "find_links",
        "--requirement": "requirements",
        "--constraint": "constraints",
        "--trusted-host": "trusted_hosts",
    }
    for flag, place in places.items():
        ours = [option.value.text for option in line.options if option.flag == flag and option.value]
        theirs = getattr(answer, place) or []
        if any("\\" in value for value in ours):
            continue  # an escape to pip; the part is as written
        if (ours[-1:] if flag == "--index-url" else ours) != ([theirs] if isinstance(theirs, str) else theirs):
            return f"{flag}: {ours} is {theirs} to pip"
    return None


TAKEN = """
numpy
numpy==1.21.0
Numpy.Core_x >= 1.0 , < 2
numpy[a, b]~=1.2
numpy[]
numpy (>=1,<2)
numpy===anything.goes
numpy==1.*
numpy!=1.2.*
torch==2.0.1+cu118
numpy==1!2.0
numpy==v1.0
numpy;
numpy; python_version < "3.8"
numpy>=1;sys_platform=='linux' and extra == "x"
numpy # comment
numpy==1.0 --hash=sha256:aa --hash sha512:bb
numpy --config-settings a=b
numpy @ https://example.org/numpy.zip
numpy[x]@git+https://example.org/numpy.git@main ; python_version > "3"
git+https://example.org/numpy.git@v1#egg=numpy&subdirectory=x
git+ssh://git@example.org/numpy.git
https://example.org/numpy-1.0-py3-none-any.whl
https://example.org/numpy.tar.gz#sha256=00
file:///numpy.zip
-e git+https://example.org/numpy.git@main#egg=numpy
-e hg+http://example.org/x#egg=x
-r requirements.txt
-rrequirements.txt
--requirement=requirements.txt
-r requirements.txt more.txt
-r a.txt -r b.txt
-c constraints.txt
-i https://example.org/simple --pre
--index https://example.org/simple
--pypi-url https://example.org/simple
-f 'https://example.org/a b'
--extra-index-url "https://example.org/simple"
--trusted-host example.org
--no-binary :all:
--only-binary=numpy,scipy
--no-index
--prefer-binary
--require-hashes
numpy -c constraints.txt
numpy --pre
numpy -- x
- numpy
numpy - scipy
numpy\\
""".strip().splitlines()

REFUSED = """
numpy=1.0
numpy = 1.0
numpy=1.0=py36_0
numpy>2 <3
numpy=>2
numpy 1.0
numpy scipy
numpy, scipy
numpy,
numpy==1.0[x]
numpy=*
numpy[a
numpy[a,]
numpy::x
conda-forge::numpy
"numpy"
numpy\u00a0>=1
pip install numpy
pip install -r requirements.txt
numpy; python_version < 3.8
numpy; nonsense == "x"
>=1.0
--no-deps
numpy --no-deps
numpy --no-cache-dir
-U
-U numpy
numpy --upgrade
--user
-q
-h
--pre=1
--e x
-r
-f "x
numpy --hash=foo
numpy --hash=md5:00
numpy --config-settings a
--no-binary --pre
-e git+https://example.org/numpy.git
-e https://example.org/numpy.zip
-e . --group docs
https://example.org/numpy.whl
https://[example.org/numpy.zip
""".strip().splitlines()

TAKEN_BY_NEWER = ["numpy ()", "numpy>=1,", "numpy (>=1,)", "x_"]

REFUSED_BY_NEWER = """
numpy>2<3
numpy==1.0#comment
numpy==*
numpy==latest
numpy>=1.0.*
numpy~=1
numpy>=1.0+cu118
git+https://example.org/x.git#egg=x[y]
""".strip().splitlines()


@pytest.mark.parametrize("text", TAKEN)
def test_takes_what_pip_takes(text: str) -> None:
    line = parse_line(text)
    assert line.error is None or not line.error.fails
    assert compare(text) is None


@pytest.mark.parametrize("text", TAKEN_BY_NEWER)
def test_takes_what_a_newer_pip_takes(text: str) -> None:
    assert parse_line(text).error is None
    if PIP >= (24, 1):
        ask_pip(text)


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_pip_refuses(text: str) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - pip lets several kinds of error out
        ask_pip(text)
    error = parse_line(text).error
    assert error is not None and error.fails


@pytest.mark.parametrize("text", ["numpy@1.2", "numpy @ ./x", "git@github.com:a/b.git", "git+https://h.org/x@"])
def test_refuses_what_pip_cannot_install(text: str) -> None:
    error = parse_line(text).error
    assert error is not None and error.fails
    if PIP >= (24, 1):
        assert fails_later(ask_pip(text))


@pytest.mark.parametrize("text", REFUSED_BY_NEWER)
def test_refuses_what_a_newer_pip_refuses(text: str) -> None:
    error = parse_line(text).error
    assert error is not None and error.fails
    if PIP >= (26, 0):
        with pytest.raises(Exception):  # noqa: B017, PT011
            ask_pip(text)
    elif PIP < (24, 1) and "#egg" not in text and text != "numpy~=1":
        assert is_legacy(ask_pip(text))


PIECES = st.sampled_from(
    [
        *("numpy", "A.b-c", "x", "[a]", "[a,b]", " [ a ] ", "1.2", "1.0.*", "1", "1.0rc1", "1!2", "v1.0", "2.dev1"),
        *("==", "=", ">=", "<", "~=", "!=", ">", "<=", "=>", "*", ",", ", ", " ", "  ", "\t", ";", "; ", "(", ")"),
        *("@", " @ ", "https://h.org/a.zip", "git+https://h.org/x", "@v1", "#egg=a", "#egg=a[b]", "&subdirectory=s"),
        *(" --hash=sha256:aa", " --hash=foo", " --pre", " -f x", " -c x", " -r x", " -U", " -", " --", " --no-deps"),
        *("--index-url http://u ", "--pr", "-i", "-e git+https://h.org/x#egg=y ", " # c", "#", "\\", "::", "é", "\xa0"),
        *('python_version < "3.8"', ' and sys_platform == "linux"', "python_version<3", "latest", "+cu118", ".post1"),
    ]
)
LINES = st.lists(PIECES, min_size=1, max_size=6).map("".join) | st.lists(PIECES, max_size=5).map(
    lambda pieces: "numpy" + "".join(pieces)
)


@settings(max_examples=1500, deadline=None)
@given(LINES)
def test_agrees_with_pip_on_generated_lines(text: str) -> None:
    # pip takes `[a]` behind an arbitrary version for extras, and then finds `numpy====` without one.
    assume("====" not in text)
    assert compare(text) is None


@pytest.mark.slow
def test_agrees_with_pip_on_real_lines() -> None:
    lines = set(real_lines())
    assert len(lines) > 2000
    disagreements = {text: why for text in lines if (why := compare(text))}
    assert disagreements == {}


def test_real_lines_with_errors() -> None:
    """What is wrong in 600 real files, and nothing else."""
    failing = {text for text in real_lines() if (error := parse_line(text).error) and error.fails}
    assert {text for text in failing if "==latest+c" not in text} == {"-e ../.. --group docs", "="}
    partly = {text.split(" ")[0] for text in real_lines() if (error := parse_line(text).error) and not error.fails}
    assert partly == {"-r", "coloredlogs==15.0.1"}


@cache
def real_lines() -> list[str]:
    found = []
    for data in real_environments():
        for item in data.get("dependencies") or []:
            lines = item.get("pip") if isinstance(item, dict) else None
            found += [line for line in lines or [] if isinstance(line, str)]
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [("-e git+https://h.org/x#egg=Some.Name", "some-name"), ("-e git+ssh://git@h.org/x@v1#egg=x", "x")],
)
def test_names_editables_as_pip_does(text: str, name: str) -> None:
    line = parse_line(text)
    assert line.kind == EDITABLE and line.key == name
    assert line.name and ask_pip(text).req.name == line.name.text


@pytest.mark.parametrize(
    "text", ["./x", "../x", ".", ".[dev]", "x/y", "/x/y[a]", "x.whl", "numpy.tar.gz", r"x\y", "~/x"]
)
def test_what_looks_like_a_path_is_one(text: str) -> None:
    line = parse_line(text)
    assert line.kind == PATH and line.error is None
