"""Text from a file as it may be shown: secrets masked, nothing that drives a terminal."""

from __future__ import annotations

import re

# A password in a URL, conda's token in a path, and the tokens of GitHub, GitLab and PyPI.
_SECRET = (
    r"(?<=://)(?P<user>[^\s/@:]*):(?P<password>[^\s/@]+)(?=@)"
    r"|(?<=/t/)[A-Za-z0-9][\w-]{5,}"
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|pypi-)[\w-]{16,}"
)
_MAY_HOLD_SECRET = ("://", "/t/", "gh", "glpat-", "pypi-")

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}


def shown(text: str) -> str:
    """Any text in one line: masked, and what cannot be seen written as an escape."""
    return escaped(masked(text))


def escaped(text: str) -> str:
    """The text with controls, bidi marks, zero-width characters and the like as `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def masked(text: str) -> str:
    """The text with each letter of a password or token as `*`: as long as it was."""
    if not any(mark in text for mark in _MAY_HOLD_SECRET):
        return text
    return re.sub(_SECRET, _mask, text)


def _escape(char: str) -> str:
    code = ord(char)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _NAMED.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def _mask(match: re.Match[str]) -> str:
    if match["password"] is None:
        return "*" * len(match[0])
    return f"{match['user']}:{'*' * len(match['password'])}"
