"""misplaced-pip-section."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import ERROR, Change, Diagnostic, Edit, unsafe
from envlint.environment import CondaItem, Environment, Key
from envlint.nodes import Collection
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Span

_RIGHT = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests==2.32.3
      - rich==13.9.4
"""


@rule(
    "misplaced-pip-section",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[Valid(_RIGHT)],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
pip:
  - requests==2.32.3
  - rich==13.9.4
""",
            under="pip",
            nth=2,
            fixed=_RIGHT,
        ),
        Invalid(
            _RIGHT.replace("- pip:", "- pip"),
            under="pip\n      - requests==2.32.3\n      - rich==13.9.4",
            fixed=_RIGHT,
        ),
    ],
)
def misplaced_pip_section(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A pip section that conda does not see as one: `pip:` at the top level of the file, or `- pip`
    with an indented list but without its colon.

    conda drops an unknown top-level key with a notice and installs nothing from it. Without the
    colon, YAML glues `- pip` and the lines below into one text, `pip - requests - rich`, which
    conda reads as one odd package spec.

    **Fix** (unsafe, since pip will install more than before): the section moves to the end of
    `dependencies`, where there is no other; the missing colon is written.

    References: [conda#6319](https://github.com/conda/conda/issues/6319),
    [conda#9161](https://github.com/conda/conda/issues/9161)
    """
    top = env.get("pip")
    if top is not None:
        yield top.report(
            "`pip:` at the top level is not a section: conda installs nothing from it",
            span=top.key_span,
            subject="pip:",
            help="write it as the last item of `dependencies`: `- pip:` with its lines indented below",
            fix=unsafe("Move the section into `dependencies`", _moved(env, top)),
        )
    for item in env.conda:
        if item.is_pip_without_colon:
            yield item.report(
                "`- pip` has no colon, so its list is glued to it: conda reads one package spec "
                f"`{' '.join(item.text.split())}`",
                subject="pip:",
                help="write `- pip:`",
                fix=unsafe("Write the colon", _colon(env, item)),
            )


def _colon(env: Environment, item: CondaItem) -> Change | None:
    """The colon behind `pip`; None where the lines below would not read as its list."""
    pip, *lines = item.lines
    blanks = [env.text[layout.line_start(env.text, line.span.start) : line.span.start] for line in lines]
    first = len(blanks[0])
    if item.parent.flow or any(each.strip(" ") for each in blanks) or layout.is_shared(env.document, item.node):
        return None
    if first < layout.column(env.document, pip.span.start) or any(len(each) < first for each in blanks):
        return None
    texts: list[str] = []
    for line, each in zip(lines, blanks, strict=True):
        if len(each) == first:
            texts.append(line.text.removeprefix("-").lstrip(" "))
        else:
            texts[-1] += f" {line.text}"  # a dash further in goes on with the line above
    return Change((Edit(pip.span.end, pip.span.end, ":"),)) if all(map(layout.may_be_item, texts)) else None


def _moved(env: Environment, top: Key) -> Change | None:
    """The section as the last item of `dependencies`, its lines moved as they are."""
    target = env.get("dependencies")
    if target is None or not isinstance(target.node, Collection) or not env.dependencies or env.pip_sections:
        return None
    if target.node.flow or not isinstance(top.node, Collection) or top.node.kind != "seq" or not top.node.entries:
        return None
    removal, last = top.remove(), env.dependencies[-1].entry
    dash = layout.column(env.document, last.span.start)
    written = _section(env, top, top.node, dash)
    if removal is None or written is None:
        return None
    text, eol = env.text, env.source.line_end()
    at = layout.line_after(text, last.span.end)
    begins_line = at == 0 or text[at - 1] in "\r\n"
    return Change((Edit(at, at, written + eol if begins_line else eol + written), *removal.edits))


def _section(env: Environment, top: Key, items: Collection, dash: int) -> str | None:
    """The text of `- pip:` at a column, with the items of a top-level key; no line end behind it."""
    text = env.text
    end = layout.line_after(text, top.entry.span.end)
    if items.flow:
        return f"{' ' * dash}- pip:{text[top.entry.mark.end : end]}".rstrip("\r\n")
    begin = layout.column(env.document, items.entries[0].span.start)
    body = Span(layout.line_after(text, top.entry.mark.end), end)
    rest_of_line = text[top.entry.mark.end : body.start].rstrip("\r\n")
    moved = layout.reindent(text[body.start : body.end], begin, dash + 4 - begin)
    return None if moved is None else f"{' ' * dash}- pip:{rest_of_line}{env.source.line_end()}{moved}".rstrip("\r\n")
