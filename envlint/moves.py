"""Lines that leave the pip section, or move between it and the conda list.

Each function gives a Change, or None where a comment would be lost or left without what it speaks of, and where
no edit is certain to keep the rest of the file as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from envlint import layout
from envlint.diagnostic import Change, Edit
from envlint.environment import CondaItem, Environment, Installer, Item, PipItem
from envlint.nodes import Collection, Comment
from envlint.values import NamedTuple


class Line(NamedTuple):
    """A line to write: its value, and the comment behind it with its `#`, if any."""

    text: str
    comment: str = ""


def comment_behind(env: Environment, item: Item) -> str:
    """The comment on the line of a block item, which speaks of it; "" where there is none."""
    found = _comment_behind(env, item)
    return env.text[slice(*found.span)].rstrip() if found else ""


def out_of_pip(env: Environment, items: Sequence[PipItem], *, with_comments: bool = False) -> Change | None:
    """Lines leave the pip section, and it goes with its last one; `with_comments` where the comments behind
    them are written elsewhere."""
    if env.document.has_aliases:
        return None
    parts: list[Change | None] = []
    for section in env.pip_sections:
        leaving = [item for item in items if item in section.items]
        if leaving and len(leaving) == len(_entries(section)):
            parts.append(_without_section(env, section, leaving, with_comments))
        else:
            parts += [_without_line(env, section, item, leaving, with_comments) for item in leaving]
    return _together(parts)


def into_conda(env: Environment, lines: Sequence[Line]) -> Change | None:
    """New items at the end of the conda list: behind its last package other than pip."""
    anchor = next((item for item in reversed(env.conda) if item.name != "pip"), None)
    if env.document.has_aliases or anchor is None:
        return None
    return _merged(_together([_inserted(env, anchor, line) for line in lines]))


def from_conda_to_pip(env: Environment, item: CondaItem, text: str) -> Change | None:
    """An item goes to the end of the pip section as `text`, with the comment behind it. The section is made, and
    `pip` listed, where there is none."""
    if env.document.has_aliases or not _keeps_comments(env, item, (), True):
        return None
    line = Line(text, comment_behind(env, item))
    inserted = _inserted(env, env.pip[-1], line) if env.pip else _new_section(env, item, line)
    removed = item.remove()
    return inserted + removed if inserted and removed else None


def _entries(section: Installer) -> list[object]:
    return list(section.node.entries) if isinstance(section.node, Collection) else []


def _without_section(
    env: Environment, section: Installer, leaving: Sequence[PipItem], with_comments: bool
) -> Change | None:
    mapping = section.item.node
    if not isinstance(mapping, Collection) or len(mapping.entries) != 1:
        return None
    lines = layout.whole_lines(env.document, section.item.entry.span)
    carried = [_comment_behind(env, item) for item in leaving] if with_comments else []
    inside = env.document.comments_in(*lines)
    headed = layout.comments_above(env.document, lines.start) < lines.start
    if headed or _has_comment_below(env, section, lines.end) or any(each not in carried for each in inside):
        return None
    return section.item.remove()


def _has_comment_below(env: Environment, section: Installer, at: int) -> bool:
    """Whether a comment at `at`, the line behind a section, is indented as part of it."""
    dash = layout.column(env.document, section.item.entry.span.start)
    below = env.document.comments_in(at, layout.line_after(env.text, at))
    return bool(below) and below[0].own_line and layout.column(env.document, below[0].span.start) > dash


def _without_line(
    env: Environment, section: Installer, item: PipItem, leaving: Sequence[PipItem], with_comments: bool
) -> Change | None:
    return item.remove() if _keeps_comments(env, item, leaving, with_comments) else None


def _keeps_comments(env: Environment, item: Item, leaving: Sequence[Item], with_comment: bool) -> bool:
    """Whether every comment stays, and one above the item heads a line that stays, too."""
    if item.parent.flow:
        return not env.document.comments_in(*item.parent.span)
    if _comment_behind(env, item) and not with_comment:
        return False
    lines = layout.whole_lines(env.document, item.entry.span)
    if layout.comments_above(env.document, lines.start) == lines.start:
        return True
    gone = [each.entry for each in leaving]
    following = [entry for entry in item.parent.entries if entry.span.start >= lines.end and entry not in gone]
    return any(layout.line_start(env.text, entry.span.start) == lines.end for entry in following)


def _comment_behind(env: Environment, item: Item) -> Comment | None:
    if item.parent.flow:
        return None
    end = layout.line_after(env.text, item.entry.span.end)
    return next(iter(env.document.comments_in(item.entry.span.end, end)), None)


def _inserted(env: Environment, anchor: Item, line: Line) -> Change | None:
    written = layout.quote(line.text, flow=anchor.parent.flow)
    if written is None or (line.comment and anchor.parent.flow):
        return None
    behind = f"  {line.comment}" if line.comment else ""
    return layout.insert_after(env.document, anchor.parent, anchor.entry, written + behind)


def _new_section(env: Environment, leaving: CondaItem, line: Line) -> Change | None:
    """`- pip` where it is missing, and a section with one line, at the end of a block list."""
    written = layout.quote(line.text)
    anchor = next((each for each in reversed(env.dependencies) if each is not leaving), None)
    if anchor is None or written is None or anchor.parent.flow or env.pip_sections:
        return None
    dash = " " * layout.column(env.document, anchor.entry.span.start)
    behind = f"  {line.comment}" if line.comment else ""
    section = f"pip:{env.source.line_end()}{dash}    - {written}{behind}"
    wanted = [section] if any(item.name == "pip" for item in env.conda) else ["pip", section]
    inserts = [layout.insert_after(env.document, anchor.parent, anchor.entry, each) for each in wanted]
    return _merged(_together(inserts))


def _together(parts: Sequence[Change | None]) -> Change | None:
    """All changes as one; None where one is missing or two meet."""
    if not parts or None in parts:
        return None
    edits = sorted(edit for part in parts if part for edit in part.edits)
    if any(one.end > other.start for one, other in pairwise(edits)):
        return None
    return Change(tuple(edit for part in parts if part for edit in part.edits))


def _merged(change: Change | None) -> Change | None:
    """Insertions at one place in the order in which they were given."""
    if change is None:
        return None
    places = groupby(change.edits, key=lambda edit: (edit.start, edit.end))
    return Change(tuple(Edit(*place, "".join(edit.text for edit in edits)) for place, edits in places))
