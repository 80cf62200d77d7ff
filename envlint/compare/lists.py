"""The packages of two files: what has come, gone, moved and changed in the lists of conda, pip and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from envlint.compare.keys import plain, text_changes, values_of
from envlint.compare.packages import Package, conda_packages, differences, pip_packages
from envlint.compare.risks import package_risks, text_risks
from envlint.compare.values import ADDED, CHANGED, CONDA, PIP, PIP_OPTIONS, REMOVED, TO_CONDA, TO_PIP, Change
from envlint.environment import CondaItem, Environment, PipItem
from envlint.nodes import Collection
from envlint.pypi import OPTION
from envlint.translate import conda_name

_Lines = tuple[Package, ...]
_Pair = tuple[_Lines, _Lines]


def package_changes(old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """The packages of conda and pip, in each list first those that moved there, then in the order of the
    new file."""
    conda = _paired(_conda(old), _conda(new))
    pip = _paired(pip_packages(_pip(old)), pip_packages(_pip(new)))
    to_conda, to_pip = [*_moves(pip, conda, to_pip=False)], [*_moves(conda, pip, to_pip=True)]
    told = {(package.section, package.name) for pair in (*to_conda, *to_pip) for package in chain(*pair)}
    for moved, pairs in ((to_conda, conda), (to_pip, pip)):
        for before, after in moved:
            yield _change(before, after)
        for before, after in pairs:
            if not any((package.section, package.name) in told for package in (*before, *after)):
                yield from _changes(before, after)


def option_changes(old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """The options of the pip list, `-r` and `-c` among them."""
    before, after = _options(old), _options(new)
    for flag in dict.fromkeys((*before, *after)):
        yield from text_changes(PIP_OPTIONS, before.get(flag, {}), after.get(flag, {}), flag, text_risks)


def installer_changes(old: Environment | None, new: Environment | None) -> Iterator[Change]:
    """What stands in `dependencies` beside specs and pip."""
    before, after = _others(old), _others(new)
    for section in dict.fromkeys((*before, *after)):
        yield from text_changes(section, before.get(section, {}), after.get(section, {}))


def _paired(old: Mapping[str, _Lines], new: Mapping[str, _Lines]) -> list[_Pair]:
    return [(old.get(name, ()), new.get(name, ())) for name in dict.fromkeys((*new, *old))]


def _conda(env: Environment | None) -> dict[str, _Lines]:
    return {name: (package,) for name, package in conda_packages(env.conda if env else ()).items()}


def _pip(env: Environment | None) -> tuple[PipItem, ...]:
    """The pip lines that count: of several sections conda takes the last."""
    return env.pip_sections[-1].items if env and env.pip_sections else ()


def _moves(left: list[_Pair], entered: list[_Pair], *, to_pip: bool) -> Iterator[_Pair]:
    """Packages that went from one list to the other, as far as both names are known to be one project."""
    gone = [before for before, after in left if not after]
    for after in (after for before, after in entered if not before):
        for before in gone:
            project, package = (after, before) if to_pip else (before, after)
            known = conda_name(project[0].name)
            if known and known.covers(package[0].name):
                gone.remove(before)
                yield before, after
                break


def _changes(old: _Lines, new: _Lines) -> Iterator[Change]:
    """What differs in the lines of one package: what is on both sides goes, the rest is compared."""
    gone, come = [], list(new)
    for before in old:
        same = next((after for after in come if not differences(before, after)), None)
        if same is None:
            gone.append(before)
        else:
            come.remove(same)
    if gone or come:
        yield _change(tuple(gone), tuple(come))


def _change(old: _Lines, new: _Lines) -> Change:
    kinds = _kinds(old, new)
    texts = [" and ".join(package.text for package in side) for side in (old, new)]
    risks = package_risks(kinds, old[0] if old else None, new[0] if new else None)
    one = (new or old)[0]
    return Change(one.section, one.name, kinds, texts[0], texts[1], risks)


def _kinds(old: _Lines, new: _Lines) -> tuple[str, ...]:
    if not old or not new:
        return (ADDED if new else REMOVED,)
    moved = () if old[0].section == new[0].section else (TO_PIP if new[0].section == PIP else TO_CONDA,)
    if len(old) == len(new) == 1:
        return moved + differences(old[0], new[0])
    return (*moved, CHANGED)


def _options(env: Environment | None) -> dict[str, dict[str, str]]:
    """The values of each option, and how it is written out."""
    found: dict[str, dict[str, str]] = {}
    for item in _pip(env):
        for option in item.line.options if item.line.kind == OPTION else ():
            value = option.value.text if option.value else ""
            found.setdefault(option.flag, {})[value] = f"{option.flag} {value}".rstrip()
    return found


def _others(env: Environment | None) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for item in env.dependencies if env else ():
        if not isinstance(item, CondaItem) and not (isinstance(item.node, Collection) and item.node.kind == "map"):
            found.setdefault(CONDA, {})[plain(item.node)] = plain(item.node)
    for installer in env.installers if env else ():
        if installer.key != "pip":
            found.setdefault(installer.key, {}).update(values_of(installer.node))
    if env and env.pip_sections:
        section = env.pip_sections[-1]
        lines = {item.text for item in section.items}
        found[PIP] = {text: text for text in values_of(section.node) if text not in lines}
    return found
