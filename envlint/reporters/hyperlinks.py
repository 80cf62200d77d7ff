"""Paths that open with a click: the terminal's escape (OSC 8), and which terminals know it."""

from __future__ import annotations

import os
from collections.abc import Mapping

# Characters that a URL's path holds as they are; all others, controls too, are percent-encoded.
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_PROGRAMS = ("iTerm.app", "WezTerm", "ghostty", "rio", "Tabby", "Hyper")
_MARKS = ("KITTY_WINDOW_ID", "WT_SESSION", "ALACRITTY_WINDOW_ID", "DOMTERM")
# The first versions that know them, of terminals that tell theirs as a number.
_VERSIONS = {"VTE_VERSION": 5000, "KONSOLE_VERSION": 201200}


def are_supported(env: Mapping[str, str]) -> bool:
    """Whether the terminal that set these variables is known to show hyperlinks. Not VS Code's: there
    `path:line:column` opens at its line already. Not within tmux or screen, which may pass nothing on."""
    if env.get("FORCE_HYPERLINK"):
        return env["FORCE_HYPERLINK"] != "0"
    if env.get("TMUX") or env.get("TERM", "").startswith(("screen", "tmux", "dumb")):
        return False
    if env.get("TERM_PROGRAM") in _PROGRAMS or any(map(env.get, _MARKS)):
        return True
    return any(_number(env.get(name, "")) >= first for name, first in _VERSIONS.items())


def linked(text: str, path: str) -> str:
    """A text that opens the file at a path."""
    return f"\x1b]8;;{file_url(os.path.abspath(path), _host())}\x1b\\{text}\x1b]8;;\x1b\\"


def file_url(path: str, host: str) -> str:
    """The URL of an absolute path; a drive's letter keeps its colon."""
    path = path.replace(os.sep, "/")
    drive, rest = (path[:2], path[2:]) if path[1:2] == ":" else ("", path)
    return f"file://{_encoded(host)}{'/' if drive else ''}{drive}{_encoded(rest)}"


def _encoded(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(text))


def _host() -> str:
    # With it a terminal that shows another machine's output does not open a file of its own.
    return os.uname().nodename if hasattr(os, "uname") else ""


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
