"""What conda reads before and after fixes; and how far lossy-spec and unportable agree with the reference.

The reference says of 1058 specs what conda, libmamba and rattler make of each, the corpus is 600 real files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

from envlint import document as yaml
from envlint import engine
from envlint.conda.losses import is_lossy
from envlint.conda.match_spec import MatchSpec, parse
from envlint.conda.portability import meaning
from envlint.conda.version import InvalidVersion
from envlint.conda.version_parser import parse_version_spec
from envlint.diagnostic import SAFE, Diagnostic, apply_edits
from envlint.environment import CondaItem, Environment
from envlint.registry import builtin_rules
from envlint.rule import TARGETS, Settings
from envlint.rules.packages.lossy_spec import lossy_spec
from envlint.rules.packages.unportable import unportable
from envlint.source import Source
from tests.conda.cases import Row, exceptions, matched, matchspec_rows
from tests.conda.test_losses import words_lost
from tests.conda.test_portability import parting_clients
from tests.shared import shared

ALL = Settings(builtin_rules(), targets=TARGETS)
_PYTHON = re.compile(r"python=[0-9]+\.[0-9]+")


def file_of(*specs: str) -> Source:
    quoted = ("'" + spec.replace("'", "''") + "'" for spec in specs)
    items = "".join(f"  - {spec}\n" for spec in ("python=3.12", *quoted, "zlib=1.3"))
    return Source("environment.yml", f"name: a\nchannels: [conda-forge]\ndependencies:\n{items}")


def speaks(spec: str, rules: Settings) -> bool:
    return bool(engine.lint(file_of(spec), rules).diagnostics)


def one_line(rows: list[Row]) -> list[Row]:
    """The rows that a quoted item of a file can hold as they are."""
    return [row for row in {row.text: row for row in rows}.values() if row.text.isprintable() and row.text.strip()]


def test_lossy_spec_speaks_where_conda_drops_text(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row for row in one_line(matchspec_rows()) if row.conda is not None]
    dropping = [row for row in rows if words_lost(row)]
    silent = [row.text for row in dropping if not speaks(row.text, Settings((lossy_spec,)))]
    with capsys.disabled():
        print(f"\nlossy-spec: {len(dropping) - len(silent)} of {len(dropping)} rows in which conda drops text")
    assert sorted(silent) == sorted(exceptions("losses"))
    assert len(dropping) > 50


@pytest.mark.parametrize("target", ["conda", "mamba", "pixi"])
def test_unportable_speaks_where_the_target_parts_from_conda(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    rules = Settings((unportable,), targets=(target,))
    rows = [row for row in one_line(matchspec_rows()) if row.conda is not None]
    specs = [(row, parse(row.text)) for row in rows]
    judged = [(row, spec) for row, spec in specs if spec.kind == "package" and not is_lossy(spec)]
    parting = {row.text for row, spec in judged if target in parting_clients(row, spec)}
    found = {row.text for row, _ in judged if speaks(row.text, rules)}
    with capsys.disabled():
        print(
            f"\nunportable for {target}: speaks in {len(parting & found)} of {len(parting)} rows that part, "
            f"is silent in {len(judged) - len(parting | found)} of {len(judged) - len(parting)} that agree"
        )
    assert parting ^ found <= set(exceptions("differences"))
    assert len(judged) > 600


def test_fixes_for_the_reference_keep_what_conda_reads() -> None:
    fixes = broken = 0
    for row in one_line(matchspec_rows()):
        for found in _with_fix(file_of(row.text)):
            fixes += 1
            broken += len(list(misread(*found)))
    assert (fixes > 150, broken) == (True, 0)


@pytest.mark.slow
def test_fixes_for_real_files_keep_what_conda_reads() -> None:
    fixes = 0
    wrong: list[str] = []
    for path in sorted(shared("corpus/environments").iterdir()):
        for source, diagnostic in _with_fix(Source.decode(path.name, path.read_bytes())):
            fixes += 1
            wrong += (f"{path.name}: {diagnostic.rule}: {each}" for each in misread(source, diagnostic))
    assert wrong == []
    assert fixes > 100


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ("numpy=1.2", "changes"),
        ("numpy==1.26.0", "changes"),
        ("numpy=1.26", ""),
    ],
)
def test_the_check_sees_a_misreading(edit: str, message: str) -> None:
    source = file_of("numpy=1.26.*")
    found = Environment(yaml.parse(source)).conda[1]
    from envlint.diagnostic import safe

    diagnostic = found.report("x", fix=safe("x", found.replace(edit)))
    assert [message in each for each in misread(source, diagnostic)] == ([True] if message else [])


def misread(source: Source, diagnostic: Diagnostic) -> Iterator[str]:
    """What a fix does that it must not: change an item it does not name, change what its own item means though it is
    safe and conda had taken the item whole, touch `python=X.Y`."""
    assert diagnostic.fix
    edits = diagnostic.fix.edits
    after = source.with_text(apply_edits(source.text, edits))
    old, new = _items(source.text), _items(after.text)
    named = [
        item for item in old if any(e.start < item.entry.span.end and item.entry.span.start < e.end for e in edits)
    ]
    kept = [item for item in old if item not in named]
    left = [item.text for item in new]
    for item in kept:
        if item.text not in left:
            yield f"{item.text} is gone, though the fix does not name it"
        else:
            left.remove(item.text)
    for item in named:
        if _PYTHON.fullmatch(item.text) and diagnostic.rule in ("invalid-spec", "lossy-spec", "unportable"):
            yield f"{item.text} is rewritten"
    if diagnostic.fix.applicability == SAFE and len(old) == len(new):
        meanings = [meaning(item.spec) for item in new]  # in any order: a fix may move items
        for item in old:
            if meaning(item.spec) in meanings:
                meanings.remove(meaning(item.spec))
            elif _is_whole(item.spec):
                yield f"the safe fix changes {item.text}"


@lru_cache(2)  # each finding of a file begins with the same text
def _items(text: str) -> tuple[CondaItem, ...]:
    return Environment(yaml.parse(Source("environment.yml", text))).conda


def _is_whole(spec: MatchSpec) -> bool:
    """Whether conda takes the spec, and all of it."""
    return spec.error is None and not is_lossy(spec)


def _with_fix(source: Source) -> Iterator[tuple[Source, Diagnostic]]:
    for diagnostic in engine.lint(source, ALL).diagnostics:
        if diagnostic.fix:
            yield source, diagnostic


def test_fixes_go_only_to_portable_forms() -> None:
    """A new text of invalid-spec, lossy-spec or unportable is one that all clients read, and none of them otherwise."""
    forms = 0
    rules = Settings(
        tuple(rule for rule in builtin_rules() if rule.name in ("invalid-spec", "lossy-spec", "unportable"))
    )
    for row in one_line(matchspec_rows()):
        source = file_of(row.text)
        for diagnostic in engine.lint(source, rules).diagnostics:
            if diagnostic.fix:
                forms += 1
                before, after = (_items(text) for text in (source.text, apply_edits(source.text, diagnostic.fix.edits)))
                (new,) = {item.text for item in after} - {item.text for item in before}
                every = Settings((lossy_spec, unportable), targets=("conda", "mamba", "pixi"))
                assert not speaks(new, every), (row.text, new)
                assert parse(new).error is None
                assert _matchable(new), (row.text, new)
    assert forms > 50


def _matchable(spec: str) -> bool:
    read = parse(spec).version_read
    try:
        return read is None or (bool(parse_version_spec(read)) and matched(read) != "error")
    except InvalidVersion:
        return False
