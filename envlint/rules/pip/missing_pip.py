"""missing-pip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import WARNING, Change, Diagnostic, Edit, safe
from envlint.environment import CondaItem, Environment, Installer
from envlint.nodes import Alias
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

# `pip` as a word of its own: with or without channel, version and brackets, and also in an item that
# lacks a dash (`python pip`), where another rule speaks.
_NAMES_PIP = lazy(r"(?:^|[\s:'\"])pip(?![\w.:/-])", re.IGNORECASE)


@rule(
    "missing-pip",
    group="pip",
    severity=WARNING,
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
"""
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - conda-forge::pip>=24
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
  - numpy=2.1
  # not on conda-forge
  - pip:
      - example-tool==1.4.2
""",
            under="pip",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pip
  # not on conda-forge
  - pip:
      - example-tool==1.4.2
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies: [python=3.12, {pip: [requests==2.32.3]}]
""",
            under="pip",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies: [python=3.12, pip, {pip: [requests==2.32.3]}]
""",
        ),
    ],
)
def missing_pip(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """There is a `pip:` section, but `pip` is not among the conda packages.

    Without pip in the environment its lines might go to another environment's pip. conda therefore
    adds `pip` by itself, and warns each time it creates or updates the environment; mamba and
    conda-lock add it too. Say it in the file
    and the warning is gone, and the pip that is used is one you can see and pin.

    Any spec of pip counts: `pip>=24`, `conda-forge::pip`, `pip[version='>=24']`. conda's own check
    overlooks the last of these, and warns in vain. A file with neither name, channels nor conda packages is a part
    that some other file is joined with, and silent.

    **Fix** (safe, since conda adds pip anyway): `- pip` in front of the section.

    References: [conda#4985](https://github.com/conda/conda/issues/4985),
    [cudf#1576](https://github.com/rapidsai/cudf/issues/1576)
    """
    section = next((section for section in env.pip_sections if section.items), None)
    if section is None or "pip" in env.conda_names or any(map(_is_pip, env.conda)) or _is_fragment(env):
        return
    yield section.report(
        "a `pip:` section without `pip` among the conda packages: conda adds pip by itself, and warns each time "
        "it creates or updates this environment",
        span=section.key_span,
        subject="pip",
        help="list `pip` as a conda package before the section",
        fix=safe("List `pip` before the section", _insertion(env, section)),
    )


def _is_fragment(env: Environment) -> bool:
    """Whether the file holds pip lines and nothing else: a part of a whole."""
    return env.name is None and not env.channels and not env.conda


def _is_pip(item: CondaItem) -> bool:
    return item.spec.name_key == "pip" or ("pip" in item.text.lower() and bool(_NAMES_PIP.search(item.text)))


def _insertion(env: Environment, section: Installer) -> Change | None:
    """`- pip` behind the item before the section, so that comments stay with what they speak of."""
    dependencies = env.get("dependencies")
    if dependencies is None or isinstance(dependencies.entry.value, Alias):
        return None
    at = next(place for place, item in enumerate(env.dependencies) if item is section.item)
    if at > 0:
        return env.dependencies[at - 1].insert_after("pip")
    change = section.item.insert_before("pip")
    if change is None or section.item.parent.flow:
        return change
    above = layout.comments_above(env.document, change.edits[0].start)
    return Change(tuple(Edit(above, above, edit.text) for edit in change.edits))
