"""Write an ignore comment for each finding (`--add-ignores`), and change nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from envlint import layout, suppress
from envlint.diagnostic import Diagnostic, Edit, apply_edits
from envlint.engine import Report
from envlint.fixer.guard import reads_the_same
from envlint.fixer.halves import that_stand
from envlint.kinds import read
from envlint.nodes import Document
from envlint.places import Places
from envlint.source import Source, Span
from envlint.suppress import Ignore
from envlint.values import NamedTuple

Lint = Callable[[Source], Report]

# What conda cannot read must not pass as clean: who wants that writes it by hand.
_NEVER = "syntax-error"
# It is mended by the reason.
_UNEXPLAINED = "unexplained-ignore"


class Added(NamedTuple):
    """What is left to report on the text as it is now, and what is ignored in it that was not."""

    report: Report
    ignored: tuple[Diagnostic, ...] = ()


class _Target(NamedTuple):
    """Where a comment goes: into an `ignore` that is there, or `at` an offset with what it needs
    around it."""

    ignore: Ignore | None
    at: int
    before: str = ""
    word: str = "ignore"
    behind: str = ""


class _Plan(NamedTuple):
    edits: tuple[Edit, ...]
    found: tuple[Diagnostic, ...]


def add(source: Source, lint: Lint, apart: Lint, reason: str) -> Added:
    """Silence what `lint` finds: at the end of its line, else on a line above, else for the file.
    `apart` is the same lint without findings told as one: each item gets a comment of its own."""
    ignored: list[Diagnostic] = []
    for place in (_behind, _above, _for_the_file):
        source, done = _round(source, lint, apart, reason, place)
        ignored += done
    return Added(lint(source), tuple(ignored))


def _round(source: Source, lint: Lint, apart: Lint, reason: str, place: _Place) -> tuple[Source, list[Diagnostic]]:
    """The text with a comment for whatever can have one at this place."""
    report = apart(source)
    wanted = _wanted(lint(source), report)
    if not wanted or report.crashes:
        return source, []
    page = _page(read(source), wanted)
    targets: dict[_Target, list[Diagnostic]] = {}
    for each in wanted:
        if target := place(page, each):
            targets.setdefault(target, []).append(each)
    plans = [_Plan(_edits(target, found, reason), tuple(found)) for target, found in targets.items()]
    done = that_stand([plan for plan in plans if plan.edits], lambda some: _stands(page.document, report, apart, some))
    edits = [edit for plan in done for edit in plan.edits]
    return source.with_text(apply_edits(source.text, edits)), [each for plan in done for each in plan.found]


def _wanted(report: Report, apart: Report) -> list[Diagnostic]:
    """What is reported, less what is told as one, and that item by item."""
    single = set(apart.diagnostics)
    told = set(report.diagnostics)
    as_one = {each.rule for each in told - single}
    return [each for each in apart.diagnostics if (each in told or each.rule in as_one) and each.rule != _NEVER]


class _Page(NamedTuple):
    """A file, looked at once for all of its findings: its units, and the ignore comments that are there to take one
    more name, by their place, and the first one that speaks for a finding or for the file."""

    document: Document
    units: list[Span]
    by_place: dict[Span, Ignore]
    by_finding: dict[Diagnostic, Ignore]
    for_the_file: Ignore | None

    def present(self, found: Diagnostic, *, whole_file: bool) -> Ignore | None:
        """The comment that is there for a finding: the very one that is found fault with, or the first."""
        itself = self.by_place.get(found.span)
        if itself and itself.whole_file == whole_file:
            return itself
        return self.for_the_file if whole_file else self.by_finding.get(found)


def _page(document: Document, wanted: list[Diagnostic]) -> _Page:
    sound = [each for each in suppress.covers(document) if not each.ignore.fault]
    whole = [each.ignore for each in sound if each.ignore.whole_file]
    first: dict[Span, Ignore] = {}
    for cover in sound:
        for span in cover.spans if not cover.ignore.whole_file else ():
            first.setdefault(span, cover.ignore)
    places = Places(wanted)
    by_finding: dict[Diagnostic, Ignore] = {}
    for span, ignore in sorted(first.items(), key=lambda pair: pair[1].span):
        for number in places.numbers(span):
            by_finding.setdefault(wanted[number], ignore)
    by_place = {each.ignore.span: each.ignore for each in sound}
    return _Page(document, list(suppress.units(document)), by_place, by_finding, next(iter(whole), None))


_Place = Callable[[_Page, Diagnostic], _Target | None]


def _behind(page: _Page, found: Diagnostic) -> _Target | None:
    """At the end of the line, or in the comment that speaks for it already; None inside of what has
    more lines than one."""
    if ignore := page.present(found, whole_file=False):
        return _Target(ignore, ignore.span.start)
    line = suppress.line_of(page.document.source.text, found.span.start)
    units = suppress.units_in(page.units, line)
    if not units and found.span.start == found.span.end:
        return None  # the file as a whole
    if any(unit.start < line.start or unit.end > line.end for unit in units):
        return None
    return _Target(None, line.end, "  ")


def _above(page: _Page, found: Diagnostic) -> _Target | None:
    """On a line of its own, above the item."""
    source = page.document.source
    units = suppress.units_in(page.units, suppress.line_of(source.text, found.span.start))
    if not units:
        return None
    line = suppress.line_of(source.text, units[0].start)
    written = source.text[slice(*line)]
    indent = written[: len(written) - len(written.lstrip(" "))]
    return _Target(None, line.start, indent, behind=source.line_end())


def _for_the_file(page: _Page, found: Diagnostic) -> _Target | None:
    """Before the first key."""
    if ignore := page.present(found, whole_file=True):
        return _Target(ignore, ignore.span.start)
    text, eol = page.document.source.text, page.document.source.line_end()
    at = suppress.head_end(text)
    if at > layout.line_start(text, at):  # a last line without an end
        return _Target(None, at, eol, "ignore-file")
    return _Target(None, at, "", "ignore-file", eol)


def _edits(target: _Target, found: Iterable[Diagnostic], reason: str) -> tuple[Edit, ...]:
    rules = sorted({each.rule for each in found} - {_UNEXPLAINED})
    if target.ignore:
        return tuple(_merged(target.ignore, rules, reason))
    if not rules:
        return ()
    comment = f"# envlint: {target.word}[{', '.join(rules)}] {reason}"
    return (Edit(target.at, target.at, target.before + comment + target.behind),)


def _merged(ignore: Ignore, rules: list[str], reason: str) -> Iterable[Edit]:
    """One more name, and one more reason where it has another."""
    if rules:
        end = ignore.names[-1].span.end
        yield Edit(end, end, "".join(f", {rule}" for rule in rules))
    if reason not in ignore.reason.text:
        end = ignore.span.end
        yield Edit(end, end, f"; {reason}" if ignore.reason.text else f" {reason}")


def _stands(document: Document, report: Report, apart: Lint, plans: list[_Plan]) -> bool:
    """Whether the file still reads the same, and exactly what the plans are for is silent."""
    source = document.source
    edits = [edit for plan in plans for edit in plan.edits]
    text = source.with_text(apply_edits(source.text, edits))
    if not reads_the_same(document, read(text)):
        return False
    after = apart(text)
    silent = sum(len(plan.found) for plan in plans)
    return not after.crashes and len(after.diagnostics) == len(report.diagnostics) - silent
