"""One rule on one text: what it marks and says, and the text after its fixes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from envlint import engine, fixer, testing
from envlint.diagnostic import Diagnostic
from envlint.rule import DEFAULT_TARGETS, Rule, Valid
from envlint.source import Source


class Probe(NamedTuple):
    text: str
    diagnostics: tuple[Diagnostic, ...]
    safely_fixed: str
    fixed: str

    @property
    def marked(self) -> list[str]:
        """The texts under the findings, in the order of the file."""
        return [self.text[slice(*each.span)] for each in self.diagnostics]

    @property
    def lines(self) -> list[int]:
        source = Source("", self.text)
        return [source.position(each.span.start).line for each in self.diagnostics]

    @property
    def messages(self) -> list[str]:
        return [each.message for each in self.diagnostics]

    @property
    def related(self) -> list[list[str]]:
        return [[self.text[slice(*place.span)] for place in each.related] for each in self.diagnostics]


def probe(
    rule: Rule,
    text: str,
    options: Mapping[str, Any] | None = None,
    files: Mapping[str, str] | None = None,
    path: str = "environment.yml",
    targets: tuple[str, ...] = DEFAULT_TARGETS,
) -> Probe:
    example = Valid(text, path=path, options=options or {}, files=files or {}, targets=targets)
    source = Source(path, text)
    settings = testing.settings_for([rule], example, rule)
    project = testing.Files(dict(example.files))

    def lint(each: Source) -> engine.Report:
        report = engine.lint(each, settings, project)
        assert not report.crashes, report.crashes[0].traceback
        return report

    outcomes = [fixer.fix(source, lint, unsafe=unsafe) for unsafe in (False, True)]
    assert not outcomes[0].faults and not outcomes[1].faults, outcomes
    safely, fully = (outcome.report.source.text for outcome in outcomes)
    return Probe(text, lint(source).diagnostics, safely, fully)
