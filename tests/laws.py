"""The laws of envlint as functions: each returns what breaks it, in words, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from envlint import document as yaml
from envlint import engine, fixer, suppress
from envlint.conda import match_spec
from envlint.conda.portability import meaning
from envlint.diagnostic import SAFE, Diagnostic, apply_edits
from envlint.environment import Environment
from envlint.nodes import Collection, Scalar, resolve
from envlint.registry import builtin_rules
from envlint.rule import Settings
from envlint.source import Source, Span
from envlint.testing import Files

ALL_RULES = Settings(builtin_rules())
NO_FILES = Files({})

# What a rule judges of an item. Two rules may speak of one item, but not of one side of it.
_SIDE = {
    "the text": """syntax-error wrong-type yaml-tag continued-item misplaced-pip-section invalid-spec lossy-spec
        invalid-requirement invalid-name""",
    "the key": "duplicate-key unknown-key missing-dependencies unknown-installer machine-prefix reserved-name",
    "repeats": "duplicate-channel duplicate-package repeated-pip-section contradictory-pins",
    "its readers": "unportable",
    "the order": "misordered-channels unsorted-dependencies early-pip-section",
    "the name": "pip-name anaconda-metapackage framework-from-pip conda-and-pip obsolete-package available-on-conda",
    "the version": "loose-pin exact-short-version",
    "the build": "build-pin",
    "its Python": "missing-python eol-python",
    "its CUDA": "mismatched-cuda inert-cudatoolkit",
    "its library": "unbounded-mkl",
    "what is missing": "missing-pip missing-name missing-channels empty-section",
    "its life": "discontinued-channel",
    "its secret": "exposed-secret",
    "the way": "insecure-url",
    "its place": "forbidden-channel unlisted-channel",
    "its company": "mixed-defaults",
    "its terms": "licensed-channel",
    "its address": "hardcoded-mirror",
    "its value": "fragile-variable",
    "its system": "platform-package",
    "its files": "missing-requirements-file circular-requirements",
    "its revision": "unpinned-vcs",
    "the index": "extra-index-url narrow-index",
    "its folder": "editable-requirement",
    "your rules": "forbidden-package",
    "its capitals": "uppercase-name",
    "the file": "misnamed-file",
    "its lock": "lock-drift",
    "its neighbours": "inconsistent-pins",
    "its package": "pyproject-drift",
    "the setting": "condarc-unknown-key",
    "its meaning": "condarc-invalid-value",
    "its safety": "condarc-insecure",
    "its questions": "condarc-interactive",
    "the priority": "condarc-flexible-priority",
}
SIDES = {rule: side for side, rules in _SIDE.items() for rule in rules.split()}


def lint(source: Source, settings: Settings = ALL_RULES) -> engine.Report:
    return engine.lint(source, settings, NO_FILES)


def once(look: fixer.Lint) -> fixer.Lint:
    """A lint that looks at each text of a file once: whatever is shown of a file looks at the same few."""
    known: dict[object, engine.Report] = {}

    def again(each: Source) -> engine.Report:
        key = each.text, each.bom, each.encoding, each.fault
        return known.get(key) or known.setdefault(key, look(each))

    return again


def variants(path: str, data: bytes) -> Iterator[Source]:
    """A file as it is, with LF, with CRLF, and with a byte-order mark."""
    yield Source.decode(path, data)
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if plain != data:
        yield Source.decode(path, plain)
    yield Source.decode(path, plain.replace(b"\n", b"\r\n"))
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        yield Source.decode(path, b"\xef\xbb\xbf" + data)


def broken_laws(source: Source, settings: Settings = ALL_RULES) -> list[str]:
    """Every law from 1 to 6, and 10, that a source breaks."""
    relint = once(lambda each: lint(each, settings))
    report = relint(source)
    broken = [f"law 1: {crash.rule} raised: {crash.traceback}" for crash in report.crashes]
    broken += _spans(report)
    broken += _unchanged_bytes(report, relint)
    for diagnostic in report.diagnostics:
        if diagnostic.fix:
            broken += _one_fix(source, diagnostic)
    for unsafe in (False, True):
        broken += _settles(source, relint, unsafe)
    broken += _one_fault(report)
    return [f"{source.path}: {each}" for each in broken]


def _spans(report: engine.Report) -> Iterator[str]:
    length = len(report.source.text)
    for each in report.diagnostics:
        for span in (each.span, *(related.span for related in each.related if related.path is None)):
            if not 0 <= span.start <= span.end <= length:
                yield f"law 2: {each.rule} points at {span} in a text of {length}"
        if each.item and not each.item.start <= each.span.start <= each.span.end <= max(each.item.end, each.span.end):
            yield f"law 2: {each.rule} points at {each.span}, outside its item {each.item}"
        if each.fix:
            for edit in each.fix.edits:
                if not 0 <= edit.start <= edit.end <= length:
                    yield f"law 2: {each.rule} edits {edit} in a text of {length}"


def _unchanged_bytes(report: engine.Report, relint: fixer.Lint) -> Iterator[str]:
    if report.diagnostics:
        return
    fixed = fixer.fix(report.source, relint, unsafe=True)
    if fixed.report.source.text != report.source.text:
        yield "law 3: a file without findings was changed"


def _one_fix(source: Source, diagnostic: Diagnostic) -> Iterator[str]:
    """A fix alone: the text loads if it did, untouched items mean the same, comments stay."""
    assert diagnostic.fix
    edits = diagnostic.fix.edits
    if any(a.end > b.start for a, b in pairwise(sorted(edits))):  # an insertion may meet a deletion: they are one plan
        yield f"law 3: the edits of {diagnostic.rule} overlap: {edits}"
        return
    after = source.with_text(apply_edits(source.text, edits))
    if yaml.parse(after).fault:
        yield f"law 5: {diagnostic.rule} breaks the YAML: {after.text!r}"
        return
    old, new = Environment(yaml.parse(source)), Environment(yaml.parse(after))
    untouched = [
        (type(item).__name__, item.text)
        for item in (*old.channels, *old.conda, *old.pip)
        if not any(edit.start < item.entry.span.end and item.entry.span.start < edit.end for edit in edits)
    ]
    now = Counter((type(item).__name__, item.text) for item in (*new.channels, *new.conda, *new.pip))
    lost = Counter(untouched) - now
    if lost:
        yield f"law 5: {diagnostic.rule} changes items that it does not name: {dict(lost)}"
    if diagnostic.fix.applicability == SAFE:
        yield from _safe_fix(diagnostic, old, new)


def _safe_fix(diagnostic: Diagnostic, old: Environment, new: Environment) -> Iterator[str]:
    ours = diagnostic.rule == "unused-ignore"  # the one that names ignore comments
    lost = Counter(_comments(old, ours)) - Counter(_comments(new, ours))
    if lost:
        yield f"law 6: the safe fix of {diagnostic.rule} loses the comments {dict(lost)}"
    before, after = _readings(old), _readings(new)
    names = {name for name, version, build in after}
    # A spec that asks for nothing, beside another of the same package, is no loss.
    gone = {(name, version, build) for name, version, build in before - after if version or build or name not in names}
    if gone:
        yield f"law 6: with the safe fix of {diagnostic.rule} conda no longer reads {gone}"
    refused = [item for item in old.dependencies if getattr(item.entry.value, "tag", None)]
    refused += [item for item in old.conda if item.spec.error]
    added = {reading for reading in after - before if reading[0] != "pip"}
    if added and not refused:
        yield f"law 6: with the safe fix of {diagnostic.rule} conda also reads {added}"
    if _channels(old) != _channels(new) and old.channels:
        yield f"law 6: the safe fix of {diagnostic.rule} changes the channels to {_channels(new)}"


def _comments(env: Environment, but_ignores: bool) -> list[str]:
    found = [env.text[comment.span.start : comment.span.end] for comment in env.document.comments]
    return [left for each in found if (left := suppress.without(each))] if but_ignores else found


def _readings(env: Environment) -> set[tuple[str, object, str | None]]:
    """What conda makes of the specs it does not refuse."""
    specs = (match_spec.parse(item.text) for item in env.conda)
    return {(spec.name_key, spec.versions and meaning(spec), spec.build_key) for spec in specs if not spec.error}


def _channels(env: Environment) -> list[str]:
    """The channels as conda before 26.1 reads them, which takes `!!str` for what it says; newer ones refuse it."""
    key = env.get("channels")
    entries = key.node.entries if key and isinstance(key.node, Collection) and key.node.kind == "seq" else ()
    nodes = [resolve(entry.value) for entry in entries]
    texts = [node for node in nodes if isinstance(node, Scalar) and (node.kind == "str" or _is_tagged_text(node))]
    return list(dict.fromkeys(node.value for node in texts))


def _is_tagged_text(node: Scalar) -> bool:
    return node.tag is not None and node.tag.text == "!!str"


def _settles(source: Source, relint: fixer.Lint, unsafe: bool) -> Iterator[str]:
    first = fixer.fix(source, relint, unsafe=unsafe)
    if first.faults:
        yield f"law 4: {first.faults}"
    if first.applied and not _loads(first.report.source.text):
        yield f"law 5: conda's reader refuses what {[each.rule for each in first.applied]} wrote"
    second = fixer.fix(first.report.source, relint, unsafe=unsafe)
    if second.report.source.text != first.report.source.text:
        yield "law 4: a second run changes the file again"
    if not first.applied and first.report.source.text != source.text:
        yield "law 3: the file was changed though no fix was applied"
    if first.report.source.encode(first.report.source.text)[: len(source.bom)] != source.bom:
        yield "law 3: the byte-order mark was lost"


_loads = lru_cache(1)(yaml.loads)  # safe fixes and all of them often come to the same


def _one_fault(report: engine.Report) -> Iterator[str]:
    by_item: dict[Span, set[str]] = {}
    for each in report.diagnostics:
        if each.item:
            by_item.setdefault(each.item, set()).add(each.rule)
    for item, rules in by_item.items():
        sides = Counter(SIDES[rule] for rule in rules)
        if sides and max(sides.values()) > 1:
            text = report.source.text[item.start : item.end]
            yield f"law 10: {sorted(rules)} speak of one item: {text!r}"
