"""editable-requirement."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import PipFile, PipItem
from envlint.pypi import EDITABLE, PATH, URL
from envlint.rule import PIP, Context, Invalid, Valid, rule


@rule(
    "editable-requirement",
    group="pip",
    severity=WARNING,
    since="0.1.0",
    kind=PIP,
    preset="strict",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - example-tool==1.4.2
      - other @ git+https://github.com/example/other@v1.4.2
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
  - pip:
      - -e .
""",
            under="-e .",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - ./wheels/example_tool-1.4.2-py3-none-any.whl
""",
            under="./wheels/example_tool-1.4.2-py3-none-any.whl",
        ),
    ],
)
def editable_requirement(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """A pip line installs from the disk: `-e`, or a local path.

    The file alone no longer makes the environment: it works in a checkout only, from where the path leads
    somewhere. conda fetches an environment file from a URL without what lies beside it. conda-lock skips `-e`, and
    `pixi init --import` cannot read such a line. With `-e` the environment also changes whenever the folder does; with
    `-e` of a repository that is a clone which pip keeps.

    For a team's own project that is often just what is wanted, so this rule is in the preset `strict` only. Else
    install the project in a step of its own (`pip install --no-deps -e .`), or from an index or a tagged repository.

    There is no fix.

    References: [pip: local project installs](https://pip.pypa.io/en/stable/topics/local-project-installs/)
    """
    for item in env.pip:
        if item.line.error is None and (found := _message(item)):
            message, advice = found
            yield item.report(message, help=advice)


def _message(item: PipItem) -> tuple[str, str] | None:
    """What the line does, and what to do instead; None where it installs from elsewhere."""
    line = item.line
    if line.kind == EDITABLE and line.vcs:
        return (
            "`-e` keeps a clone of the repository and imports from it: the environment changes whenever that does",
            "leave out `-e`",
        )
    if line.kind in (EDITABLE, PATH) or (line.kind == URL and line.scheme == "file"):
        what = "a folder" if line.kind == EDITABLE else "a path"
        return (
            f"this installs from {what} on the disk: the file works only where that is",
            "install the project in a step of its own, or from an index or a tagged repository",
        )
    return None
