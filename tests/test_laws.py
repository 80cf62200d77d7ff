"""The laws over real files (as they are, LF, CRLF, with a byte-order mark) and generated ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envlint.source import Source
from tests import laws
from tests.shared import SHARED, shared
from tests.strategies import environment_files, odd_environment_files

_CORPUS = sorted((SHARED / "corpus" / "environments").glob("*"))
_SLICES = 12


@pytest.mark.slow
@pytest.mark.parametrize("number", range(_SLICES))
def test_the_laws_hold_on_real_files(number: int) -> None:
    shared("corpus/environments")
    broken: list[str] = []
    count = 0
    for path in _CORPUS[number::_SLICES]:
        for source in laws.variants(path.name, path.read_bytes()):
            broken += laws.broken_laws(source)
            count += 1
    print(f"laws 1-6 and 10: {count} texts, {len(broken)} violations")
    assert count >= 3 * len(_CORPUS) // _SLICES
    assert not broken, "\n".join(broken[:20])


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(environment_files())
def test_the_laws_hold_on_generated_files(text: str) -> None:
    broken = laws.broken_laws(Source("environment.yml", text))
    assert not broken, "\n".join(broken)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(environment_files(), st.data())
def test_the_laws_hold_on_damaged_files(text: str, data: st.DataObject) -> None:
    """A few characters lost, doubled or replaced: what an editor or a merge leaves behind."""
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", "\t", ":", "{{", "'", "[", "&a ", "*a", "\x00", "- ", "#", "🐍"]))
            + text[at + 1 :]
        )
    broken = laws.broken_laws(Source("environment.yml", text))
    assert not broken, "\n".join(broken)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(odd_environment_files(), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]))
def test_the_laws_hold_on_odd_files(text: str, mark: bytes) -> None:
    """What YAML allows and few people write, in each encoding that conda reads."""
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(mark, "utf-8")
    broken = laws.broken_laws(Source.decode("environment.yml", mark + text.encode(encoding)))
    assert not broken, "\n".join(broken)


# What fuzzing found (tools/fuzz).
FOUND = (
    "dependenc$ies:\n- pip:\ndependenc$ies:\n  - a\n",
    "dependencies:\n     -forge\n  -3. make   =make   ==4.3\n",
    "dependencies:\n  - a\n  - !!str l\n",
    "channels:\n  - a\n  - !!str b\ndependencies:\n  - c\n",
    "dependencies:\n- a\n-\n- pip:\n  - b\n",
    "dependencies:\n- a\n- # b\r- pip:\r\n  - c\n",
    "dependencies:\n  - a\n    - b\n    - ,c\n",
    "dependencies:\n  - &a b\n    c\nname: *a\n",
    "dependencies:\n  - a\n   {b\n    - c\n",
    'dependencies:\n  - a\n    - "b"\n    >=3\n',
    "dependencies:\r  - _libgcc_mutex=0.1\r  - libgcc-ng=11.2.0\r",
    "dependencies:\r - pip\r  - a\n  - b\n",
    "dependencies:\n  - pip\n      - a\n    - b\n",
    "dependencies:\n  - pip\n      - 'a'\n        - b\n",
    "dependencies:\n  - &a pip\n      - b\nname: *a\n",
    "dependencies:\n  - a\n  - ? b=20.3\n  - c\n",
    "dependencies:\n  - a\n  - ? b\n    : 3.10\n",
    "dependencies:\n  - a\n  - b: &c 3.0\nname: *c\n",
    "dependencies:\n  - a\n  - conda:\n      - b\n      - # c\n",
    "dependencies:\n  - a\n  - conda: &b\n      - c\nname: *b\n",
    "dependencies:\n- #!bottom\n- # b\r- pip:\r\n  always_yes: true- c\n",  # no flag: this is no .condarc
)


@pytest.mark.parametrize("text", FOUND)
def test_the_laws_hold_on_what_broke_them(text: str) -> None:
    assert not laws.broken_laws(Source("environment.yml", text))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_linted(data: bytes) -> None:
    source = Source.decode("environment.yml", data)
    report = laws.lint(source)
    assert not report.crashes
    assert report.diagnostics or source.fault is None
