"""What the formats for programs share: JSON that drives nothing, paths, and fixes that may be told."""

from __future__ import annotations

import json
import os
from typing import Any

from envlint.diagnostic import MANUAL, Fix
from envlint.hidden import hidden
from envlint.secrets import masked
from envlint.source import Source


def encoded(value: Any, indent: int | None = 2) -> str:
    """A value as JSON in printable ASCII, in which no CI finds a `##[command]` in its log."""
    return json.dumps(value, indent=indent).replace("##", "#\\u0023").replace("\x7f", "\\u007f")


def relative(path: str, folder: str) -> str:
    """A path with forward slashes, from `folder` where the file lies below it."""
    below = folder.rstrip(os.sep) + os.sep
    if folder and path.startswith(below):
        path = path[len(below) :]
    return os.path.normpath(path).replace(os.sep, "/")


def is_offered(fix: Fix | None, source: Source) -> bool:
    """Whether a program may be given a fix to apply: it is not for hands only, and repeats no secret
    of the file, since masked it would be wrong."""
    return fix is not None and fix.applicability != MANUAL and bool(fix.edits) and not reveals(fix, source)


def reveals(fix: Fix, source: Source) -> bool:
    """Whether the new text of a fix holds a password or token."""
    texts = [edit.text for edit in fix.edits if edit.text]
    if any(masked(text) != text for text in texts):
        return True
    return any(value in text for value in hidden(source).values for text in texts) if texts else False
