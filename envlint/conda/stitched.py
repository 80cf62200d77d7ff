"""Text from which pieces were cut, with the way back to where each character stood."""

from __future__ import annotations

from collections.abc import Sequence

from envlint.source import Part, Span


class Stitched:
    """A text from which pieces have been cut, and where each remaining character stood."""

    __slots__ = ("origin", "source", "text")

    def __init__(self, source: str, origin: Sequence[int] | None = None) -> None:
        self.source = source
        self.origin: Sequence[int] = range(len(source)) if origin is None else origin
        self.text = source if origin is None else "".join(map(source.__getitem__, origin))

    def __getitem__(self, piece: slice) -> Stitched:
        return Stitched(self.source, self.origin[piece])

    def without(self, piece: str) -> Stitched:
        """Without any occurrence of the piece."""
        origin: list[int] = []
        at = 0
        for kept in self.text.split(piece):
            origin.extend(self.origin[at : at + len(kept)])
            at += len(kept) + len(piece)
        return Stitched(self.source, origin)

    def strip(self) -> Stitched:
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]

    def span(self) -> Span:
        return Span(self.origin[0], self.origin[-1] + 1) if len(self.origin) else Span(0, 0)

    def part(self) -> Part:
        span = self.span()
        return Part(self.source[span.start : span.end], span)
