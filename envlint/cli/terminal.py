"""What people read at length, laid out for their terminal by rich."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from envlint.run import Streams

# Longer lines are hard to read, however wide the terminal is.
_WIDTH = 100
_THEME = Theme({"markdown.code": "bold cyan"})


def print_markdown(text: str, streams: Streams) -> None:
    """A page of Markdown. Where the terminal shows no hyperlinks, their addresses are written out."""
    console = _console(streams)
    page = Markdown(text, code_theme="ansi_dark", hyperlinks=streams.links)
    console.print(page, width=min(console.width, _WIDTH))


def print_rules(rows: Sequence[tuple[str, ...]], streams: Streams) -> None:
    """The rows of `docs.rows` as a table as wide as the terminal, the groups as its headings."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    heads, *rules = rows
    name, _, severity, preset, fix, finds = heads
    table.add_column(name, style="cyan", no_wrap=True)
    table.add_column(severity, no_wrap=True)
    table.add_column(preset, no_wrap=True)
    table.add_column(fix, max_width=len("unsafe"))
    table.add_column(finds, ratio=1, overflow="fold")
    for group, members in groupby(rules, key=itemgetter(1)):
        table.add_row()
        table.add_row(Text(group, "bold"))
        for row in members:
            table.add_row(row[0], *row[2:])
    _console(streams).print(table)


def _console(streams: Streams) -> Console:
    """A console that writes what it is given: no markup of its own, no guesses at what to colour."""
    return Console(
        file=streams.out,
        force_terminal=streams.color,
        color_system="auto" if streams.color else None,
        theme=_THEME,
        markup=False,
        emoji=False,
        highlight=False,
    )
