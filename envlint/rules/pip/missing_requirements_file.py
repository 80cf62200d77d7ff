"""missing-requirements-file."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import ERROR, Change, Diagnostic, safe, unsafe
from envlint.environment import PipFile, PipItem
from envlint.patterns import lazy
from envlint.pypi import Option
from envlint.rule import PIP, Context, Invalid, Project, Valid, rule
from envlint.source import Part, parts_of
from envlint.spelling import is_misspelt

_FLAGS = ("--requirement", "--constraint")
_FILE_URL = lazy(r"file:(?![/\\])(.+)")
_ELSEWHERE = lazy(r"[A-Za-z][A-Za-z0-9+.-]+:|[/\\~]|[A-Za-z]:[/\\]")
_UP = lazy(r"(?:\./)*(?:\.\./(?:\./)*)*\.\./?|")


@rule(
    "missing-requirements-file",
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
      - -r requirements.txt
      - -c https://example.org/constraints.txt
""",
            files={"requirements.txt": "requests==2.32.3\n"},
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
      - -r file:requirements.txt
""",
            under="file:requirements.txt",
            files={"requirements.txt": "requests==2.32.3\n"},
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - -r requirements.txt
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
      - -r requirements.txt
""",
            under="requirements.txt",
            path="ci/environment.yml",
            files={"../requirements.txt": "requests==2.32.3\n"},
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - -r ../requirements.txt
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
      - -r dev-requirements.txt
""",
            under="dev-requirements.txt",
        ),
    ],
)
def missing_requirements_file(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """`-r` or `-c` names a file that is not there, or names it in a form that pip cannot open.

    conda runs pip in the folder of the environment file, after it has installed all conda packages. There pip
    fails ("Could not open requirements file"), and none of the pip lines is installed. A path counts from the folder of
    the environment file, wherever conda is called.

    `-r file:requirements.txt` was the way to write it once; newer versions of pip take it for a URL without a host
    and stop with "No connection adapters were found". The path alone works with all versions.

    Silent are URLs, absolute paths, paths that leave the repository and those with a variable: what is there
    cannot be told from the file. Where envlint knows of no files around the linted one, as on standard input, only
    `file:` is reported.

    **Fix**: `-r file:x` becomes `-r x` (safe: an error with one reading). Where exactly one file beside
    or one folder above has that name, but for its case or a slip of the pen, its path is written (unsafe).

    References: [conda#10815](https://github.com/conda/conda/issues/10815),
    [setup-miniconda#162](https://github.com/conda-incubator/setup-miniconda/issues/162), [pip: requirements file
    format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)
    """
    for item in dict.fromkeys(item for item, _ in env.pip_options if not item.line.error):
        option = next((each for each in item.line.options if each.flag in _FLAGS), None)
        if option and option.value and "$" not in option.value.text:
            yield from _findings(item, option, option.value, ctx.project)


def _findings(item: PipItem, option: Option, value: Part, project: Project | None) -> Iterator[Diagnostic]:
    path = value.text
    if found := _FILE_URL.fullmatch(path):
        yield item.report(
            f"pip no longer opens `{path}`: it takes it for a URL, and installs nothing",
            part=value,
            help=f"write `{option.written.text} {found[1]}`",
            fix=safe("Write the path alone", _with_path(item, value, found[1])),
        )
    elif project and not _ELSEWHERE.match(path) and not project.exists(path) and _is_inside(path, project):
        own = parts_of(item.document.source.path)[-1]
        others = [each for each in _similar(path, project) if each not in (own, path)]
        yield item.report(
            f"`{path}` is not there, seen from the folder of this file: pip fails, and installs nothing",
            part=value,
            help=f"did you mean `{others[0]}`?" if len(others) == 1 else "correct the path, or add the file",
            fix=unsafe(f"Write `{others[0]}`", _with_path(item, value, others[0])) if len(others) == 1 else None,
        )


def _is_inside(path: str, project: Project) -> bool:
    """Whether what a path climbs to is in the project: what lies outside cannot be seen."""
    climbed = _UP.match(path)
    return climbed is None or not climbed[0] or project.exists(climbed[0].rstrip("/"))


def _similar(path: str, project: Project) -> list[str]:
    """Files that may be meant: one folder above, or beside with a similar name."""
    name = path.rpartition("/")[2]
    beside = [each for each in project.neighbours() if "/" not in each and (each == name or is_misspelt(each, name))]
    above = [f"../{name}"] if project.exists(f"../{name}") else []
    return beside + above


def _with_path(item: PipItem, value: Part, path: str) -> Change | None:
    return item.replace(item.text[: value.span.start] + path + item.text[value.span.end :])
