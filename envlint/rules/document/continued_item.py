"""continued-item."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import ERROR, Change, Diagnostic, Edit, unsafe
from envlint.environment import CondaItem, Environment, PipItem
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Part, Span

# A line that begins so goes on with the spec above: `- numpy⏎    >=1.2` is one spec.
_GOES_ON = tuple("<>=!~,|*([;@\\") + tuple("0123456789") + ("--hash", "--config-settings", "--global-option")
_NO_BACKSLASH = ", and leave out the backslash"


@rule(
    "continued-item",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy
      >=1.26,<2
"""
        )
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=1.26
    scipy=1.14
""",
            under="numpy=1.26",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=1.26
  - scipy=1.14
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests==2.32.3
        - rich==13.9.4
""",
            under="requests==2.32.3",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests==2.32.3
      - rich==13.9.4
""",
        ),
    ],
)
def continued_item(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A missing dash, or a dash that is indented too far, glues two items into one.

    YAML joins the lines of a plain text by spaces. `- numpy` with `scipy` on the next line is one
    item, `numpy scipy`, and conda reads that as numpy in the version "scipy"; in the pip section
    pip gets both as one line. It refuses that, or, where a dash comes between, installs the first
    and drops the second in silence.

    A backslash at the end of a line joins nothing in YAML, it is one more letter of the text: of `--pre \\`
    and `--index-url …` below it pip reads `--pre` alone.

    A line that begins with an operator, a comma, a digit, `*` or `|` goes on with the spec above
    it and is no fault.

    **Fix** (unsafe, since conda will install another set of packages): each line becomes an item
    of its own, without the backslash.
    """
    items: tuple[CondaItem | PipItem, ...] = (*env.conda, *env.pip)
    for item in items:
        if env.text.startswith(item.text, item.span.start):
            continue  # in one line, as nearly all are
        glued = _glued_lines(item)
        if not glued:
            continue
        second = glued[0].text.removeprefix("- ")
        yield item.report(
            f"`{_short(second)}` on a later line is glued to this item: {_outcome(item)}",
            span=item.lines[0].span,
            help="begin each item with a dash in the same column" + _NO_BACKSLASH * _is_carried_on(item),
            fix=unsafe("Make each line an item", _split(env, item, glued)),
        )


def _glued_lines(item: CondaItem | PipItem) -> list[Part]:
    """The lines of an item that should be items of their own."""
    if item.is_written_plainly or len(item.lines) < 2 or (isinstance(item, CondaItem) and item.is_pip_without_colon):
        return []
    return [line for line in item.lines[1:] if not line.text.startswith(_GOES_ON)]


def _outcome(item: CondaItem | PipItem) -> str:
    text = _short(" ".join(item.text.split()))
    if isinstance(item, CondaItem):
        return f"conda gets one text, `{text}`" + (", and refuses it" if item.spec.error else "")
    first, error = item.lines[0].text, item.line.error
    if _is_carried_on(item) and first.startswith("-") and item.lines[1].text.startswith("-"):
        return f"pip reads `{_short(_without_backslash(first))}` and drops the rest in silence"
    if error and not error.fails and error.span.start >= len(first):
        return f"pip installs `{_short(first)}` and drops the rest in silence"
    return f"pip gets one text, `{text}`" + (", and refuses it" if error and error.fails else "")


def _is_carried_on(item: CondaItem | PipItem) -> bool:
    """Whether a backslash shall join the first line to the next, as in a shell: in YAML it is a letter."""
    return item.lines[0].text.endswith("\\")


def _without_backslash(line: str) -> str:
    return line.removesuffix("\\").rstrip()


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _split(env: Environment, item: CondaItem | PipItem, glued: list[Part]) -> Change | None:
    """A dash in the item's own column before each glued line; in a flow list a comma behind the
    line above. None where a line does not read as an item, or an alias stands for the whole."""
    if layout.is_shared(env.document, item.node) or not all(map(layout.may_be_item, _new_items(item, glued))):
        return None
    wanted = frozenset(glued)
    above = [before for before, line in zip(item.lines, item.lines[1:], strict=False) if line in wanted]
    if not all(_without_backslash(line.text) for line in above):
        return None
    ends = [Span(line.span.start + len(_without_backslash(line.text)), line.span.end) for line in above]
    if item.parent.flow:
        return Change(tuple(Edit(*end, ",") for end in ends))
    start = layout.line_start(env.text, item.entry.span.start)
    lead = env.text[start : item.entry.value.start]
    if lead.strip(" ") != "-":
        return None
    edits: list[Edit] = []
    for end, line in zip(ends, glued, strict=True):
        if end.start < end.end:
            edits.append(Edit(*end, ""))
        edits.append(Edit(*_lead_of(env.text, line), lead))
    return Change(tuple(edits))


def _new_items(item: CondaItem | PipItem, glued: list[Part]) -> list[str]:
    """The glued lines, each with those that go on with it."""
    texts: list[str] = []
    for line in item.lines[1:]:
        if line in glued:
            texts.append(line.text if item.parent.flow else _undashed(line.text))
        elif texts:
            texts[-1] += f" {line.text}"
    return texts


def _lead_of(text: str, line: Part) -> Span:
    """What stands before the item's text in a glued line: blanks, and perhaps a dash."""
    dash = len(line.text) - len(_undashed(line.text))
    return Span(layout.line_start(text, line.span.start), line.span.start + dash)


def _undashed(line: str) -> str:
    return line.removeprefix("-").lstrip(" ") if line.startswith("- ") else line
