"""Passwords and tokens: which variables hold one, and texts without them.

Tokens that can be told by their own looks, and passwords in URLs, are conda/channel.py's `secrets_in`. Where YAML says
what belongs to a name, hidden.py knows more than can be seen here by the text alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise

from envlint.conda.channel import TOKEN_HEADS, find_secret, secrets_in
from envlint.patterns import holds_any, lazy
from envlint.source import Span, line_starts

# The last words of a name that stands for a secret: of `HF_TOKEN`, not of `TOKENIZERS_PARALLELISM`.
_PASSWORD = lazy(
    r"(?:\w*_)?[A-Z]*(?:PASSWORD|PASSWD|PASSPHRASE)|SSHPASS|\w+_PWD"
    r"|(?:\w*_)?(?:ADMIN|DB|FTP|LDAP|MAIL|MONGO|MYSQL|PG|POSTGRES|PROXY|REDIS|SMTP|USER)_PASS",
    re.IGNORECASE,
)
_TOKEN = lazy(
    r"(?:\w*_)?(?:[A-Z]*(?:SECRET|TOKEN|APIKEY)"
    r"|(?:ACCESS|ACCOUNT|API|AUTH|CLIENT|DEPLOY|ENCRYPTION|PRIVATE|SECRET|SIGNING|STORAGE)_KEY)",
    re.IGNORECASE,
)

# What stands for a value that is elsewhere: a variable, a placeholder, a path or a URL.
_ELSEWHERE = lazy(
    r"\$\{?\w|\$\(|%\w+%|\{\{|<[^>]*>|\.\.\.|…|\*\*\*"
    r"|^(?:~|\.{1,2})?[/\\]|^[A-Za-z]:[/\\]|^[A-Za-z][A-Za-z0-9+.-]*://"
)
# The same where it is all there is: `pa$$word` may be a password, and `/k3y=` may be one.
_NOTHING_ELSE = lazy(
    r"\$\{?\w+\}?|\$\([^()\s]*\)|%\w+%|\{\{[^{}\r\n]*\}\}|<[^<>\s]*>|\.\.\.|…|\*\*\*"
    r"|(?:~|\.{1,2}|[A-Za-z]:)?(?:[/\\][\w.-]+){2,}|(?:~|\.{1,2}|[A-Za-z]:)[/\\][\w.-]+|[A-Za-z][A-Za-z0-9+.-]*://\S*"
)
_PLACEHOLDER = lazy(
    r"(.)\1*|(?:your|insert|enter|put|replace|add|dummy|fake|sample|todo|tbd|fixme)(?:[\W_].*)?"
    r"|.*(?:change[-_ ]?me|placeholder|redacted|example|your[-_ ]).*"
    r"|(?:my[-_]?)?(?:password|passwd|pass|secret|token|key|api[-_]?key)"
    r"|true|false|yes|no|on|off|null|none|nil|empty|unset|default|test|dev|local|root|admin|guest|user|postgres"
    r"|[xX*.•-]+",
    re.IGNORECASE,
)
_PLAIN_TOKEN = lazy(r"[^\s,;]{8,}")
# No letters and digits mixed: a word of a vocabulary, such as `PAD_TOKEN: endoftext`, or a number.
_WORD_OR_NUMBER = lazy(r"[A-Za-z_|-]{1,19}|[\d.]+")

# A name with `:` or `=` behind it: as a key, commented out or not, as a key with a `?`, in JSON, in a shell's line.
_NAMED = lazy(
    r"""(?<![\w.-])([\\"']{0,2})(?=\w*(?:pass|pwd|secret|token|key))([A-Za-z_]\w*)[\\"']{0,2}"""
    r"""((?:[ \t]*(?:\#[^\r\n]*)?(?:\r\n?|\n)[ \t#]*){0,4}[ \t]*)(:(?=\s|$)|:|=(?!=))""",
    re.IGNORECASE,
)
_FLAG = lazy(r"(?<![\w-])--?[\w-]*?((?:pass|pwd|secret|token|key)\w*)[ \t]+([^\s\"'-][^\s\"']*)", re.IGNORECASE)
# Tag and anchor, with what is blank behind them.
_PROPERTIES = lazy(r"[^\S\r\n]*(?:[!&]\S*(?:[^\S\r\n]+|(?=[\r\n]|$)))*")
_QUOTED = lazy(r"""\\"(?:[^"\\]|\\[^"])*\\"|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
_NOT_HERE = lazy(r"(?:[|>][-+0-9]*)?[^\S\r\n]*(?:\#[^\r\n]*)?(?=[\r\n]|$)")
_TO_THE_END = lazy(r"[^\r\n]*?(?=[ \t]+\#|:[ \t]|[ \t]*(?:[\r\n]|$))")
_LAST_WORD = lazy(r"[\w\"']*\Z")
# Behind `=`, as a shell reads it.
_WORD = lazy(r"[^\s`]+")
_MARGIN = lazy(r"[ \t]*(?:\#[ \t]*)?")
_VERSION = lazy(r"[\d*][\w.*]*")
# How many lines further down the colon may stand, as `_NAMED` has it.
_LINES_TO_COLON = 4
# A key of 4096 bits has 52 lines.
_MOST_LINES = 200
# A name further in stands in a flow mapping: it has no lines below it that are deeper.
_DEEPEST = 200

_HOST = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#\s]*@)?([^/?#\s@:]*)")
# Without one of these a text holds no secret but one with a name.
_SIGNS = ("://", "@", "t/", *TOKEN_HEADS)
_WORDS = ("pass", "pwd", "secret", "token", "key")
_HINTS = (*_WORDS, *map(str.casefold, _SIGNS))


def is_secret(name: str, value: str) -> bool:
    """Whether a variable of this name holds a password or a token in plain text: judged by both.
    Variables, placeholders, paths, URLs and plain words are none."""
    value = value.strip()
    return bool(value) and not _ELSEWHERE.search(value) and hides(name, value)


def names_a_secret(name: str) -> bool:
    """Whether a name is one of a password or token, whatever its value."""
    return may_name_one(name) and bool(_PASSWORD.fullmatch(name) or _TOKEN.fullmatch(name))


def hides(name: str, value: str) -> bool:
    """Whether a value is not to be shown beside its name: `is_secret`, and what only might be one."""
    value = value.strip()
    if not value or _NOTHING_ELSE.fullmatch(value) or _PLACEHOLDER.fullmatch(value):
        return False
    if _PASSWORD.fullmatch(name):
        return len(value) >= 4
    if not _TOKEN.fullmatch(name):
        return False
    if value.startswith("-----BEGIN"):
        return True
    return bool(_PLAIN_TOKEN.fullmatch(value)) and not _WORD_OR_NUMBER.fullmatch(value)


def is_placeholder(value: str) -> bool:
    """Whether a value only shows where a secret would stand."""
    return bool(_ELSEWHERE.search(value) or _PLACEHOLDER.fullmatch(value))


def find_told(text: str) -> Span | None:
    """Where a text tells a token or a password for real: not a stand-in for one."""
    secret = find_secret(text)
    return None if secret is None or is_placeholder(text[slice(*secret)]) else secret


def described(text: str, secret: Span) -> str:
    """What the secret in a text is, without telling it: `a password for ...`."""
    before, after = text[: secret.start], text[secret.end :]
    host = _HOST.search(text)
    where = f" for `{host[1]}`" if host and host[1] else ""
    if after.startswith("@") and before.endswith(":"):
        return f"a password{where}"
    return f"a token{where}"


def masked(text: str) -> str:
    """The text with each letter of a password or token as `*`: as long as it was, and in as many lines. What a
    name in another line makes a secret is known there only: of a file's text, hidden.py."""
    return blotted(text, secret_spans(text)) if holds_any(text.casefold(), _HINTS) else text


def secret_spans(text: str) -> list[Span]:
    """Where a text holds what is masked; they may overlap."""
    spans = list(_named(text)) if may_name_one(text) else []
    return spans + list(secrets_in(text)) if holds_any(text, _SIGNS) else spans


def may_name_one(text: str) -> bool:
    """Whether the name of a secret could stand in a text: where not, no pattern need be compiled to see that."""
    return holds_any(text.casefold(), _WORDS)


def blotted(text: str, spans: Iterable[Span]) -> str:
    """The text with `*` for what stands in the spans, in each of their lines from the first letter on."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            start = max(start, at)
            pieces += [text[at:start], re.sub(r"\S[^\r\n]*", lambda match: "*" * len(match[0]), text[start:end])]
            at = end
    return "".join((*pieces, text[at:])) if pieces else text


def _named(text: str) -> Iterator[Span]:
    """Values that stand behind their names."""
    lines = line_starts(text)
    near = list(_near_names(text, lines))
    at = 0
    for start, end, stop in near:
        at = max(at, start)
        while (match := _NAMED.search(text, at, stop)) and match.start() < end:
            at = match.end()
            name = match[2]
            if not names_a_secret(name) or (
                match[4] == ":" and not (match[1] or name.isupper() or text[at : at + 1].isspace() or at == len(text))
            ):
                continue
            below = "\n" in match[3] or "\r" in match[3]
            span = _extent(text, match.end() - 1 if below else match.start(), at, lines)
            if match[4] == "=":
                word = _QUOTED.match(text, at) or _WORD.match(text, at)
                span = Span(*word.span()) if word else Span(at, at)
            written = text[slice(*span)]
            if match[4] == "=" and not name.isupper() and _VERSION.fullmatch(written):
                continue
            if _is_hidden(name, written):
                yield span
                # In a line of YAML the last word may be the next name.
                at = max(at, span.end - len(_LAST_WORD.search(written[-100:])[0]))  # type: ignore[index]
    for start, end, _ in near:
        for flag in _FLAG.finditer(text, start, end):
            if not flag[2].startswith(("$", "%", "<", "{")):
                yield Span(*flag.span(2))


def _near_names(text: str, lines: list[int]) -> Iterator[tuple[int, int, int]]:
    """The few lines that may hold the name of a secret, which are searched for one: where each begins and ends, and
    where the last of those ends in which its colon may stand."""
    ends = [*lines[1:], len(text)]
    for number, (start, end) in enumerate(zip(lines, ends, strict=True)):
        if may_name_one(text[start:end]):
            yield start, end, ends[min(number + _LINES_TO_COLON, len(ends) - 1)]


def _is_hidden(name: str, written: str) -> bool:
    """Whether a value is secret, or its first word where the rest belongs to a mapping within a line."""
    joined = re.sub(r"\s*[\r\n]\s*", "", written).strip("\\\"'")
    return hides(name, joined) or hides(name, re.split(r"[\s,}]", joined, maxsplit=1)[0])


def _extent(text: str, name: int, at: int, lines: list[int]) -> Span:
    """From where a value begins, behind tag and anchor, to its end: that of its quotes, of its line, or of the deeper
    lines below."""
    number = bisect_right(lines, name)
    end = _end_below(text, number, text[lines[number - 1] : min(name, lines[number - 1] + _DEEPEST)], lines)
    start = _PROPERTIES.match(text, at).end()  # type: ignore[union-attr]
    if quoted := _QUOTED.match(text, start, end):
        return Span(*quoted.span())
    if here := _NOT_HERE.match(text, start):
        return Span(min(here.end(), end), end)
    if text.startswith(("'", '"'), start):
        return Span(start, end)
    here = _TO_THE_END.match(text, start)
    stop = here.end() if here else start
    is_whole = text[stop : stop + 1] in ("", "\r", "\n")
    return Span(start, max(stop, end) if is_whole else stop)


def _end_below(text: str, number: int, margin: str, lines: list[int]) -> int:
    """Where the lines end that stand deeper than what begins behind a margin in a line (1-based)."""
    starts = [*lines[number - 1 : number + _MOST_LINES], len(text)]
    end = starts[1]
    for start, stop in pairwise(starts[1:]):
        before = _MARGIN.match(text, start, stop)
        depth = len(before[0]) if before else 0
        line = text[start + depth : stop].strip()
        is_deeper = depth > len(margin) or (depth == len(margin) and line.startswith("- "))
        if line and not (is_deeper and ("#" in margin) == ("#" in text[start : start + depth])):
            break
        end = stop if line else end
    while end > 0 and text[end - 1] in "\r\n":
        end -= 1
    return end
