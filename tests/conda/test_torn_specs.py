"""Specs torn apart and put together anew: nothing raises, and every span and suggestion holds its law."""

from __future__ import annotations

import random

from envlint.conda.bounds import LEVELS, level, satisfiable
from envlint.conda.losses import is_lossy, losses
from envlint.conda.match_spec import parse
from envlint.conda.portability import differences, is_portable
from tests.conda.cases import matchspec_rows


def test_torn_specs() -> None:
    texts = [row.text for row in matchspec_rows()]
    dice = random.Random(7)
    for _ in range(4000):
        head, tail = dice.choice(texts), dice.choice(texts)
        _check(head[: dice.randint(0, len(head))] + tail[dice.randint(0, len(tail)) :])


def _check(text: str) -> None:
    spec = parse(text)
    lost, parting = losses(spec), differences(spec)
    assert (is_lossy(spec), is_portable(spec)) == (bool(lost), not parting), text
    assert level(spec.versions) in LEVELS
    assert spec.versions is None or isinstance(satisfiable([spec.versions]), bool)
    for clause in spec.clauses():
        assert 0 <= clause.span.start < clause.span.end <= len(text), text
    for finding in (*lost, *parting, *([spec.error] if spec.error else [])):
        assert 0 <= finding.span.start <= finding.span.end <= len(text), text
        if finding.suggestion is not None:
            meant = parse(finding.suggestion)
            assert meant.error is None, text
            assert (losses(meant), differences(meant)) == ((), ()), text
