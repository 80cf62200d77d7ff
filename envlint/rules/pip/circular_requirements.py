"""circular-requirements."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING

from envlint.diagnostic import ERROR, Diagnostic
from envlint.environment import PipItem
from envlint.rule import REQUIREMENTS, Context, Invalid, Valid, rule
from envlint.source import Part

if TYPE_CHECKING:
    from envlint.requirements import Requirements


@rule(
    "circular-requirements",
    group="pip",
    severity=ERROR,
    since="0.1.0",
    kind=REQUIREMENTS,
    valid=[
        Valid(
            "-r base.txt\n-c base.txt\npytest==8.3.4\n",
            path="requirements.txt",
            files={"base.txt": "requests==2.32.3\n"},
            kind=REQUIREMENTS,
        ),
    ],
    invalid=[
        Invalid(
            "-r base.txt\npytest==8.3.4\n",
            under="base.txt",
            path="dev.txt",
            files={"dev.txt": "-r base.txt\n", "base.txt": "requests==2.32.3\n-r dev.txt\n"},
            kind=REQUIREMENTS,
        ),
        Invalid(
            "-r requirements.txt\n",
            under="requirements.txt",
            path="requirements.txt",
            files={"requirements.txt": "-r requirements.txt\n"},
            kind=REQUIREMENTS,
        ),
    ],
)
def circular_requirements(file: Requirements, ctx: Context) -> Iterator[Diagnostic]:
    """A requirements file includes itself, by way of others or at once.

    pip reads the files one within the other and never comes to an end: older versions stop with a "maximum recursion
    depth exceeded" and a long traceback, pip 24.2 and newer with "recursively references itself". None of the pip
    lines is installed. `-c` is followed like `-r`.

    Told once a circle, in the file whose path comes last in the alphabet. Files outside the repository are not
    opened.

    **Fix**: none. Which of the files was meant to be the base, they do not say.

    References: [pip: requirements file
    format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)
    """
    from envlint.requirements import included_by, target, ways_back

    project = ctx.project
    if project is None:
        return
    own = normpath(file.path.replace("\\", "/"))
    folder = dirname(own) or "."
    ways = ways_back(own, lambda path: included_by(path, project.read(relpath(path, folder))))
    for item in file.pip:
        path = target(item.line) if ways else None
        first = path and normpath(join(dirname(own), path.text))
        if path and first and (first == own or first in ways):
            others = list(_way(first, own, ways))
            if own == max([own, *others]):
                yield _finding(item, path, [relpath(each, folder) for each in others])


def _way(path: str, own: str, ways: dict[str, str]) -> Iterator[str]:
    while path != own:
        yield path
        path = ways[path]


def _finding(item: PipItem, path: Part, others: list[str]) -> Diagnostic:
    way = f", by way of {', '.join(f'`{each}`' for each in others)}" if others else ""
    return item.report(
        f"the file includes itself{way}: pip reads in a circle and fails, and installs nothing",
        part=path,
        subject=f"pip/{path.text}",
        help="move what both need to a file that includes neither",
    )
