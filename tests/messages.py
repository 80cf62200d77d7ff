"""All that the rules say of their examples, as one page: `python -m tests.messages > tests/golden/messages.md`.

The page is read as prose before it is accepted: one voice, plain words, what goes wrong and what to write.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint import engine, testing
from envlint.diagnostic import Diagnostic
from envlint.registry import builtin_rules
from envlint.rule import Invalid, Rule, source_of


def page() -> str:
    """Each rule's messages, helps, notes and titles of fixes, in the order of the catalogue."""
    return "# What the rules say\n" + "".join(f"\n## {rule.name}\n{''.join(_said(rule))}" for rule in builtin_rules())


def _said(rule: Rule) -> Iterator[str]:
    for example in rule.invalid:
        for each in _found(rule, example):
            yield f"\n- {each.message}\n"
            yield from (f"  - note: {related.message}\n" for related in each.related)
            if each.help:
                yield f"  - help: {each.help}\n"
            if each.fix:
                yield f"  - fix: {each.fix.title} ({each.fix.applicability})\n"


def _found(rule: Rule, example: Invalid) -> tuple[Diagnostic, ...]:
    settings = testing.settings_for([rule], example, rule)
    report = engine.lint(source_of(example), settings, testing.Files(dict(example.files)))
    return report.diagnostics


if __name__ == "__main__":
    print(page(), end="")
