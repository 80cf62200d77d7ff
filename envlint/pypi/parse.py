"""One line of a requirements file, as pip reads it.

conda writes each item of the pip list as a line of its own into a requirements file and runs
`pip install -U -r` on it, so pip alone decides what an item means. Held against pip 23.2 and 26.3.
"""

from __future__ import annotations

from functools import lru_cache

from envlint.patterns import lazy
from envlint.pypi.line import EDITABLE, EMPTY, OPTION, LineError, Option, PipLine, excerpt
from envlint.pypi.option import PER_REQUIREMENT, Options, parse_options
from envlint.pypi.plain import simple
from envlint.source import Part, Span

# Everything that str.splitlines, and so pip, takes for the end of a line.
_BREAK = lazy("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_VARIABLE = lazy(r"\$\{[A-Z0-9_]+\}")


@lru_cache(32_768)  # files ask for the same projects, and a long one that is fixed is read again
def parse_line(text: str) -> PipLine:
    """Read one pip item. Never raises: what pip refuses is in the `error` of the result."""
    return simple(text, text, 0, len(text)) or _parse(text, repairs=3)


def _parse(text: str, repairs: int) -> PipLine:
    """Read a line; `repairs` is how many changes in a row a suggestion may take."""
    first = _first_line(text)
    start, end = _content(first)
    # A variable is filled in before pip reads on: with zeros, which fit into a name and a version.
    filled = _VARIABLE.sub(lambda match: "0" * len(match[0]), first)
    line = PipLine(text, EMPTY) if start == end else _read(text, filled, start, end)
    if line.error and filled != first:
        line = line._replace(error=None)  # who knows what the variable holds
    if first.endswith("\\") and start < end:
        line = line._replace(continues=True)
    if line.error is None and (more := _second_line(text, len(first))):
        message = "this item holds several lines: pip reads each as an item of its own"
        line = line._replace(error=LineError(message, more, False))
    if line.error and repairs and end - start <= 1000:
        from envlint.pypi.repair import repaired

        line = line._replace(error=repaired(line, line.error, Span(start, end), lambda new: _parse(new, repairs - 1)))
    return line


def _read(text: str, filled: str, start: int, end: int) -> PipLine:
    from envlint.pypi.requirement import parse_editable, parse_requirement

    options_at = start if filled[start] == "-" else filled.find(" -", start, end) + 1
    if options_at == 0 and filled[start] != "-":
        return parse_requirement(text, filled, start, end)
    found = _with_parts_of(text, parse_options(filled, options_at, end))
    if options_at > start:
        line = parse_requirement(text, filled, start, start + len(filled[start:options_at].rstrip()))
        return _requirement(line, found)
    editable = next((option for option in found.options if option.flag == "--editable"), None)
    if editable and editable.value:
        line = parse_editable(text, filled, *editable.value.span)
        return _editable(line, found, editable)
    return _options(PipLine(text, OPTION, options=found.options), found)


def _requirement(line: PipLine, found: Options) -> PipLine:
    """A requirement takes its own options along and drops all others."""
    dropped = [option.span for option in found.options if option.flag not in PER_REQUIREMENT]
    return _judged(line._replace(options=found.options), found, dropped)


def _editable(line: PipLine, found: Options, editable: Option) -> PipLine:
    """`-e` drops whatever stands beside it; newer pips keep its build settings."""
    dropped = [option.span for option in found.options if option is not editable and option.flag != "--config-settings"]
    return _judged(line._replace(kind=EDITABLE, options=found.options), found, dropped)


def _options(line: PipLine, found: Options) -> PipLine:
    """Without a requirement all options count, but -r and -c stand alone, and -f takes one value."""

    def first(*flags: str) -> Option | None:
        return next((option for flag in flags for option in found.options if option.flag == flag), None)

    if nested := first("--requirement", "--constraint"):
        dropped = [option.span for option in found.options if option is not nested]
    else:
        links = first("--find-links")
        dropped = [
            option.span
            for option in found.options
            if option.flag in PER_REQUIREMENT or (option.flag == "--find-links" and option is not links)
        ]
    return _judged(line, found, dropped)


def _judged(line: PipLine, found: Options, dropped: list[Span]) -> PipLine:
    """Note what pip refuses, else what it leaves out of a line that it accepts."""
    errors = [error for error in (found.error, line.error) if error]
    if errors:
        return line._replace(error=max(errors, key=lambda error: error.fails))
    if not dropped and not found.stray:
        return line
    spans = sorted(dropped + [word.span for word in found.stray])
    first, last = spans[0], spans[-1]
    # One span from the first to the last, unless something that counts stands between.
    kept = {option.span for option in found.options}.difference(spans)
    if any(first.start < span.start < last.start for span in kept):
        last = first
    span = Span(first.start, last.end)
    message = f"pip drops {excerpt(line.text[span.start : span.end])} in silence"
    return line._replace(error=LineError(message, span, False))


def _with_parts_of(text: str, found: Options) -> Options:
    """The options with their texts as written, variables and all."""

    def own(part: Part) -> Part:
        return Part(text[part.span.start : part.span.end], part.span)

    options = tuple(
        Option(option.flag, own(option.written), option.value and own(option.value)) for option in found.options
    )
    return Options(options, tuple(own(word) for word in found.stray), found.error)


def _first_line(text: str) -> str:
    """The first line of an item, with those that a backslash joins to it; offsets stay."""
    joined: list[str] = []
    at = 0
    for match in _BREAK.finditer(text):
        line = text[at : match.start()]
        if not line.endswith("\\") or line.lstrip().startswith("#"):
            return "".join((*joined, line))
        # pip leaves nothing between the two: blanks come close, and keep the offsets.
        joined += (line[:-1], " " * (match.end() - match.start() + 1))
        at = match.end()
    return "".join((*joined, text[at:])) if joined else text[at:]


def _second_line(text: str, at: int) -> Span | None:
    """Where text follows that pip reads as another line."""
    while match := _BREAK.search(text, at):
        at = match.end()
        following = _BREAK.search(text, at)
        start, end = _content(text[at : following.start() if following else len(text)])
        if start < end:
            return Span(at + start, len(text.rstrip()))
    return None


def _content(line: str) -> Span:
    """A line without its comment and the blanks around: a # counts at the start or after a blank."""
    end = -1
    while (end := line.find("#", end + 1)) >= 0:
        if end == 0 or line[end - 1].isspace():
            break
    body = line if end < 0 else line[:end]
    start = len(body) - len(body.lstrip())
    stop = len(body.rstrip())
    if end < 0 and stop and body.endswith("\\"):
        stop = len(body.rstrip("\\").rstrip())
    return Span(start, max(start, stop))
