"""The laws over `.condarc` files: those of all files, and what conda's reader makes of each fix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import TaggedScalar

from envlint import document
from envlint.condarc import Condarc
from envlint.diagnostic import Diagnostic, apply_edits
from envlint.source import Source
from tests import laws


def broken_laws(source: Source) -> list[str]:
    """Every law from 1 to 6, and 10, that a source breaks."""
    broken = laws.broken_laws(source)
    for each in laws.lint(source).diagnostics:
        broken += _one_fix(source, each)
    return broken


def _one_fix(source: Source, diagnostic: Diagnostic) -> Iterator[str]:
    """Law 5, in the eyes of conda's reader: what no edit touches keeps value, place and flags."""
    if diagnostic.fix is None or not document.loads(source.text):
        return
    edits = diagnostic.fix.edits
    before = Condarc(document.parse(source))
    touched = {
        key.key
        for key in before.keys
        if any(
            edit.start <= key.entry.span.end and key.entry.span.start <= edit.end
            for edit in edits
            if edit.end > edit.start
        )
        or any(edit.start == edit.end == key.span.start == key.span.end for edit in edits)
    }
    old, new = _read(source.text), _read(apply_edits(source.text, edits))
    kept = [name for name in old if name not in touched]
    if kept != [name for name in new if name in kept]:
        yield f"law 5: {diagnostic.rule} moves or drops keys: {list(old)} → {list(new)}"
    for name in kept:
        if _plain(old[name]) != _plain(new.get(name)):
            yield f"law 5: {diagnostic.rule} changes `{name}`: {old[name]} → {new.get(name)}"
    if _flags(old) != _flags(new):
        yield f"law 5: {diagnostic.rule} changes conda's flags"


def _read(text: str) -> Any:
    """The file as conda's reader gives it, comments and all."""
    return YAML(typ="rt", pure=True).load(text) or {}


def _plain(value: Any) -> Any:
    """A value that is equal where it reads the same: ruamel's tagged scalars are never equal."""
    if isinstance(value, TaggedScalar):
        return str(value.tag), value.value
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _flags(mapping: Any) -> list[str]:
    """The comments of the mapping where conda looks for flags, keys renamed or not."""
    comments = getattr(mapping, "ca", None)
    found = [str(each[2].value).strip() for each in comments.items.values() if each[2]] if comments else []
    return [each for each in found if each.strip("!#") in ("final", "top", "bottom")]
