"""The options of a requirements file, read as pip reads them: shell words, then optparse."""

from __future__ import annotations

import re

from envlint.patterns import lazy
from envlint.pypi.line import LineError, Option, excerpt
from envlint.source import Part, Span
from envlint.values import NamedTuple

# pip 26.3, all that a requirements file may hold: canonical name → whether it takes a value.
TAKES_VALUE = {
    "--index-url": True,
    "--extra-index-url": True,
    "--no-index": False,
    "--constraint": True,
    "--requirement": True,
    "--editable": True,
    "--find-links": True,
    "--no-binary": True,
    "--only-binary": True,
    "--prefer-binary": False,
    "--require-hashes": False,
    "--no-require-hashes": False,
    "--pre": False,
    "--all-releases": True,
    "--only-final": True,
    "--trusted-host": True,
    "--use-feature": True,
    "--global-option": True,  # until pip 25.2
    "--hash": True,
    "--config-settings": True,
}
# These belong to the requirement of their line and mean nothing without one.
PER_REQUIREMENT = frozenset({"--hash", "--config-settings", "--global-option"})

_SHORT = {
    "-i": "--index-url",
    "-c": "--constraint",
    "-r": "--requirement",
    "-e": "--editable",
    "-f": "--find-links",
    "-C": "--config-settings",
}
_LONG = {name: name for name in TAKES_VALUE} | {"--pypi-url": "--index-url"}
_PATHS = frozenset({"--requirement", "--constraint", "--editable", "--find-links"})
_HASHES = frozenset({"sha256", "sha384", "sha512"})

# A shell word: plain characters, escapes and quoted stretches in any order.
_WORD = lazy(r"""(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+""", re.DOTALL)
_PIECE = lazy(r"""\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)\"""", re.DOTALL)
_SHELL_SPACE = " \t\r\n"


class Word(NamedTuple):
    """A shell word: what it means, and as it is written."""

    value: str
    raw: Part


class Options(NamedTuple):
    """What a stretch of options holds; `stray` are the words that pip drops."""

    options: tuple[Option, ...]
    stray: tuple[Part, ...]
    error: LineError | None


def parse_options(text: str, start: int, end: int) -> Options:
    """Read `text[start:end]` as the options of one line."""
    found: list[Option] = []
    stray: list[Part] = []
    words, error = _words(text, start, end)
    if error:
        return Options((), (), error)
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.value == "--":
            stray += [later.raw for later in words[at:]]
            break
        if len(word.value) < 2 or word.value[0] != "-":
            stray.append(word.raw)
            continue
        flag, written, value = _split(word)
        canonical = _SHORT.get(flag) or _LONG.get(flag) or _abbreviated(flag)
        if canonical is None:
            error = LineError(f"pip does not take {_short(flag)} in a requirements file", written.span, True)
            break
        if not TAKES_VALUE[canonical]:
            if value is not None:
                error = LineError(f"{_short(flag)} takes no value", word.raw.span, True)
                break
        elif value is None:
            if at == len(words):
                error = LineError(f"{_short(flag)} needs a value", written.span, True)
                break
            value = _unquoted(words[at].raw)
            at += 1
        found.append(Option(canonical, written, value))
        if bad := _bad_value(found[-1]):
            error = bad
            if bad.fails:
                break
    return Options(tuple(found), tuple(stray), error)


def _words(text: str, start: int, end: int) -> tuple[list[Word], LineError | None]:
    words: list[Word] = []
    at = start
    while True:
        while at < end and text[at] in _SHELL_SPACE:
            at += 1
        if at == end:
            return words, None
        begin = at
        # Where the pattern knows more space than the shell does, the word goes on behind it.
        while at < end and text[at] not in _SHELL_SPACE:
            match = _WORD.match(text, at, end)
            if match is None and not text[at].isspace():
                what = "quote is not closed" if text[at] in "'\"" else "backslash escapes nothing"
                return [], LineError(f"pip cannot split the options: a {what}", Span(at, end), True)
            at = match.end() if match else at + 1
        raw = text[begin:at]
        words.append(Word(_PIECE.sub(_meaning, raw), Part(raw, Span(begin, at))))


def _meaning(match: re.Match[str]) -> str:
    escaped, single, double = match.groups()
    if double is not None:
        return re.sub(r'\\(["\\])', r"\1", double)
    return str(escaped if escaped is not None else single)


def _split(word: Word) -> tuple[str, Part, Part | None]:
    """The flag as text, the flag as written, and the value that is glued to it."""
    start = word.raw.span.start
    if word.value.startswith("--"):
        flag, equals, _ = word.value.partition("=")
        if not equals:
            return flag, word.raw, None
        cut = word.raw.text.find("=")
        value_at = cut + 1
    else:
        flag = word.value[:2]
        if word.value == flag:
            return flag, word.raw, None
        cut = value_at = 2
    written = Part(word.raw.text[:cut], Span(start, start + cut))
    value = Part(word.raw.text[value_at:], Span(start + value_at, word.raw.span.end))
    return flag, written, _unquoted(value)


def _unquoted(part: Part) -> Part:
    """The inside of a part that is one quoted stretch, else the part."""
    text, span = part
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and not re.search(r"['\"\\]", text[1:-1]):
        return Part(text[1:-1], Span(span.start + 1, span.end - 1))
    return part


def _short(flag: str) -> str:
    return excerpt(flag)


def _abbreviated(flag: str) -> str | None:
    """optparse takes any beginning of a long name that fits one option only."""
    if not flag.startswith("--"):
        return None
    fitting = [name for name in _LONG if name.startswith(flag)]
    return _LONG[fitting[0]] if len(fitting) == 1 else None


def _bad_value(option: Option) -> LineError | None:
    if option.value is None:
        return None
    value, span = option.value
    if option.flag == "--hash":
        algorithm, colon, _ = value.partition(":")
        if not colon or algorithm not in _HASHES:
            return LineError("`--hash` needs an algorithm and a digest, such as `sha256:…`", span, True)
    elif option.flag == "--config-settings" and "=" not in value:
        return LineError("`--config-settings` needs KEY=VALUE", span, True)
    elif option.flag in _PATHS and "\\" in value:
        return LineError("pip takes a backslash for an escape and drops it: write `/`", span, False)
    elif option.flag in ("--no-binary", "--only-binary") and value.startswith("-"):
        return LineError(f"`{option.flag}` needs the names of projects, `:all:` or `:none:`", span, True)
    return None
