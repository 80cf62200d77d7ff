"""What an author may have meant by a line that pip refuses or reads in part.

Imported only when there is such a line. A repair counts if pip reads the changed line without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envlint.patterns import lazy
from envlint.pypi.line import OPTION, REQUIREMENT, LineError, PipLine
from envlint.pypi.option import PER_REQUIREMENT
from envlint.source import Span
from envlint.values import NamedTuple

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:[ \t]*\[[^\]]*\])?"
_CONDITION = r"(?:===|[=!~<>]=|[<>])[ \t]*[A-Za-z0-9][A-Za-z0-9.*+!_-]*"
_CONDITIONS = lazy(_CONDITION)


class _Repair(NamedTuple):
    """A pattern; what a match means (None: keep the parser's message); what to write instead."""

    pattern: re.Pattern[str]
    message: str | None
    rewrite: Callable[[re.Match[str]], str | None]
    group: int = 0  # which part of the match is at fault


def _comma(match: re.Match[str]) -> str:
    return match[1] + ",".join(_CONDITIONS.findall(match[2]))


def _slashes(match: re.Match[str]) -> str:
    return match[0].replace("\\", "/")


def _quoted_marker(match: re.Match[str]) -> str:
    words = re.compile(r"((?:[=!~<>]=?=?|\bin\b)[ \t]*)(?!and\b|or\b)([A-Za-z0-9_.]+)")
    return match[1] + words.sub(r'\1"\2"', match[2])


def _egg_extras(match: re.Match[str]) -> str:
    rest = match[3].lstrip("&")
    return f"{match[2]} @ {match[1]}{'#' + rest if rest else ''}"


def _rule(
    pattern: str, message: str | None, rewrite: str | Callable[[re.Match[str]], str | None], group: int = 0
) -> _Repair:
    if isinstance(rewrite, str):
        template = rewrite
        return _Repair(lazy(pattern), message, lambda match: match.expand(template), group)
    return _Repair(lazy(pattern), message, rewrite, group)


# In this order; each is tried on the whole line, and the first whose line pip reads is taken.
_REPAIRS = (
    _rule(
        r"((?:[!%][ \t]*)?(?:python[0-9.]*[ \t]+-m[ \t]+)?pip[0-9.]*[ \t]+install[ \t]+)(.+)",
        "this is a command, but each item of the pip list is a requirement",
        r"\2",
        1,
    ),
    _rule(
        r"((?:--upgrade|-U)[ \t]+)(.+)",
        "pip does not take `{fault}` in a requirements file; conda runs pip with `-U` anyway",
        r"\2",
        1,
    ),
    _rule(
        r"(.+?)([ \t]+(?:--upgrade|-U))",
        "pip does not take `{fault}` in a requirements file; conda runs pip with `-U` anyway",
        r"\1",
        2,
    ),
    _rule(r"([-*\u2013\u2014][ \t]+)(.+)", None, r"\2", 1),
    _rule(r"(?:-[rcef]|--requirement|--constraint|--editable|--find-links)\b[^'\"]*", None, _slashes),
    _rule(r"(['\"])(.+)\1", "the quotes are part of the line, and pip refuses them", r"\2"),
    _rule(
        r".*?([\u00a0\u2000-\u200b\u202f\u3000\ufeff]+).*",
        "this blank is no plain space, and pip refuses it",
        lambda match: re.sub(r"[\u00a0\u2000-\u200a\u202f\u3000]", " ", re.sub(r"[\u200b\ufeff]", "", match[0])),
        1,
    ),
    _rule(rf"({_NAME})[ \t]*(={{1,2}}[ \t]*\*)", "pip knows no version `*`: leave it out for any version", r"\1", 2),
    _rule(
        rf"({_NAME}[ \t]*)(=)(?![=<>!~])(.*)",
        "a single `=` is conda's: pip wants `==`",
        r"\1==\3",
        2,
    ),
    _rule(
        r"([^;]*?)(=([<>]))(?!=)(.*)",
        "pip wants `{fault}` the other way round",
        r"\1\3=\4",
        2,
    ),
    _rule(
        rf"({_NAME}[ \t]*)({_CONDITION}(?:[ \t]*,?[ \t]*{_CONDITION})+)",
        "a comma is missing between the versions",
        _comma,
        2,
    ),
    _rule(
        rf"({_NAME})[ \t]+(v?[0-9][A-Za-z0-9.*+!]*)",
        "an operator is missing between project and version",
        r"\1==\2",
        2,
    ),
    _rule(
        rf"({_NAME})[ \t]*\([ \t]*(v?[0-9][A-Za-z0-9.*+!]*)[ \t]*\)",
        "an operator is missing between project and version",
        r"\1==\2",
        2,
    ),
    _rule(
        rf"({_NAME})[ \t]*@[ \t]*(v?[0-9][A-Za-z0-9.*+!]*)",
        "after `@` pip wants a URL; a version follows `==`",
        r"\1==\2",
        2,
    ),
    _rule(rf"({_NAME}[^/]*?[^,.;:\s])[ \t]*([,.;:]+)", "pip refuses `{fault}` at the end of the line", r"\1", 2),
    _rule(
        rf"({_NAME}[ \t]*)((?:{_CONDITION})(?:[ \t]*,[ \t]*{_CONDITION})*)[ \t]*(\[[^\]]*\])",
        "the extras belong before the version",
        lambda match: match[1].rstrip() + match[3] + match[2],
        3,
    ),
    _rule(rf"({_NAME}[^#/]*?)(#.*)", "pip takes a `#` for a comment only after a blank", r"\1 \2", 2),
    _rule(
        rf"({_NAME}[ \t]*(?:[^;]*,)?[ \t]*(?:>=|<)[ \t]*[0-9][0-9.]*?)(\.\*)(.*)",
        "only `==` and `!=` take `.*`",
        r"\1\3",
        2,
    ),
    _rule(
        rf"({_NAME}[ \t]*(?:[^;]*,)?[ \t]*)(~=[ \t]*[0-9]+)((?![0-9.]).*)",
        "`~=` needs two parts of a version at least",
        r"\1\2.0\3",
        2,
    ),
    _rule(
        rf"{_NAME}[^\\]*?[ \t](\\)[ \t].*",
        "pip joins lines at a backslash that ends one: within a line it refuses it",
        lambda match: re.sub(r"[ \t]\\(?=[ \t])", "", match[0]),
        1,
    ),
    _rule(r"([^;]*;)(.*)", "text in a condition stands in quotes", _quoted_marker, 2),
    _rule(
        r"(?:git\+)?(?:ssh://)?(git@[A-Za-z0-9.-]+):([^:\s]+)",
        "pip wants the URL of a repository as `git+ssh://…`",
        r"git+ssh://\1/\2",
    ),
    _rule(r"([a-z]+\+[^#\s]+)#egg=([A-Za-z0-9._-]+\[[^\]]*\])(.*)", None, _egg_extras),
)


def repaired(line: PipLine, error: LineError, content: Span, read: Callable[[str], PipLine]) -> LineError:
    """`error` with the line, or lines, that were meant, and with a plainer message where one is known."""
    text = line.text[content.start : content.end]
    for repair in _REPAIRS:
        match = repair.pattern.fullmatch(text)
        rewritten = repair.rewrite(match) if match else None
        if match is None or rewritten is None or rewritten == text:
            continue
        whole = line.text[: content.start] + rewritten + line.text[content.end :]
        again = read(whole)
        if again.error:
            if again.error.suggestion is None:
                continue
            whole = again.error.suggestion
        if repair.message is None:
            return error._replace(suggestion=whole)
        fault = Span(*match.span(repair.group)).shift(content.start)
        message = repair.message.replace("{fault}", match[repair.group].strip())
        return error._replace(message=message, span=fault, suggestion=whole)
    return error._replace(split=_lines(line, error, text, read))


def _lines(line: PipLine, error: LineError, text: str, read: Callable[[str], PipLine]) -> tuple[str, ...]:
    """The lines that a line should have been: options on their own, glued projects apart."""
    if not error.fails and line.options:
        return _options_apart(line, error)
    pieces = re.split(r"[,\s]+", text)
    if not 1 < len(pieces) <= 50 or line.kind == OPTION:
        return ()
    lines = [read(piece) for piece in pieces]
    apart = all(piece.kind == REQUIREMENT and not piece.error and piece.text[0].isalpha() for piece in lines)
    return tuple(pieces) if apart else ()


def _options_apart(line: PipLine, error: LineError) -> tuple[str, ...]:
    own = [option for option in line.options if option.flag in PER_REQUIREMENT]
    others = [option for option in line.options if option.flag not in PER_REQUIREMENT]
    words = sum(1 + (option.value is not None) for option in line.options)
    if line.kind == OPTION or own or not others or not line.text:
        return _one_option_each(line, words) if line.kind == OPTION and not own else ()
    first = min(option.span.start for option in others)
    head = line.text[:first].strip()
    if not head:
        return _one_option_each(line, words)
    if len(line.text[first:].split(" #")[0].split()) != words:
        return ()
    return (*(line.text[slice(*option.span)] for option in others), head)


def _one_option_each(line: PipLine, words: int) -> tuple[str, ...]:
    if len(line.options) < 2 or len(line.text.split(" #")[0].split()) != words:
        return ()
    return tuple(line.text[slice(*option.span)] for option in line.options)
