"""Lines of the pip section that pixi and conda-lock do not read: both want requirements of PEP 508.

Source: `pixi init --import` and conda-lock 4.0, as read and run.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import Diagnostic, Related
from envlint.environment import Environment, PipItem
from envlint.pypi import EDITABLE, EMPTY, OPTION, PATH, REQUIREMENT, URL

_SHOWN = 9


def findings(env: Environment, targets: tuple[str, ...]) -> Iterator[Diagnostic]:
    """One for the section: a line says what its clients do, the others are related."""
    found = [(item, verdicts) for item in env.pip if (verdicts := _verdicts(item, targets))]
    if found:
        (first, verdicts), *others = found
        yield first.report(
            f"`{_short(first.text)}` is no requirement of PEP 508: {' and '.join(verdicts)}",
            subject=first.subject,
            help="write `name`, `name==1.2.3` or `name @ URL`; install the rest in a step of its own",
            related=tuple(Related(" and ".join(what), item.span) for item, what in others[:_SHOWN]),
        )


def _verdicts(item: PipItem, targets: tuple[str, ...]) -> list[str]:
    line = item.line
    if line.error and line.error.fails:
        return []  # pip refuses it, too
    verdicts = []
    options = bool(line.options)
    if line.kind == EMPTY or (line.kind == REQUIREMENT and not options):
        return []
    if "pixi" in targets:
        is_file = line.kind == OPTION and line.flag == "--requirement" and len(line.options) == 1
        verdicts.append("older versions of pixi refuse the file" if is_file else "pixi refuses the file")
    if "conda-lock" in targets:
        if line.kind == EDITABLE:
            verdicts.append("conda-lock leaves the line out")
        elif line.kind in (OPTION, PATH) or (line.kind == URL and not line.vcs) or options:
            verdicts.append("conda-lock fails")
    return verdicts


def _short(text: str) -> str:
    return text if len(text) <= 50 else text[:47] + "..."
