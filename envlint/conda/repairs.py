"""What a refused spec was meant to be: the reason in the words of its author, and the one plausible reading.

Imported only where a spec is refused or misread. A suggestion is verified: conda reads it without an error or a
loss, and no client reads it differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.patterns import lazy
from envlint.source import Span

# Nobody wrote a longer spec by hand, and what follows is not made for generated ones.
MAX_LENGTH = 300

_INVISIBLE = lazy("[\u00ad\u200b-\u200d\u2060\ufeff]")
_HEAD = lazy(r"(?:[^\s:\[\]()]+::)?[A-Za-z0-9_][\w.-]*")
_NUMBER = r"[0-9][\w.*+!]*"

# Spellings with one meaning, in the order they are put right; each works on what follows the name.
_REWRITES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"([\"'])({_NUMBER})\1", r"\2"),
        (r"\s*(?:&&|\band\b)\s*(?=[=<>!~])", ","),
        (r"\s*\|\|\s*", "|"),
        (r"([=<>!~])\s+(?=[=<>]\s*[0-9])", r"\1"),
        (r"(?<![=<>!~])(?:>==|=>=?)(?=\s*[0-9])", ">="),
        (r"(?<![=<>!~])(?:<==|=<=?)(?=\s*[0-9])", "<="),
        (r"(?<![=<>!~])(?:<>|=!=?|!==)(?=\s*[0-9])", "!="),
        (r"(?<![=<>!~])(?:~>|=~|~==)(?=\s*[0-9])", "~="),
        (r"(?<![=<>!~])===(?=\s*[0-9])", "=="),
        (rf"((?:[<>]=?|!=|~=)\s*{_NUMBER})\s*(?=[<>!~]=?\s*[0-9])", r"\1,"),
        (r"([0-9])\.+(?=[,|\s]|$)", r"\1"),
        (r"\.\.+(?=[0-9])", "."),
        (r"\s*,[\s,]*", ","),
        (r"\s*\|\s*", "|"),
        (r"([=<>!~])\s+(?=[0-9])", r"\1"),
        (r"[,;|\s]+$", ""),
        (r"^[,\s]+(?=[=<>!~])", " "),
    )
)
_CARET = lazy(r"\s*@?=?\^([1-9][0-9]*)((?:\.[0-9]+)*)")
_CHANNELS = ("anaconda", "bioconda", "conda-forge", "defaults", "nvidia", "pytorch")

_PIP = "it is written for pip, and belongs in the pip section"
_TWO = "these are two packages: each needs its own line"
_EXPLANATIONS = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"\{\{|\{%|<%", "this is a template that was never filled in"),
        (r"\$\{?\w+\}?", "conda does not expand variables in a package spec"),
        (r"<pip>", "this package was installed by pip: it belongs in the pip section"),
        (r"^\s*(?:-[a-zA-Z]\s.*|--[a-z][a-z-]+.*)", _PIP),
        (r"\b(?:git|hg|svn|bzr)\+\S*|\s@\s+\S+|^\s*\w+://(?:(?!::)\S)+$", _PIP),
        (
            r"^\s*(?:\.{0,2}[/\\]|[A-Za-z]:[/\\])\S*$|^\s*\.$",
            "this is a path, and the only files conda reads here are packages",
        ),
        (r"\s--?[a-z][a-z-]+\b", "an option of pip has no place in a package spec"),
        (r";\s*(?:python|sys|os|platform|implementation|extra)\w*", "conda does not know pip's environment markers"),
        (r";\s*if\b", "conda does not know conditions in a package spec"),
        (r"\[\s*(?:extras|flags|track_features)\s*=\s*\[", "conda's default solver reads no lists in brackets"),
        (r"\[[^\[\]]*\[", "conda reads no brackets inside brackets"),
        (r"\]\[", "a spec has one pair of square brackets at most"),
        (r"\[(?=[^\[\]]*$)", "the square bracket is never closed"),
        (r"(?:,|(?<=[\w*]))\s+(?!and\b)[A-Za-z][\w.-]*\s*[=<>!~]=?\s*[0-9]\S*", _TWO),
        (r"^[\w.-]+\s*,\s*[A-Za-z][\w.-]*$", _TWO),
        (rf"(?:[<>]=?|!=|~=)\s*{_NUMBER}\s*(?=[<>!~]=?\s*[0-9])", "a comma is missing after this condition"),
        (r"\^(?=[0-9])", "conda does not know the operator `^`"),
    )
)


def explained(text: str, message: str, span: Span) -> tuple[str, Span]:
    """Message and span of a refusal, with what conda stumbled over traded for what is wrong where that is known."""
    if len(text) > MAX_LENGTH:
        return message, span
    for pattern, reason in _EXPLANATIONS:
        found = pattern.search(text)
        if found:
            inner = found[0].strip(" ,;")
            start = text.index(inner, found.start())
            return reason, Span(start, start + len(inner))
    return message, span


def suggestion(text: str) -> str | None:
    """The whole spec rewritten to the one plausible reading, or None."""
    for candidate in _candidates(text):
        if candidate != text and is_sound(candidate):
            return candidate
    return None


def is_sound(text: str) -> bool:
    """Whether conda reads this spec whole, with versions that start with a digit, and other clients alike."""
    from envlint.conda.losses import is_lossy
    from envlint.conda.match_spec import parse_tersely
    from envlint.conda.portability import is_portable

    spec = parse_tersely(text)
    if spec.error is not None or spec.kind != "package" or is_lossy(spec) or not is_portable(spec):
        return False
    return all(clause.text.lstrip("=<>!~")[:1] in "0123456789*" for clause in spec.clauses())


def tidy(text: str) -> str:
    """The spec without stray characters and with operators as conda spells them; perhaps still no valid one."""
    if len(text) > MAX_LENGTH:
        return text
    text = _INVISIBLE.sub("", text)
    text = re.sub(r"\s", " ", text).strip()
    text = re.sub(r"^([\"'`])(.*)\1$", r"\2", text).strip()
    text = re.sub(r"^-\s+", "", text)
    text = re.sub(r"::\s+", "::", text)
    head = _HEAD.match(text)
    if head is None or "[" in text:
        return text
    tail = text[head.end() :]
    for pattern, replacement in _REWRITES:
        tail = pattern.sub(replacement, tail)
    return head[0] + tail


def _candidates(text: str) -> Iterator[str]:
    tidied = tidy(text)
    if len(tidied) > MAX_LENGTH:
        return
    yield tidied
    head = _HEAD.match(tidied)
    if head is None:
        return
    caret = _CARET.fullmatch(tidied, head.end())
    if caret:
        yield f"{head[0]}>={caret[1]}{caret[2]},<{int(caret[1]) + 1}"
    channel, slash, rest = tidied.partition("/")
    if slash and channel in _CHANNELS:
        yield f"{channel}::{rest}"
    if "[build_string=" in tidied:
        yield tidied.replace("[build_string=", "[build=")
