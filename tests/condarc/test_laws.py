"""The laws over `.condarc` files: generated, damaged, odd."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envlint import document, fixer
from envlint.source import MAX_BYTES, Source
from tests import laws
from tests.condarc.laws import broken_laws as laws_of_condarc
from tests.condarc.strategies import condarc_files
from tests.test_bad_input import FAULTY, ODD


def broken_laws(text: str) -> list[str]:
    return laws_of_condarc(Source(".condarc", text))


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


def test_a_tag_beside_what_is_fixed() -> None:
    assert not broken_laws("changeps1: true\nchannels: !!str x\nssl_verify: [!mine a]\n")


@pytest.mark.parametrize("data", [*FAULTY.values(), *ODD.values()], ids=[*FAULTY, *ODD])
def test_odd_bytes(data: bytes) -> None:
    for text in (data, data.replace(b"dependencies", b"channels"), b"channels:\n- a\n- b\n" + data):
        source = Source.decode(".condarc", text, MAX_BYTES)
        report = laws.lint(source)
        assert not report.crashes
        assert not report.passed_over
        assert not fixer.fix(source, laws.lint, unsafe=True).faults


@pytest.mark.bare
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
    began = time.process_time()
    document.parse(source)
    parsed = time.process_time()
    report = laws.lint(source)
    assert not report.crashes
    assert time.process_time() - parsed < 4 * (parsed - began) + 1
