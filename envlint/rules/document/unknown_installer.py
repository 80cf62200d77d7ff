"""unknown-installer."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import ERROR, Change, Diagnostic, Edit, Fix, unsafe
from envlint.environment import Environment, Installer
from envlint.nodes import Collection, Scalar
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.secrets import masked

_SELECTOR = lazy(r"sel\(.*\)")
_VERSION = lazy(r"[0-9][\w.*]*")
# What recipes say of packages that they do not install themselves.
_CONSTRAINTS = ("run_constrained", "run_constraints")
_RIGHT = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - scipy=1.14
"""


@rule(
    "unknown-installer",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid(_RIGHT),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
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
  - conda:
      - numpy=2.1
      - scipy=1.14
""",
            under="conda",
            nth=2,
            fixed=_RIGHT,
        ),
        Invalid(_RIGHT.replace("python=3.12", "python: 3.12"), under="python", fixed=_RIGHT),
        Invalid(_RIGHT + "  - npm:\n      - eslint\n", under="npm"),
    ],
)
def unknown_installer(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """An item of `dependencies` is a mapping with another key than `pip`.

    `pip` is the only installer conda knows. Since 25.7 it drops every other one in silence: the
    `npm:` list, the `Pip:` section, and `- python: 3.12`, which YAML reads as a mapping.
    `conda:` is worse: for conda it *replaces* the packages that are listed above it, while mamba and
    conda-lock drop those under it. (CEP 24 asks clients to refuse such a file.) `sel(linux): …` is a
    selector of mamba's and not judged here.

    **Fix** (unsafe, since conda will install another set of packages): the items of `conda:` move
    one level up, `python: 3.12` becomes `python=3.12`, a lone `numpy:` loses its colon, and `Pip:`
    becomes `pip:`. For other installers there is none.
    """
    for installer in env.installers:
        if installer.key == "pip" or _SELECTOR.fullmatch(installer.key):
            continue
        message, help, fix = _judged(env, installer)
        yield installer.report(
            message, span=installer.key_span, help=help, fix=fix, subject=installer.key or "installer"
        )


def _judged(env: Environment, installer: Installer) -> tuple[str, str, Fix | None]:
    name = installer.key
    if name == "conda":
        return (
            _of_conda(env, installer),
            "write its items one level up, as items of `dependencies`"
            + (", and delete `- conda`: it is no heading, it installs conda itself" if _lists_conda(env) else ""),
            unsafe("Move the items one level up", _one_level_up(env, installer)),
        )
    if name.lower() == "pip" and not env.pip_sections:
        return (
            f"`{name}:` is not the pip section: conda drops it in silence",
            "write `pip:`",
            unsafe("Write `pip:`", installer.rename("pip")),
        )
    if isinstance(installer.node, Scalar):
        spec = _spec(installer)
        return (
            f"`{name}: …` is a mapping, not a package spec: conda drops it in silence",
            f"write `{spec or name + '=VERSION'}`",
            unsafe(f"Write `{spec}`", _rewritten(installer, spec)) if spec else None,
        )
    if name in _CONSTRAINTS:
        return (
            f"`{name}:` belongs in a recipe: of an environment file conda drops the section in silence",
            "list these as items of `dependencies`, if they may be installed; what only holds back others goes into "
            "`pinned_packages` of `.condarc`",
            None,
        )
    return (
        f"`{name}:` is no installer that conda knows: conda drops the section in silence",
        "install these with a tool of their own, after the environment is made",
        None,
    )


def _lists_conda(env: Environment) -> bool:
    """Whether `- conda` stands in the list, as people write it above `- conda:` after the model of pip."""
    return any(item.text.strip() == "conda" for item in env.conda)


def _of_conda(env: Environment, installer: Installer) -> str:
    """conda replaces what it has read so far, and adds to that what follows, and the pip of a pip section."""
    dropped = [item for item in env.conda if item.span.start < installer.span.start]
    above = [f"`{masked(item.text)}`" for item in dropped if not (item.name == "pip" and env.pip_sections)]
    if not above:
        return "only conda knows `conda:`: mamba and conda-lock drop the packages under it"
    shown = ", ".join(above[:3]) + (f" and {len(above) - 3} more" if len(above) > 3 else "")
    return f"conda drops the packages above `conda:`, here {shown}; mamba and conda-lock drop those under it"


def _spec(installer: Installer) -> str:
    """The package spec that a mapping stands for: from its source text, since 3.10 is no number."""
    source = installer.document.source.text[installer.span.start : installer.span.end].strip("'\"")
    if not source:
        return installer.key
    return f"{installer.key}={source}" if _VERSION.fullmatch(source) else ""


def _rewritten(installer: Installer, spec: str) -> Change | None:
    parent = installer.parent
    if len(parent.entries) != 1 or parent.flow or layout.is_shared(installer.document, parent):
        return None
    if parent.start < parent.span.start:  # behind a `?` or a tag
        return None
    return Change((Edit(*parent.span, spec),))


def _one_level_up(env: Environment, installer: Installer) -> Change | None:
    """The lines below `conda:` in place of it, in the column of its dash."""
    node = installer.node
    if not isinstance(node, Collection) or node.kind != "seq" or node.flow or not node.entries:
        return None
    if len(installer.parent.entries) != 1 or installer.parent.flow or installer.item.parent.flow:
        return None
    text, item = env.text, installer.item.entry
    if layout.is_shared(env.document, item.value):
        return None
    body = layout.line_after(text, installer.entry.mark.end)
    if node.entries[0].span.start < body:  # `? conda⏎: - numpy`
        return None
    begin = layout.column(env.document, node.entries[0].span.start)
    dash = layout.column(env.document, item.span.start)
    moved = layout.reindent(text[body : item.span.end], begin, dash - begin)
    return None if moved is None else Change((Edit(layout.line_start(text, item.span.start), item.span.end, moved),))
