"""The laws over `.condarc` files: generated, damaged, odd."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from envlint import document, fixer
from envlint.condarc import Condarc
from envlint.diagnostic import Diagnostic, apply_edits
from envlint.source import Source
from tests import laws
from tests.condarc.strategies import condarc_files
from tests.test_bad_input import FAULTY, ODD


def broken_laws(text: str) -> list[str]:
    source = Source(".condarc", text)
    broken = laws.broken_laws(source)
    for each in laws.lint(source).diagnostics:
        broken += _one_fix(source, each)
    return broken


def _one_fix(source: Source, diagnostic: Diagnostic) -> Iterator[str]:
    """Law 5, in the eyes of conda's reader: what no edit touches keeps value, place and flags."""
    if diagnostic.fix is None or not document.loads(source.text):
        return
    edits = diagnostic.fix.edits
    before = Condarc(document.parse(source))
    touched = {
        key.key
        for key in before.keys
        if any(
            edit.start <= key.entry.span.end and key.entry.span.start <= edit.end
            for edit in edits
            if edit.end > edit.start
        )
        or any(edit.start == edit.end == key.span.start == key.span.end for edit in edits)
    }
    old, new = _read(source.text), _read(apply_edits(source.text, edits))
    kept = [name for name in old if name not in touched]
    if kept != [name for name in new if name in kept]:
        yield f"law 5: {diagnostic.rule} moves or drops keys: {list(old)} → {list(new)}"
    for name in kept:
        if old[name] != new.get(name):
            yield f"law 5: {diagnostic.rule} changes `{name}`: {old[name]} → {new.get(name)}"
    if _flags(old) != _flags(new):
        yield f"law 5: {diagnostic.rule} changes conda's flags"


def _read(text: str) -> Any:
    """The file as conda's reader gives it, comments and all."""
    return YAML(typ="rt", pure=True).load(text) or {}


def _flags(mapping: Any) -> list[str]:
    """The comments of the mapping where conda looks for flags, keys renamed or not."""
    comments = getattr(mapping, "ca", None)
    found = [str(each[2].value).strip() for each in comments.items.values() if each[2]] if comments else []
    return [each for each in found if each.strip("!#") in ("final", "top", "bottom")]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(condarc_files())
def test_the_laws_hold_on_generated_files(text: str) -> None:
    broken = broken_laws(text)
    assert not broken, "\n".join(broken)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(condarc_files(), st.data())
def test_the_laws_hold_on_damaged_files(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        damage = data.draw(
            st.sampled_from(["", "\t", ":", "{{", "'", "[", "&a ", "*a", "\x00", "- ", "#!", "<<: ", "🐍"])
        )
        text = text[:at] + damage + text[at + 1 :]
    broken = broken_laws(text)
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("data", [*FAULTY.values(), *ODD.values()], ids=[*FAULTY, *ODD])
def test_odd_bytes(data: bytes) -> None:
    for text in (data, data.replace(b"dependencies", b"channels"), b"channels:\n- a\n- b\n" + data):
        source = Source.decode(".condarc", text)
        report = laws.lint(source)
        assert not report.crashes
        assert not report.passed_over
        assert not fixer.fix(source, laws.lint, unsafe=True).faults


@pytest.mark.parametrize(
    "text",
    [
        "channels:\n" + "- conda-forge\n" * 5_000,
        "".join(f"key_{number}: true\n" for number in range(3_000)),
        "".join(f"channel-priorit{number}: true\n" for number in range(3_000)),
        "custom_channels: {" + ", ".join(f"a{n}: http://x/{n}" for n in range(3_000)) + "}\n",
    ],
    ids=["a long list", "many unknown keys", "many slips", "many channels"],
)
def test_large_files_take_little_more_than_their_reading(text: str) -> None:
    source = Source(".condarc", text)
    began = time.perf_counter()
    document.parse(source)
    parsed = time.perf_counter()
    report = laws.lint(source)
    assert not report.crashes
    assert time.perf_counter() - parsed < 4 * (parsed - began) + 1
