"""The one reading a refused spec can have, written in a form every client reads alike."""

from __future__ import annotations


def suggestion(text: str) -> str | None:
    return None
