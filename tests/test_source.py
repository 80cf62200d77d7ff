"""Bytes to text and back; positions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.source import MAX_BYTES, Position, Source, line_starts

TEXT = "name: é🐍\r\ndependencies:\n- a\r- b"


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")],
)
def test_a_file_is_written_back_byte_for_byte(encoding: str, bom: bytes) -> None:
    data = bom + TEXT.encode(encoding)
    source = Source.decode("x.yml", data)
    assert source.text == TEXT
    assert source.encode(source.text) == data


@given(st.text(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_any_text_survives(text: str, bom: bytes) -> None:
    data = bom + text.encode("utf-8", "ignore")
    source = Source.decode("x.yml", data)
    if source.fault is None:
        assert source.encode(source.text) == data


@pytest.mark.parametrize(
    ("data", "at", "word"),
    [
        (b"a: caf\xe9\n", 6, "0xe9"),
        ("é: ".encode() + b"\xff", 3, "0xff"),
        (b"\xff\xfea\x00b", 1, "UTF-16"),
        (b"\xff\xfe" + "🐍x".encode("utf-16-le")[2:], 0, "UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_a_fault_at_their_place(data: bytes, at: int, word: str) -> None:
    fault = Source.decode("x.yml", data).fault
    assert fault is not None
    assert fault.span.start == at
    assert word in fault.message


def test_a_huge_file_is_not_read() -> None:
    huge = b"a" * (MAX_BYTES + 1)
    fault = Source.decode("x.yml", huge, MAX_BYTES).fault
    assert fault is not None
    assert "4 MiB" in fault.message and "max-file-size" in fault.help
    assert Source.decode("x.yml", huge[1:], MAX_BYTES).fault is None
    assert Source.decode("x.yml", huge).text == huge.decode()


def test_lines_end_at_newlines_only() -> None:
    text = "a\x0bb\x85c\u2028d\ne\r\nf\rg"
    assert [text[start : start + 1] for start in line_starts(text)] == ["a", "e", "f", "g"]


@pytest.mark.parametrize(
    ("offset", "unit", "expected"),
    [
        (0, "codepoint", (1, 1)),
        (8, "codepoint", (1, 9)),
        (8, "utf-16", (1, 10)),
        (8, "utf-8", (1, 13)),
        (10, "codepoint", (2, 1)),
        (28, "codepoint", (4, 1)),
        (31, "codepoint", (4, 4)),
    ],
)
def test_positions(offset: int, unit: str, expected: tuple[int, int]) -> None:
    assert Source("x.yml", TEXT).position(offset, unit) == Position(*expected)


@pytest.mark.parametrize(
    ("text", "eol"), [("a", "\n"), ("a\nb", "\n"), ("a\r\nb", "\r\n"), ("a\rb", "\r"), ("a\nb\r\n", "\n")]
)
def test_new_lines_end_as_the_first_does(text: str, eol: str) -> None:
    assert Source("x.yml", text).line_end() == eol


def test_a_line_is_given_without_its_end() -> None:
    source = Source("x.yml", TEXT)
    assert [source.line(number) for number in range(1, 5)] == ["name: é🐍", "dependencies:", "- a", "- b"]


@given(st.text(alphabet="a\n\r\x0b\x85\u2028é"))
def test_only_newlines_end_a_line(text: str) -> None:
    starts = [found.end() for found in re.finditer(r"\r\n|\n|\r", text)]
    assert line_starts(text) == [0, *starts]
