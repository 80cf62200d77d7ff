"""From an item and the versions that are there to its pin."""

from __future__ import annotations

import pytest
import rattler
from hypothesis import given
from hypothesis import strategies as st

from envlint import document as yaml
from envlint.conda import match_spec
from envlint.environment import CondaItem, Environment, PipItem
from envlint.pinning.pin import NoPin, Pin, pin
from envlint.pypi import allows, parse_line
from envlint.source import Source
from envlint.versions import CONDA, PIP, Installed, Package, versions_of


def item_of(text: str, manager: str = CONDA) -> CondaItem | PipItem:
    """An item as it stands in a file; `text` is YAML."""
    lines = f"- {text}" if manager == CONDA else f"- pip:\n  - {text}"
    env = Environment(yaml.parse(Source("environment.yml", f"dependencies:\n{lines}\n")))
    return env.conda[0] if manager == CONDA else env.pip[0]


def pinned(text: str, *there: str, manager: str = CONDA, asked: str = "bounded", level: str = "minor") -> str:
    """The pin of an item, or why there is none; several versions are those of several platforms."""
    item = item_of(text, manager)
    platforms = ("linux-64", "osx-64") if len(there) > 1 else ("",)
    packages = [Package(manager, item.name, Installed(*each)) for each in zip(there, platforms, strict=True)]
    found = pin(item, asked, versions_of("a.lock", packages, level))
    return found.text if isinstance(found, Pin) else found.reason


@pytest.mark.parametrize(
    ("text", "there", "minor", "exact"),
    [
        ("numpy", "1.24.3", "numpy=1.24", "numpy==1.24.3"),
        ("NumPy", "1.24.3", "NumPy=1.24", "NumPy==1.24.3"),
        ("numpy >=1.20", "1.24.3", "numpy =1.24", "numpy ==1.24.3"),
        ("numpy>= 1.20,<2", "1.24.3", "numpy=1.24", "numpy==1.24.3"),
        ("numpy 1.*", "1.24.3", "numpy =1.24", "numpy ==1.24.3"),
        ("numpy=*", "1.24.3", "numpy=1.24", "numpy==1.24.3"),
        ("numpy!=1.23.*", "1.24.3", "numpy=1.24", "numpy==1.24.3"),
        ("conda-forge::numpy", "1.24.3", "conda-forge::numpy=1.24", "conda-forge::numpy==1.24.3"),
        ("pkgs/main::numpy>1", "1.24.3", "pkgs/main::numpy=1.24", "pkgs/main::numpy==1.24.3"),
        ("pytorch >=2 cuda*", "2.1.0", "pytorch 2.1.* cuda*", "pytorch ==2.1.0 cuda*"),
        ("pytorch>=2=cuda*", "2.1.0", "pytorch=2.1.*=cuda*", "pytorch==2.1.0=cuda*"),
        ("numpy[version='>=1.2']", "1.24.3", "numpy[version='=1.24']", "numpy[version='==1.24.3']"),
        ("numpy[subdir=linux-64]", "1.24.3", "numpy=1.24[subdir=linux-64]", "numpy==1.24.3[subdir=linux-64]"),
        # What the item shuts out, a series does not let in again.
        ("numpy>=1.24.2", "1.24.3", "numpy==1.24.3", "numpy==1.24.3"),
        ("numpy>=1.20,<1.24.9", "1.24.3", "numpy==1.24.3", "numpy==1.24.3"),
        ("numpy>=1.20,!=1.24.1", "1.24.3", "numpy==1.24.3", "numpy==1.24.3"),
        ("numpy>=1.24.0", "1.24.3", "numpy=1.24", "numpy==1.24.3"),
        ("numpy=1.*.3", "1.24.3", "numpy==1.24.3", "numpy==1.24.3"),
        ("numpy ^1.*3$", "1.24.3", "numpy ==1.24.3", "numpy ==1.24.3"),
        # Versions that are no three numbers.
        ("numpy", "1.24", "numpy=1.24", "numpy==1.24"),
        ("jpeg", "9e", "jpeg==9e", "jpeg==9e"),
        ("x", "2024", "x==2024", "x==2024"),
        ("openssl>=1", "1.1.1w", "openssl=1.1", "openssl==1.1.1w"),
        ("x", "1!2.0.3", "x=1!2.0", "x==1!2.0.3"),
        ("torch", "1.13.1+cu117", "torch=1.13", "torch==1.13.1+cu117"),
        ("x", "2.0rc1", "x=2.0", "x==2.0rc1"),
        ("x", "1.2_3", "x=1.2", "x==1.2_3"),
    ],
)
def test_conda_pins(text: str, there: str, minor: str, exact: str) -> None:
    assert (pinned(text, there), pinned(text, there, level="exact")) == (minor, exact)
    assert pinned(text, there, asked="exact") == exact, "the level that the file must reach is reached"
    assert rattler_admits(minor, there)
    assert rattler_admits(exact, there)


def rattler_admits(text: str, version: str) -> bool:
    """Whether the other implementation lets a version through."""
    spec = rattler.MatchSpec(text, strict=False)
    return rattler.VersionSpec(str(spec.version)).matches(rattler.Version(version))


@pytest.mark.parametrize(
    ("text", "there", "minor", "exact"),
    [
        ("requests", "2.32.3", "requests==2.32.*", "requests==2.32.3"),
        ("Requests [socks,use] >= 2", "2.32.3", "Requests [socks,use] ==2.32.*", "Requests [socks,use] ==2.32.3"),
        ("requests[]", "2.32.3", "requests[]==2.32.*", "requests[]==2.32.3"),
        ("requests (>=2)", "2.32.3", "requests (==2.32.*)", "requests (==2.32.3)"),
        ("x; python_version < '4'", "1.2.3", "x==1.2.*; python_version < '4'", "x==1.2.3; python_version < '4'"),
        ("x>1 --hash=sha256:aa", "1.2.3", "x==1.2.* --hash=sha256:aa", "x==1.2.3 --hash=sha256:aa"),
        ("x>=1.2.1", "1.2.3", "x==1.2.3", "x==1.2.3"),
        ("x!=1.2.1", "1.2.3", "x==1.2.3", "x==1.2.3"),
        ("x===1.2.3", "1.2.3", "x==1.2.3", "x==1.2.3"),
        ("x!=1.20.*", "1.2.3", "x==1.2.*", "x==1.2.3"),
        ("x", "1!2.0.3", "x==1!2.0.*", "x==1!2.0.3"),
        ("x", "2024", "x==2024", "x==2024"),
        # pip installs no pre-release for a series.
        ("x", "2.0rc1", "x==2.0rc1", "x==2.0rc1"),
        ("x", "2.0.dev3", "x==2.0.dev3", "x==2.0.dev3"),
        ("x", "2.0.post1", "x==2.0.*", "x==2.0.post1"),
        ("torch", "2.0.1+cu118", "torch==2.0.*", "torch==2.0.1+cu118"),
    ],
)
def test_pip_pins(text: str, there: str, minor: str, exact: str) -> None:
    assert pinned(text, there, manager=PIP) == minor
    assert pinned(text, there, manager=PIP, level="exact") == exact


@pytest.mark.parametrize(
    ("manager", "text", "there", "reason"),
    [
        (CONDA, "numpy<2", ["2.1.0"], "a.lock has numpy 2.1.0, which `numpy<2` does not allow"),
        (PIP, "numpy<2", ["2.1.0"], "a.lock has numpy 2.1.0, which `numpy<2` does not allow"),
        (CONDA, "numpy", ["1 2"], "a.lock has numpy 1 2, which is no version to conda"),
        (PIP, "numpy", ["1.2_x"], "a.lock has numpy 1.2_x, which is no version to pip"),
        (CONDA, "numpy (>=1)", ["1.2.3"], "`numpy (>=1)` is not wholly read by conda"),
        (CONDA, "numpy\n  >=1", ["1.2.3"], "`numpy >=1` stands in several lines"),
        (CONDA, "&a numpy\n- *a", ["1.2.3"], "`numpy` cannot be rewritten to hold 1.2.3"),
        (PIP, "numpy \\", ["1.2.3"], "`numpy \\` goes on in the next line"),
        (
            CONDA,
            "numpy",
            ["1.2.3", "1.3.0"],
            "a.lock has several versions of numpy: 1.2.3 for linux-64, 1.3.0 for osx-64",
        ),
        (CONDA, "numpy>=1.2.1", ["1.2.3", "1.2.4"], "a.lock has several versions of numpy"),
    ],
)
def test_no_pin(manager: str, text: str, there: list[str], reason: str) -> None:
    assert pinned(text, *there, manager=manager).startswith(reason)


def test_platforms_that_agree_on_what_is_written() -> None:
    assert pinned("numpy", "1.24.3", "1.24.4") == "numpy=1.24"
    assert pinned("numpy", "1.24.3", "1.24.4", manager=PIP) == "numpy==1.24.*"
    assert "several versions" in pinned("numpy", "1.24.3", "1.24.4", level="exact")


@pytest.mark.parametrize(
    ("manager", "text", "packages", "found"),
    [
        (CONDA, "numpy", [], "a.lock has no numpy"),
        (CONDA, "numpy", [Package(PIP, "numpy", Installed("1.2.3"))], "a.lock has numpy from pip, not from conda"),
        (PIP, "numpy", [Package(CONDA, "numpy", Installed("1.2.3"))], "numpy==1.2.*"),
        (PIP, "torch", [Package(CONDA, "pytorch", Installed("2.1.0"))], "torch==2.1.*"),
        (PIP, "own-thing", [Package(CONDA, "own-thing", Installed("2.1.0"))], "a.lock has no own-thing"),
        (CONDA, "a", [Package(CONDA, "a", Installed("1.2.3", obstacle="is gone"))], "a is gone"),
    ],
)
def test_whose_version_counts(manager: str, text: str, packages: list[Package], found: str) -> None:
    """What conda has is pip's where the name is surely the same; what pip has is never conda's."""
    result = pin(item_of(text, manager), "bounded", versions_of("a.lock", packages, "minor"))
    assert (result.reason if isinstance(result, NoPin) else result.text) == found


NUMBER = st.integers(0, 3).map(str)
VERSION = st.lists(NUMBER, min_size=1, max_size=3).map(".".join)
CONDITION = st.builds(str.__add__, st.sampled_from((">=", ">", "<", "<=", "!=")), VERSION)
CONDITIONS = st.lists(CONDITION, max_size=3).map(",".join)
ALL = [f"{a}.{b}.{c}" for a in range(4) for b in range(5) for c in range(5)]


@given(CONDITIONS, VERSION, st.sampled_from(("minor", "exact")))
def test_a_conda_pin_admits_what_is_there_and_nothing_new(conditions: str, there: str, level: str) -> None:
    before = match_spec.parse(f"x{conditions}").versions
    result = pin(
        item_of(f"'x{conditions}'"), "bounded", versions_of("", [Package(CONDA, "x", Installed(there))], level)
    )
    if isinstance(result, NoPin):
        assert before is not None and not before.matches(there), "whatever the item allows can be pinned"
        return
    after = match_spec.parse(result.text).versions
    assert after is not None and after.matches(there)
    assert rattler_admits(result.text, there)
    assert [each for each in ALL if after.matches(each) and before is not None and not before.matches(each)] == []


@given(CONDITIONS, VERSION, st.sampled_from(("minor", "exact")))
def test_a_pip_pin_admits_what_is_there_and_nothing_new(conditions: str, there: str, level: str) -> None:
    before = parse_line(f"x{conditions}").clauses
    versions = versions_of("", [Package(PIP, "x", Installed(there))], level)
    result = pin(item_of(f"'x{conditions}'", PIP), "bounded", versions)
    if isinstance(result, NoPin):
        assert not allows(before, there)
        return
    after = parse_line(result.text).clauses
    assert allows(after, there)
    assert [each for each in ALL if allows(after, each) and not allows(before, each)] == []
