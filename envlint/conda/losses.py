"""Specs that conda accepts and then does not take at their word.

Source: conda 26.7 with its default solver. conda says nothing about any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from envlint.conda.brackets import FIELDS
from envlint.conda.match_spec import MatchSpec, is_common
from envlint.conda.reader import Note, Reader
from envlint.conda.version import show
from envlint.patterns import lazy
from envlint.source import Span
from envlint.values import NamedTuple

_NAME = lazy(r"[A-Za-z0-9_.-]+")
_WORD = lazy(r"-+|[A-Za-z][A-Za-z-]*|[A-Za-z][\w-]*[A-Za-z][\w-]*")
_CONSTRAINT = lazy(r"[\s=<>!~0-9][\s\w=<>!~.*+,|-]*")
_EXTRAS = lazy(r"[A-Za-z][\w.,\s-]*")
_TAGGED = lazy(r"([<>])=?\s*(v)(?=[0-9])", re.IGNORECASE)


_KEYS = {
    "name": "conda drops a name in brackets: the one before them counts",
    "when": "conda's default solver drops the condition and always installs the package",
    "extras": "conda takes extras in, but installs nothing for them",
    "flags": "conda's default solver does not select by flags",
}
_CHANNEL = lazy(r"(?!pip$)[A-Za-z][\w./-]*")


class Loss(NamedTuple):
    """What conda drops or misreads. `suggestion` is the whole spec as it was probably meant, or None.

    `kind`: one of the reader's notes (`comment`, `parentheses`, `namespace`, `dangling`, …), or `extras`,
    `version key`, `empty`, `feature`, `operator`, `stars`, `tag`, `words`, `forgotten`.
    """

    message: str
    span: Span
    suggestion: str | None = None
    kind: str = ""


def losses(spec: MatchSpec) -> tuple[Loss, ...]:
    """Everything in a spec that conda accepts and silently drops or takes for something else."""
    if spec.error is not None or is_common(spec.text):
        return ()
    return tuple(loss._replace(suggestion=_sound(spec, loss.suggestion)) for loss in _unverified(spec))


def is_lossy(spec: MatchSpec) -> bool:
    """Whether `losses` finds something."""
    return spec.error is None and is_common(spec.text) is None and bool(_unverified(spec))


@lru_cache(1024)  # several rules ask
def _unverified(spec: MatchSpec) -> tuple[Loss, ...]:
    return tuple(sorted(_found(spec), key=lambda loss: loss.span))


def _found(spec: MatchSpec) -> Iterator[Loss]:
    """The losses, with suggestions not yet verified."""
    if not spec.text.strip():
        yield Loss("the spec is empty: to conda it asks for any package at all", Span(0, len(spec.text)), kind="empty")
    elif spec.kind == "feature":
        end = len(spec.text)
        yield Loss(
            "conda reads a final @ as the request for a feature, not a package", Span(end - 1, end), kind="feature"
        )
    else:
        reader = Reader(spec.text)
        reader.read()
        for note in reader.notes:
            if not any(note != other and _covers(other.span, note.span) for other in reader.notes):
                yield from _of_kind(note.kind, _passed_over(spec, note))
        if _is_misread(spec):
            yield from _of_kind("operator", _misread_operator(spec))
        else:
            yield from _of_kind("stars", _misread_stars(spec))
            yield from _of_kind("tag", _misread_tags(spec))
        yield from _of_kind("words", _misread_words(spec))
        yield from _of_kind("forgotten", _forgotten(spec))


def _of_kind(kind: str, found: Iterable[Loss]) -> Iterator[Loss]:
    return (loss if loss.kind else loss._replace(kind=kind) for loss in found)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _passed_over(spec: MatchSpec, note: Note) -> Iterator[Loss]:
    text = spec.text[note.span.start : note.span.end]
    shown = show(text)
    match note.kind:
        case "comment":
            before = spec.text[note.span.start - 1 : note.span.start]
            if before and not before.isspace():
                yield Loss(f"conda drops {shown} as a comment", note.span)
        case "condition":
            yield Loss(f"conda drops the condition {show(text.strip())} and always installs the package", note.span)
        case "brackets":
            yield _brackets(spec, note.span, text)
        case "pair":
            yield Loss(
                f"conda drops {shown}, which is no key=value; a value that holds a comma or a space needs quotes",
                note.span,
                _unbracketed(spec),
            )
        case "repeat":
            yield Loss(f"conda drops {shown}: the last value given for a key counts", note.span)
        case "replaced":
            yield Loss(f"conda drops {shown}: what is in brackets counts", note.span)
        case "key":
            yield Loss(_KEYS.get(text.partition("=")[0], f"conda drops {shown}: it selects no package"), note.span)
        case "parentheses":
            yield _parentheses(spec, note.span, shown)
        case "namespace":
            yield _namespace(spec, note.span, text)
        case "dangling":
            meant = spec.text[: note.span.start]
            yield Loss(f"conda drops {shown} at the end: no version follows it", note.span, meant)
        case "line":
            yield Loss(f"conda drops {show(text.strip() or text)}, which stands after a line break", note.span)


def _parentheses(spec: MatchSpec, span: Span, shown: str) -> Loss:
    before, inside, after = spec.text[: span.start], spec.text[span.start + 1 : span.end - 1], spec.text[span.end :]
    if after.strip() or not _CONSTRAINT.fullmatch(inside.strip()):
        return Loss(f"conda drops {shown} with its parentheses", span)
    left = "" if spec.version else ": any version will do"
    return Loss(f"conda drops {shown} with its parentheses{left}", span, f"{before.strip()} {inside.strip()}")


def _brackets(spec: MatchSpec, span: Span, text: str) -> Loss:
    after = spec.text[span.end :].lstrip("] ")
    if re.match(r"version\s*[=<>!~]", text):
        return Loss(
            f"conda drops {show(text)}: in brackets it reads `key='value'` only",
            span,
            _with_version(spec, text[7:]),
            "version key",
        )
    if after.startswith(":"):
        return Loss(f"conda drops {show(text)}: a platform follows the channel after a slash", span)
    if _EXTRAS.fullmatch(text) and text not in FIELDS:
        return Loss(
            f"conda does not read `[{text.strip()}]` as extras: it ignores it and installs plain `{spec.name_key}`",
            span,
            None,
            "extras",
        )
    return Loss(f"conda drops {show(text)}: in brackets it reads key=value, and quotes must match", span)


def _namespace(spec: MatchSpec, span: Span, text: str) -> Loss:
    if spec.channel:
        return Loss(f"conda drops the namespace {show(text)}", span)
    before, after = spec.text[: span.end - 1], spec.text[span.end :]
    if after[:1].isdigit():
        return Loss(
            f"conda drops {show(text)} and looks for a package called {spec.name_key}", span, f"{before}={after}"
        )
    return Loss(
        f"one colon does not name a channel: conda ignores `{text}` and takes `{spec.name_key}` from any channel",
        span,
        f"{before}::{after}" if _CHANNEL.fullmatch(before) else None,
    )


def _is_misread(spec: MatchSpec) -> bool:
    """Whether the operator is one like `=>`, of which conda drops the leading `=`."""
    if spec.version is None:
        return False
    written = spec.version.text.replace(" ", "")
    return written[0] == "=" and written.lstrip("=")[:1] in ("<", ">", "!", "~")


def _misread_operator(spec: MatchSpec) -> Iterator[Loss]:
    from envlint.conda.repairs import tidy

    assert spec.version is not None
    operator = re.match(r"[=<>!~\s]+", spec.version.text)
    shown = operator[0].rstrip() if operator else spec.version.text
    start = spec.version.span.start
    meant = "".join(spec.version.text.split()).lstrip("=")
    meant = f"{meant[0]}={meant[1:].lstrip('=')}" if meant[0] in "<>!" else ""
    yield Loss(
        f"`{shown}` is no operator: conda reads it as `{spec.version_spec}`"
        + (f" instead of `{meant}`" if meant else ""),
        Span(start, start + len(shown)),
        tidy(spec.text),
    )


def _misread_stars(spec: MatchSpec) -> Iterator[Loss]:
    """Stars beside an operator: conda takes them for letters, or drops them."""
    for clause in spec.clauses():
        if clause.version is None:
            continue
        if "*" in clause.version.text and clause.operator not in (">", ">=", "<"):
            # Beside these three the star sorts before the release, which is as good as meant.
            excluding = clause.operator[0] == "!"
            what = "excludes nothing" if excluding else "is no pattern"
            meant = spec.text[: clause.span.end - 1] + ".*" + spec.text[clause.span.end :] if excluding else None
            yield Loss(f"{clause.text} {what}: conda compares the star as it stands", clause.span, meant)
        elif clause.operator in ("==", "<=", ">") and clause.text.endswith(".*"):
            yield Loss(f"conda drops the star of {clause.text} and reads {clause.text[:-2]}", clause.span)


def _misread_tags(spec: MatchSpec) -> Iterator[Loss]:
    """`>=v1.2`: to conda the v of a tag is a word, and words come before numbers. `=v1.2` may be a version's name."""
    tagged = [(clause, found) for clause in spec.clauses() if (found := _TAGGED.match(spec.text, *clause.span))]
    if not tagged:
        return
    meant = spec.text
    for _, found in reversed(tagged):
        meant = meant[: found.start(2)] + meant[found.end(2) :]
    clause, found = tagged[0]
    version = spec.text[found.start(2) : clause.span.end]
    yield Loss(
        f"conda sorts `{version}` before every version that begins with a digit: "
        f"`{clause.text}` lets {'any' if found[1] == '>' else 'none'} of them through",
        clause.span,
        meant,
    )


def _misread_words(spec: MatchSpec) -> Iterator[Loss]:
    """`numpy scipy` is numpy in the version scipy."""
    version = spec.version
    if version is None or spec.name is None or spec.bracket("version"):
        return
    if version.text[0] not in "=<>!~" and _WORD.fullmatch(version.text) and version.span.start > spec.name.span.end:
        rest = spec.text[version.span.start : spec.build.span.end] if spec.build else version.text
        yield Loss(
            f"conda takes {show(version.text)} for the version of {spec.name_key}: each package needs its own line",
            Span(version.span.start, version.span.start + len(rest)),
        )
    elif spec.build is not None and " " in spec.build.text:
        yield Loss(f"conda takes {show(spec.build.text)} for one build, and no build holds a space", spec.build.span)


def _forgotten(spec: MatchSpec) -> Iterator[Loss]:
    """Clauses after a closing parenthesis without a comma between."""
    versions = spec.versions
    if versions is not None and versions.dropped and spec.version is not None:
        for span in versions.dropped:
            lost = versions.source[span.start : span.end]
            yield Loss(f"conda drops {show(lost)}: nothing joins it to the rest", spec.version.span)


def _unbracketed(spec: MatchSpec) -> str | None:
    """`pkg[version=>=1,<2]` with its version outside."""
    found = re.fullmatch(r"([^\[\]]+)\[version=[\"']?([^\[\]\"']+)[\"']?\]", spec.text)
    return f"{found[1].rstrip()} {found[2]}" if found and _CONSTRAINT.fullmatch(found[2]) else None


def _with_version(spec: MatchSpec, version: str) -> str | None:
    found = re.fullmatch(r"([^\[\]]+)\[[^\[\]]*\]", spec.text)
    return f"{found[1].rstrip()} {version.strip()}" if found and not spec.brackets else None


def _sound(spec: MatchSpec, suggestion: str | None) -> str | None:
    from envlint.conda.repairs import MAX_LENGTH, is_sound, tidy

    if suggestion is None or len(suggestion) > MAX_LENGTH:
        return None
    return next((text for text in (suggestion, tidy(suggestion)) if text != spec.text and is_sound(text)), None)
