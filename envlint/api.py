"""The Python API: `envlint.lint(text)` and `envlint.fix(text)`.

Both are functions of what they are handed: no file is read or written, nothing is printed, no state is
kept. They may be called from many threads and processes at once; what they give back are immutable
tuples of plain values, which can be compared, pickled, and sent to another machine.

Whatever the text holds, neither raises: what is wrong with a file is a diagnostic. What raises is the
caller's fault: ConfigError for a configuration, TypeError for what is neither text nor bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from os import PathLike, fspath, sep
from posixpath import dirname, join, normpath, relpath
from typing import Any

from envlint import diagnostic, engine, fixer
from envlint.config import Config, ConfigError, rules_for
from envlint.diagnostic import ERROR, Edit, Fix
from envlint.discover import matcher
from envlint.engine import Crash, Report
from envlint.registry import builtin_rules, without
from envlint.reporters import Result as Shown
from envlint.reporters import others, place, related_place
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.machine import reveals
from envlint.rule import Project, Rule, Settings
from envlint.secrets import masked
from envlint.source import Source
from envlint.values import NamedTuple
from envlint.versions import MINOR, PIN_LEVELS, Versions, versions_by_name

__all__ = ["ConfigError", "Diagnostic", "Edit", "Fault", "Fix", "Fixed", "Mended", "Related", "Result", "fix", "lint"]


class Related(NamedTuple):
    """Another place that belongs to a diagnostic, in the file `path`. Counted as in Diagnostic."""

    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Diagnostic(NamedTuple):
    """One finding, with the fields that `--output-format json` has, but `url`.

    Lines and columns are 1-based and count code points; the end is exclusive. `severity` is `error` or
    `warning`. `subject` names what is wrong (`numpy`, `channels/defaults`) and stays the same while the
    file is edited around it: (path, rule, subject) tells whether two findings are the same. `help`
    says what to write, "" where the message does. `fix` is None where there is none. `fingerprint` is
    one name for path, rule and subject, and for which of several equal ones it is. Passwords and tokens
    of the file are masked in every text; a fix that would reveal one is left out.
    """

    path: str
    rule: str
    group: str
    severity: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    help: str = ""
    subject: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    fingerprint: str = ""


class Fault(NamedTuple):
    """Something that broke in envlint or in one of its rules: never the file's fault."""

    message: str
    traceback: str = ""


class Result(NamedTuple):
    """What `lint` found, in the order of the file. `passed_over` says why the file was not looked at,
    "" where it was; `faults` is what broke on the way, and what should be told to who wrote the rule."""

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    passed_over: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of severity `error`."""
        return tuple(each for each in self.diagnostics if each.severity == ERROR)


class Mended(NamedTuple):
    """What `fix` has mended, and how: `title` is the fix's, `applicability` is `safe` or `unsafe`."""

    rule: str
    subject: str
    message: str
    title: str
    applicability: str


class Fixed(NamedTuple):
    """What `fix` made of a text.

    `text` is the new text, equal to the old one where nothing was mended; `data` is the same as bytes:
    in the encoding of the bytes that were given, with their byte-order mark; UTF-8 for a text. `mended`
    is what was put right, in that order, and `left` what still is to be found in `text`. `held_back`
    says why nothing was mended where the file forbids it. The rest is as in Result.
    """

    path: str
    text: str
    data: bytes
    mended: tuple[Mended, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    held_back: str = ""
    passed_over: str = ""
    faults: tuple[Fault, ...] = ()


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
    job = _Job(fspath(path), config, project, rules, today, _versions(versions, pin_level))
    return job.lint(_source(job.path, text))


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
    return job.fix(_source(job.path, text), text, unsafe)


class _Files(Project):
    """The files around, from a mapping. Rules ask by paths from the linted file's folder."""

    def __init__(self, path: str, files: Mapping[str, str | bytes], locks: Mapping[str, tuple[str, ...]]):
        self._path = normpath(path)
        self._locks = locks
        self._folder = dirname(path)
        self._files = {normpath(name): files[name] for name in files}

    def exists(self, path: str) -> bool:
        place = self._place(path)
        return place in self._files or any(_is_below(name, place) for name in self._files)

    def read(self, path: str) -> bytes | None:
        found = self._files.get(self._place(path))
        return found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found

    def neighbours(self) -> tuple[str, ...]:
        folder = normpath(self._folder)
        below = (name if folder == "." else name[len(folder) + 1 :] for name in self._files if _is_below(name, folder))
        return tuple(sorted({name.partition("/")[0] for name in below}))

    def locks(self) -> tuple[str, ...] | None:
        asked = [globs for files, globs in self._locks.items() if matcher((files,))(self._path)]
        found = dict.fromkeys(each for globs in asked for glob in globs for each in self._found(glob))
        return tuple(relpath(each, self._folder or ".") for each in found) if asked else None

    def _found(self, glob: str) -> list[str]:
        """The files that a glob names; it stands for itself where there are none."""
        anchored = glob if "/" in glob else f"./{glob}"
        return [name for name in sorted(self._files) if matcher((anchored,))(name)] or [glob]

    def _place(self, path: str) -> str:
        return normpath(join(self._folder, path))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/") or (folder == "." and not path.startswith(("../", "/")))


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
        keys, options, severities, *_ = _config(config, there_are)
        path = path.replace(sep, "/")
        tidy = normpath(path)
        ignored = (word for glob, words in keys.per_file_ignores.items() if matcher((glob,))(tidy) for word in words)
        chosen = without(rules_for(there_are, keys), ignored)
        self.path = path
        self.excluded = matcher(keys.exclude)(tidy)
        names = frozenset(rule.name for rule in there_are)
        day = today or date.today()
        self.settings = Settings(chosen, options, keys.targets, day, severities, known=names, versions=versions)
        self.project = None if project is None else _Files(path, project, keys.locks)

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


def _source(path: str, text: str | bytes) -> Source:
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"text is {type(text).__name__}, not str or bytes")
    # Half a surrogate pair is no text: decoded, it is the diagnostic that it would be in a file.
    return Source.decode(path, text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)


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
