"""Passwords and tokens: which variables hold one, and texts without them.

Tokens that can be told by their own looks, and passwords in URLs, are conda/channel.py's `find_secret`.
"""

from __future__ import annotations

import re

from envlint.conda.channel import find_secret
from envlint.patterns import lazy
from envlint.source import Span

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

# `NAME: value` in a line of YAML, commented out or not; the value goes on to a comment, the line's end or
# the next colon (in `ValueError: NAME: value` there are two). A tag and an anchor may stand before it.
_ASSIGNED = lazy(
    r"""(?<![\w.-])["']?([A-Za-z_]\w*)["']?[ \t]*:[ \t]+(?:[!&][^\s,\[\]{}]*[ \t]+){0,2}"""
    r"""(?=("(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|[^\s"'|>\[{#][^\r\n]*?)(?:[ \t]+\#|[ \t]*(?:\r?$|\n)|:[ \t]))""",
    re.MULTILINE,
)
# `NAME: |` and the deeper lines below, or `NAME:` and the next line if it is deeper.
_BELOW = lazy(
    r"""^([ ]*)["']?((?=\w*(?:pass|pwd|secret|token|key))[A-Za-z_]\w*)["']?[ \t]*:"""
    r"""[ \t]*(?:[!&][^\s,\[\]{}]*[ \t]*){0,2}(?:"""
    r"""[|>][-+0-9]*[ \t]*(?:\#[^\n]*)?\r?\n((?:\1[ ]+[^\s][^\n]*(?:\n|\Z)|[ \t]*\r?\n)+)|"""
    r"""(?:\#[^\n]*)?\r?\n(?=(?:[ \t]*\r?\n)*\1[ ]+([^\s][^\n]*)))""",
    re.MULTILINE | re.IGNORECASE,
)
_HOST = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#\s]*@)?([^/?#\s@:]*)")
# Without one of these a text holds no secret, and no pattern need be compiled to see that.
_SIGNS = ("://", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "hf_", "pypi-", "AKIA", "xox")
_WORDS = ("pass", "pwd", "secret", "token", "key")


def is_secret(name: str, value: str) -> bool:
    """Whether a variable of this name holds a password or a token in plain text: judged by both.
    Variables, placeholders, paths, URLs and plain words are none."""
    value = value.strip()
    if not value or _ELSEWHERE.search(value) or _PLACEHOLDER.fullmatch(value):
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
    """The text with each letter of a password or token as `*`: as long as it was, and in as many lines. What stands
    in a line below its name is known by that line only: mask a file, then cut it."""
    if ":" in text and any(word in text.lower() for word in _WORDS):
        for match in list(_ASSIGNED.finditer(text)):
            if _is_assigned(match[1], match[2]):
                text = _blotted(text, Span(*match.span(2)))
        for match in list(_BELOW.finditer(text)) if "\n" in text else ():
            if is_secret(match[2], (match[3] or match[4]).strip().strip("\"'")):
                text = _blotted(text, Span(*match.span(3 if match[3] else 4)))
    if any(sign in text for sign in _SIGNS):
        while secret := find_secret(text):
            text = _blotted(text, secret)
    return text


def _is_assigned(name: str, written: str) -> bool:
    """Whether the value of a line is secret, or its first word in a flow mapping."""
    first = re.split(r"[\s,}]", written.strip("\"'"), maxsplit=1)[0]
    return is_secret(name, written.strip("\"'")) or is_secret(name, first)


def _blotted(text: str, span: Span) -> str:
    written = re.sub(r"\S[^\r\n]*", lambda match: "*" * len(match[0]), text[slice(*span)])
    return text[: span.start] + written + text[span.end :]
