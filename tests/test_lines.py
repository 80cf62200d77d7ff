"""Line by line the plainest files are read as ruamel reads them: the same tree, the same places, the same comments."""

from __future__ import annotations

from random import Random

import pytest

from envlint.source import Source
from tests.mutants import SEED, by_lines, by_ruamel, mutants, told
from tests.shared import shared

PLAIN = """\
# what it is for
name: analysis  # a remark
channels:
- conda-forge
-   bioconda # another

dependencies:
  - python=3.11
  # own line
  - numpy >=1.26,<2
  -
  - pip:
    - requests[socks]==2.31 ; python_version < 3.12
    - --pre
    - http://x/y:z#egg=e
  - other:
  - none: []
  - {}  # empty

variables:
    A: 1.0
    B:
    C: ~
prefix: /opt/x"""

# Lines that make a difference to each other, in any column.
LINES = (
    *("a:", "b: c", "- d", "- e: f", "- g:", "-", "# h", "- 'j'", "k", "- l # m", "n: # o", "-  p:  q ", "r:s"),
    *("- -x", "- - y", "z : 1", "<<: 2", "~: null", "- 1.0", "- a: b: c", "t:  ", "- u:v", "w: [x]", "é: ü", "- a#b"),
    *(
        "- #c",
        "-a",
        "- ?b",
        ": ",
        "- : d",
        "x: -",
        "x: - y",
        "=: 3",
        "- yes: no",
        "[]",
        "- []",
        "a: {}",
        "b: []  # c",
        "- d: []",
        "- {}#",
        "e: {} f",
        "{}: g",
    ),
    *("---", "--- a: h", "--- - i", "- --- j: k", "...", "... l: m", "...: n", "- ...", "- ... o: p", ".q: r"),
    *("%YAML 1.2", "%s: t", "? u", "&v w: x", "- &y z", "*y : a", "- *y", "!b c: d", "- !e f", "g: |", "- >-", "h: &i"),
)


@pytest.mark.parametrize("text", [PLAIN, PLAIN.replace("\n", "\r\n"), PLAIN.replace("\n", "\r"), "- a", "a:", "-\n- b"])
def test_what_is_read(text: str) -> None:
    read = by_lines(text)
    assert read is not None and told(read) == told(by_ruamel(text))


@pytest.mark.parametrize(
    "text",
    ["", "# a", "a b\n", "- a\n  b", "a: b\n  c", "a: 'b'", "- [a]", "a: b: c", "a: b:", "- - a", "a: - b", "a : b",
     "- a\nb: c", " a: b\nc: d", "a: b\n  c: d", "a:\n  - b\n  c: d", "- : a", "- a\n  - b",
     "--- a: b", "... a: b", "...: a", "a: b\n...\nc: d", "a:\tb", f"{'a' * 1001}: b", SEED],
)  # fmt: skip
def test_what_is_declined(text: str) -> None:
    assert by_lines(text) is None


def test_lines_in_any_column_are_read_alike() -> None:
    random, taken = Random(1), 0
    for _ in range(3000):
        few = random.choices(LINES, k=random.choice((1, 2, 3, 4, 5)))
        text = "".join(" " * random.choice((0, 0, 0, 1, 2, 2, 4)) + line + random.choice("\n\n\r") for line in few)
        taken += _is_read_alike(text)
    assert taken > 200


def test_few_mutants_are_read_alike() -> None:
    assert sum(map(_is_read_alike, mutants([PLAIN], 500, seed=1))) > 100


@pytest.mark.slow
def test_real_files_and_many_mutants_of_them_are_read_alike() -> None:
    files = sorted(shared("corpus/environments").iterdir())
    texts = [Source.decode(file.name, file.read_bytes()).text for file in files]
    assert sum(map(_is_read_alike, texts)) > 0.8 * len(texts)
    short = [text for text in texts if len(text) < 1200]
    assert sum(map(_is_read_alike, mutants(short, 8000, seed=2))) > 2000


def _is_read_alike(text: str) -> bool:
    """Whether a text is read line by line at all; then the two must agree."""
    read = by_lines(text)
    assert read is None or told(read) == told(by_ruamel(text)), repr(text)
    return read is not None
