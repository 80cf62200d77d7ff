"""invalid-requirement."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from envlint.conda.allowed import allows
from envlint.diagnostic import ERROR, Change, Diagnostic, Fix, safe, unsafe
from envlint.environment import PipFile, PipItem
from envlint.patterns import lazy
from envlint.pypi import LineError
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.source import Span

# The Python that a pip needs at least.
_PYTHON_OF_PIP = {"24.1": "3.8", "26": "3.9"}

_OPTION = lazy(r"(?<![\w-])--?[A-Za-z][A-Za-z-]*")
# Options of `pip install` that it takes on its command line only.
_RUN_OPTIONS = frozenset(
    """--no-deps --user --group --target --root --prefix --force-reinstall --ignore-installed --no-build-isolation
    --check-build-dependencies --no-compile --no-clean --no-cache-dir --break-system-packages --ignore-requires-python
    --platform --python-version --implementation --abi --dry-run --report --timeout --retries --proxy --cert
    --use-pep517 --no-use-pep517 --quiet --verbose -q -v -t""".split()
)


@rule(
    "invalid-requirement",
    group="pip",
    severity=ERROR,
    since="0.1.0",
    kind=PIP,
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
def invalid_requirement(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """A line of the `pip:` section that pip refuses, or reads only in part.

    conda writes each item as one line of a requirements file and hands it to pip, after it has
    solved, downloaded and linked all conda packages. What pip cannot read shows only then, and
    leaves an environment without any of the pip packages. And some text pip drops without a word:
    options behind a requirement (`torch --index-url …`), whatever follows `-r file` or `-e path`.

    A requirements file knows PEP 508 (`name[extra]==1.2; condition`, `name @ URL`), paths, URLs and a
    part of pip's options, each on a line of its own. It knows neither conda's single `=` nor the
    command `pip install`, and no options for one run such as `-U`, `--no-deps` or `--user`.

    Versions that are none (`==latest+cu101`) are refused by pip 24.1 and newer, which need Python 3.8.
    They are not reported where the conda list pins Python or pip below that.

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
        if error is not None and error.since and not _may_have_pip(env, error.since):
            error = None
        if error is not None:
            yield item.report(
                f"{error.message}{_outcome(error)}", part=error.span, help=_help(item, error), fix=_fix(item, error)
            )
        elif item.line.continues and following is not None and not following.text.lstrip().startswith("-"):
            yield _joined(item, following)


def _lines(env: PipFile) -> Iterator[tuple[PipItem, PipItem | None]]:
    """Each line with the next one, but for those that a backslash joins to the line before."""
    for items in env.pip_lists:
        joined = False
        for item, following in zip_longest(items, items[1:]):
            if not joined:
                yield item, following
            joined = item.line.continues


def _may_have_pip(env: PipFile, version: str) -> bool:
    """Whether the conda list lets in a pip of this version or a newer one."""
    needed = {"pip": f">={version}", "python": f">={_PYTHON_OF_PIP[version]}"}
    return all(allows(item.versions, needed[item.name]) for item in env.conda if item.name in needed)


def _outcome(error: LineError) -> str:
    return "; where pip refuses one line, it installs none" if error.fails else ""


def _help(item: PipItem, error: LineError) -> str:
    if error.suggestion is not None:
        return f"write `{error.suggestion}`"
    if error.split:
        return "write one item each: " + ", ".join(f"`{line}`" for line in error.split)
    if option := _option_of_a_run(item, error):
        return (
            f"a requirements file cannot hold `{option}`: delete it, "
            f"or run `pip install {option} …` as a step of its own"
        )
    name = item.line.name
    if name is not None and "is no version" in error.message:
        return f"write the version of a release: `{name.text}==X.Y.Z`"
    return "each item is one line of a requirements file: `name==1.2`, `name @ URL`, or one option"


def _option_of_a_run(item: PipItem, error: LineError) -> str:
    """The option at fault, if pip knows it on its command line only."""
    words = _OPTION.findall(item.text[slice(*error.span)])
    return next((word for word in words if word in _RUN_OPTIONS), "")


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
