"""available-on-conda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from envlint import moves
from envlint.diagnostic import WARNING, Change, Diagnostic, unsafe
from envlint.environment import Environment, PipItem
from envlint.frameworks import is_framework
from envlint.pypi import REQUIREMENT, normalise
from envlint.rule import Context, Invalid, Valid, rule
from envlint.translate import conda_name, conda_version, spelling
from envlint.values import NamedTuple

_TOLD = 3


class Options(NamedTuple):
    allow: Annotated[tuple[str, ...], "projects that may come from pip all the same"] = ()


def _told(subjects: list[str]) -> str:
    """The one message for all such lines of a file."""
    names = [subject.removeprefix("pip/") for subject in subjects]
    listed = ", ".join(f"`{name}`" for name in names[:_TOLD])
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    verb, them = ("comes", "it") if len(names) == 1 else ("come", "them")
    return f"{listed}{more} {verb} from PyPI, where conda-forge has {them}: conda neither sees nor solves for {them}"


@rule(
    "available-on-conda",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    preset="strict",
    options=Options,
    fold=_told,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - rich=13.9
  - pip
  - pip:
      - example-tool==1.4.2
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
      - example-tool==1.4.2
      - rich==13.9.4  # for the tables
      - tables>=3.10,<4
""",
            under="rich==13.9.4",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - rich=13.9.4  # for the tables
  - pytables>=3.10,<4
  - pip
  - pip:
      - example-tool==1.4.2
""",
        ),
    ],
)
def available_on_conda(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A project comes from PyPI, though conda-forge has it.

    conda solves for its own packages and knows nothing of pip's. What pip installs, and what that needs, goes over
    and beside conda's packages unseen: versions are not made to fit, and a later `conda install` may take things
    apart. conda's documentation advises to install as much as possible by conda, and only the rest by pip.

    Names are compared by a map of sure names: `tables` is `pytables` on conda-forge. Whether conda-forge has the
    version that is asked for, the map does not say.

    Silent are the frameworks, which `framework-from-pip` is about; projects that are listed twice; lines with a URL,
    extras or a marker, which conda has no form for; files with an `--index-url`, whose projects may be others of that
    name; and MLflow as a target, which drops the conda list but for Python and its tools.

    All such lines of a file are one finding. **Option**: `allow`, projects that may come from pip.

    **Fix** (unsafe: the version must exist on conda-forge, and other builds are other files): the lines move to the
    conda list under their conda names, with the comments behind them, and a pip section that had no other line goes.

    References: [conda on using pip](https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html)
    """
    options: Options = ctx.options
    allowed = {normalise(name) for name in options.allow}
    if "mlflow" in ctx.targets or _has_own_index(env):
        return
    found = [item for item in _listed_once(env) if item.name not in allowed and _is_plain(item) and _conda_spec(item)]
    full = (section.items for section in env.pip_sections if section.items)
    emptied = [items[-1] for items in full if all(item in found for item in items)]
    for item in found:
        spec = _conda_spec(item)
        # The last line of a section goes alone, and the section with it: no fix leaves an empty one.
        waits = item in emptied and len(found) > 1
        yield item.report(
            _told([item.subject]),
            help=f"write `{spec}` in the conda list, if conda-forge has that version",
            fix=None if waits else unsafe("Move to the conda list", _moved(env, item, spec)),
        )


def _listed_once(env: Environment) -> Iterator[PipItem]:
    """The pip lines whose projects stand nowhere else: of repeats other rules speak."""
    names = Counter(item.name for item in env.pip)
    packages = {spelling(item.name) for item in env.conda}
    for item in env.pip:
        known = conda_name(item.name)
        if names[item.name] == 1 and known and packages.isdisjoint(known.spellings):
            yield item


def _has_own_index(env: Environment) -> bool:
    return any(option.flag in ("--index-url", "--no-index") for item in env.pip for option in item.line.options)


def _is_plain(item: PipItem) -> bool:
    line = item.line
    rest = line.error or line.extras or line.marker or line.options or line.url or line.continues
    return line.kind == REQUIREMENT and not rest


def _conda_spec(item: PipItem) -> str:
    """The line as a conda spec; "" where conda-forge is not sure to have the project."""
    known = None if is_framework(item.name) else conda_name(item.name)
    if known is None or known.channel != "conda-forge":
        return ""
    return known.name + (conda_version(_versions(item), known.name) or "")


def _moved(env: Environment, item: PipItem, spec: str) -> Change | None:
    known = conda_name(item.name)
    if known is None or conda_version(_versions(item), known.name) is None:
        return None
    inserted = moves.into_conda(env, [moves.Line(spec, moves.comment_behind(env, item))])
    removed = moves.out_of_pip(env, [item], with_comments=True)
    return inserted + removed if inserted and removed else None


def _versions(item: PipItem) -> str:
    return ",".join(clause.operator.text + clause.version.text for clause in item.line.clauses)
