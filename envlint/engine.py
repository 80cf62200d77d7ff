"""Lint one file: document → model → rules → precedence → aggregate → severity → order. Pure: no I/O, no state."""

from collections.abc import Mapping
from typing import NamedTuple

from envlint import document as yaml
from envlint.aggregate import folded
from envlint.diagnostic import Diagnostic
from envlint.environment import Environment
from envlint.precedence import one_fault_one_finding
from envlint.recognise import is_environment, is_named_environment, is_template_path
from envlint.rule import Context, Project, Rule, Settings
from envlint.source import Source


class Crash(NamedTuple):
    """A rule failed on a file: our fault or a plugin's, never the file's."""

    rule: str
    path: str
    traceback: str


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
    if is_template_path(source.path):
        return Report(source, passed_over="a template, by its name")
    document = yaml.parse(source)
    if not is_named_environment(source.path) and not is_environment(document):
        return Report(source, passed_over="not a conda environment file")
    env = Environment(document)
    found: list[Diagnostic] = []
    crashes: list[Crash] = []
    for rule in settings.rules:
        if env.fault and not rule.reads_faulty:
            continue
        context = Context(settings.options.get(rule.name), settings.targets, project, settings.today)
        try:
            found.extend(_stamped(rule, diagnostic) for diagnostic in rule.check(env, _with_defaults(rule, context)))
        except Exception:
            crashes.append(Crash(rule.name, source.path, _traceback()))
    kept = folded(one_fault_one_finding(found), {rule.name: rule.fold for rule in settings.rules if rule.fold})
    kept = [_weighed(each, settings.severities) for each in kept]
    kept.sort(key=lambda each: (each.span, each.rule, each.message))
    return Report(source, tuple(kept), tuple(crashes))


def _with_defaults(rule: Rule, context: Context) -> Context:
    if context.options is None and rule.options is not None:
        return context._replace(options=rule.options())
    return context


def _stamped(rule: Rule, diagnostic: Diagnostic) -> Diagnostic:
    severity = diagnostic.severity or rule.severity
    return diagnostic._replace(rule=rule.name, group=rule.group, severity=severity)


def _weighed(diagnostic: Diagnostic, severities: Mapping[str, str]) -> Diagnostic:
    """A diagnostic with the severity that the configuration gives its rule."""
    severity = severities.get(diagnostic.rule)
    return diagnostic._replace(severity=severity) if severity else diagnostic


def _traceback() -> str:
    import traceback

    return traceback.format_exc()
