"""duplicate-package."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from envlint.conda import channel as conda_channel
from envlint.diagnostic import WARNING, Change, Diagnostic, Fix, Related, safe, unsafe
from envlint.environment import CondaItem, PipFile, PipItem
from envlint.patterns import lazy
from envlint.rule import PIP, Context, Invalid, Valid, rule

# `# [win]` behind an item: conda-lock reads it, and people write it for themselves.
_SELECTOR = lazy(r"#\s*\[([^\]]*)\]")

# So many packages that repeat, each time under another heading: the file lists several projects' needs.
_MANY = 3


@rule(
    "duplicate-package",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    kind=PIP,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - cached-property=1.5
  - cached_property=1.5
"""
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - tomli==2.2.1; python_version < "3.11"
      - tomli==2.0.1; python_version < "3.8"
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pandas=2.2
  - numpy=2.1
""",
            under="numpy=2.1",
            nth=2,
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pandas=2.2
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=1.26,<3
  - numpy=2.1
""",
            under="numpy=2.1",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - typing-extensions==4.12.2
      - rich==13.9.4
      - Typing_Extensions==4.12.2
""",
            under="Typing_Extensions==4.12.2",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - typing-extensions==4.12.2
      - rich==13.9.4
""",
        ),
    ],
)
def duplicate_package(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """A package is listed more than once, in the conda list or in the `pip:` section.

    All entries count together: conda, and pip in its list, look for a version that fits each of
    them. So the file says in two places what is wanted, a change to one of them does less than it
    seems to do, and two entries that once agreed part over time. (Where no version can fit both,
    contradictory-pins speaks.)

    Names compare as their installer compares them: in the conda list without case, so that
    `cached-property` and `cached_property`, two packages on conda-forge, differ; in the pip list
    after PEP 503, where `-`, `_` and `.` are one. Lines with different conditions
    (`; python_version < "3.11"`) or selectors (`# [win]`) are no repeat. Where three packages or more repeat, each
    time under another comment behind an empty line (`# what the docs need`), the file lists what several projects
    need, and such repeats are meant.

    **Fix**: an entry that adds nothing goes: a repeat of an earlier one (safe where both are written
    alike under one heading, and no comment stands behind or right above it), or a bare name beside one with a version
    (unsafe). Where
    both say something there is no fix.

    References: [PEP 503: normalized names](https://peps.python.org/pep-0503/#normalized-names)
    """
    if len(env.conda_names) < len(env.conda):
        yield from _repeats(env.conda, "conda")
    if len(env.pip_names) < len(env.pip):
        for items in env.pip_lists:
            yield from _repeats(items, "pip")


def _repeats(items: Sequence[CondaItem | PipItem], installer: str) -> Iterator[Diagnostic]:
    names = Counter(item.name for item in items)
    groups: dict[Hashable, list[CondaItem | PipItem]] = {}
    for item in items:
        if names[item.name] > 1 and _is_read(item):
            groups.setdefault((item.name, _condition(item), _selector(item)), []).append(item)
    repeated = [group for group in groups.values() if len(group) > 1]
    headings = _headings(items) if repeated else []
    apart = [_is_apart(group, headings) for group in repeated]
    for (first, *others), is_apart in zip(repeated, apart, strict=True):
        if not is_apart or sum(apart) < _MANY:
            yield _report(first, others, installer, is_apart)


def _headings(items: Sequence[CondaItem | PipItem]) -> list[int]:
    """Where comments stand that begin a block behind an empty line, or the list, and are no items taken out."""
    document = items[0].document
    source, first = document.source, items[0].span.start
    found = []
    for comment in document.comments:
        line = source.position(comment.span.start).line
        opens = line > 1 and (comment.span.start < first or not source.line(line - 1).strip())
        if comment.own_line and opens and not source.text[slice(*comment.span)].lstrip("# \t").startswith("-"):
            found.append(comment.span.start)
    return found


def _is_apart(items: Sequence[CondaItem | PipItem], headings: Sequence[int]) -> bool:
    """Whether each item stands under a heading of its own."""
    return len({bisect_right(headings, item.span.start) for item in items}) == len(items)


def _report(
    first: CondaItem | PipItem, others: Sequence[CondaItem | PipItem], installer: str, is_apart: bool
) -> Diagnostic:
    later = others[0]
    line = first.document.source.position(first.span.start).line
    written = "" if later.text == first.text else f", as `{first.told}`"
    if len({_demand(item) for item in (first, *others)}) > 1:
        both = "all of them" if others[1:] else "both"
        written = f"{', without a version' if _is_bare(first) else written}: {installer} applies {both} at once"
    return later.report(
        f"`{later.name}` is listed already on line {line}{written}",
        help=_help([first, *others]),
        related=(
            Related("first listed here", first.span),
            *(Related("listed again here", other.span) for other in others[1:]),
        ),
        fix=_fix([first, *others], is_apart),
    )


def _help(items: Sequence[CondaItem | PipItem]) -> str:
    if len({_demand(item) for item in items}) == 1:
        return "delete the repeat" if len(items) == 2 else "delete the repeats"
    from envlint.pinning.joined import joined

    idle = set(map(id, _idle(items)))
    left = [item for item in items if id(item) not in idle]
    result = left[0].text if len(left) == 1 else joined(left)
    return f"write `{result}` once" if result else "write one entry that says all this"


def _is_read(item: CondaItem | PipItem) -> bool:
    """Whether the installer reads the item, as one package of a known name."""
    if isinstance(item, PipItem) and item.line.error is not None and item.line.error.fails:
        return False
    return bool(item.name) and "*" not in item.name


def _condition(item: CondaItem | PipItem) -> str:
    """What restricts an entry to some machines: `; …` in the pip list, `[when=…]` in the conda list."""
    part = item.spec.bracket("when") if isinstance(item, CondaItem) else item.line.marker
    return re.sub(r"[\s'\"]+", "", part.text) if part else ""


def _selector(item: CondaItem | PipItem) -> str:
    """The selector in the comment behind an item."""
    source = item.document.source
    end = source.line_span(source.position(item.span.end).line).end
    comments = (each.span for each in item.document.comments_in(item.span.end, end))
    found = (_SELECTOR.match(source.text, span.start, span.end) for span in comments)
    return next(("".join(match[1].split()) for match in found if match), "")


def _fix(items: Sequence[CondaItem | PipItem], is_apart: bool) -> Fix | None:
    """Remove what adds nothing, as far as the removals do not meet."""
    idle = _idle(items)
    removals = [item.remove() for item in idle]
    known = [each for each in removals if each is not None]
    change = _together(known) if known and len(known) == len(removals) else None
    alike = all(_is_bare(item) for item in items) or len({item.text for item in items}) == 1
    alike = alike and not is_apart
    title = "Remove the repeat" if len(idle) == 1 else "Remove the repeats"
    if change is not None and change.loses_comment:
        title += " (the comment there may be about it)"
    return safe(title, change) if alike else unsafe(title, change)


def _together(removals: list[Change]) -> Change:
    """One change of several, in the order of the text; of two that meet, the first."""
    kept: list[Change] = []
    for each in sorted(removals):
        if not kept or kept[-1].edits[-1].end <= each.edits[0].start:
            kept.append(each)
    return Change(tuple(edit for each in kept for edit in each.edits), any(each.loses_comment for each in kept))


def _idle(items: Sequence[CondaItem | PipItem]) -> list[CondaItem | PipItem]:
    """The entries that demand no more than the others together."""
    idle: list[CondaItem | PipItem] = []
    seen: set[Hashable] = set()
    all_bare = all(map(_is_bare, items))
    for item in items:
        demand = _demand(item)
        if demand in seen or (_is_bare(item) and not all_bare):
            idle.append(item)
        seen.add(demand)
    return idle


def _is_bare(item: CondaItem | PipItem) -> bool:
    part = item.spec.name if isinstance(item, CondaItem) else item.line.name
    return part is not None and item.text.strip() == part.text


def _loses(item: CondaItem) -> bool:
    """Whether conda leaves out something that the author meant: `numpy[extra]`, `numpy (>=1)`, `numpy>`."""
    if item.is_common:
        return False
    from envlint.conda.losses import is_lossy

    return is_lossy(item.spec)


def _demand(item: CondaItem | PipItem) -> tuple[Hashable, ...]:
    """What an entry asks for beside its name; equal for two that mean the same."""
    if isinstance(item, CondaItem):
        spec = item.spec
        channel = conda_channel.parse(spec.channel.text) if spec.channel else None
        brackets = tuple(sorted((pair.key.text, pair.value.text) for pair in spec.brackets))
        lost = item.text if _loses(item) else ""
        versions = item.versions and item.versions.text
        return versions, spec.build_key, channel, spec.subdir and spec.subdir.text, brackets, lost
    line = item.line
    clauses = tuple(sorted(clause.operator.text + clause.version.text for clause in line.clauses))
    extras = tuple(sorted(extra.text.lower() for extra in line.extras))
    options = tuple((option.flag, option.value and option.value.text) for option in line.options)
    return clauses, extras, line.url and line.url.text, line.path and line.path.text, options
