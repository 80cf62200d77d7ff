"""invalid-requirement."""

from collections.abc import Iterator
from itertools import zip_longest

from envlint.diagnostic import ERROR, Change, Diagnostic, Fix, safe, unsafe
from envlint.environment import Environment, PipItem
from envlint.pypi import LineError
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Span


@rule(
    "invalid-requirement",
    group="pip",
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
      - requests[socks]==2.32.3
      - rich>=13,<14
      - tomli==2.2.1; python_version < "3.11"
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
      - requests=2.32.3
""",
            under="=",
            nth=2,
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests==2.32.3
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
      - example-tool==1.4.2 --pre
""",
            under="--pre",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --pre
      - example-tool==1.4.2
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
      - --no-deps
      - requests==2.32.3
""",
            under="--no-deps",
        ),
    ],
)
def invalid_requirement(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A line of the `pip:` section that pip refuses, or reads only in part.

    conda writes each item as one line of a requirements file and hands it to pip, after it has
    solved, downloaded and linked all conda packages. What pip cannot read shows only then, and
    leaves an environment without any of the pip packages. And some text pip drops without a word:
    options behind a requirement (`torch --index-url …`), whatever follows `-r file` or `-e path`.

    A requirements file knows PEP 508 (`name[extra]==1.2; condition`, `name @ URL`), paths, URLs and a
    part of pip's options, each on a line of its own. It knows neither conda's single `=` nor the
    command `pip install`, and no options for one run such as `-U`, `--no-deps` or `--user`.

    **Fix**: where the line can have meant one thing only, that is written instead. Safe where pip
    refuses the old text; unsafe where pip dropped a part of it that will count from now on, and
    where one item becomes several.

    References: [pip: requirements file
    format](https://pip.pypa.io/en/stable/reference/requirements-file-format/), [PyPA: dependency
    specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/),
    [conda#7290](https://github.com/conda/conda/issues/7290)
    """
    for item, following in _lines(env):
        error = item.line.error
        if error is not None:
            yield item.report(
                f"{error.message}{_outcome(error)}", part=error.span, help=_help(error), fix=_fix(item, error)
            )
        elif item.line.continues and following is not None and not following.text.lstrip().startswith("-"):
            yield _joined(item, following)


def _lines(env: Environment) -> Iterator[tuple[PipItem, PipItem | None]]:
    """Each line with the next one, but for those that a backslash joins to the line before."""
    for section in env.pip_sections:
        joined = False
        for item, following in zip_longest(section.items, section.items[1:]):
            if not joined:
                yield item, following
            joined = item.line.continues


def _outcome(error: LineError) -> str:
    return "; where pip refuses one line, it installs none" if error.fails else ""


def _help(error: LineError) -> str:
    if error.suggestion is not None:
        return f"write `{error.suggestion}`"
    if error.split:
        return "write one item each: " + ", ".join(f"`{line}`" for line in error.split)
    return "each item is one line of a requirements file: `name==1.2`, `name @ URL`, or one option"


def _fix(item: PipItem, error: LineError) -> Fix | None:
    if error.suggestion is not None:
        title = f"Write `{error.suggestion}`"
        change = item.replace(error.suggestion)
        return safe(title, change) if error.fails else unsafe(title, change)
    if error.split:
        return unsafe("Make several items of the line", _split(item, error.split))
    return None


def _split(item: PipItem, lines: tuple[str, ...]) -> Change | None:
    first, others = item.replace(lines[0]), item.insert_after(*lines[1:])
    return first + others if first and others else None


def _joined(item: PipItem, following: PipItem) -> Diagnostic:
    end = len(item.text.rstrip())
    return item.report(
        f"pip joins the next line to one that ends in a backslash, and reads `{following.text}` as a part of this one",
        part=Span(end - 1, end),
        help="delete the backslash",
        fix=unsafe("Delete the backslash", item.replace(item.text.rstrip().rstrip("\\").rstrip())),
    )
