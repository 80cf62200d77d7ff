"""empty-section."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import WARNING, Change, Diagnostic, Edit, Fix, unsafe
from envlint.environment import Environment, Installer
from envlint.rule import Context, Invalid, Valid, rule


@rule(
    "empty-section",
    group="document",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid("name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pip\n  - pip: []\n"),
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
""",
            under="pip:",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip:
""",
            under="pip:",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
""",
        ),
    ],
)
def empty_section(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`pip:` has nothing in it.

    It is left over when the last line of a pip section goes or becomes a comment, or it was meant
    to be `- pip`. YAML reads a null there. conda takes that for an empty section; mamba and
    micromamba stop at it ("bad conversion"), and so do tools built on rattler's reader.

    `pip: []` is an empty list, which every client takes, and is not reported; null for a key at the
    top level is wrong-type's matter.

    **Fix** (unsafe, since it may be meant otherwise): the section goes, or becomes `- pip` where pip
    is not listed yet, because conda adds pip for an empty section too. There is no fix where
    commented lines stand in the section: they may come back.

    References: [CEP 24](https://conda.org/learn/ceps/cep-0024),
    [mamba: environment files](https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html)
    """
    if len(env.pip_sections) != 1 or env.pip_sections[0].kind != "null":
        return
    section = env.pip_sections[0]
    yield section.report(
        "`pip:` has nothing in it: conda passes over that, mamba stops there and refuses the file",
        span=section.key_span._replace(end=section.entry.mark.end),
        subject="pip:",
        help=_help(_follows(env, section)),
        fix=_fix(env, section),
    )


def _follows(env: Environment, section: Installer) -> bool:
    """Whether items stand below the section, where one expects those for pip."""
    return env.dependencies[-1] is not section.item


def _help(follows: bool) -> str:
    if follows:
        return "indent the items below if they are meant for pip; else delete it, or write `- pip` for pip itself"
    return "delete it, or write `pip: []`; pip itself is listed as `- pip`, without a colon"


def _fix(env: Environment, section: Installer) -> Fix | None:
    if len(section.parent.entries) != 1 or _follows(env, section) or _has_comments(env, section):
        return None
    if "pip" in env.conda_names:
        return unsafe("Remove the empty section", section.item.remove())
    return unsafe("List `pip` as a package", _as_package(env, section))


def _as_package(env: Environment, section: Installer) -> Change | None:
    """`- pip` in place of `- pip:`; not of `- ? pip`, which is a key without its colon, too."""
    end = max(section.entry.mark.end, section.span.end)
    is_asked = "?" in env.text[section.item.entry.span.start : section.key_span.start]
    if section.parent.flow or env.document.has_aliases or is_asked:
        return None
    return Change((Edit(section.key_span.end, end, ""),))


def _has_comments(env: Environment, section: Installer) -> bool:
    """Whether a comment stands behind the section, or below it as if it were a part of it."""
    document, entry = env.document, section.item.entry
    start, at = layout.line_start(env.text, entry.span.start), layout.line_after(env.text, entry.span.end)
    dash = layout.column(document, entry.span.start)
    below = document.comments_in(at, layout.line_after(env.text, at))
    if document.comments_in(start, at):
        return True
    return bool(below) and below[0].own_line and layout.column(document, below[0].span.start) > dash
