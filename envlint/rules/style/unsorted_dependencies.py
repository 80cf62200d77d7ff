"""unsorted-dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from envlint import layout
from envlint.diagnostic import WARNING, Change, Diagnostic, Edit, Related, safe
from envlint.environment import CondaItem, Environment
from envlint.nodes import Alias
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Span

_FIRST = ("python", "pip")


@rule(
    "unsorted-dependencies",
    group="style",
    severity=WARNING,
    since="0.1.0",
    preset="opt-in",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - numpy=2.1
  - pandas=2.2

  # plots
  - bokeh=3.6
  - pip:
      - requests==2.32.3
      - attrs==24.2.0
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - pandas=2.2
  - numpy=2.1  # for the arrays
  - python=3.12

  - bokeh=3.6
""",
            under="numpy=2.1",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1  # for the arrays
  - pandas=2.2

  - bokeh=3.6
""",
        ),
    ],
)
def unsorted_dependencies(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Conda packages do not stand in the order of their names.

    Their order means nothing to conda. Sorted, a package is found at a glance, a repeat shows, and two people who add
    different packages rarely meet in one line.

    `python` comes first, then `pip`, then all others by name; a `channel::` in front does not count. Blank lines,
    comments on lines of their own and the `pip:` section divide the list into runs, and each run is sorted by
    itself: so groups stay groups. The pip list is never sorted, since the order of its options and lines matters,
    nor are lists in brackets.

    The rule is in no preset: select it by name.

    **Fix** (safe): the lines of a run in order, each with the comment behind it. There is none for items over several
    lines or with an anchor.
    """
    for run in _runs(env):
        wanted = sorted(run, key=_key)
        late = next((item for before, item in pairwise(run) if _key(item) < _key(before)), None)
        if late is None:
            continue
        before = next(item for item in run if _key(late) < _key(item))
        # On the list rather than the item: what other rules say of the item still holds.
        yield env.report(
            f"`{late.name or late.text}` belongs above `{before.name or before.text}`",
            late.subject,
            late.span,
            help="sort the packages of each block by name, python and pip first",
            related=(Related("above this", before.span),),
            fix=safe("Sort this block", _sorted(env, run, wanted)),
        )


def _key(item: CondaItem) -> tuple[int, str]:
    name = item.name or item.text.lower()
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _runs(env: Environment) -> Iterator[list[CondaItem]]:
    """Conda items that stand line by line, with nothing between them."""
    run: list[CondaItem] = []
    for item in env.dependencies:
        if isinstance(item, CondaItem) and not item.parent.flow:
            if run and not _follows(env, run[-1], item):
                yield run
                run = []
            run.append(item)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _follows(env: Environment, before: CondaItem, item: CondaItem) -> bool:
    return layout.line_after(env.text, before.entry.span.end) == layout.line_start(env.text, item.entry.span.start)


def _sorted(env: Environment, run: Sequence[CondaItem], wanted: Sequence[CondaItem]) -> Change | None:
    """The lines of a run in another order, each with the comment behind it; indents and line ends stay."""
    dependencies = env.get("dependencies")
    if dependencies is None or isinstance(dependencies.entry.value, Alias) or _comment_goes_on(env, run[-1]):
        return None
    edits = []
    for old, new in zip(run, wanted, strict=True):
        here, other = _line(env, old), _line(env, new)
        if here is None or other is None:
            return None
        if old is not new:
            edits.append(Edit(*here, env.text[slice(*other)]))
    return Change(tuple(edits))


def _line(env: Environment, item: CondaItem) -> Span | None:
    """From an item's dash to the end of its line; None where it has an anchor, or more lines than one."""
    start, end = item.entry.span
    if item.node is not item.entry.value or item.node.anchor or any(char in "\r\n" for char in env.text[start:end]):
        return None
    while end < len(env.text) and env.text[end] not in "\r\n":
        end += 1
    return Span(start, end)


def _comment_goes_on(env: Environment, item: CondaItem) -> bool:
    """Whether the comment behind an item has a second line, in its column, below."""
    below = layout.line_after(env.text, item.entry.span.end)
    comments = {layout.line_start(env.text, each.span.start): each for each in env.document.comments}
    behind = comments.get(layout.line_start(env.text, item.entry.span.start))
    more = comments.get(below)
    if behind is None or more is None or not more.own_line:
        return False
    return layout.column(env.document, more.span.start) == layout.column(env.document, behind.span.start)
