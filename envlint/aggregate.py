"""Findings of one kind, one an item, told as one a file: an export is one fault, not three hundred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from envlint.diagnostic import SAFE, UNSAFE, Diagnostic, Edit, Fix, Related
from envlint.rule import Fold

# Related places are for reading: beyond this many they only scroll.
_SHOWN = 9


def folded(diagnostics: Iterable[Diagnostic], folds: Mapping[str, Fold]) -> list[Diagnostic]:
    """The diagnostics, with those of a folding rule made one: at the first item, the others related,
    the fix all fixes together. `folds` says by rule name what the one message is."""
    kept: list[Diagnostic] = []
    together: dict[str, list[Diagnostic]] = {}
    for each in diagnostics:
        (together.setdefault(each.rule, []) if each.rule in folds else kept).append(each)
    return kept + [_one(found, folds[rule]) for rule, found in together.items()]


def _one(found: list[Diagnostic], fold: Fold) -> Diagnostic:
    found.sort(key=lambda each: each.span)
    first, *others = found
    message = fold([each.subject for each in found])
    related = tuple(_places(others))
    return first._replace(
        message=message, subject="dependencies", related=related, fix=_together(found), item=None, items=len(found)
    )


def _places(others: list[Diagnostic]) -> Iterator[Related]:
    """The first places, the last of them with the number of those that are not shown."""
    hidden = len(others) - _SHOWN
    for number, each in enumerate(others[:_SHOWN], 1):
        yield Related(f"and here, and {hidden} more" if number == _SHOWN and hidden > 0 else "and here", each.span)


def _together(found: list[Diagnostic]) -> Fix | None:
    """All fixes as one, where they do not meet: safe only if each is."""
    fixes = [each.fix for each in found if each.fix]
    if not fixes or any(fix.applicability not in (SAFE, UNSAFE) for fix in fixes):
        return None
    edits: tuple[Edit, ...] = tuple(
        sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: (edit.start, edit.end))
    )
    if any(a.end > b.start for a, b in pairwise(edits)):
        return None
    safe = all(fix.applicability == SAFE for fix in fixes)
    return Fix(fixes[0].title, SAFE if safe else UNSAFE, edits)
