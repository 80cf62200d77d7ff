"""repeated-pip-section."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envlint import layout
from envlint.diagnostic import ERROR, Change, Diagnostic, Edit, Related, unsafe
from envlint.environment import Environment, Installer, PipItem
from envlint.pypi import OPTION, REQUIREMENT
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Span


@rule(
    "repeated-pip-section",
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
  - pip
  - pip:
      - requests==2.32.3
      - rich==13.9.4
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
  - pip
  - pip:
      - requests==2.32.3
  - pip:
      - rich==13.9.4
""",
            under="pip",
            nth=3,
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
        )
    ],
)
def repeated_pip_section(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`dependencies` holds more than one `pip:` section.

    conda keeps only the last one and installs nothing of the others, without a word; mamba,
    conda-lock and repo2docker read both, rattler reads the first. So the same file gives
    different environments.

    **Fix** (unsafe, since conda will install more than before): the lines of the later sections
    move to the end of the first, in their order, with their comments. There is none where a later section
    holds an address, a path or an option: it may have to be built after the others are there.

    References: [conda#11113](https://github.com/conda/conda/issues/11113),
    [conda#8814](https://github.com/conda/conda/issues/8814)
    """
    if len(env.pip_sections) < 2:
        return
    *earlier, last = env.pip_sections
    if any(section.parent is last.parent for section in earlier):
        return  # twice in one mapping: duplicate-key
    lost = [item for section in earlier for item in section.items]
    yield last.report(
        f"several `pip:` sections: conda keeps only this last one and drops {_listed(lost)}",
        span=last.key_span,
        subject="pip:",
        help="keep one `pip:` section with all lines; what must be there before the rest is built needs its own step",
        related=tuple(Related("dropped by conda", section.key_span) for section in earlier),
        fix=None
        if _is_staged(env.pip_sections)
        else unsafe("Merge the `pip:` sections", _merged(env, env.pip_sections)),
    )


def _is_staged(sections: tuple[Installer, ...]) -> bool:
    """Whether a later section may be one on purpose, since it is built from what the earlier ones installed."""
    return any(item.line.kind != REQUIREMENT for section in sections[1:] for item in section.items)


def _listed(lost: Sequence[PipItem]) -> str:
    """The projects that conda drops, the first three by name, and how many lines are options."""
    names = [f"`{item.name}`" for item in lost if item.name]
    options = sum(item.line.kind == OPTION for item in lost)
    shown = list(dict.fromkeys(names))[:3]
    left = len(lost) - options - sum(name in shown for name in names)
    if not shown:
        return "the others"
    text = ", ".join(shown) + (f" and {left} more" if left else "")
    if not options:
        return text
    return f"{text}, and {options} option{'s' if options > 1 else ''}"


def _merged(env: Environment, sections: tuple[Installer, ...]) -> Change | None:
    """The items of later sections behind those of the first, as whole lines."""
    first, *others = sections
    if not all(_is_block_of_texts(section) for section in sections):
        return None
    text, eol = env.text, env.source.line_end()
    indent = layout.column(env.document, first.items[0].entry.span.start)
    lines = ""
    edits: list[Edit] = []
    for section in others:
        removal = section.item.remove()
        chunk = Span(
            layout.line_after(text, section.entry.mark.end), layout.line_after(text, section.items[-1].entry.span.end)
        )
        head = section.items[0].entry.span.start
        if head < chunk.start:  # on the line of the colon, as in `? pip` and `: - a`
            return None
        begin = layout.column(env.document, head)
        moved = layout.reindent(text[chunk.start : chunk.end], begin, indent - begin)
        if removal is None or moved is None:
            return None
        edits.extend(removal.edits)
        lines += moved if moved.endswith(("\n", "\r")) else moved + eol
    at = layout.line_after(text, first.items[-1].entry.span.end)
    return Change((Edit(at, at, lines), *edits))


def _is_block_of_texts(section: Installer) -> bool:
    """Whether a section is a block list, alone in its item, of whole lines that can be moved."""
    alone = len(section.parent.entries) == 1 and section.node.kind == "seq"
    whole = section.items and len(section.items) == len(getattr(section.node, "entries", ()))
    return bool(alone and whole and not getattr(section.node, "flow", True) and not section.parent.flow)
