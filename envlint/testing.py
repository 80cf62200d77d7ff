"""Prove a rule's definition: what envlint's own tests and a plugin's tests both call.

>>> from envlint.testing import check
>>> for rule in RULES: check(rule)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from envlint import engine, fixer, suppress
from envlint.definition import definition_fault
from envlint.diagnostic import SAFE, Diagnostic
from envlint.kinds import read
from envlint.reading import parsed
from envlint.registry import builtin_rules, select_rules
from envlint.rule import DEFAULT_TARGETS, Group, Invalid, Member, Project, Rule, Settings, Valid
from envlint.source import Source, Span
from envlint.versions import versions_by_name

_BOM = b"\xef\xbb\xbf"


class Files(Project):
    """A project for tests: names and texts, no disk."""

    def __init__(self, files: dict[str, str], declared: bool = False):
        self.files = files
        self.declared = declared

    def exists(self, path: str) -> bool:
        return path in self.files or any(name.startswith(path.rstrip("/") + "/") for name in self.files)

    def read(self, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None

    def neighbours(self) -> tuple[str, ...]:
        return tuple(self.files)

    def group(self) -> Group:
        """The environment files beside the linted one, or all of them where they are said to be a group."""
        paths = [path for path in self.files if self.declared or "/" not in path]
        found = [(path, parsed(path, self.files[path].encode())) for path in paths]
        return Group(tuple(Member(path, env) for path, env in found if env), self.declared)


def check(rule: Rule) -> None:
    """Assert that a rule is whole: rightly defined, documented, with examples that do what they say as
    LF, as CRLF and with a byte-order mark. Valid is silent; Invalid gives one diagnostic under its text;
    its fix gives the fixed text; a second run is still; a safe fix loses no comment. The rule is run
    alone, so that no other one can speak for it or against it."""
    fault = definition_fault(rule)
    assert not fault, fault
    assert rule.manual.strip(), f"{rule.name}: the check has no docstring, which is its manual page"
    assert rule.since, f"{rule.name}: since says nothing: write the version it comes with"
    assert rule.valid, f"{rule.name}: no Valid example"
    assert rule.invalid, f"{rule.name}: no Invalid example"
    for valid in rule.valid:
        check_valid(rule, valid)
    for invalid in rule.invalid:
        check_invalid(rule, invalid)


def check_valid(rule: Rule, example: Valid) -> None:
    """Assert that the rule is silent on the example."""
    for source in _variants(example):
        found = findings(rule, source, example)
        assert not found, f"{rule.name} is not silent on {source.text!r}: {[each.message for each in found]}"


def check_invalid(rule: Rule, example: Invalid) -> None:
    """Assert that the rule gives the one diagnostic, and the one fixed text, of the example."""
    for source in _variants(example):
        found = findings(rule, source, example)
        messages = [each.message for each in found]
        assert len(found) == 1, f"{rule.name} gives {len(found)} findings on {source.text!r}: {messages}"
        _check_place(rule, found[0], source, example)
        _check_fix(rule, found[0], source, example)


def findings(rule: Rule, source: Source, example: Valid | Invalid) -> tuple[Diagnostic, ...]:
    """What the rule alone finds in a source, with an example's options, targets and files."""
    judged = rule._replace(origin=rule.origin or "this package")  # the engine looks hard at a plugin's findings
    report = engine.lint(source, settings_for(_with(judged), example, rule), Files(dict(example.files)))
    assert not report.crashes, f"{rule.name} fails on {source.text!r}:\n{report.crashes[0].traceback}"
    assert not report.passed_over, f"{source.path} is not taken for an environment file: {source.text!r}"
    return tuple(each for each in report.diagnostics if each.rule == rule.name)


def settings_for(rules: Iterable[Rule], example: Valid | Invalid | None = None, rule: Rule | None = None) -> Settings:
    """Settings with these rules, and one of them with an example's options."""
    options: dict[str, Any] = {}
    if example and rule and rule.options:
        options[rule.name] = rule.options(**example.options)
    given = example.versions if isinstance(example, Invalid) else {}
    versions = versions_by_name("env.json", given) if given else None
    return Settings(tuple(rules), options, example.targets if example else DEFAULT_TARGETS, versions=versions)


def _with(rule: Rule) -> tuple[Rule, ...]:
    """The rule, with those that it judges the ignore comments of."""
    if not rule.judges_ignores:
        return (rule,)
    others = (each for each in select_rules(builtin_rules(), ("default",), ()) if each.name != rule.name)
    return (*others, rule)


def _variants(example: Valid | Invalid) -> list[Source]:
    text = example.text
    crlf = text if "\r" in text else text.replace("\n", "\r\n")
    data = (text.encode(), crlf.encode(), _BOM + text.encode())
    return [Source.decode(example.path, each).of_kind(example.kind) for each in data]


def _check_place(rule: Rule, found: Diagnostic, source: Source, example: Invalid) -> None:
    eol = "\r\n" if "\r\n" in source.text else "\n"
    under, start = example.under.replace("\n", eol), -1
    for _ in range(example.nth):
        start = source.text.find(under, start + 1)
        assert start >= 0, f"{rule.name}: {example.under!r} stands fewer than {example.nth} times in {source.text!r}"
    marked = source.text[found.span.start : found.span.end]
    assert found.span == Span(start, start + len(under)), (
        f"{rule.name} marks {marked!r} at {found.span}, not {example.under!r} at {start}"
    )
    assert found.message and found.subject, f"{rule.name}: a finding needs a message and a subject"


def _check_fix(rule: Rule, found: Diagnostic, source: Source, example: Invalid) -> None:
    settings = settings_for(_with(rule), example, rule)
    files = Files(dict(example.files))
    outcome = fixer.fix(source, lambda each: engine.lint(each, settings, files), unsafe=True)
    assert not outcome.faults, outcome.faults
    fixed = outcome.report.source.text
    if example.fixed is None:
        assert fixed == source.text, f"{rule.name} changes {source.text!r} to {fixed!r}: the example says no fix"
        return
    crlf = "\r\n" in source.text and "\r" not in example.text
    wanted = example.fixed.replace("\n", "\r\n") if crlf else example.fixed
    assert fixed == wanted, f"{rule.name} fixes {source.text!r} to {fixed!r}, not to {wanted!r}"
    again = fixer.fix(source.with_text(fixed), lambda each: engine.lint(each, settings, files), unsafe=True)
    assert again.report.source.text == fixed, f"{rule.name}: a second run changes {fixed!r}"
    if found.fix and found.fix.applicability == SAFE:
        kept = _comments(source.with_text(fixed), rule)
        lost = [comment for comment in _comments(source, rule) if comment not in kept]
        assert not lost, f"{rule.name}: its safe fix loses the comments {lost}"


def _comments(source: Source, rule: Rule) -> list[str]:
    """The comments that the rule's safe fix may not lose: of one that judges them, less the ignores."""
    found = [source.text[slice(*comment.span)] for comment in read(source).comments]
    return [left for each in found if (left := suppress.without(each))] if rule.judges_ignores else found
