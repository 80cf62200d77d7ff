"""pyproject-drift."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from envlint import moves
from envlint.diagnostic import WARNING, Change, Diagnostic, Related, unsafe
from envlint.environment import CondaItem, Environment, PipItem
from envlint.pypi import EDITABLE, PATH, URL, normalise, parse_line
from envlint.rule import Context, Invalid, Project, Valid, rule
from envlint.secrets import masked
from envlint.source import Source
from envlint.translate import conda_name, spelling
from envlint.values import NamedTuple
from envlint.wishes import Wish, agree, python, required, wishes

if TYPE_CHECKING:
    from envlint.pypi.pyproject import Need, Pyproject

_NAME = "pyproject.toml"
# No repository is deeper; beyond it nobody keeps the one a file is meant for.
_LEVELS = 32
# Packages that bring so much that what is missing cannot be told.
_BUNDLES = frozenset(("anaconda",))
# How conda calls the part of a project that is needed to import it.
_CORES = ("-base", "-core")

_PYPROJECT = """\
[project]
name = "demo"
requires-python = ">=3.10"
dependencies = ["numpy>=2", "pandas"]
"""


class Options(NamedTuple):
    extras: Annotated[tuple[str, ...], "lists of optional-dependencies that the file must hold, too"] = ()
    exempt: Annotated[tuple[str, ...], "projects that the file need not hold"] = ()


class _Found(NamedTuple):
    """A pyproject.toml: its path from the environment file, and what it says."""

    path: str
    says: Pyproject


@rule(
    "pyproject-drift",
    group="project",
    severity=WARNING,
    since="0.1.0",
    preset="opt-in",
    options=Options,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pandas=2.2
""",
            files={_NAME: _PYPROJECT},
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - -e .
""",
            files={_NAME: _PYPROJECT},
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
""",
            under="dependencies",
            files={_NAME: _PYPROJECT},
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pandas
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=1.26
  - pandas=2.2
""",
            under="numpy=1.26",
            files={_NAME: _PYPROJECT},
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy>=2
  - pandas=2.2
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.9
  - numpy=2.1
  - pandas=2.2
""",
            under="python=3.9",
            path="ci/environment.yml",
            files={f"../{_NAME}": _PYPROJECT},
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python>=3.10
  - numpy=2.1
  - pandas=2.2
""",
        ),
    ],
)
def pyproject_drift(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The environment file lacks what pyproject.toml needs, or shuts it out.

    A project says twice what it needs: in pyproject.toml for pip, in the environment file for conda. Where only one of
    the two is kept, the environment installs and the import fails; or `pip install .` in the environment replaces
    conda's build by PyPI's, since the pin that conda kept is not what the project asks for.

    Compared with the pyproject.toml beside the file, or the nearest one above it inside the repository: the
    `dependencies` of `[project]`, those of the `optional-dependencies` that the option `extras` names, and
    `requires-python`; without `[project]` the dependencies of `[tool.poetry]`, with `^1.2` and `~1.2`. By a map of sure
    names (`torch` is conda's `pytorch`) both lists of the file are searched. A version is reported only where none
    satisfies both: `numpy=1.26` and `numpy>=2`.

    Left out are dependencies with markers or of a URL, what the option `exempt` names, and alternatives
    (`^1 || ^2`). Nothing is missing where the file installs the project (`-e .`, `.`, its name or its URL), or reads
    `-r` files, whose lines are not looked at here. A file in another folder, or called `environment-docs.yml`, `-lint`
    and the like, is looked at only if it installs the project or holds at least half of the dependencies: else it is
    for something else.

    **Fix** (unsafe: other versions get installed): all that is missing is added to the conda list, under conda's name,
    if each name is sure and its channel is in the file; a version that shuts the project out is replaced by what
    pyproject.toml asks for. Specs with builds or brackets, and pip lines with more than versions, have no fix.

    References: [pyproject.toml: dependencies](https://packaging.python.org/en/latest/specifications/pyproject-toml/#dependencies-optional-dependencies),
    [Poetry: dependency specification](https://python-poetry.org/docs/dependency-specification/)
    """
    found = _nearest(ctx.project, ctx.options.extras) if ctx.project else None
    if found is None or env.get("dependencies") is None:
        return
    exempt = {normalise(name) for name in ctx.options.exempt}
    needs = [(need, key) for need in found.says.needs if (key := _key(need)) and key not in exempt]
    missing = [(need, key) for need, key in needs if not _holds(env, key)]
    installs = _installs(env, found)
    if installs or _is_for_project(env, found, len(needs) - len(missing), len(needs)):
        yield from _contradicted(env, found, [need for need, _ in needs])
        if missing and not installs and not _brings_more(env):
            yield from _missing(env, found, missing)


def _nearest(project: Project, extras: Sequence[str]) -> _Found | None:
    """The nearest pyproject.toml that says something of a project; none further up counts."""
    from envlint.pypi.pyproject import read

    for level in range(_LEVELS):
        folder = "../" * level
        if level and not project.exists(folder):
            return None
        data = project.read(folder + _NAME)
        if data is not None:
            source = Source.decode(folder + _NAME, data)
            says = None if source.fault else read(source.text, extras)
            return _Found(folder + _NAME, says) if says else None
    return None


def _key(need: Need) -> str:
    """The name of what is needed on every machine; "" for the rest."""
    line = parse_line(need.requirement)
    return "" if line.error or line.marker or line.url or line.options else line.key or ""


def _holds(env: Environment, key: str) -> bool:
    known = conda_name(key)
    names = known.spellings if known else (key,)
    return any(item.name == key for item in env.pip) or any(
        name in names or name.removesuffix(core) in names
        for item in env.conda
        for name in (spelling(item.name),)
        for core in _CORES
    )


def _is_for_project(env: Environment, found: _Found, held: int, needed: int) -> bool:
    """Whether a file that does not install the project is meant for it: it lies beside pyproject.toml and is called
    like nothing else, or it holds half of what is needed."""
    from envlint.family import has_own_purpose

    return (found.path == _NAME and not has_own_purpose(env)) or 0 < needed <= 2 * held


def _installs(env: Environment, found: _Found) -> bool:
    """Whether the file installs the project, or something of which that cannot be told."""
    name, folder = found.says.name, _tidy(found.path.removesuffix(_NAME))
    if name and name in {spelling(item.name) for item in env.conda} | {item.name for item in env.pip}:
        return True
    lines = [item.line for item in env.pip]
    return any(
        (line.kind in (EDITABLE, PATH) and line.path is not None and _tidy(line.path.text) == folder)
        or (line.kind in (EDITABLE, URL) and line.url is not None and not line.key)
        for line in lines
    )


def _brings_more(env: Environment) -> bool:
    """Whether the file brings what it does not list: by a bundle, or from a requirements file."""
    options = (option for item in env.pip for option in item.line.options)
    return any(item.name in _BUNDLES for item in env.conda) or any(each.flag == "--requirement" for each in options)


def _tidy(path: str) -> str:
    """A path of steps upwards without what changes nothing: `./../` is `..`."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _contradicted(env: Environment, found: _Found, needs: Sequence[Need]) -> Iterator[Diagnostic]:
    asked = {wish.package: (need, wish) for need in needs if (wish := required(need.requirement))}
    if found.says.python:
        asked["python"] = (found.says.python, python(found.says.python.requirement))
    for item, wish in wishes(env):
        need, other = asked.get(wish.package, (None, wish))
        if need is not None and not agree(wish, other):
            is_python = wish.package == "python"
            wanted = f"Python `{need.written}`" if is_python and " = " not in need.written else f"`{need.written}`"
            yield item.report(
                f"`{masked(item.text)}` shuts out what `{found.path}` asks for: {masked(wanted)}",
                help=f"ask for a version that both allow, or change `{_NAME}`",
                related=(Related("the project asks for this", need.span, found.path),),
                fix=unsafe(f"Ask for what `{_NAME}` does", _adjusted(item, other)),
            )


def _adjusted(item: CondaItem | PipItem, wanted: Wish) -> Change | None:
    """The item with the project's versions in place of its own, where it holds nothing else behind them."""
    if isinstance(item, CondaItem):
        spec = item.spec
        if spec.name is None or spec.build or spec.brackets or not wanted.conda or "[" in item.text:
            return None
        return item.replace(item.text[: spec.name.span.end] + _written(wanted.conda))
    line = item.line
    if line.name is None or line.options or line.marker or line.continues or not line.clauses:
        return None
    return item.replace(item.text[: line.clauses[0].span.start].rstrip() + (wanted.pip or "")) if wanted.pip else None


def _missing(env: Environment, found: _Found, missing: Sequence[tuple[Need, str]]) -> Iterator[Diagnostic]:
    """One finding a package; the first one's fix adds them all, for they all go to one place."""
    place = env.get("dependencies")
    for at, (need, key) in enumerate(missing):
        known = conda_name(key)
        name = known.name if known else key
        title = f"Add `{name}`" if len(missing) == 1 else f"Add `{name}` and {len(missing) - 1} more"
        yield env.report(
            f"`{key}` is missing: `{found.path}` needs it",
            f"{_NAME}/{key}",
            place.key_span if place else None,
            help=f"add `{_spec(need, name)}`",
            related=(Related("the project needs this", need.span, found.path),),
            fix=None if at else unsafe(title, _added(env, missing)),
        )


def _added(env: Environment, missing: Sequence[tuple[Need, str]]) -> Change | None:
    channels = {channel.canonical for channel in env.channels}
    known = [(need, conda_name(key)) for need, key in missing]
    lines = [moves.Line(_spec(need, each.name)) for need, each in known if each and each.channel in channels]
    return moves.into_conda(env, lines) if len(lines) == len(missing) else None


def _spec(need: Need, name: str) -> str:
    wish = required(need.requirement)
    return name + _written(wish.conda if wish else "")


def _written(versions: str) -> str:
    return re.sub(r"\s", "", versions)
