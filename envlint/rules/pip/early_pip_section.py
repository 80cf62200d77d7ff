"""early-pip-section."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import WARNING, Change, Diagnostic, Edit, safe
from envlint.environment import CondaItem, Environment, Installer
from envlint.nodes import Alias
from envlint.rule import Context, Invalid, Valid, rule


@rule(
    "early-pip-section",
    group="pip",
    severity=WARNING,
    since="0.1.0",
    preset="strict",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - numpy=2.1
  - pip:
      - requests==2.32.3
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
  - pip
  # not on conda-forge
  - pip:
      - example-tool==1.4.2
  - numpy=2.1
""",
            under="pip",
            nth=2,
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - numpy=2.1
  # not on conda-forge
  - pip:
      - example-tool==1.4.2
""",
        ),
    ],
)
def early_pip_section(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The `pip:` section stands before conda packages.

    Its place changes nothing: conda installs all its packages first, and runs pip then. But it reads as if pip came
    in between, and items that are added at the end of the file easily land in the pip list, which differs by an
    indent only. At the end of `dependencies` the section tells what happens.

    **Fix** (safe): the section goes to the end, with the comments above and in it. There is none where comments
    below the section may be part of it, and for several sections, which another rule is about.

    References: [conda: using pip in an
    environment](https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html)
    """
    if len(env.pip_sections) != 1:
        return
    section = env.pip_sections[0]
    at = next(place for place, item in enumerate(env.dependencies) if item is section.item)
    following = [item for item in env.dependencies[at + 1 :] if isinstance(item, CondaItem)]
    if following:
        name = following[0].name or following[0].text
        yield section.report(
            f"the `pip:` section stands before `{name}`, though pip runs after all conda packages",
            span=section.key_span,
            subject="pip",
            help="move the section to the end of `dependencies`",
            fix=safe("Move the section to the end", _moved(env, section)),
        )


def _moved(env: Environment, section: Installer) -> Change | None:
    """The section's lines, with the comments above, behind the last item."""
    item, last = section.item, env.dependencies[-1]
    dependencies = env.get("dependencies")
    if env.document.has_aliases or dependencies is None or isinstance(dependencies.entry.value, Alias):
        return None
    if item.parent.flow:
        others = [each for each in item.parent.entries if each is not item.entry]
        return layout.reorder(env.document, item.parent, [*others, item.entry])
    lines = layout.whole_lines(env.document, item.entry.span)
    start = layout.comments_above(env.document, lines.start)
    end = layout.line_after(env.text, last.entry.span.end)
    if item is env.dependencies[0] and start < lines.start:
        return None
    if env.text[lines.start : item.entry.span.start].strip(" ") or _has_comment_at(env, lines.end, end):
        return None
    moved = env.text[start : lines.end]
    if not env.text.endswith(("\n", "\r")) and end == len(env.text):
        eol = env.source.line_end()
        moved = eol + moved.removesuffix(eol)
    return Change((Edit(start, lines.end, ""), Edit(end, end, moved)))


def _has_comment_at(env: Environment, *places: int) -> bool:
    """Whether a comment of its own line begins there: what it speaks of may stand above."""
    starts = {layout.line_start(env.text, each.span.start) for each in env.document.comments if each.own_line}
    return any(place in starts for place in places)
