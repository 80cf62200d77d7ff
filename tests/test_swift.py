"""libyaml, where it is taken, reads as ruamel does: the same tree, the same places, the same comments."""

from __future__ import annotations

import pytest

from envlint.document import by_libyaml as libyaml
from envlint.document.swift import is_plain
from envlint.source import Source
from tests.mutants import SEED, by_libyaml, by_ruamel, mutants, told
from tests.shared import shared

needs_libyaml = pytest.mark.skipif(not libyaml.is_there(), reason="needs the extra fast: ruamel.yaml.clib")


@pytest.mark.parametrize(
    "text",
    [
        "a:\tb", "a: \x07", "a: b\x85c: d", "a: b\u2028", "a: \ufeffb", "%YAML 1.1\na: b", "a: b\n---\n", "a: b\n...\n",
        "a: *b", "a: &b c", "a: !b c", "a: |\n  b", "a: >-\n  b", "- !b c", "[*a]", "[ &a b]", "{a: !b c}", "*a : b",
        "-   *a", "? a\n: b", "a:\n  ? b", "[? a]", "a: \udc80",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_ruamel(text: str) -> None:
    assert not is_plain(text)


@pytest.mark.parametrize(
    "text", ["", SEED, "a: b*", "a: b&c", "- python>=3", "- numpy!=2", "a: b#c", "a: http://x/?a=b&c", "a: 'é😀'"]
)
def test_what_is_plain(text: str) -> None:
    assert is_plain(text)


@needs_libyaml
def test_the_seed_is_read_by_libyaml() -> None:
    read = by_libyaml(SEED)
    assert read is not None and told(read) == told(by_ruamel(SEED))
    assert len(read.comments) == 3


@needs_libyaml
@pytest.mark.parametrize("text", ["a: [b", "a: b: c", "a: 'b", "- a\nb: c", "[" * 101 + "]" * 101, "[a: b]", ": a"])
def test_what_libyaml_refuses_or_tells_too_little_of_is_left_to_ruamel(text: str) -> None:
    assert by_libyaml(text) is None


@needs_libyaml
def test_few_mutants_are_read_alike() -> None:
    _hold_equal([SEED], 500, seed=1)


@pytest.mark.slow
@needs_libyaml
def test_real_files_are_read_alike_and_most_by_libyaml() -> None:
    texts = environments()
    taken = 0
    for text in texts:
        read = by_libyaml(text)
        if read is not None:
            taken += 1
            assert told(read) == told(by_ruamel(text))
    assert taken > 0.8 * len(texts)


@pytest.mark.slow
@needs_libyaml
def test_many_mutants_are_read_alike() -> None:
    _hold_equal([SEED, *(text for text in environments() if len(text) < 1200)], 8000, seed=2)


def environments() -> list[str]:
    files = sorted(shared("corpus/environments").iterdir())
    return [Source.decode(file.name, file.read_bytes()).text for file in files]


def _hold_equal(texts: list[str], count: int, seed: int) -> None:
    taken = 0
    for text in mutants(texts, count, seed):
        read = by_libyaml(text)
        if read is not None:
            taken += 1
            assert told(read) == told(by_ruamel(text)), repr(text)
    assert taken > count / 5
