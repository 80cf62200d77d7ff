"""Rules → rules.md, and what `envlint explain` and `envlint rules` print."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import cleandoc
from typing import Annotated, get_args, get_origin

from envlint.config.values import hints_of, toml, type_name
from envlint.diagnostic import MANUAL, SAFE, UNSAFE, Diagnostic
from envlint.engine import Report
from envlint.reporters import Result
from envlint.reporters.shown import escaped
from envlint.reporters.text import Paint, blocks
from envlint.rule import DEFAULT_TARGETS, GROUPS, Invalid, Rule, Valid, source_of
from envlint.testing import findings

_HEAD = """# Rules

This page is made by `envlint rules --markdown` from the rules themselves: every example below is run.
`envlint explain RULE` prints one section of it.

"""

_PRESETS = {
    "default": "default",
    "strict": "strict",
    "preview": "preview",
    "policy": "default, silent until it is configured",
    "opt-in": "none: select it by name",
}


def render(rules: Iterable[Rule]) -> str:
    """rules.md: a table of contents by group, and a section for each rule."""
    groups = _by_group(rules)
    parts = [_HEAD]
    for group, members in groups.items():
        parts.append(f"- **{group}**: " + ", ".join(f"[{rule.name}](#{_anchor(rule)})" for rule in members) + "\n")
    for group, members in groups.items():
        parts.append(f"\n# {group}\n")
        parts += ("\n" + render_rule(rule) for rule in members)
    return "".join(parts)


def render_rule(rule: Rule) -> str:
    """One rule's section: what it is, its manual, its options, its examples with their output."""
    parts = [
        f"## {rule.name}\n",
        f"Severity: {rule.severity} · Preset: {_PRESETS[rule.preset]} · Fix: {fix_safety(rule)} · {_since(rule)}\n",
        cleandoc(rule.manual) + "\n",
    ]
    if rule.options is not None:
        parts.append(f"### Options\n\n{_options(rule)}")
    parts += (_invalid(rule, example) for example in rule.invalid)
    parts += (_valid(example) for example in rule.valid)
    return "\n".join(parts)


def rows(rules: Iterable[Rule]) -> list[tuple[str, ...]]:
    """A row a rule, below one of heads: name, group, severity, preset, fix, and what it finds."""
    found: list[tuple[str, ...]] = [("RULE", "GROUP", "SEVERITY", "PRESET", "FIX", "FINDS")]
    for members in _by_group(rules).values():
        found += ((r.name, r.group, r.severity, r.preset, fix_safety(r), r.summary) for r in members)
    return found


def table(rules: Iterable[Rule]) -> str:
    """The rows as plain text."""
    cells = rows(rules)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "\n".join(lines) + "\n"


def fix_safety(rule: Rule) -> str:
    """What kinds of fix a rule has, as its examples show: `safe`, `safe or unsafe`, `none`."""
    fixes = [each.fix for example in rule.invalid for each in _found(rule, example) if each.fix]
    kinds = [kind for kind in (SAFE, UNSAFE, MANUAL) if any(fix.applicability == kind for fix in fixes)]
    return " or ".join(kinds) or "none"


def _by_group(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """Groups in their order, those of plugins last; in each the rules as they come."""
    groups: dict[str, list[Rule]] = {group: [] for group in GROUPS}
    for rule in rules:
        groups.setdefault(rule.group, []).append(rule)
    return {group: members for group, members in groups.items() if members}


def _options(rule: Rule) -> str:
    lines = []
    for name, hint in hints_of(rule.options).items():
        default = toml(rule.options._field_defaults[name.replace("-", "_")])
        told = f": {get_args(hint)[1]}" if get_origin(hint) is Annotated else ""
        lines.append(f"- `{name}` ({type_name(hint)}, default `{default}`){told}\n")
    return "".join(lines)


def _invalid(rule: Rule, example: Invalid) -> str:
    found = _found(rule, example)
    parts = [
        f"### Bad{_circumstances(example)}\n",
        _fence(_language(example), example.text),
        _fence("text", _output(example, found)),
    ]
    if example.fixed is not None:
        unsafe = any(each.fix and each.fix.applicability == UNSAFE for each in found)
        parts.append(f"After `--fix{' --unsafe-fixes' if unsafe else ''}`:\n")
        parts.append(_fence(_language(example), example.fixed))
    return "\n".join(parts)


def _valid(example: Valid) -> str:
    return f"### Good{_circumstances(example)}\n\n{_fence(_language(example), example.text)}"


def _circumstances(example: Valid | Invalid) -> str:
    """What an example has beside its text: ` (in the file base.yml, with level = "exact")`."""
    parts = [f"in the file `{example.path}`"] if example.path != "environment.yml" else []
    parts += (f"beside `{path}`" for path in example.files)
    parts += (f"with `{name.replace('_', '-')} = {toml(value)}`" for name, value in example.options.items())
    if example.targets != DEFAULT_TARGETS:
        parts.append(f"for {', '.join(example.targets)}")
    if isinstance(example, Invalid) and example.versions:
        there = (f"{name} {version}" for name, version in example.versions.items())
        parts.append(f"with `--pin-from env.json`, which has {', '.join(there)}")
    return f" ({', '.join(parts)})" if parts else ""


def _since(rule: Rule) -> str:
    return f"Plugin: {rule.origin}" if rule.origin else f"Since {rule.since}"


def _found(rule: Rule, example: Invalid) -> tuple[Diagnostic, ...]:
    """What an example gives. A plugin's may be broken, which is for its own tests to say: then nothing."""
    try:
        return findings(rule, source_of(example), example)
    except Exception:
        if not rule.origin:
            raise
        return ()


def _output(example: Invalid, found: tuple[Diagnostic, ...]) -> str:
    return "\n".join(blocks(Result(Report(source_of(example), found)), Paint(False)))


def _language(example: Valid | Invalid) -> str:
    return "text" if example.kind else "yaml"


def _fence(language: str, text: str) -> str:
    """A code block that the text cannot end, with what cannot be seen escaped."""
    ticks = "```"
    while ticks in text:
        ticks += "`"
    lines = ("\t".join(map(escaped, line.split("\t"))) for line in text.rstrip("\n").split("\n"))
    return f"{ticks}{language}\n" + "\n".join(lines) + f"\n{ticks}\n"


def _anchor(rule: Rule) -> str:
    return rule.name.replace("/", "")
