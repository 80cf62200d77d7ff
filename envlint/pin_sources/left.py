"""What a run with --pin-from leaves open, in a line for people."""

from __future__ import annotations

from envlint.engine import Report
from envlint.rule import Settings

RULE = "loose-pin"


def not_pinned(report: Report, settings: Settings) -> str:
    """How many items of a file could not be pinned, which, and why; "" where none is left."""
    if all(rule.name != RULE for rule in settings.rules):
        return f"nothing is pinned: {RULE} is not among the rules of this file"
    left = [each for each in report.diagnostics if each.rule == RULE and not each.fix]
    if not left:
        return ""
    if settings.versions is None:
        return f"{len(left)} not pinned: the file has no lock, and no environment of its name is active"
    return f"{len(left)} not pinned: " + "; ".join(each.help.partition(": ")[2] for each in left)
