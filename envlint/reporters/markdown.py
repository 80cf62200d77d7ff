"""The results as short Markdown: for a comment on a pull request, or `$GITHUB_STEP_SUMMARY`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO

from envlint.diagnostic import ERROR, Diagnostic
from envlint.reporters import Result, View, fixable, place
from envlint.reporters.links import project_url, rule_pages
from envlint.reporters.machine import relative
from envlint.reporters.shown import shown

# A comment holds 65,536 characters; beyond so many nobody reads a table anyway.
MOST = 50

_SIGNS = {ERROR: "🔴 error"}


def report(results: Iterable[Result], stream: TextIO, view: View) -> None:
    """Write a heading and a table, errors first, once all results are known."""
    held = list(results)
    found = [(result, each) for result in held for each in result.report.diagnostics]
    found.sort(key=lambda pair: pair[1].severity != ERROR)
    stream.write(f"### envlint: {_heading(held, found)}\n")
    if found:
        pages = rule_pages(view.rules, project_url())
        stream.write("\n| | Place | Finding | Rule |\n| --- | --- | --- | --- |\n")
        stream.writelines(_row(*pair, view.folder, pages) + "\n" for pair in found[:MOST])
        if len(found) > MOST:
            stream.write(f"\n… and {len(found) - MOST} more.\n")
        stream.write(_offers([each for _, each in found]))
    if view.faults:
        stream.write("\n**Not all could be checked:**\n\n")
        stream.writelines(f"- {inline(fault)}\n" for fault in view.faults)


def _heading(held: list[Result], found: list[tuple[Result, Diagnostic]]) -> str:
    files = _count(len(held), "file")
    if not found:
        return f"no problems in {files}" if held else "no conda environment file"
    errors = sum(each.severity == ERROR for _, each in found)
    counts = [_count(number, what) for number, what in ((errors, "error"), (len(found) - errors, "warning")) if number]
    faulty = sum(bool(result.report.diagnostics) for result in held)
    return f"{' and '.join(counts)} in {_count(faulty, 'file')}"


def _offers(found: list[Diagnostic]) -> str:
    safe, unsafe = fixable(found)
    offers = [f"{safe} fixable with `envlint --fix`"] if safe else []
    offers += [f"{unsafe} {'more ' if safe else 'fixable '}with `--fix --unsafe-fixes`"] if unsafe else []
    return f"\n{', '.join(offers)}\n" if offers else ""


def _row(result: Result, each: Diagnostic, folder: str, pages: dict[str, str]) -> str:
    where = place(result.report.source, each.span)
    at = f"{relative(where.path, folder)}:{where.start.line}:{where.start.column}"
    rule = code(each.rule)
    if each.rule in pages:
        rule = f"[{rule}]({pages[each.rule]})"
    told = inline(each.message) + (f"<br>{inline(each.help)}" if each.help else "")
    return f"| {_SIGNS.get(each.severity, '🟡 warning')} | {code(at)} | {told} | {rule} |"


def code(text: str) -> str:
    """A text as code in a table's cell, whatever it holds."""
    text = shown(text)
    if "`" not in text and "|" not in text:
        return f"`{text}`"
    return "<code>" + re.sub(r"[^\w\s./=,;-]", lambda match: f"&#{ord(match[0])};", text) + "</code>"


def inline(text: str) -> str:
    """A text in a table's cell: what stands in backticks is code, the rest is words and nothing else."""
    parts = shown(text).split("`")
    if len(parts) % 2 == 0:  # a backtick without its other one is none
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    return "".join(code(part) if number % 2 and part.strip() else words(part) for number, part in enumerate(parts))


def words(text: str) -> str:
    """Plain words: no markup, no HTML, no mention of a person or an issue, no link."""
    escaped = re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return re.sub(r"(@|#|:(?=//)|(?i:www)(?=\.))", r"\1<!-- -->", escaped)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
