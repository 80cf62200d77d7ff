"""Choose fixes, apply them, check, lint again until still. Never touches the disk."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence

from envlint.diagnostic import SAFE, UNSAFE, Diagnostic, Edit, apply_edits
from envlint.engine import Report
from envlint.fixer.guard import does_harm
from envlint.fixer.halves import that_stand
from envlint.kinds import is_loadable, read
from envlint.source import Source
from envlint.values import NamedTuple

MAX_PASSES = 10

Lint = Callable[[Source], Report]


class Fixed(NamedTuple):
    """The outcome for one file: what is left to report on the text as it is now, what was fixed, why
    nothing was where the file forbids it, and which fixes are at fault (ours or a plugin's), in words."""

    report: Report
    applied: tuple[Diagnostic, ...] = ()
    held_back: str = ""
    faults: tuple[str, ...] = ()


def fix(source: Source, lint: Lint, *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes, with `unsafe` those too, until nothing changes any more. Where the
    result does not settle, or conda's reader would not load it, the source is given back as it was."""
    original = report = lint(source)
    applied: list[Diagnostic] = []
    faulty: dict[str, None] = {}  # in their order
    seen = {source.text}
    for _ in range(MAX_PASSES):
        fixes = [each for each in report.diagnostics if _is_wanted(each, unsafe) and _name(each) not in faulty]
        if report.crashes or not fixes:
            break
        text, done, failed = _one_pass(report.source, fixes)
        faulty.update((_name(each), None) for each in failed)
        if not done:
            continue
        if text in seen:
            return Fixed(original, faults=(*map(_not_kept, faulty), _unsettled(done)))
        seen.add(text)
        applied += done
        report = lint(source.with_text(text))
    else:
        if any(_is_wanted(each, unsafe) for each in report.diagnostics):
            return Fixed(original, faults=(*map(_not_kept, faulty), _unsettled(applied)))
    if report.crashes:
        return Fixed(original._replace(crashes=report.crashes))
    if applied and not is_loadable(report.source):
        return Fixed(original, held_back=_REFUSED)
    return Fixed(report, tuple(applied), faults=tuple(map(_not_kept, faulty)))


_REFUSED = "no fix was applied: conda's YAML reader refuses the file until its errors are mended"


def _is_wanted(diagnostic: Diagnostic, unsafe: bool) -> bool:
    fix = diagnostic.fix
    return fix is not None and (fix.applicability == SAFE or (unsafe and fix.applicability == UNSAFE))


def _one_pass(source: Source, diagnostics: list[Diagnostic]) -> tuple[str, list[Diagnostic], list[Diagnostic]]:
    """The new text, the diagnostics whose fixes are in it, and those whose fixes are faulty."""
    chosen: list[Diagnostic] = []
    edits: list[Edit] = []  # in the order of the text
    for each in sorted(diagnostics, key=lambda each: min(_edits(each))):
        if not any(_meets_any(edits, edit) for edit in _edits(each)):
            chosen.append(each)
            for edit in _edits(each):
                insort(edits, edit, key=_range)
    before = read(source)
    done = that_stand(chosen, lambda some: not does_harm(before, _edits_of(some)))
    kept = {*map(id, done)}
    # One that would empty a list together with others does no harm alone, and waits.
    failed = [each for each in chosen if id(each) not in kept and does_harm(before, _edits_of([each]))]
    return apply_edits(source.text, _edits_of(done)), done, failed


def _edits_of(diagnostics: list[Diagnostic]) -> list[Edit]:
    return [edit for each in diagnostics for edit in _edits(each)]


def _edits(diagnostic: Diagnostic) -> tuple[Edit, ...]:
    return diagnostic.fix.edits if diagnostic.fix else ()


def _meets_any(ordered: list[Edit], edit: Edit) -> bool:
    """Whether an edit meets one of many that stand in the order of the text and do not overlap."""
    at = bisect_left(ordered, _range(edit), key=_range)
    before = at - 1
    while before >= 0 and ordered[before].end >= edit.start:
        if _meets(ordered[before], edit):
            return True
        before -= 1
    # Where the next one does not meet it, none behind that does.
    return at < len(ordered) and _meets(ordered[at], edit)


def _range(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _meets(a: Edit, b: Edit) -> bool:
    """Whether two edits cannot go in one pass: they overlap, or an insertion meets another edit."""
    if a.start == a.end or b.start == b.end:
        return a.start <= b.end and b.start <= a.end
    return a.start < b.end and b.start < a.end


def _name(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.rule} ({diagnostic.subject})"


def _not_kept(name: str) -> str:
    return f"the fix of {name} was not applied: it would change more than it names. This is a fault of the rule"


def _unsettled(diagnostics: Sequence[Diagnostic]) -> str:
    rules = ", ".join(sorted({each.rule for each in diagnostics}))
    return f"the fixes do not settle, so none was applied. This is a fault of the rules {rules}"
