"""How far a long run is: a line at the foot of the terminal, drawn between two files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

T = TypeVar("T")

# Seconds: a run that takes no longer shows nothing; how often it is drawn.
DELAY = 1.0
EVERY = 0.1


class Progress:
    """Counts what passes through `over`. Nothing is drawn by another thread: who writes to the terminal
    hides the line first, and it comes back below with one of the next files."""

    def __init__(self, stream: TextIO, *, shown: bool, color: bool = False):
        self._stream = stream
        self._shown = shown
        self._color = color
        self._next = monotonic() + DELAY
        self._bar: Bar | None = None
        self._is_drawn = False
        self._count = 0

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """The items as they come, the line drawn on the way; at the end it is gone."""
        if not self._shown:
            yield from items
            return
        try:
            for item in items:
                self._count += 1
                if monotonic() >= self._next:
                    self._draw()
                yield item
        finally:
            self.hide()

    def hide(self) -> None:
        """Take the line from the terminal."""
        if self._bar and self._is_drawn:
            self._bar.stop()
            self._is_drawn = False

    def _draw(self) -> None:
        bar = self._bar = self._bar or _new_bar(self._stream, self._color)
        bar.update(bar.task_ids[0], completed=self._count)
        if not self._is_drawn:
            self._is_drawn = True  # first: an interrupt may come while it is drawn
            bar.start()
        bar.refresh()
        self._next = monotonic() + EVERY


def _new_bar(stream: TextIO, color: bool) -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(file=stream, no_color=not color, markup=False, emoji=False, highlight=False)
    columns = (BarColumn(20), TextColumn("{task.completed} files", markup=False), TimeElapsedColumn())
    bar = Progress(
        *columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
    )
    bar.add_task("", total=None)
    return bar
