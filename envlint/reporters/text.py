"""The results for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from envlint.diagnostic import ERROR, MANUAL, SAFE, Diagnostic, Fix, Related
from envlint.reporters import Result, View, fixable, place, related_place
from envlint.reporters.shown import shown
from envlint.reporters.snippet import Underlined, underlined
from envlint.values import NamedTuple

# A rule that speaks of many items alike is shown this often in a file; the rest is one line.
SHOWN_IN_A_FILE = {"loose-pin": 3}

_RELATED_SHOWN = 3
_NAMES_WIDTH = 80

_BOLD, _RED, _YELLOW, _GREEN, _CYAN, _FAINT = "1", "1;31", "1;33", "1;32", "36", "2"


class Paint:
    """Text in a colour, and paths that open with a click; or both as they are."""

    __slots__ = ("links", "on")

    def __init__(self, on: bool, links: bool = False):
        self.on = on
        self.links = on and links

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def place(self, text: str, path: str) -> str:
        """A text that names a place in a file, as a link to that file."""
        if not self.links:
            return text
        from envlint.reporters.hyperlinks import linked

        return linked(text, path)


class Tally:
    """What the summary counts."""

    __slots__ = ("faulty", "files", "fixed", "found", "known", "mended", "safe", "unsafe")

    def __init__(self) -> None:
        self.files = self.faulty = self.mended = self.known = 0
        self.found = self.fixed = self.safe = self.unsafe = 0

    def add(self, result: Result) -> None:
        found = result.report.diagnostics
        safe, unsafe = fixable(found)
        self.files += 1
        self.faulty += bool(found)
        self.mended += bool(result.fixed)
        self.found += len(found)
        self.known += len(result.report.known)
        self.fixed += len(result.fixed)
        self.safe += safe
        self.unsafe += unsafe


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write each file's findings as they come, then what was fixed, then a summary."""
    paint, tally = Paint(view.color, view.links), Tally()
    for result in results:
        for block in blocks(result, paint):
            stream.write(block + "\n")
        if result.fixed and not view.quiet:
            stream.write(_fixed(result, paint) + "\n\n")
        tally.add(result)
        stream.flush()
    if not view.quiet and (line := summary(tally, view)):
        stream.write(paint(line, _BOLD) + "\n")


def blocks(result: Result, paint: Paint) -> Iterable[str]:
    """The findings of a file, each as some lines with an empty one behind; a rule's surplus folded."""
    often: dict[str, list[Diagnostic]] = {}
    for each in result.report.diagnostics:
        same = often.setdefault(each.rule, [])
        same.append(each)
        if len(same) <= SHOWN_IN_A_FILE.get(each.rule, len(same)):
            yield _finding(result, each, paint)
    for rule, same in often.items():
        folded = same[SHOWN_IN_A_FILE.get(rule, len(same)) :]
        if folded:
            yield _folded(result, rule, folded, paint)


def summary(tally: Tally, view: View) -> str:
    """One line on the whole run; "" where errors have said all."""
    if not tally.files:
        return view.nothing()
    return _outcome(tally, view) + _left_out(tally, view)


def _left_out(tally: Tally, view: View) -> str:
    if not tally.known:
        return ""
    where = "in the base version" if view.since else "in the baseline"
    return f" {_count(tally.known, 'known finding')} {where}."


def _outcome(tally: Tally, view: View) -> str:
    if not view.fixing:
        if not tally.found:
            return f"No {'new ' if tally.known else ''}problems in {_count(tally.files, 'file')}."
        found = f"Found {_count(tally.found, 'problem')} in {_count(tally.faulty, 'file')}"
        return found + _in_brackets(_offers(tally, view)) + "."
    done = (
        f"Fixed {_count(tally.fixed, 'problem')} in {_count(tally.mended, 'file')}" if tally.fixed else "Fixed nothing"
    )
    if not tally.found:
        return f"{done}; no problems are left in {_count(tally.files, 'file')}."
    held = (
        []
        if view.unsafe or not tally.unsafe
        else [f"{tally.unsafe} held back: --unsafe-fixes applies what you agree with"]
    )
    return f"{done}; {_count(tally.found, 'problem')} left in {_count(tally.faulty, 'file')}{_in_brackets(held)}."


def _offers(tally: Tally, view: View) -> list[str]:
    """What the flags that were not given would mend."""
    if view.unsafe:
        fixes = tally.safe + tally.unsafe
        return [f"{fixes} fixable with --fix --unsafe-fixes"] if fixes else []
    offers = [f"{tally.safe} fixable with --fix"] if tally.safe else []
    more = "more with --unsafe-fixes" if offers else "fixable with --fix --unsafe-fixes"
    return [*offers, f"{tally.unsafe} {more}"] if tally.unsafe else offers


def _in_brackets(parts: list[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""


def _finding(result: Result, each: Diagnostic, paint: Paint) -> str:
    where = place(result.report.source, each.span)
    at = f"{shown(where.path)}:{where.start.line}:{where.start.column}:"
    color = _RED if each.severity == ERROR else _YELLOW
    at = paint.place(paint(at, _BOLD), where.path)
    head = f"{at} {paint(each.severity, color)}: {shown(each.message)} {paint(f'[{each.rule}]', _CYAN)}"
    here, elsewhere = _split_related(each)
    lines = [head, *_snippet(result, each, here, color, paint)]
    lines += (_note(result, related, paint) for related in elsewhere)
    if each.help:
        lines.append(f"  {paint('help:', _CYAN)} {shown(each.help)}")
    if each.fix:
        lines.append(
            f"  {paint('fix:', _CYAN)}  {shown(each.fix.title)} {paint(_mark(each.fix, result.may_fix), _FAINT)}"
        )
    return "\n".join(lines) + "\n"


def _mark(fix: Fix, may_fix: bool) -> str:
    """What applies a fix: a flag, and for a file that was not asked for its name first."""
    if not may_fix:
        return "(--fix, where this file is named)"
    if fix.applicability == MANUAL:
        return "(by hand)"
    return "(--fix)" if fix.applicability == SAFE else "(--fix --unsafe-fixes)"


def _split_related(each: Diagnostic) -> tuple[list[Related], list[Related]]:
    """The related places shown in the snippet, and those that become notes."""
    own = [related for related in each.related if related.path is None]
    here = own[:_RELATED_SHOWN]
    return here, [related for related in each.related if related not in here]


class _Row(NamedTuple):
    line: Underlined
    mark: str
    label: str
    color: str


def _snippet(result: Result, each: Diagnostic, here: list[Related], color: str, paint: Paint) -> list[str]:
    """The lines concerned in the order of the file, each with its underline."""
    source = result.report.source
    if not source.text:
        return []
    marked = [(each.span, _Row(underlined(source, each.span), "^", "", color))]
    marked += (
        (related.span, _Row(underlined(source, related.span), "-", shown(related.message), _FAINT)) for related in here
    )
    rows = [row for _, row in sorted(marked, key=lambda pair: pair[0])]
    width = max(len(str(row.line.number)) for row in rows)
    lines = []
    last = ""
    for row in rows:
        line = f"  {paint(f'{row.line.number:>{width}} |', _FAINT)} {row.line.text}"
        if line != last:
            lines.append(line)
        under = row.mark * row.line.length + (f" {row.label}" if row.label else "")
        lines.append(f"  {paint(' ' * width + ' |', _FAINT)} {' ' * row.line.indent}{paint(under, row.color)}")
        last = line
    return lines


def _note(result: Result, related: Related, paint: Paint) -> str:
    where = related_place(result, related)
    at = f"{shown(where.path)}:{where.start.line}:{where.start.column}"
    return f"  {paint('note:', _CYAN)} {paint.place(at, where.path)}: {shown(related.message)}"


def _folded(result: Result, rule: str, folded: list[Diagnostic], paint: Paint) -> str:
    """`environment.yml: and 31 more: numpy, scipy, ... [loose-pin]`"""
    path = _path(result, ":", paint)
    names = _names([shown(each.subject.removeprefix("pip/")) for each in folded])
    return f"{path} and {len(folded)} more: {names} {paint(f'[{rule}]', _CYAN)}\n"


def _path(result: Result, behind: str, paint: Paint) -> str:
    path = result.report.source.path
    return paint.place(paint(shown(path) + behind, _BOLD), path)


def _names(names: list[str]) -> str:
    """As many names as a line holds, at least one."""
    held = names[:1]
    for name in names[1:]:
        if len(", ".join((*held, name))) > _NAMES_WIDTH:
            return ", ".join(held) + ", ..."
        held.append(name)
    return ", ".join(held)


def _fixed(result: Result, paint: Paint) -> str:
    """`Fixed environment.yml: duplicate-channel, invalid-spec (2)`"""
    counts: dict[str, int] = {}
    for each in result.fixed:
        counts[each.rule] = counts.get(each.rule, 0) + 1
    rules = ", ".join(rule if count == 1 else f"{rule} ({count})" for rule, count in counts.items())
    return f"{paint('Fixed', _GREEN)} {_path(result, '', paint)}: {rules}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
