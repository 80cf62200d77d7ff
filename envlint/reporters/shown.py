"""Text from a file as it may be shown: secrets masked, nothing that drives a terminal."""

from __future__ import annotations

import re

# A password in a URL, conda's token in a path, and the tokens of GitHub, GitLab and PyPI.
_SECRET = re.compile(
    r"(?<=://)(?P<user>[^\s/@:]*):(?P<password>[^\s/@]+)(?=@)"
    r"|(?<=/t/)[A-Za-z0-9][\w-]{5,}"
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|pypi-)[\w-]{16,}"
)

# Controls, line and paragraph separators, bidi marks and overrides, zero-width and lone surrogates.
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]"
)
_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}


def shown(text: str) -> str:
    """Any text in one line: masked, and what cannot be seen written as an escape."""
    return escaped(masked(text))


def escaped(text: str) -> str:
    return _UNSEEN.sub(_escape, text)


def masked(text: str) -> str:
    """The text with each letter of a password or token in a URL as `*`: as long as it was."""
    return _SECRET.sub(_mask, text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _NAMED.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}")


def _mask(match: re.Match[str]) -> str:
    if match["password"] is None:
        return "*" * len(match[0])
    return f"{match['user']}:{'*' * len(match['password'])}"
