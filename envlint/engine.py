"""Lint one file: document → model → rules → precedence → suppress → aggregate → severity → order.
Pure: no I/O, no state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from envlint import suppress
from envlint.aggregate import folded
from envlint.diagnostic import Diagnostic
from envlint.items import File
from envlint.kinds import kind_of, read
from envlint.precedence import one_fault_one_finding
from envlint.recognise import is_template, is_template_path
from envlint.registry import builtin_rules
from envlint.rule import Context, Project, Rule, Settings, kinds_for
from envlint.source import Source
from envlint.suppress import Judged
from envlint.values import NamedTuple


class Crash(NamedTuple):
    """A rule failed on a file: our fault or a plugin's, never the file's. `origin` is the plugin."""

    rule: str
    path: str
    traceback: str
    origin: str = ""

    def __str__(self) -> str:
        return f"the rule {self.rule} of the plugin {self.origin}" if self.origin else f"the rule {self.rule}"


class Report(NamedTuple):
    """What linting a file gave. `passed_over` says why a file is none of ours, else ""; `known` are the
    findings that a baseline or the base of a pull request has already."""

    source: Source
    diagnostics: tuple[Diagnostic, ...] = ()
    crashes: tuple[Crash, ...] = ()
    passed_over: str = ""
    known: tuple[Diagnostic, ...] = ()


def lint(source: Source, settings: Settings, project: Project | None = None) -> Report:
    """Every finding in a source, in the order of the file."""
    if is_template_path(source.path) or is_template(source.path, source.text):
        return Report(source, passed_over="a template, by its name")
    document = read(source)
    kind = kind_of(document)
    if kind is None:
        return Report(source, passed_over="not a conda environment file")
    checking = _Checking(kind.model(document), kind.name, settings, project)
    kept = checking.folded(checking.kept())
    kept = [_weighed(each, settings.severities) for each in kept]
    if kept:
        from envlint.hidden import told

        kept = told(document, kept)
    kept.sort(key=lambda each: (each.span, each.rule, each.message))
    return Report(source, tuple(kept), tuple(checking.crashes))


class _Checking:
    """The rules of a file's kind on it: what they find, and which of them failed."""

    def __init__(self, file: File, kind: str, settings: Settings, project: Project | None):
        self.file = file
        self.kind = kind
        self.settings = settings
        self.project = project
        self.plain = self.context(None, ())
        self.crashes: list[Crash] = []

    def kept(self) -> list[Diagnostic]:
        """What is found, less what another finding speaks for or an ignore comment silences."""
        kinds, fault = kinds_for(self.kind), self.file.fault
        rules = [rule for rule in self.settings.rules if rule.kind in kinds and (rule.reads_faulty or not fault)]
        first = [rule for rule in rules if not rule.judges_ignores]
        found = [each for rule in first for each in self.findings(rule)]
        kept = one_fault_one_finding(found)
        if not self.settings.ignores or suppress.MARK not in self.file.text:
            return kept
        covers = suppress.covers(self.file.document)
        left = suppress.not_silenced(kept, covers)
        ran = {rule.name for rule in first} - {crash.rule for crash in self.crashes}
        judged = suppress.judged(covers, found, left, ran, _names(self.settings))
        last = [each for rule in rules if rule.judges_ignores for each in self.findings(rule, judged)]
        return one_fault_one_finding([*left, *suppress.not_silenced(last, covers)])

    def findings(self, rule: Rule, ignores: tuple[Judged, ...] = ()) -> list[Diagnostic]:
        options = self.settings.options.get(rule.name)
        if options is None and rule.options is not None:
            options = rule.options()
        context = self.plain if options is None and not ignores else self.context(options, ignores)
        found: list[Diagnostic] = []
        try:
            for diagnostic in rule.check(self.file, context):
                found.append(_stamped(rule, diagnostic, self.file.text))
        except KeyboardInterrupt:
            raise
        except BaseException:  # a plugin's that calls sys.exit(0) must not end the run as clean
            self.crashes.append(self.crash(rule))
        return found

    def context(self, options: Any, ignores: tuple[Judged, ...]) -> Context:
        """What a rule may know beside the file."""
        settings = self.settings
        return Context(options, settings.targets, self.project, settings.today, ignores, settings.versions)

    def folded(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """The findings, with those of each folding rule told as one; as they are where that fails."""
        for rule in self.settings.rules:
            if rule.fold:
                try:
                    told = folded(found, {rule.name: rule.fold})
                    found = [_stamped(rule, each, self.file.text) if each.rule == rule.name else each for each in told]
                except KeyboardInterrupt:
                    raise
                except BaseException:  # as in `findings`
                    self.crashes.append(self.crash(rule))
        return found

    def crash(self, rule: Rule) -> Crash:
        import traceback

        from envlint.hidden import secret_values, untold

        trace = untold(traceback.format_exc(), secret_values(self.file.document))
        return Crash(rule.name, self.file.path, trace, rule.origin)


def _names(settings: Settings) -> set[str]:
    """The names of all rules there are, run or not."""
    return {rule.name for rule in (*builtin_rules(), *settings.rules)} | settings.known


def _stamped(rule: Rule, diagnostic: Diagnostic, text: str) -> Diagnostic:
    """A finding with its rule's name. Raises TypeError for what a plugin's rule yields that is none."""
    if rule.origin or "/" in rule.name:
        from envlint.definition import finding_fault

        if fault := finding_fault(diagnostic, len(text)):
            raise TypeError(fault)
    return diagnostic.stamped(rule.name, rule.group, rule.severity)


def _weighed(diagnostic: Diagnostic, severities: Mapping[str, str]) -> Diagnostic:
    """A diagnostic with the severity that the configuration gives its rule."""
    severity = severities.get(diagnostic.rule)
    return diagnostic._replace(severity=severity) if severity else diagnostic
