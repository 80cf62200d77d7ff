"""Requirements files, cut into lines: as pip does it, and with every place."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.pypi.lines import encoding_of, read
from envlint.requirements import decode
from envlint.source import Span


def texts(text: str) -> list[str]:
    return [line.text for line in read(text).lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a\nb\n", ["a", "b"]),
        ("a\r\nb\rc", ["a", "b", "c"]),
        ("  a  # why\n# b\n\n", ["a"]),
        ("a#b\n", ["a#b"]),
        ("a # b # c\n", ["a"]),
        ("a \\\n  --hash=sha256:1\nb\n", ["a   --hash=sha256:1", "b"]),
        ("a\\\nb\n", ["ab"]),
        ("a \\\r\n# why\nb\n", ["a", "b"]),
        ("a # why \\\nb\nc\n", ["a", "c"]),
        ("# why \\\nb\n", ["b"]),
        ("a \\", ["a"]),
        ("\\\na\n", ["a"]),
        ("a\\\\\nb\n", ["ab"]),
        ("\\a\\\nb\n", ["ab"]),
        ("a \\ \nb\n", ["a \\", "b"]),
        ("a\x0cb\u2028c", ["a", "b", "c"]),
    ],
)
def test_lines_are_cut_as_pip_cuts_them(text: str, lines: list[str]) -> None:
    assert texts(text) == lines


def test_parts_have_their_places() -> None:
    text = "# top\nnumpy==2.1 \\\n    --hash=sha256:12 # why\n"
    (line,) = read(text).lines
    digest = line.text.index("sha256")
    assert text[slice(*line.at(Span(digest, digest + 9)))] == "sha256:12"
    assert text[slice(*line.at(Span(0, 5)))] == "numpy"
    assert text[slice(*line.span)] == "numpy==2.1 \\\n    --hash=sha256:12"
    assert [(text[slice(*span)], own) for span, own in read(text).comments] == [("# top", True), ("# why", False)]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"a\n", "utf-8"),
        (b"# -*- coding: latin-1 -*-\na\n", "iso8859-1"),
        (b"a\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
        (b"a\nb\n# coding: cp1252\n", "utf-8"),
        (b" # coding: cp1252\n", "utf-8"),
        (b"# coding: no-such-thing\n", "utf-8"),
        (b"# coding: punycode\n", "utf-8"),
        (b"# coding: rot13\n", "utf-8"),
    ],
)
def test_a_file_may_name_its_encoding(data: bytes, encoding: str) -> None:
    assert encoding_of(data) == encoding


PIECES = st.sampled_from(
    [
        "a",
        "numpy==2.1",
        "-r x",
        "#",
        " # why",
        "\\",
        " ",
        "\t",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\x0b",
        "\x85",
        "\u3000",
        "é",
        "${A}",
    ]
)
FILES = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=40))


@pytest.fixture(scope="module")
def req_file() -> ModuleType:
    return pytest.importorskip("pip._internal.req.req_file", reason="pip is not installed")


def lines_of_pip(req_file: ModuleType, text: str) -> list[str]:
    numbered = enumerate(text.splitlines(), start=1)
    return [line for _, line in req_file.ignore_comments(req_file.join_lines(numbered))]


@given(FILES)
def test_every_text_is_cut_as_pip_cuts_it(req_file: ModuleType, text: str) -> None:
    assert texts(text) == lines_of_pip(req_file, text)


def decoded_by_pip(req_file: ModuleType, data: bytes) -> str:
    if hasattr(req_file, "_decode_req_file"):  # newer pips
        text: str = req_file._decode_req_file(data, "requirements.txt")
        return text
    from pip._internal.utils import encoding

    return encoding.auto_decode(data)


@given(
    st.sampled_from(["", "# -*- coding: {} -*-\n", "#!/bin/sh\n# vim: set fileencoding={} :\n", "a\n\n# coding: {}\n"]),
    st.sampled_from(["utf-8", "latin-1", "cp1252", "utf-16", "utf-8-sig"]),
    st.text("aé€\n#=", max_size=8),
)
def test_bytes_are_text_as_they_are_to_pip(req_file: ModuleType, head: str, encoding: str, text: str) -> None:
    written = head.format(encoding if not encoding.startswith("utf-") else "utf-8") + text
    data = written.encode(encoding if head or encoding.startswith("utf-") else "utf-8", "replace")
    source = decode("requirements.txt", data)
    if source.fault is None:
        assert source.text == decoded_by_pip(req_file, data)


def test_real_files_are_cut_as_pip_cuts_them(req_file: ModuleType) -> None:
    files = sorted((Path(__file__).parents[3] / "shared/corpus/neighbours").rglob("*.txt"))
    if not files:
        pytest.skip("the corpus is not here")
    for file in files:
        text = file.read_text("utf-8", "replace")
        assert texts(text) == lines_of_pip(req_file, text), file


@given(FILES)
def test_every_letter_has_its_place(text: str) -> None:
    found = read(text)
    for line in found.lines:
        places = [line.at(Span(at, at + 1)) for at in range(len(line.text))]
        assert "".join(text[slice(*place)] for place in places) == line.text
        assert [*places] == sorted(set(places))
        assert line.span == Span(places[0].start, places[-1].end)
    for span, _ in found.comments:
        assert text[span.start] == "#"
        assert not any(line.span.start <= span.start < line.span.end for line in found.lines) or "\\" in text
