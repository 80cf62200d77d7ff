"""What is fuzzed: for each kind of file a function from bytes to the laws that they break, in words.

The first byte of an input says which kind it is; what follows is the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from envlint import document as yaml
from envlint import engine, fixer, requirements
from envlint.add_ignores import add
from envlint.config import ConfigError
from envlint.config.read import parse_settings, table_in
from envlint.config.values import keys_of, rules_of
from envlint.engine import Report
from envlint.kinds import is_loadable
from envlint.locks.model import LockError
from envlint.locks.read import read as read_lock
from envlint.pypi.pyproject import read as read_pyproject
from envlint.registry import builtin_rules
from envlint.rule import Group
from envlint.source import Source
from envlint.testing import Files
from tests import laws
from tests.condarc import laws as condarc

_INCLUDING = b"name: a\nchannels: [c]\ndependencies:\n- python=3.10\n- numpy\n- pip\n- pip:\n  - -r requirements.txt\n"
_LOCKS = ("conda-lock.yml", "pixi.lock", "conda-linux-64.lock")


# All laws, each fix by itself, cost many readings: they are for small files.
_SMALL = 256


def environment(data: bytes) -> list[str]:
    source = Source.decode("environment.yml", data)
    if len(data) > _SMALL:
        return [*_lint_and_fix(source)]
    return [*laws.broken_laws(source), *_ignored(source)]


def by_content(data: bytes) -> list[str]:
    """A file whose name does not say that it is an environment file."""
    return [*_lint_and_fix(Source.decode("dev.yml", data))]


def condarc_file(data: bytes) -> list[str]:
    source = Source.decode(".condarc", data)
    small = len(data) <= _SMALL and yaml.loads(source.text)
    return condarc.broken_laws(source) if small else [*_lint_and_fix(source)]


def requirements_file(data: bytes) -> list[str]:
    """A file that a pip section includes: linted itself, and read when the environment file is."""
    source = requirements.decode("requirements.txt", data)
    return [*_lint_and_fix(source), *_lint_and_fix(_environment(), _Beside(["requirements.txt"], data))]


def lock(data: bytes) -> list[str]:
    try:
        read_lock("conda-lock.yml", data)
    except LockError:
        return []
    return [each for name in _LOCKS for each in _lint_and_fix(_environment(), _Beside([name], data))]


def pyproject(data: bytes) -> list[str]:
    read_pyproject(data.decode("utf-8", "replace"), ("dev", "test"))
    return _lint_and_fix(_environment(), _Beside(["pyproject.toml"], data))


def config(data: bytes) -> list[str]:
    rules = builtin_rules()
    with suppress(ConfigError):
        table = table_in("envlint.toml", data, ())
        if table is not None:
            keys_of(table, "envlint.toml", rules)
            rules_of(table.get("rules", {}), "envlint.toml", rules)
    with suppress(ConfigError):
        parse_settings(data.decode("utf-8", "replace").split("\n"))
    return []


TARGETS: dict[int, Callable[[bytes], list[str]]] = {
    ord("e"): environment,
    ord("b"): by_content,
    ord("c"): condarc_file,
    ord("r"): requirements_file,
    ord("l"): lock,
    ord("p"): pyproject,
    ord("t"): config,
}


def broken_laws(data: bytes) -> list[str]:
    """The laws that an input breaks; one whose first byte names no kind is an environment file."""
    if not data:
        return []
    return TARGETS.get(data[0], environment)(data[1:])


def _environment() -> Source:
    return Source.decode("environment.yml", _INCLUDING)


class _Beside(Files):
    """Files beside the linted one, as bytes."""

    def __init__(self, names: Iterable[str], data: bytes):
        super().__init__(dict.fromkeys(names, ""))
        self.data = data

    def read(self, path: str) -> bytes | None:
        return self.data if path in self.files else None

    def group(self) -> Group:
        return Group()


def _lint_and_fix(source: Source, project: Files = laws.NO_FILES) -> Iterator[str]:
    """Laws 1 to 5 for a file with others beside it."""

    def lint(each: Source) -> Report:
        return engine.lint(each, laws.ALL_RULES, project)

    report = lint(source)
    yield from (f"law 1: {crash.rule} raised: {crash.traceback}" for crash in report.crashes)
    yield from laws._spans(report)
    if not any(each.fix for each in report.diagnostics):
        return
    fixed = fixer.fix(source, lint, unsafe=True)
    if fixed.faults:
        yield f"law 4: {fixed.faults}"
    after = fixed.report.source
    if not fixed.applied:
        if after.text != source.text:
            yield "law 3: the file was changed though no fix was applied"
        return
    if not is_loadable(after):
        yield f"law 5: conda's reader refuses what {[each.rule for each in fixed.applied]} wrote"
    if fixer.fix(after, lint, unsafe=True).report.source.text != after.text:
        yield "law 4: a second run changes the file again"


def _ignored(source: Source) -> Iterator[str]:
    """What --add-ignores writes reads the same, and stays as it is."""
    added = add(source, laws.lint, laws.lint, "why").report.source
    if added.text != source.text and add(added, laws.lint, laws.lint, "why").report.source.text != added.text:
        yield "--add-ignores: a second run changes the file again"
