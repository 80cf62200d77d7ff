"""conda-and-pip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint import moves
from envlint.conda.version import InvalidVersion
from envlint.diagnostic import WARNING, Change, Diagnostic, Related, unsafe
from envlint.environment import CondaItem, Environment, PipItem
from envlint.frameworks import is_framework
from envlint.pypi import REQUIREMENT, version_key
from envlint.rule import Context, Invalid, Valid, rule
from envlint.translate import conda_name, conda_version, spelling

if TYPE_CHECKING:
    from envlint.conda.version_spec import Clause


@rule(
    "conda-and-pip",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - graphviz=12.0   # the program
  - pip
  - pip:
      - graphviz==0.20.3   # the Python package of that name
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
  - pip
  - pip:
      - example-tool==1.4.2
      - numpy==2.1.3
""",
            under="numpy==2.1.3",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1.3
  - pip
  - pip:
      - example-tool==1.4.2
""",
        ),
        Invalid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytorch=2.4
  - pip
  - pip:
      - torch==2.5.1
""",
            under="torch==2.5.1",
        ),
    ],
)
def conda_and_pip(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """One project is in the conda list and in the pip section.

    pip runs after conda and knows nothing of the conda list. Where the two do not agree on the version, pip
    installs its build over conda's: `conda env create` even runs pip with `-U`, so a line without a version brings
    the newest release. conda goes on believing that its own build is there; packages that were built against it
    can break, and the next `conda update` mixes the two. With a framework the CUDA libraries change, too. Where both
    sides pin the same version, pip finds it installed; then the pip line is of no use, until one of the two is changed.

    Names are compared by a map of sure names: `torch` and `pytorch`, `opencv-python` and `opencv`, `tables` and
    `pytables` are one project; `graphviz` on PyPI and on conda-forge are two.

    **Fix** (unsafe: another build gets installed): the pip line goes, and a pip section that had no other line with it.
    The conda item takes over the version of the pip line, if it was a bare name or lets that version through. There
    is no fix where the two ask for different versions, nor for lines with extras, markers or URLs.

    References: [conda on using pip](https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html),
    [conda-pack#35](https://github.com/conda/conda-pack/issues/35),
    [anaconda-issues#10675](https://github.com/ContinuumIO/anaconda-issues/issues/10675)
    """
    if not env.pip:
        return
    packages = {spelling(item.name): item for item in reversed(env.conda) if item.name}
    seen: set[str] = set()
    for item in env.pip:
        if item.name in seen or (item.line.error and item.line.error.fails):
            continue
        seen.add(item.name)
        known = conda_name(item.name)
        if known and (name := next((each for each in known.spellings if each in packages), None)):
            yield _finding(env, item, packages[name])


def _finding(env: Environment, item: PipItem, twin: CondaItem) -> Diagnostic:
    other = "" if twin.name == item.name else f", as `{twin.name}`"
    written = item.line.name.text if item.line.name else item.name
    help = "keep one of the two: the conda package, unless only PyPI has what you need"
    version = _pinned_version(item)
    if version and _is_same(twin, version):
        outcome = f"the same version twice, {version}"
        help = help if item.line.extras else "delete the pip line"
    elif version and (replaced := _replaced(twin, version)):
        outcome = f"pip runs after conda, and replaces conda's {replaced} by {version}"
    else:
        whose = "PyPI's build, with its own way to CUDA," if is_framework(item.name) else "PyPI's build"
        outcome = f"pip runs after conda, and {whose} overwrites conda's, unless the versions agree"
    return item.report(
        f"`{written}` is in the conda list, too{other}: {outcome}",
        help=help,
        related=(Related(f"`{twin.name}` from conda", twin.span),),
        fix=unsafe(f"Take `{written}` from conda only", _conda_only(env, item, twin)),
    )


def _pinned_version(item: PipItem) -> str:
    """The one version that a pip line takes on every machine, "" where it leaves a choice."""
    line = item.line
    if len(line.clauses) != 1 or line.marker or line.clauses[0].operator.text not in ("==", "==="):
        return ""
    version = line.clauses[0].version.text
    return version if version_key(version) else ""


def _named(twin: CondaItem) -> Clause | None:
    """The clause of a conda item that names one version, as `=1.2`, `==1.2` or `=1.2=build`."""
    clauses = list(twin.spec.clauses())
    is_one = len(clauses) == 1 and clauses[0].version is not None and clauses[0].operator in ("=", "==")
    return clauses[0] if is_one else None


def _is_same(twin: CondaItem, version: str) -> bool:
    """Whether a conda item pins this version; `=1.2` takes 1.2.3, too, `=1.2.3` is taken for one version."""
    named = _named(twin)
    if named is None or named.version is None or "+" in version:
        return False
    is_whole = named.operator == "==" or named.version.text.count(".") > 1
    return is_whole and version_key(named.version.text) == version_key(version)


def _replaced(twin: CondaItem, version: str) -> str:
    """The version named for conda that pip does not leave, "" where that may be just this one."""
    named = _named(twin)
    return named.version.text if named and named.version and not _admits(twin, version) else ""


def _conda_only(env: Environment, item: PipItem, twin: CondaItem) -> Change | None:
    """The pip line goes, and its version to the conda item where that does not ask for it already."""
    line = item.line
    if line.kind != REQUIREMENT or line.extras or line.marker or line.options or line.url or line.continues:
        return None
    versions = ",".join(clause.operator.text + clause.version.text for clause in line.clauses)
    version = conda_version(versions, twin.name)
    if version is None:
        return None
    removed = moves.out_of_pip(env, [item])
    if not version or _asks_for(twin, version):
        return removed
    pinned = _pinned(twin, version)
    return pinned + removed if pinned and removed else None


def _asks_for(twin: CondaItem, version: str) -> bool:
    """Whether the conda item names just this version, as `=1.2` or `==1.2`, with or without a build."""
    written = twin.spec.version.text if twin.spec.version else ""
    return version.startswith("=") and written.strip("= ") == version[1:]


def _pinned(twin: CondaItem, version: str) -> Change | None:
    """The conda item with this version, if it is a bare name or lets this one version through."""
    spec = twin.spec
    if spec.name is None or spec.channel or spec.brackets or spec.build:
        return None
    if spec.version and not (version.startswith("=") and _admits(twin, version[1:])):
        return None
    return twin.replace(spec.name.text + version)


def _admits(twin: CondaItem, version: str) -> bool:
    asked = twin.versions
    try:
        return asked is not None and asked.matches(version)
    except InvalidVersion:
        return False
