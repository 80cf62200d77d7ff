"""Lock files of every layout, whole and broken."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envlint.locks import conda_lock, lines, pixi
from envlint.locks.explicit import is_explicit
from envlint.locks.model import CONDA, PIP, Lock, LockError, loose_name
from envlint.locks.read import read
from tests.clock import seconds
from tests.locks.samples import CONDA_LOCK, EXPLICIT, NUMPY, PIXI, PIXI_5, PIXI_7, PYTHON

NAMES = {"conda-lock.yml": CONDA_LOCK, "a.lock": EXPLICIT, "pixi.lock": PIXI, "5.lock": PIXI_5, "7.lock": PIXI_7}


def packages(lock: Lock) -> list[tuple[str, str, str, str, str]]:
    return sorted((each.name, each.version, each.build, each.manager, each.platform) for each in lock.records)


CONDA_PACKAGES = [
    ("numpy", "2.1.3", "py312h58c1407_0", CONDA, "linux-64"),
    ("python", "3.12.7", "hc5c86c4_0_cpython", CONDA, "linux-64"),
]
PIP_PACKAGES = [("requests", "2.32.3", "", PIP, "linux-64")]


@pytest.mark.parametrize(
    ("text", "expected", "platforms", "sources"),
    [
        (CONDA_LOCK, [*CONDA_PACKAGES, *PIP_PACKAGES], ("linux-64",), ("environment.yml",)),
        (EXPLICIT, CONDA_PACKAGES, ("linux-64",), ()),
        (PIXI, [*CONDA_PACKAGES, *PIP_PACKAGES], ("linux-64",), ()),
        (PIXI_5, CONDA_PACKAGES[1:], ("linux-64",), ()),
        (PIXI_7, [("mine", "", "", CONDA, "linux-64"), CONDA_PACKAGES[1]], ("linux-64",), ()),
    ],
    ids=["conda-lock", "explicit", "pixi 6", "pixi 5", "pixi 7"],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_whole_locks(
    text: str,
    expected: list[tuple[str, str, str, str, str]],
    platforms: tuple[str, ...],
    sources: tuple[str, ...],
    eol: str,
) -> None:
    written = text.replace("\n", eol)
    lock = read("some.lock", b"\xef\xbb\xbf" + written.encode())
    assert packages(lock) == expected
    assert (lock.platforms, lock.sources) == (platforms, sources)
    for record in lock.records:
        line = written[slice(*record.span)]
        assert record.name in line or record.url in line
        assert "\n" not in line and line == line.strip()


@pytest.mark.parametrize("text", [CONDA_LOCK, PIXI, PIXI_5, PIXI_7], ids=["conda-lock", "6", "5", "7"])
@pytest.mark.parametrize("indent", [False, True])
def test_line_by_line_and_by_yaml_are_one(text: str, indent: bool) -> None:
    if indent:
        head, at, tail = text.rpartition("\npackage")
        key, _, items = tail.partition("\n")
        text = f"{head}{at}{key}\n" + "".join(f"  {line}\n" for line in items.splitlines())
    module = conda_lock if text is CONDA_LOCK or "\nmetadata:" in text else pixi
    by_yaml = module._by_yaml("x.lock", text)
    assert read("x.lock", text.encode()) == by_yaml
    assert by_yaml.records


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 2.1.3", "version: &v 2.1.3"),
        ("version: 2.1.3", 'version: "2.1\\x2e3"'),
        ("version: 2.1.3", 'version: "2.1.3"'),
        ("version: 2.1.3", "version: >-\n    2.1.3"),
        ("version: 2.1.3", "version: !!str 2.1.3"),
        ("- name: numpy\n  version", "- ? [odd]\n  : 1\n  name: numpy\n  version"),
        ("- name: numpy\n  version", "-\n  name: numpy\n  version"),
        ("- name: numpy\n  version", '- "name": numpy\n  version'),
        ("- name: requests", "# a remark\n- name: requests"),
        ("- name: requests", "...\n- name: requests"),
    ],
)
def test_another_layout_is_read_by_yaml(old: str, new: str) -> None:
    text = CONDA_LOCK.replace(old, new)
    assert text != CONDA_LOCK
    if new.startswith("..."):
        with pytest.raises(LockError):
            read("conda-lock.yml", text.encode())
    else:
        assert packages(read("conda-lock.yml", text.encode())) == [*CONDA_PACKAGES, *PIP_PACKAGES]


def test_json_is_yaml_too() -> None:
    record = {"name": "numpy", "version": "2.1.3", "manager": "conda", "platform": "linux-64", "url": NUMPY}
    text = json.dumps({"version": 1, "metadata": {"sources": ["a.yml"]}, "package": [record]})
    lock = read("conda-lock.yml", text.encode())
    assert (packages(lock), lock.sources, lock.platforms) == (CONDA_PACKAGES[:1], ("a.yml",), ("linux-64",))


def test_the_2023_pixi_lock_is_laid_out_as_conda_locks() -> None:
    text = CONDA_LOCK.replace("version: 1\n", "version: 3\n").replace(
        "  sources:\n  - environment.yml\n", "  sources: []\n"
    )
    lock = read("pixi.lock", text.encode())
    assert (len(lock.records), lock.sources) == (3, ())


@pytest.mark.parametrize(
    ("name", "text", "platform"),
    [
        ("a.lock", "# platform: osx-arm64\n@EXPLICIT\n", "osx-arm64"),
        ("b/env.win-64.pin.txt", "@EXPLICIT\n", "win-64"),
        ("conda-linux-aarch64.lock", "@EXPLICIT\n", "linux-aarch64"),
        ("a.lock", f"@EXPLICIT\nhttps://x/c/noarch/a-1-0.conda\n{PYTHON}\n", "linux-64"),
        ("a.lock", "@EXPLICIT\nhttps://x/c/noarch/a-1-0.conda\n", ""),
    ],
)
def test_the_platform_of_a_list(name: str, text: str, platform: str) -> None:
    assert read(name, text.encode()).platforms == (platform,)


def test_the_mark_of_a_list_stands_alone_in_its_line() -> None:
    assert not is_explicit("# no @EXPLICIT list\nname: a\n")
    assert is_explicit("# an @EXPLICIT list\n  @EXPLICIT \r\n")


def test_lines_of_a_list() -> None:
    text = (
        "@EXPLICIT\n\n# a remark\nC:\\pkgs\\win-64\\a-1.0-h_0.conda\n./b-2-0.tar.bz2\n"
        "# no URL for: c-d-3.0-py_0.conda\n"
        f"https://u:secret@x.org/t/tk-1234/conda-forge/noarch/e-1-0.conda#{'0' * 32}\n"
    )
    records = read("a.lock", text.encode()).records
    assert [(each.name, each.version, each.build) for each in records] == [
        ("a", "1.0", "h_0"),
        ("b", "2", "0"),
        ("c-d", "3.0", "py_0"),
        ("e", "1", "0"),
    ]
    channels = [each.channel for each in records]
    assert channels[:3] == [None, None, None]
    assert channels[3] is not None and channels[3].canonical == "https://x.org/conda-forge"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "neither"),
        ("[[package]]\nname = 'rich'\n", "neither"),
        ("\0\1\2", "is not text"),
        (CONDA_LOCK.replace("version: 1\n", "version: 4\n"), "version 4"),
        (PIXI.replace("version: 6", "version: 8"), "version 8"),
        ("@EXPLICIT\nnumpy=1.2\n", "names no package file"),
        (EXPLICIT[:-90], "names no package file"),
        (CONDA_LOCK[: CONDA_LOCK.index("platform: linux-64\n  dependencies:\n    idna")], "(requests) has no platform"),
        (CONDA_LOCK[: CONDA_LOCK.index("package:")] + "package:\n", "no list `package`"),
        (CONDA_LOCK.replace("  manager: pip\n", ""), "(requests) has no manager"),
        (PIXI[: PIXI.index("packages:\n- conda")], "no list `packages`"),
        (PIXI[: PIXI.index("- pypi: https", PIXI.index("packages:\n- conda"))], "is not described"),
        (CONDA_LOCK.replace("- name: python", "<<<<<<< HEAD\n- name: python"), "no valid YAML"),
        ("package: [\n", "no valid YAML"),
        ("- package: 1\n", "no mapping"),
    ],
)
def test_what_is_no_whole_lock_says_why(text: str, message: str) -> None:
    with pytest.raises(LockError) as caught:
        read("x.lock", text.encode())
    assert message in caught.value.message
    assert 0 <= caught.value.span.start <= caught.value.span.end <= len(text)


def test_a_lock_that_is_too_large_is_not_read() -> None:
    with pytest.raises(LockError, match="larger than 64 MiB"):
        read("x.lock", b"#" * (64 * 1024 * 1024 + 1))


def test_utf_16_and_broken_bytes() -> None:
    assert len(read("a.lock", EXPLICIT.encode("utf-16")).records) == 2
    with pytest.raises(LockError, match="not text"):
        read("a.lock", b"@EXPLICIT\n\xff\xfe\x80")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(NAMES)), st.data())
def test_a_torn_lock_is_read_or_refused(name: str, data: st.DataObject) -> None:
    text = NAMES[name]
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    piece = data.draw(st.sampled_from(["", "\n", "- ", ": ", "'", '"', "{", "  ", "\t", "&a ", "*", "\r", "é"]))
    torn = text[:start] + piece + text[end:]
    try:
        spans = [each.span for each in read(name, torn.encode()).records]
    except LockError as error:
        spans = [error.span]
    assert all(0 <= span.start <= span.end <= len(torn) for span in spans)


ASKED = frozenset(("numpy", "requests"))


def told(name: str, text: str, only: frozenset[str] | None = None) -> tuple[object, ...]:
    """All that a lock says of NumPy and requests, or why it is none."""
    try:
        lock = read(name, text.encode(), only)
    except LockError as error:
        return error.message, error.span, error.is_lock
    return (*lock[:-1], [each for each in lock.records if loose_name(each.name) in ASKED])


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(NAMES)), st.data())
def test_a_lock_says_the_same_of_what_is_asked_for(name: str, data: st.DataObject) -> None:
    """Whole or torn, whether the rest of it is read or not."""
    text = NAMES[name].replace("\n", data.draw(st.sampled_from(["\n", "\r\n"])))
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    end = data.draw(st.sampled_from([start, end]))
    piece = data.draw(
        st.sampled_from(["", "\n", "-", "- ", ": ", "'", "/", "#", ".", "  name: ", "\\", "\r", "é", "NumPy"])
    )
    torn = text[:start] + piece + text[end:]
    assert told(name, torn, ASKED) == told(name, torn)


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["conda-lock.yml", "a.lock", "pixi.lock"])
def test_what_is_not_asked_for_is_left_out(name: str, eol: str) -> None:
    """Most of the time of a large lock goes there."""
    asked = read(name, NAMES[name].replace("\n", eol).encode(), ASKED)
    assert {each.name for each in asked.records} == ({"numpy"} if name == "a.lock" else ASKED)


@pytest.mark.bare
def test_a_lock_of_2_mb_takes_no_time() -> None:
    """YAML takes seconds; this, as measured alone, some 40 ms."""
    head, _, items = CONDA_LOCK.partition("package:\n")
    text = f"{head}package:\n{items * (2_000_000 // len(items))}"
    assert seconds(lambda: read("conda-lock.yml", text.encode())) < 0.5
    assert len(read("conda-lock.yml", text.encode()).records) > 5000


def test_a_key_at_the_margin() -> None:
    text = "package:\nmetadata: 1  # x\n package: 2\n"
    assert lines.section(text, "package") == (0, "", 9)
    found = lines.section(text, "metadata")
    assert found is not None and found.rest == "1"
    assert lines.section(text, "pack") is None
