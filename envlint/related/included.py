"""The files of a run, and behind them the requirements files that its environment files include."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from envlint.discover import NOT_OURS, Excludes, Found, Outcome, PassedOver, Unwanted
from envlint.gate import NOT_CHANGED
from envlint.locks.names import may_be_lock
from envlint.recognise import may_include
from envlint.source import YAML_SUFFIXES

if TYPE_CHECKING:
    from envlint.project import DiskProject
    from envlint.related.inclusion import Inclusion


def with_included(
    outcomes: Iterable[Outcome], project: Callable[[str], DiskProject], excluded: Excludes, unwanted: Unwanted
) -> Iterator[Outcome]:
    """The outcomes, and each requirements file that belongs to them, once. One that was named, or found
    itself, comes last as well, and may be fixed; where no environment file includes it, it is passed over."""
    inclusion: Inclusion | None = None
    offered: dict[str, PassedOver] = {}
    for outcome in outcomes:
        if isinstance(outcome, PassedOver) and _may_be_included(outcome):
            inclusion = inclusion or _inclusion(project, excluded)
            inclusion.offer(outcome.path)
            offered[outcome.path] = outcome
            continue
        yield outcome
        if isinstance(outcome, Found) and not outcome.is_stdin and may_include(outcome.source.text):
            inclusion = inclusion or _inclusion(project, excluded)
            inclusion.note(outcome.source)
        elif isinstance(outcome, PassedOver) and outcome.reason == NOT_CHANGED and outcome.path.endswith(YAML_SUFFIXES):
            inclusion = inclusion or _inclusion(project, excluded)
            inclusion.note_unread(outcome.path)
    if inclusion:
        for found in inclusion.files():
            reason = unwanted(found.path)
            yield PassedOver(found.path, reason) if reason else found
        yield from (offered[path] for path in inclusion.in_vain)


def _may_be_included(outcome: PassedOver) -> bool:
    name = os.path.basename(outcome.path)
    return outcome.reason == NOT_OURS and not name.endswith(YAML_SUFFIXES) and not may_be_lock(name)


def _inclusion(project: Callable[[str], DiskProject], excluded: Excludes) -> Inclusion:
    from envlint.related.inclusion import Inclusion

    return Inclusion(project, excluded)
