"""The Python API: `envlint.lint(text)`, `envlint.fix(text)` and `envlint.diff(old, new)`.

All are functions of what they are handed: no file is read or written, nothing is printed, no state is
kept. They may be called from many threads and processes at once; what they give back are immutable
tuples of plain values, which can be compared, pickled, and sent to another machine.

Whatever the text holds, `lint` and `fix` do not raise: what is wrong with a file is a diagnostic. What raises is the
caller's fault: ConfigError for a configuration, TypeError for what is neither text nor bytes. `diff` raises
NotCompared for what is no environment file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from os import PathLike, fspath, sep
from posixpath import normpath
from typing import Any

from envlint import diagnostic, engine, fixer
from envlint.api import differences
from envlint.api.files import Files, included_files
from envlint.api.values import Diagnostic, Fault, Fixed, Mended, Related, Result
from envlint.compare import Change, Changes
from envlint.compare.readable import NotCompared
from envlint.config import Config, ConfigError, rules_for
from envlint.diagnostic import Edit, Fix
from envlint.discover import matcher
from envlint.engine import Crash, Report
from envlint.registry import builtin_rules, without
from envlint.reporters import Result as Shown
from envlint.reporters import others, place, related_place
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.machine import reveals
from envlint.rule import Rule, Settings
from envlint.secrets import masked
from envlint.source import MAX_BYTES, Source
from envlint.versions import MINOR, PIN_LEVELS, Versions, versions_by_name

__all__ = [
    "Change",
    "Changes",
    "ConfigError",
    "Diagnostic",
    "Edit",
    "Fault",
    "Fix",
    "Fixed",
    "Mended",
    "NotCompared",
    "Related",
    "Result",
    "diff",
    "fix",
    "lint",
]


def lint(
    text: str | bytes,
    *,
    path: str | PathLike[str] = "environment.yml",
    config: Mapping[str, Any] | None = None,
    project: Mapping[str, str | bytes] | None = None,
    rules: Iterable[Rule] | None = None,
    today: date | None = None,
    versions: Mapping[str, str] | None = None,
    pin_level: str = MINOR,
) -> Result:
    """Every finding in the text of one file.

    `path` is what the file is called: a name other than `environment.yml` is looked at only where the
    text is that of an environment file, as on the command line. `config` is what stands in
    `[tool.envlint]`, with its globs counted from where `path` starts; None is the default. `project`
    holds the files around, by paths that start where `path` does; None says that they are not known.
    `rules` are the rules there are, in place of the built-in ones; `config` selects among them.
    `today` is the date for rules that know of ends of life. `versions` are those to pin to, by the names
    of packages, for loose-pin's fix; `pin_level` is `minor` (`=1.24`) or `exact` (`==1.24.3`).

    Raises ConfigError for a wrong `config` or `pin_level`.
    """
    settings = config, project, None if rules is None else tuple(rules), today, _versions(versions, pin_level)
    job = _Job(fspath(path), *settings)
    source = _source(job.path, text, job.limit)
    result = job.lint(source)
    if not project or result.passed_over:
        return result
    included = included_files(source, project, job.excludes, job.limit)
    return result._replace(included=tuple(_Job(each.path, *settings).lint(each) for each in included))


def fix(
    text: str | bytes,
    *,
    path: str | PathLike[str] = "environment.yml",
    config: Mapping[str, Any] | None = None,
    unsafe: bool = False,
    project: Mapping[str, str | bytes] | None = None,
    rules: Iterable[Rule] | None = None,
    today: date | None = None,
    versions: Mapping[str, str] | None = None,
    pin_level: str = MINOR,
) -> Fixed:
    """The text with its safe fixes applied, as `envlint --fix` does it; with `unsafe` those too that may
    change a result. Every byte outside a fix stays as it was. The rest is as in `lint`."""
    job = _Job(fspath(path), config, project, rules, today, _versions(versions, pin_level))
    return job.fix(_source(job.path, text, job.limit), text, unsafe)


def diff(
    old: str | bytes | None,
    new: str | bytes | None,
    *,
    old_path: str | PathLike[str] = "environment.yml",
    new_path: str | PathLike[str] = "environment.yml",
) -> Changes:
    """What differs between two environments, however they are written, as `envlint diff` says it; None is a file
    that is not there. The paths are what the files are called.

    Raises NotCompared for what is no environment file."""
    pairs = ((old, old_path), (new, new_path))
    before, after = (None if text is None else _source(fspath(path), text, MAX_BYTES) for text, path in pairs)
    return differences.diff(before, after)


class _Job:
    """One file's settings. Raises ConfigError."""

    def __init__(
        self,
        path: str,
        config: Mapping[str, Any] | None,
        project: Mapping[str, str | bytes] | None,
        rules: Iterable[Rule] | None,
        today: date | None,
        versions: Versions | None,
    ):
        there_are = builtin_rules() if rules is None else tuple(rules)
        read = _config(config, there_are)
        keys, options, severities, *_ = read
        path = path.replace(sep, "/")
        tidy = normpath(path)
        ignored = (word for glob, words in keys.per_file_ignores.items() if matcher((glob,))(tidy) for word in words)
        chosen = without(rules_for(there_are, keys), ignored)
        self.path = path
        self.limit = read.max_bytes
        self.excludes = matcher(keys.exclude)
        self.excluded = self.excludes(tidy)
        names = frozenset(rule.name for rule in there_are)
        day = today or date.today()
        self.settings = Settings(chosen, options, keys.targets, day, severities, known=names, versions=versions)
        self.project = None if project is None else Files(path, project, keys.locks)

    def lint(self, source: Source) -> Result:
        report = self.report(source)
        return Result(self.path, self.diagnostics(report), report.passed_over, _faults(report.crashes))

    def fix(self, source: Source, given: str | bytes, unsafe: bool) -> Fixed:
        outcome = fixer.fix(source, self.report, unsafe=unsafe)
        report = outcome.report
        text, data = _both(source, given, report.source)
        faults = (*_faults(report.crashes), *(Fault(masked(each)) for each in outcome.faults))
        mended = tuple(_mended(each, each.fix) for each in outcome.applied if each.fix)
        left = self.diagnostics(report)
        return Fixed(self.path, text, data, mended, left, outcome.held_back, report.passed_over, faults)

    def report(self, source: Source) -> Report:
        if self.excluded:
            return Report(source, passed_over="excluded by the configuration")
        return engine.lint(source, self.settings, self.project)

    def diagnostics(self, report: Report) -> tuple[Diagnostic, ...]:
        around = others(report.diagnostics, self.path, self.project) if self.project else {}
        shown = Shown(report, others=around)
        names = fingerprints(self.path, report.diagnostics)
        return tuple(_diagnostic(shown, each, name) for each, name in zip(report.diagnostics, names, strict=True))


def _versions(versions: Mapping[str, str] | None, level: str) -> Versions | None:
    if level not in PIN_LEVELS:
        raise ConfigError(f"pin_level: is {level!r}, not {' or '.join(PIN_LEVELS)}")
    return None if versions is None else versions_by_name("`versions`", versions, level)


def _config(config: Mapping[str, Any] | None, rules: tuple[Rule, ...]) -> Config:
    if config is None:
        return Config()
    from envlint.config.values import keys_of, rules_of

    if not isinstance(config, Mapping):
        raise ConfigError(f"config: is {type(config).__name__}, not a mapping")
    table = _plain(config)
    return Config(keys_of(table, "config", rules), *rules_of(table.get("rules", {}), "config", rules))


def _plain(value: Any) -> Any:
    """A value as a TOML parser would give it: dicts and lists."""
    if isinstance(value, Mapping):
        if wrong := [key for key in value if not isinstance(key, str)]:
            raise ConfigError(f"config: the key {wrong[0]!r} is not a text")
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _source(path: str, text: str | bytes, limit: int) -> Source:
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"text is {type(text).__name__}, not str or bytes")
    # Half a surrogate pair is no text: decoded, it is the diagnostic that it would be in a file.
    return Source.decode(path, text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, limit)


def _both(before: Source, given: str | bytes, after: Source) -> tuple[str, bytes]:
    """What is given back as text and as bytes; what did not change, as it was given."""
    if after.text != before.text:
        data = before.encode(after.text)
        return (data.decode("utf-8") if isinstance(given, str) else after.text), data
    if isinstance(given, str):
        return given, given.encode("utf-8", "surrogatepass")
    return before.text, given


def _diagnostic(shown: Shown, each: diagnostic.Diagnostic, fingerprint: str) -> Diagnostic:
    where = place(shown.report.source, each.span)
    return Diagnostic(
        where.path,
        each.rule,
        each.group,
        each.severity,
        masked(each.message),
        *where.start,
        *where.end,
        help=masked(each.help),
        subject=masked(each.subject),
        related=tuple(_related(shown, related) for related in each.related),
        fix=_fix(each.fix, shown.report.source),
        fingerprint=fingerprint,
    )


def _related(shown: Shown, related: diagnostic.Related) -> Related:
    where = related_place(shown, related)
    return Related(masked(related.message), where.path, *where.start, *where.end)


def _fix(fix: Fix | None, source: Source) -> Fix | None:
    if fix is None or reveals(fix, source):
        return None
    return fix._replace(title=masked(fix.title))


def _mended(each: diagnostic.Diagnostic, fix: Fix) -> Mended:
    return Mended(each.rule, masked(each.subject), masked(each.message), masked(fix.title), fix.applicability)


def _faults(crashes: Iterable[Crash]) -> tuple[Fault, ...]:
    return tuple(Fault(f"{crash} failed", masked(crash.traceback)) for crash in crashes)
