"""Text from a file as it may be shown: secrets masked, nothing that drives a terminal or a CI."""

from __future__ import annotations

from envlint.patterns import lazy
from envlint.secrets import masked

# A command in the log of GitHub Actions, `##[error]`, of Azure, `##vso[…]`, or of TeamCity: anywhere in a line.
LOG_COMMAND = lazy(r"##(?=\w*\[)")

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"}


def shown(text: str) -> str:
    """Any text in one line: masked, and what cannot be seen written as an escape."""
    return escaped(masked(text))


def escaped(text: str) -> str:
    """The text with controls, bidi marks, zero-width characters and the like as `\\u202e`, and
    a CI's commands broken likewise."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    return _disarmed(text) if "##" in text or "::" in text else text


def _disarmed(text: str) -> str:
    """The text without what a CI would take for a command in its log: at the head of a line GitHub
    takes `::error::` for one, too."""
    text = LOG_COMMAND.sub(r"#\\x23", text)
    return text.replace("::", r"\x3a:", 1) if text.lstrip().startswith("::") else text


def _escape(char: str) -> str:
    code = ord(char)
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return _NAMED.get(char) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
