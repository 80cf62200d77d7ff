"""Text that reads alike where it is shown as it is and where it is rendered as Markdown.

Of reviewdog's reporters some write comments in Markdown and some plain text, and so do the pages of GitLab that show a
Code Quality report: none of the two may be given what is right for the other only. Backticks are.
"""

from __future__ import annotations

import re

from envlint.patterns import lazy
from envlint.reporters.shown import shown

_CODE = lazy(r"`[^`]+`")
_WORD = lazy(r"(?:`[^`]+`|\S)+")

# What Markdown makes something of, as GitHub and GitLab have it: emphasis, links, HTML, mentions of people and issues.
_LIVE = lazy(r"[\\`*\[\]@#$~]|<(?=[A-Za-z/!?])|&(?=[#\w])|://|(?i:www\.)|(?<!\w)_|_(?!\w)|:[\w+-]+:|!(?=\d)")


def inert(text: str) -> str:
    """Any text in one line, in which words that Markdown would make something of are code; other words stay."""
    return _WORD.sub(lambda match: _told(match[0]), shown(text))


def _told(word: str) -> str:
    if not _LIVE.search(_CODE.sub(" ", word)):
        return word
    bare = word.rstrip(",.;")
    return _as_code(bare) + word[len(bare) :]


def _as_code(word: str) -> str:
    """A word as code, whatever it holds: the fence is longer than any row of backticks in it."""
    rows = re.findall(r"`+", word)
    fence = "`" * (max(map(len, rows), default=0) + 1)
    return f"{fence} {word} {fence}" if rows else f"{fence}{word}{fence}"
