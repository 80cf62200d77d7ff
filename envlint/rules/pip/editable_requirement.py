"""editable-requirement."""

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment, PipItem
from envlint.pypi import EDITABLE, PATH, URL
from envlint.rule import Context, Invalid, Valid, rule


@rule(
    "editable-requirement",
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
def editable_requirement(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A pip line installs from the disk: `-e`, or a local path.

    The file alone no longer makes the environment: it works in a checkout only, from where the path leads
    somewhere. conda fetches an environment file from a URL without what lies beside it. conda-lock skips `-e`, and
    `pixi init --import` cannot read such a line. With `-e` the environment also changes whenever the folder does.

    For a team's own project that is often just what is wanted, so this rule is in the preset `strict` only. Else
    install the project in a step of its own (`pip install --no-deps -e .`), or from an index or a tagged repository.

    There is no fix.

    References: [pip: local project installs](https://pip.pypa.io/en/stable/topics/local-project-installs/)
    """
    for item in env.pip:
        if item.line.error is None and (what := _what(item)):
            yield item.report(
                f"{what}, so the file works only beside it",
                help="install the project in a step of its own, or from an index or a tagged repository",
            )


def _what(item: PipItem) -> str:
    line = item.line
    if line.kind == EDITABLE:
        return "`-e` installs from a folder on the disk" if line.path else "`-e` installs from a copy of a repository"
    if line.kind == PATH:
        return f"`{line.text.strip()}` is a path on the disk"
    return "this is a file on the disk" if line.kind == URL and line.scheme == "file" else ""
