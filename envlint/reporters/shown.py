"""Text from a file as it may be shown: secrets masked, nothing that drives a terminal."""

from __future__ import annotations

from envlint.secrets import masked

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}


def shown(text: str) -> str:
    """Any text in one line: masked, and what cannot be seen written as an escape."""
    return escaped(masked(text))


def escaped(text: str) -> str:
    """The text with controls, bidi marks, zero-width characters and the like as `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _NAMED.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
