"""What holds for the difference of any two environments, however they are written."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from envlint.compare import Change, compare
from envlint.compare.admitted import conda_relation, pip_relation
from envlint.compare.values import ADDED, LOOSENED, REMOVED, TIGHTENED, TO_CONDA, TO_PIP
from envlint.conda.version_parser import parse_version_spec
from envlint.document import parse
from envlint.environment import Environment
from envlint.pypi import parse_line
from envlint.source import Source
from tests.conda.strategies import suffixes, versions
from tests.strategies import environment_files


class Written(NamedTuple):
    """An environment in parts that can be written in several ways."""

    channels: tuple[str, ...]
    conda: tuple[tuple[str, str], ...]  # name, and version with its operator
    pip: tuple[tuple[str, str], ...]
    variables: dict[str, str]


NAMES = st.sampled_from("python numpy pandas pytorch scipy cudatoolkit anaconda".split())
PROJECTS = st.sampled_from("torch numpy pandas requests flask".split())
RELEASES = st.lists(st.integers(0, 5).map(str), min_size=1, max_size=3).map(".".join)
RANGES = st.lists(st.tuples(st.sampled_from([">=", "<", "<=", ">", "!="]), RELEASES), min_size=1, max_size=3).map(
    lambda pairs: ",".join(operator + release for operator, release in pairs)
)
CONDA_VERSIONS = st.one_of(st.just(""), RANGES, RELEASES.map("=={}".format), RELEASES.map("={}".format))
PIP_VERSIONS = st.one_of(st.just(""), RANGES, RELEASES.map("=={}".format), RELEASES.map("=={}.*".format))
WRITTEN = st.builds(
    Written,
    st.lists(st.sampled_from(["conda-forge", "pytorch", "bioconda"]), unique=True).map(tuple),
    st.lists(st.tuples(NAMES, CONDA_VERSIONS), max_size=5, unique_by=lambda pair: pair[0]).map(tuple),
    st.lists(st.tuples(PROJECTS, PIP_VERSIONS), max_size=4, unique_by=lambda pair: pair[0]).map(tuple),
    st.dictionaries(st.sampled_from(["A", "B"]), st.sampled_from(["x", "y z", "1"])),
)


def environment(text: str) -> Environment:
    return Environment(parse(Source("environment.yml", text)))


def plainly(env: Written) -> str:
    lines = ["channels:", *(f"  - {channel}" for channel in env.channels), "dependencies:", "  - pip"]
    lines += [f"  - '{name}{version}'" for name, version in env.conda]
    lines += ["  - pip:", *(f"    - '{name}{version}'" for name, version in env.pip)] if env.pip else []
    lines += ["variables:", *(f"  {key}: '{value}'" for key, value in env.variables.items())] if env.variables else []
    return "\n".join(lines) + "\n"


@st.composite
def otherwise(draw: st.DrawFn, env: Written) -> str:
    """The same environment: items shuffled, specs spaced, flow or block, other quotes, comments."""

    def quoted(text: str) -> str:
        return draw(st.sampled_from(["'{}'", '"{}"'])).format(text)

    def spaced(version: str) -> str:
        conditions = draw(st.permutations(version.split(",")))
        gap = draw(st.sampled_from(["", " "]))
        return gap + draw(st.sampled_from([",", ", "])).join(conditions) if version else ""

    def conda(name: str, version: str) -> str:
        name = draw(st.sampled_from([name, name.upper()]))
        if version and draw(st.booleans()):
            return f"{name}[version='{version}']"
        if version.startswith("=") and not version.startswith("==") and draw(st.booleans()):
            version += ".*"
        return name + spaced(version)

    def listed(texts: list[str], indent: str) -> str:
        if draw(st.booleans()):
            return f" [{', '.join(texts)}]\n"
        comment = draw(st.sampled_from(["", "  # why"]))
        return f"{comment}\n" + "".join(f"{indent}- {text}{comment}\n" for text in texts)

    texts = ["pip", *(f'"{conda(*each)}"' for each in env.conda)]
    if env.pip:
        lines = [quoted(f"{name.upper()}{spaced(version)}") for name, version in draw(st.permutations(env.pip))]
        texts.append(f"{{pip: [{', '.join(lines)}]}}")
    keys = [
        f"channels:{listed([quoted(each) for each in env.channels], '  ')}" if env.channels else "",
        f"dependencies:{listed(draw(st.permutations(texts)), '')}",
    ]
    if env.variables:
        pairs = draw(st.permutations([f"{key}: {quoted(value)}" for key, value in env.variables.items()]))
        keys.append(f"variables: {{{', '.join(pairs)}}}\n")
    return "".join(draw(st.permutations(keys)))


def swapped(change: Change) -> tuple[str, str, frozenset[str]]:
    """What the opposite change says."""
    opposite = {ADDED: REMOVED, LOOSENED: TIGHTENED, TO_PIP: TO_CONDA}
    opposite |= {value: key for key, value in opposite.items()}
    return change.new, change.old, frozenset(opposite.get(kind, kind) for kind in change.kinds)


def same(change: Change) -> tuple[str, str, frozenset[str]]:
    return change.old, change.new, frozenset(change.kinds)


@given(environment_files())
def test_a_file_does_not_differ_from_itself(text: str) -> None:
    assert compare(environment(text), environment(text)).items == ()


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_how_a_file_is_written_does_not_count(data: st.DataObject) -> None:
    env = data.draw(WRITTEN)
    text = data.draw(otherwise(env))
    assert compare(environment(plainly(env)), environment(text)).items == (), text


@given(WRITTEN, WRITTEN)
def test_the_way_back_is_the_opposite(old: Written, new: Written) -> None:
    before, after = environment(plainly(old)), environment(plainly(new))
    there, back = compare(before, after).items, compare(after, before).items
    assert sorted(map(swapped, there), key=repr) == sorted(map(same, back), key=repr)


@given(environment_files(), environment_files())
def test_both_ways_differ_or_none(old: str, new: str) -> None:
    before, after = environment(old), environment(new)
    assert bool(compare(before, after).items) == bool(compare(after, before).items)


@given(CONDA_VERSIONS, CONDA_VERSIONS, versions | st.tuples(RELEASES, suffixes).map("".join))
def test_what_is_claimed_of_conda_specs_holds(old: str, new: str, version: str) -> None:
    before, after = ([parse_version_spec(text)] if text else [] for text in (old, new))
    admitted = [all(spec.matches(version) for spec in side) for side in (before, after)]
    relation = conda_relation(before, after)
    if relation == "":
        assert admitted[0] == admitted[1]
    # Of pre-releases nothing is claimed beyond that.
    if version.replace(".", "").isdigit() and relation in (LOOSENED, TIGHTENED):
        assert admitted[0] <= admitted[1] if relation == LOOSENED else admitted[0] >= admitted[1]


@given(PIP_VERSIONS, PIP_VERSIONS, RELEASES, st.sampled_from(["", "a1", "rc2", ".post1", ".dev3", "+x"]))
def test_what_is_claimed_of_pip_lines_holds(old: str, new: str, release: str, suffix: str) -> None:
    from packaging.specifiers import SpecifierSet

    relation = pip_relation(parse_line(f"a{old}").clauses, parse_line(f"a{new}").clauses)
    admitted = [SpecifierSet(text).contains(release + suffix, prereleases=True) for text in (old, new)]
    if relation == "":
        assert admitted[0] == admitted[1]
    if not suffix and relation in (LOOSENED, TIGHTENED):
        assert admitted[0] <= admitted[1] if relation == LOOSENED else admitted[0] >= admitted[1]
