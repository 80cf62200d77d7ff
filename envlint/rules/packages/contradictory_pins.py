"""contradictory-pins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from envlint.conda.bounds import satisfiable
from envlint.conda.version_parser import parse_version_spec
from envlint.conda.version_spec import Clause, VersionSpec
from envlint.diagnostic import ERROR, Diagnostic, Related
from envlint.environment import CondaItem, PipFile, PipItem
from envlint.patterns import holds_any, lazy
from envlint.pypi import REQUIREMENT, contradictory
from envlint.pypi import Clause as RequirementClause
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.wishes import has_selector, is_conditional, is_lossy

_T = TypeVar("_T")

# A lone x among the parts of a version: `3.x`. conda has no such wildcard.
_LONE_X = lazy(r"(?:^|(?<=[.=<>!~]))[xX](?=$|[.*])")
# What stands between conditions, and an x.
_TOLD_APART = tuple(",|()^$xX")
# The Python a build is for: py39_0, cuda112py39h1234567_0, py3.8_cuda11.1_0; not numpy116.
_BUILT_FOR = lazy(r"(?<![A-Za-z])py([23])\.?([0-9]{1,2})(?![0-9.])")
# A build for an older Python than this is for that Python alone; later ones may be for all newer Pythons, too (abi3).
_ABI3 = (3, 8)
_SHOWN = 9


@rule(
    "contradictory-pins",
    group="packages",
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
  - numpy>=1.26,<3
  - scipy=1.14|=1.15
  - pip
  - pip:
      - tomli==2.2.1; python_version >= "3.8"
      - tomli==2.0.1; python_version < "3.8"
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
  - numpy>=2,<1.26
""",
            under="numpy>=2,<1.26",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=1.26
  - scipy=1.14
  - numpy>=2.1,<3
""",
            under="numpy>=2.1,<3",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.x
""",
            under="python=3.x",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.9
  - numpy=1.26=*py312*
""",
            under="*py312*",
        ),
    ],
)
def contradictory_pins(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """Conditions on one package that no version can satisfy.

    Within one spec (`numpy>=2,<1.26`), or between two entries for one package, which hold together: with `numpy=1.26`
    and `numpy>=2.1` in one list no solver can succeed. conda finds out after it has loaded all channels, and its
    message names the whole tangle of packages around; pip stops in the middle of its list, after conda is done.

    Compared in conda's own order of versions, where `=1.2` is all of 1.2.*, and `==1.2` is 1.2 and 1.2.0 only. Entries
    with selectors (`# [win]`), conditions or different markers are alternatives and never set against each other.

    Two more ways to ask for what does not exist: a letter for a wildcard (`python=3.x`: to conda that is the version
    "3.x"; write `python=3`), and a build for another Python than the one that is pinned (`numpy=1.26=py312h…` beside
    `python=3.9`). A build for an older Python is judged up to Python 3.7 only: later packages may be built once for
    all newer versions. Silent where another build of the file fits the pin.

    **Fix**: none. Which of the two is right the file does not say.

    References: [CEP 33: version order](https://conda.org/learn/ceps/cep-0033/), [conda: package match
    specifications](https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html),
    [PEP 440](https://peps.python.org/pep-0440/)
    """
    yield from _in_conda(env)
    yield from _in_pip(env)
    yield from _in_builds(env)


def _in_conda(env: PipFile) -> Iterator[Diagnostic]:
    counts = Counter(item.name for item in env.conda) if len(env.conda_names) < len(env.conda) else {}
    groups: dict[str, list[tuple[CondaItem, VersionSpec]]] = {}
    for item in env.conda:
        if counts.get(item.name, 1) == 1 and not holds_any(item.spec.version_read or "", _TOLD_APART):
            continue  # one condition, alone
        versions = item.versions
        if versions is None or is_lossy(item):
            continue
        if "x" in versions.source.lower() and any(map(_has_lone_x, versions.clauses())):
            yield item.report(
                f"conda has no wildcard x: it looks for the version `{versions.text.rstrip('.*')}` of `{item.name}`",
                help=f"write `{_without_x(item.text)}`",
            )
        elif not satisfiable([versions]):
            yield item.report(
                f"no version of `{item.name}` satisfies `{item.spec.version.text if item.spec.version else ''}`",
                help="correct one of the conditions: `,` asks for all of them, `|` for any one",
            )
        elif "*" not in item.name:
            groups.setdefault(item.name, []).append((item, versions))
    for group in groups.values():
        if len(group) > 1:
            yield from _between([each for each in group if not is_conditional(each[0])])


def _between(group: Sequence[tuple[CondaItem, VersionSpec]]) -> Iterator[Diagnostic]:
    if found := _opposed(group, lambda pairs: not satisfiable([versions for _, versions in pairs])):
        (later, _), before = found
        yield _apart(later, [item for item, _ in before])


def _opposed(entries: Sequence[_T], contradict: Callable[[Sequence[_T]], bool]) -> tuple[_T, Sequence[_T]] | None:
    """The first entry that does not go with those before it, and which of them it contradicts by itself, else all."""
    count = _first_apart(len(entries), lambda count: contradict(entries[:count]))
    if not count:
        return None
    *before, later = entries[:count]
    return later, [each for each in before if contradict((each, later))] or before


def _first_apart(most: int, contradict: Callable[[int], bool]) -> int:
    """How many of the first entries cannot go together, the fewest; 0 where all can. By doubling and halving: a file
    may list one package thousands of times."""
    low, high = 1, 2
    while not contradict(min(high, most)):
        if high >= most:
            return 0
        low, high = high, high * 2
    high = min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if contradict(middle) else (middle, high)
    return high


def _in_pip(env: PipFile) -> Iterator[Diagnostic]:
    groups: dict[Hashable, list[PipItem]] = {}
    for items in env.pip_lists:
        for item in items:
            line = item.line
            if line.kind != REQUIREMENT or line.error or not line.clauses:
                continue
            if contradictory(line.clauses):
                shown = ",".join(clause.operator.text + clause.version.text for clause in line.clauses)
                yield item.report(
                    f"no version of `{item.name}` satisfies `{shown}`", help="keep the conditions that are meant"
                )
            elif not has_selector(item):
                marker = re.sub(r"[\s'\"]+", "", line.marker.text) if line.marker else ""
                groups.setdefault((item.name, marker), []).append(item)
    for group in groups.values():
        if len(group) > 1 and (found := _opposed(group, lambda items: contradictory(_clauses(items)))):
            yield _apart(*found)


def _clauses(items: Sequence[PipItem]) -> tuple[RequirementClause, ...]:
    return tuple(clause for item in items for clause in item.line.clauses)


def _apart(later: CondaItem | PipItem, opposed: Sequence[CondaItem | PipItem]) -> Diagnostic:
    return later.report(
        f"no version of `{later.name}` satisfies both this and `{opposed[0].told}`",
        help="keep the entry that is meant",
        related=tuple(Related("does not go with this", item.span) for item in opposed),
    )


def _in_builds(env: PipFile) -> Iterator[Diagnostic]:
    """Builds for another Python than the pins allow; one finding for all of them. Where some builds fit, the
    others are for any Python: a noarch package of some channels names the Python it was made with."""
    if "python" not in env.conda_names:
        return
    pythons = [item for item in env.conda if item.name == "python"]
    pins = [item.versions for item in pythons]
    pinned = [versions for versions in pins if versions]
    if not pinned or not satisfiable(pinned) or any(map(is_conditional, pythons)):
        return
    built = []
    for item in env.conda:
        version = _built_for(item) if item.spec.build and item.name != "python" else None
        if version and not is_conditional(item):
            if not _is_for_another(version, pinned):
                return
            built.append((item, version))
    if built:
        (first, (major, minor)), *more = built
        yield first.report(
            f"this build is for Python {major}.{minor}, and `{pythons[0].text}` shuts that out",
            part=first.spec.build,
            help="leave the build out, or take one for the Python of this file",
            related=(
                Related("Python", pythons[0].span),
                *(Related("and here", item.at(item.spec.build)) for item, _ in more[:_SHOWN]),
            ),
        )


def _built_for(item: CondaItem) -> tuple[int, int] | None:
    build = item.spec.build_key or ""
    found = set(_BUILT_FOR.findall(build)) if "py" in build else ()
    if len(found) != 1 or build.startswith("^"):
        return None
    ((major, minor),) = found
    return int(major), int(minor)


def _is_for_another(python: tuple[int, int], pinned: list[VersionSpec]) -> bool:
    family = f"{python[0]}.{python[1]}"
    if not satisfiable([*pinned, parse_version_spec(f">={family}.dev0")]):
        return True
    return python < _ABI3 and not satisfiable([*pinned, parse_version_spec(f"{family}.*")])


def _has_lone_x(clause: Clause) -> bool:
    return clause.operator in ("=", "==", "~=") and bool(clause.version and _LONE_X.search(clause.version.text))


def _without_x(text: str) -> str:
    """`python=3.x` with what the x stands for left to conda: `python=3`."""
    return re.sub(r"={1,2}\s*([0-9.]+?)\.[xX][.xX*]*", r"=\1", text)
