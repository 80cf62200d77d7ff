"""Ignore comments: their one grammar, the lines they speak for, and what they silence.

    # envlint: ignore-file[missing-name] we name it on the command line
    dependencies:
      - numpy  # envlint: ignore[loose-pin] any version will do
      # envlint: ignore[missing-pip, early-pip-section] conda may add it
      - pip:

A directive begins at a `#` that begins the comment or follows a blank in it, so that it may stand
behind other words; it ends with the comment, or where a ` # ` begins the next remark.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator

from envlint import layout
from envlint.diagnostic import Diagnostic
from envlint.nodes import Collection, Comment, Document, Entry
from envlint.patterns import lazy
from envlint.places import Places
from envlint.source import Part, Span
from envlint.spelling import distance, is_misspelt
from envlint.values import NamedTuple

# What every ignore comment holds: a file without it is looked at no further.
MARK = "envlint:"

# Why an ignore comment is refused: it names no rules, its word is none of ours, or it is for the
# whole file and stands behind the first key.
NO_NAMES, NO_WORD, LATE = "no names", "no word", "late"

# Of this rule no ignore is called unused: that would be its own finding.
UNUSED = "unused-ignore"

_BEGIN = lazy(r"(?:^|(?<=[ \t]))#+[ \t]*envlint:[ \t]*([A-Za-z][\w-]*)[ \t]*(\[[^\]]*(\])?)?[ \t:]*")
_NEXT = lazy(r"[ \t]+#+(?!\w)|[ \t]+#+envlint:")
_NAME = lazy(r"[^\s,\[\]]+")
_HEAD = lazy(r"(?:[ \t]*(?:[#%][^\r\n]*|---[ \t]*(?:#[^\r\n]*)?)?(?:\r\n?|\n|\Z))*")
_OWN_LINE = lazy(r"[ \t]*(#[^\r\n]*)[\r\n]*")


class Ignore(NamedTuple):
    """One directive. `span` runs from its `#` to the end of its reason; `fault` says why it is
    refused, "" where it is not."""

    span: Span
    word: str
    names: tuple[Part, ...] = ()
    reason: Part = Part("", Span(0, 0))
    own_line: bool = False
    fault: str = ""

    @property
    def whole_file(self) -> bool:
        return self.word == "ignore-file"


class Cover(NamedTuple):
    """An ignore comment, and the places it speaks for (the end of a span is one of them)."""

    ignore: Ignore
    spans: tuple[Span, ...]


class Judged(NamedTuple):
    """What an ignore comment is worth: the names that silence nothing, though their rules were run,
    and those that are no rule's, each with the name that may be meant (or ""). `here` are the rules
    that find something where it speaks; `settled` says that no fix is left to do there, which could
    make the comment needed again."""

    ignore: Ignore
    idle: tuple[Part, ...] = ()
    unknown: tuple[tuple[Part, str], ...] = ()
    here: tuple[str, ...] = ()
    settled: bool = True


def parse(comment: str, at: int = 0, own_line: bool = False) -> Iterator[Ignore]:
    """The directives in a comment that stands at the offset `at`."""
    for match in _BEGIN.finditer(comment):
        word, listed, closed = match.groups()
        end = _NEXT.search(comment, match.end() - 1)
        stop = len(comment[: end.start() if end else None].rstrip())
        fault = "" if word in ("ignore", "ignore-file") else NO_WORD
        if fault and not listed:
            continue  # a remark that begins with our name
        named = _NAME.finditer(listed) if closed else ()
        names = tuple(Part(name[0], Span(*name.span()).shift(at + match.start(2))) for name in named)
        reason = Part(comment[match.end() : stop], Span(match.end(), max(match.end(), stop)).shift(at))
        span = Span(match.start(), max(stop, match.start(1) + len(word))).shift(at)
        yield Ignore(span, word, names, reason, own_line, fault or ("" if names else NO_NAMES))


def ignores(document: Document) -> list[Ignore]:
    """The directives of a file. Of one that is no YAML, where no comment is certain to be one, those
    that stand before anything else."""
    text = document.source.text
    if MARK not in text:
        return []
    head = head_end(text)
    comments = list(_head_comments(text, head)) if document.fault else document.comments
    found = []
    for comment in comments:
        written = text[slice(*comment.span)]
        if MARK in written:
            for each in parse(written, comment.span.start, comment.own_line):
                late = each.whole_file and not each.fault and each.span.start >= head
                found.append(each._replace(fault=LATE) if late else each)
    return found


def covers(document: Document) -> list[Cover]:
    """The ignore comments of a file with what they speak for."""
    found = ignores(document)
    spoken_for = list(units(document)) if found else []
    return [Cover(each, tuple(_covered(document, each, spoken_for))) for each in found]


def not_silenced(found: Iterable[Diagnostic], by: Iterable[Cover]) -> list[Diagnostic]:
    """The findings that no ignore comment silences."""
    spoken: dict[str, dict[Span, None]] = {}
    for cover in by:
        for name in cover.ignore.names if not cover.ignore.fault else ():
            spoken.setdefault(name.text, {}).update(dict.fromkeys(cover.spans))
    if not spoken:
        return list(found)
    places = Places(found)
    silenced = {at for name, spans in spoken.items() for span in spans for at in places.of_rule(name, span)}
    return [each for at, each in enumerate(places.found) if at not in silenced]


def judged(
    by: Iterable[Cover],
    found: Iterable[Diagnostic],
    left: Iterable[Diagnostic],
    ran: Names[str],
    known: Names[str],
) -> tuple[Judged, ...]:
    """What each ignore comment is worth, by all that was found (also what another rule speaks for:
    its turn may come), and what is `left` of it. Only rules that `ran` can be without a finding;
    only what is not `known` is no rule."""
    before, after = Places(found), Places(left)
    return tuple(_judged(cover, before, after, ran, known) for cover in by)


def head_end(text: str) -> int:
    """Where the first line begins that is more than a comment: before it, a comment is the file's."""
    match = _HEAD.match(text)
    return match.end() if match else 0


def units(document: Document) -> Iterator[Span]:
    """What one comment speaks for, in the order of the file and apart from each other: an item, or a key with its
    value; of a list or mapping that has lines of its own, the key alone."""
    stack = _entries(document.root)
    while stack:
        entry = stack.pop()
        value = entry.value
        if isinstance(value, Collection) and value.entries and not value.flow:
            yield Span(entry.span.start, max(entry.mark.end, entry.span.start))
            stack += _entries(value)
        else:
            yield entry.span


def units_in(units: list[Span], line: Span) -> list[Span]:
    """Those that have a part in a line."""
    return units[bisect_left(units, line.start, key=_end) : bisect_right(units, line.end, key=_start)]


def line_of(text: str, at: int) -> Span:
    """The line of an offset, without its line end."""
    return Span(layout.line_start(text, at), layout.line_end(text, at))


def is_reason(text: str) -> bool:
    """Whether a comment can hold the text as its reason."""
    read = list(parse(f"# envlint: ignore[rule] {text}"))
    return bool(text) and text.isprintable() and len(read) == 1 and read[0].reason.text == text


def removal(document: Document, ignore: Ignore) -> Span:
    """What goes when a directive goes: with the blanks before it or, where the comment is no more
    than this directive and has its line for itself, the whole line."""
    text, (start, end) = document.source.text, ignore.span
    line = line_of(text, start)
    before, behind = text[line.start : start], text[end : line.end]
    if behind.strip():
        return Span(start, end + len(behind) - len(behind.lstrip()))
    if before.strip():
        return Span(line.start + len(before.rstrip()), line.end)
    return Span(line.start, layout.line_after(text, end))


def without(comment: str) -> str:
    """What a comment says beside its directives."""
    for each in reversed(list(parse(comment))):
        comment = comment[: each.span.start] + comment[each.span.end :]
    return comment.strip()


def _judged(cover: Cover, found: Places, left: Places, ran: Names[str], known: Names[str]) -> Judged:
    ignore = cover.ignore
    here, has_fix = left.rules(cover.spans)
    if ignore.fault:
        return Judged(ignore, here=here, settled=not has_fix)
    used = {*found.rules(cover.spans)[0], UNUSED}
    idle = tuple(name for name in ignore.names if name.text in ran and name.text not in used)
    unknown = tuple((name, _near(name.text, known)) for name in ignore.names if _is_unknown(name.text, known))
    return Judged(ignore, idle, unknown, here, not has_fix)


def _is_unknown(name: str, known: Names[str]) -> bool:
    """Whether no rule has this name. Of a plugin that is not installed here, nothing is known."""
    vendor, slash, _ = name.partition("/")
    return name not in known and (not slash or any(each.startswith(vendor + slash) for each in known))


def _near(name: str, known: Names[str]) -> str:
    """The rule whose name is nearest to a misspelt one, or ""."""
    meant = (each for each in known if is_misspelt(name, each))
    return min(meant, key=lambda each: (distance(name, each), each), default="")


def _covered(document: Document, ignore: Ignore, units: list[Span]) -> Iterator[Span]:
    """The comment's own line, the line it speaks for, and all of what has a part in that one."""
    text = document.source.text
    if ignore.whole_file:
        yield Span(0, len(text))
        return
    line = line_of(text, ignore.span.start)
    yield line
    if ignore.own_line:
        below = bisect_right(units, ignore.span.start, key=_start)
        if below == len(units):
            return
        line = line_of(text, units[below].start)
        yield line
    yield from units_in(units, line)


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


def _entries(node: object) -> list[Entry]:
    """The entries of a collection, the first one last."""
    return list(reversed(node.entries)) if isinstance(node, Collection) else []


def _head_comments(text: str, head: int) -> Iterator[Comment]:
    at = 0
    while at < head:
        if match := _OWN_LINE.match(text, at, head):
            yield Comment(Span(*match.span(1)), True)
        at = layout.line_after(text, at)
