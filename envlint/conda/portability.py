"""Specs that conda, mamba and pixi do not read alike.

Source: run with conda 26.7, libmamba 2.8.1 and rattler 0.28 (lenient, as pixi reads environment files).
`name=version=build`, exact in conda and fuzzy in libmamba, is so common that it is not named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.conda.match_spec import MatchSpec, is_common, parse, parse_tersely
from envlint.conda.version import InvalidVersion, Version
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import Clause, Group, compatible_family
from envlint.patterns import lazy
from envlint.source import Part, Span
from envlint.values import NamedTuple

MAMBA = ("mamba",)
PIXI = ("pixi",)
BOTH = ("mamba", "pixi")

_HASHES = {"md5": 32, "sha256": 64}
_HEX = lazy(r"[0-9a-fA-F]+")
_EMPTY_BRACKETS = lazy(r"\[\s*\]")
_STARRED = lazy(r"={1,2}[^*,|]*[^.*,|=\s]\*(?![^,|])")
_SPACE_BEFORE_JOIN = lazy(r"(?<=[^\s,|])\s+[,|]")


class Difference(NamedTuple):
    """What some client refuses or reads otherwise than conda.

    `targets` are these clients; conda stands there alone where it is the one that fails. `suggestion` is the whole
    spec in a form that means to every client what this one means to conda, or None.
    """

    targets: tuple[str, ...]
    message: str
    span: Span
    suggestion: str | None = None


def differences(spec: MatchSpec) -> tuple[Difference, ...]:
    """What the other clients refuse or read otherwise; nothing for what conda itself refuses."""
    found = sorted(_found(spec), key=lambda difference: difference.span)
    if not found:
        return ()
    suggestion = _suggestion(spec)
    return tuple(difference._replace(suggestion=suggestion) for difference in found)


def is_portable(spec: MatchSpec) -> bool:
    """Whether `differences` finds nothing."""
    return not any(True for _ in _found(spec))


def meaning(spec: MatchSpec) -> object:
    """What the spec asks of conda, free of its spelling: equal for two specs that conda resolves alike."""
    versions = spec.versions
    return (
        spec.name_key,
        spec.channel and spec.channel.text,
        spec.subdir and spec.subdir.text,
        _meaning(versions.tree) if versions else None,
        spec.build_key,
        tuple(
            sorted(
                (key.text, value.text)
                for key, value in spec.brackets
                if key.text not in ("version", "build", "channel", "subdir")
            )
        ),
    )


def _meaning(node: Clause | Group) -> object:
    if isinstance(node, Group):
        return node.operator, tuple(map(_meaning, node.items))
    return (node.operator, node.version) if node.version else node.text


def means(text: str, spec: MatchSpec) -> bool:
    """Whether a text asks of conda what a spec does."""
    return meaning(parse(text)) == meaning(spec)


def _found(spec: MatchSpec) -> Iterator[Difference]:
    if spec.error is not None or spec.kind != "package" or is_common(spec.text):
        return
    yield from _in_name(spec)
    yield from _in_brackets(spec)
    if spec.version is not None:
        yield from _in_spacing(spec, spec.version)
        yield from _in_operator(spec, spec.version)
        yield from _in_clauses(spec)
        yield from _in_precedence(spec, spec.version)


def _in_name(spec: MatchSpec) -> Iterator[Difference]:
    if spec.name is not None and "*" in spec.name_key:
        yield Difference(PIXI, "pixi does not take patterns for package names", spec.name.span)
    channel = spec.channel
    if channel is not None and ("\\" in channel.text or channel.text.endswith(":") or "::" in channel.text):
        yield Difference(PIXI, f"pixi does not take {channel.text} for a channel", channel.span)


def _in_brackets(spec: MatchSpec) -> Iterator[Difference]:
    empty = _EMPTY_BRACKETS.search(spec.text)
    if empty and (spec.text[empty.end() :].strip() or len(empty[0]) > 2):
        after = spec.text[empty.end() :].strip()
        what = "pixi refuses these empty brackets" + (", mamba takes them for part of the name" if after else "")
        yield Difference(BOTH if after else PIXI, what, Span(*empty.span()))
    for before, pair in zip(spec.brackets, spec.brackets[1:], strict=False):
        gap = spec.text[before.value.span.end : pair.key.span.start].strip("\"'")
        if "," not in gap:
            start = before.value.span.end
            yield Difference(
                BOTH, "mamba and pixi want a comma between two keys in brackets", Span(start, pair.key.span.start)
            )
    for key, value in spec.brackets:
        digits = _HASHES.get(key.text)
        if digits and not (len(value.text) == digits and _HEX.fullmatch(value.text)):
            yield Difference(PIXI, f"pixi wants all {digits} hexadecimal digits of {key.text}", value.span)
        if value.text.startswith("=") and spec.text[value.span.start - 1] == "=":
            yield Difference(MAMBA, "mamba refuses == without quotes in brackets", value.span)
        if re.search(r"[\[\]]", value.text):
            yield Difference(MAMBA, "mamba refuses brackets inside brackets", value.span)


def _in_spacing(spec: MatchSpec, version: Part) -> Iterator[Difference]:
    bracketed = spec.bracket("version") is not None
    space = None if bracketed else _SPACE_BEFORE_JOIN.search(version.text)
    if space:
        start = version.span.start
        yield Difference(
            MAMBA,
            f"mamba reads what follows the space as a build: no space before `{space[0][-1]}`",
            Span(start + space.start(), start + space.end()),
        )
    build = spec.build
    if build is None or bracketed or spec.bracket("build") is not None:
        return
    gap = spec.text[version.span.end : build.span.start]
    if "=" in gap and gap != "=":
        span = Span(version.span.end, build.span.start)
        yield Difference(PIXI, f"pixi reads the = as part of the build: '={gap.partition('=')[2]}{build.text}'", span)
    elif re.match(r"=[^=]", version.text) and gap.isspace():
        span = Span(version.span.start, build.span.end)
        yield Difference(MAMBA, f"mamba looks for a build `{spec.text[span.start + 1 : span.end]}`", span)


def _in_operator(spec: MatchSpec, version: Part) -> Iterator[Difference]:
    operator = re.match(r"={3,}", version.text)
    if operator:
        start = version.span.start
        yield Difference(
            BOTH, f"mamba and pixi do not know the operator {operator[0]}", Span(start, start + operator.end())
        )
    elif star := _starred(spec, version):
        span = Span(version.span.start, version.span.start + len(star))
        yield Difference(MAMBA, f"mamba finds nothing for {star}: it wants a dot before the star", span)
    elif spec.build is not None and spec.bracket("build") is None and re.fullmatch(r"==[^,|]*\.\*", version.text):
        yield Difference(PIXI, f"pixi ignores the star of {version.text} before a build", version.span)
    if version.text.endswith(".") and version.text.startswith("="):
        end = version.span.end
        yield Difference(PIXI, "pixi reads the dot at the end as a build", Span(end - 1, end))


def _starred(spec: MatchSpec, version: Part) -> str:
    """A first clause such as `==1.2*` that conda reads as a family, once it has taken the signs away; "" for any other.
    Where it leaves them, as in `=1.2*,<2`, it finds as little as mamba does."""
    star = _STARRED.match(version.text)
    reads_family = spec.bracket("version") is None and not (spec.version_read or "").startswith("=")
    return star[0] if star and reads_family else ""


def _in_clauses(spec: MatchSpec) -> Iterator[Difference]:
    for clause in spec.clauses():
        if clause.kind == "regex":
            yield Difference(BOTH, "mamba and pixi do not take regular expressions for versions", clause.span)
        elif clause.kind == "glob":
            yield Difference(PIXI, "pixi takes a star only at the end of a version", clause.span)
            written = spec.text[clause.span.start : clause.span.end]
            if written.startswith("=") and clause.text.endswith("*") and not written.endswith("*"):
                yield Difference(MAMBA, f"mamba does not add a star to {written}", clause.span)
        elif clause.version is not None:
            yield from _in_clause(spec, clause)


def _in_clause(spec: MatchSpec, clause: Clause) -> Iterator[Difference]:
    assert clause.version is not None
    if clause.operator == "~=":
        try:
            compatible_family(clause)
        except InvalidVersion:
            message = f"conda fails when it compares a version with {clause.text}: ~= needs two parts or more"
            yield Difference(("conda",), message, clause.span)
    if "*" in clause.version.text and clause.text != ">=*":
        targets = BOTH if clause.text.endswith(".*") else PIXI
        message = f"conda compares the star of {clause.text} as it stands, {' and '.join(targets)} as a pattern"
        yield Difference(targets, message, clause.span)
    elif clause.kind == "range" and clause.text.endswith(".*"):
        message = f"conda ignores the star of {clause.text}, and other clients do not"
        yield Difference(BOTH if clause.operator == ">" else MAMBA, message, clause.span)
    if clause.operator == "=" and clause.version.local:
        yield Difference(PIXI, f"pixi finds later versions for {clause.text}, too", clause.span)
    if spec.text[clause.span.start].isupper():
        yield Difference(MAMBA, "mamba refuses a version that starts with an upper-case letter", clause.span)


def _in_precedence(spec: MatchSpec, version: Part) -> Iterator[Difference]:
    """mamba lets `|` bind before `,`. Named only where that lets other versions through."""
    read = spec.version_read or ""
    if "," not in read or "|" not in read or "(" in read or "^" in read:
        return
    conda = parse_version_spec(read)
    mamba = parse_version_spec(",".join(f"({part})" for part in read.split(",")))
    for clause in conda.clauses():
        if clause.version is None:
            continue
        for ending in ("", ".1", ".dev0"):
            try:
                if conda.matches(clause.version.text + ending) == mamba.matches(clause.version.text + ending):
                    continue
            except InvalidVersion:
                continue
            yield Difference(MAMBA, "mamba lets | bind before the comma, conda the comma before |", version.span)
            return


def _suggestion(spec: MatchSpec) -> str | None:
    """The spec in its plainest form, if that means the same to conda and is read alike by all."""
    text = _plain_form(spec)
    if text is None or text == spec.text:
        return None
    from envlint.conda.losses import is_lossy

    plain = parse_tersely(text)
    if plain.error is not None or not is_portable(plain) or is_lossy(plain):
        return None
    if meaning(plain) == meaning(spec) or any(d.targets == ("conda",) for d in _found(spec)):
        return text
    return None


def _plain_form(spec: MatchSpec) -> str | None:
    if spec.name is None:
        return None
    text = spec.text[: spec.name.span.end]
    if spec.version is not None and spec.bracket("version") is None:
        versions = spec.versions
        version = _plain_version(versions.tree, spec.build is not None) if versions else None
        if version is None:
            return None
        spaced = spec.text[spec.name.span.end] == " " or version[0] not in "=<>!~" or spec.build is not None
        text += (" " if spaced else "") + version
    if spec.build is not None and spec.bracket("build") is None:
        text += f" {spec.build.text}"
    if spec.brackets:
        text += "[" + ",".join(f'{key.text}="{value.text}"' for key, value in spec.brackets) + "]"
    return text


def _plain_version(node: Clause | Group, has_build: bool) -> str | None:
    if isinstance(node, Group):
        items = [_plain_version(item, has_build) for item in node.items]
        if any(item is None or isinstance(part, Group) for item, part in zip(items, node.items, strict=True)):
            return None
        return node.operator.join(item for item in items if item is not None)
    if node.version is None:
        return "*" if node.kind == "any" else None
    version = node.version.text
    if "*" in version:
        return None
    match node.operator:
        case "=":
            return f"{version}.*" if has_build else f"={version}"
        case "!=*":
            return f"!={version}.*"
        case "~=" if not _has_family(node.version):
            return f">={version}"
    return node.operator + version


def _has_family(version: Version) -> bool:
    return "." in version.text
