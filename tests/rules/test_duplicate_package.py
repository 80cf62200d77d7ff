"""duplicate-package: which items are one package, and what may go."""

import pytest

from envlint.rules.packages.duplicate_package import duplicate_package
from tests.rules.probe import probe


def conda(*specs: str) -> str:
    return "dependencies:\n" + "".join(f"- {spec}\n" for spec in specs)


def pip(*lines: str) -> str:
    return "dependencies:\n- pip\n- pip:\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("specs", "marked"),
    [
        (["numpy", "numpy"], ["numpy"]),
        (["numpy", "NumPy"], ["NumPy"]),
        (["numpy", "conda-forge::numpy"], ["conda-forge::numpy"]),
        (["numpy=1", "numpy[version='2']"], ["numpy[version='2']"]),
        (["numpy", "scipy", "numpy", "numpy"], ["numpy"]),
        (["a", "b", "a", "b"], ["a", "b"]),
        (["cached-property", "cached_property"], []),
        (["ruamel.yaml", "ruamel-yaml"], []),
        (["numpy  # [win]", "numpy=2  # [linux]"], []),
        (["numpy", "numpy=2  # [linux]"], []),
        (["numpy  #[win]", "numpy=2  # [ win ]"], ["numpy=2"]),
        (["tomli[when='python<3.11']", "tomli[when='python<3.8']"], []),
        (["py*", "py*"], []),
        (["'>=1'", "'>=1'"], []),
        (["''", "''"], []),
    ],
)
def test_conda_items(specs: list[str], marked: list[str]) -> None:
    assert probe(duplicate_package, conda(*specs)).marked == marked


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        (["typing_extensions", "Typing.Extensions==4"], ["Typing.Extensions==4"]),
        (["dask[array]", "dask[dataframe]"], ["dask[dataframe]"]),
        (["a==1; python_version < '3.8'", 'a==1;python_version<"3.8"'], ['a==1;python_version<"3.8"']),
        (["a==1; python_version < '3.8'", "a==2; python_version >= '3.8'"], []),
        (["a==1", "a==1; python_version < '3.8'"], []),
        (["git+https://x.org/a.git#egg=a", "a==1"], ["a==1"]),
        (["-r a.txt", "-r a.txt", "./a", "./a", "a=1", "a=1"], []),
    ],
)
def test_pip_items(lines: list[str], marked: list[str]) -> None:
    assert probe(duplicate_package, pip(*lines)).marked == marked


def test_one_package_in_both_sections_is_not_this_rule() -> None:
    assert not probe(duplicate_package, "dependencies: [numpy, pip, {pip: [numpy]}]\n").marked


def test_each_pip_section_counts_alone() -> None:
    text = "dependencies:\n- pip\n- pip: [a]\n- pip: [a, b, b]\n"
    assert probe(duplicate_package, text).marked == ["b"]


@pytest.mark.parametrize(
    ("before", "safely", "fully"),
    [
        (["numpy=1", "numpy=1"], ["numpy=1"], ["numpy=1"]),
        (["numpy", "numpy=1"], ["numpy", "numpy=1"], ["numpy=1"]),
        (["numpy=1", "numpy", "numpy"], ["numpy=1", "numpy", "numpy"], ["numpy=1"]),
        (["numpy", "NumPy"], ["numpy"], ["numpy"]),
        (["numpy=1", "numpy=1.*"], ["numpy=1", "numpy=1.*"], ["numpy=1"]),
        (["numpy>=1", "numpy<2"], ["numpy>=1", "numpy<2"], ["numpy>=1", "numpy<2"]),
        (["numpy=1", "conda-forge::numpy=1"], ["numpy=1", "conda-forge::numpy=1"], ["numpy=1", "conda-forge::numpy=1"]),
        (["numpy", "numpy # why"], ["numpy", "numpy # why"], ["numpy"]),
        (["numpy", "numpy[extra]"], ["numpy", "numpy[extra]"], ["numpy[extra]"]),
        (["a"] * 30, ["a"], ["a"]),
    ],
)
def test_conda_fixes(before: list[str], safely: list[str], fully: list[str]) -> None:
    found = probe(duplicate_package, conda(*before))
    assert found.safely_fixed == conda(*safely)
    assert found.fixed == conda(*fully)


@pytest.mark.parametrize(
    ("before", "safely"),
    [
        (["a", "A"], ["a"]),
        (["a==1", "a==1"], ["a==1"]),
        (["a==1", "a==1.0"], ["a==1", "a==1.0"]),
        (["a[x]", "a"], ["a[x]", "a"]),
    ],
)
def test_pip_fixes(before: list[str], safely: list[str]) -> None:
    assert probe(duplicate_package, pip(*before)).safely_fixed == pip(*safely)


@pytest.mark.parametrize(
    ("text", "message", "advised"),
    [
        (conda("numpy", "numpy"), "on line 2", "delete the repeat"),
        (conda("numpy", "numpy", "numpy"), "on line 2", "delete the repeats"),
        (conda("IPython", "ipython"), "on line 2, as `IPython`", "delete the repeat"),
        (conda("x", "numpy", "numpy=1"), "on line 3, without a version: conda applies both at once", "`numpy=1`"),
        (conda("numpy =1", "numpy"), "as `numpy =1`: conda applies both at once", "`numpy =1`"),
        (conda("click >=8.2", "click >=8.3", "click"), "conda applies all of them at once", "`click >=8.3`"),
        (conda("numpy>=1.26,<3", "numpy=2.1"), "as `numpy>=1.26,<3`: conda applies both at once", "`numpy=2.1`"),
        (conda("numpy>=1.26", "numpy<3"), "applies both at once", "`numpy>=1.26,<3`"),
        (conda("numpy>=1", "numpy>=1.0"), "applies both at once", "`numpy>=1.0`"),
        (conda("numpy>=1", "numpy>1", "numpy>0.9"), "applies all of them at once", "`numpy>1`"),
        (conda("numpy<2", "numpy<=2", "numpy>1"), "applies all of them at once", "`numpy<2,>1`"),
        (conda("numpy=1.2", "numpy>=1", "numpy<2"), "applies all of them at once", "`numpy=1.2`"),
        (conda("numpy=1", "numpy>=1.2"), "applies both at once", ""),
        (conda("numpy=1", "numpy=1.2"), "applies both at once", ""),
        (conda("numpy>=1", "conda-forge::numpy"), "applies both at once", ""),
        (conda("numpy>=1", "numpy=1=py_0"), "applies both at once", ""),
        (pip("ray==1.1", "ray[rllib]"), "as `ray==1.1`: pip applies both at once", "`ray[rllib]==1.1`"),
        (pip("dask[array]", "dask[dataframe]>=2"), "pip applies both at once", "`dask[array,dataframe]>=2`"),
        (pip("a~=1.2", "a>=1.1"), "applies both at once", ""),
        (pip("a @ https://x.org/a.zip", "a[b]"), "applies both at once", ""),
    ],
)
def test_what_it_says(text: str, message: str, advised: str) -> None:
    (found,) = probe(duplicate_package, text).diagnostics
    assert found.message.endswith(message)
    wanted = advised if advised.startswith("delete") else f"write {advised or 'one entry that says all this'}"
    assert found.help == wanted + (" once" if advised.startswith("`") else "")


def test_a_comment_above_makes_the_removal_unsafe_and_is_named() -> None:
    found = probe(duplicate_package, "dependencies:\n- numba\n# optional\n- numba\n- numbagg\n")
    assert found.safely_fixed == found.text
    assert found.diagnostics[0].fix and found.diagnostics[0].fix.title == (
        "Remove the repeat (the comment there may be about it)"
    )


def test_flow_lists() -> None:
    assert probe(duplicate_package, "dependencies: [a, b, a, a]\n").fixed == "dependencies: [a, b]\n"
    many = "dependencies: [" + ", ".join(["a"] * 30) + "]\n"
    assert probe(duplicate_package, many).fixed == "dependencies: [a]\n"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        # three that repeat from block to block
        ("# one\n- a\n- b\n- c\n\n# two\n- a\n- b\n- c>1\n", []),
        # only two do
        ("# one\n- a\n- b\n\n# two\n- a\n- b\n", ["a", "b"]),
        # within a block a repeat is a repeat
        ("# one\n- a\n- b\n- c\n- d\n\n# two\n- a\n- b\n- c\n- d\n- d\n", ["d"]),
        # a commented item is no heading
        ("- a\n- b\n- c\n\n# - d\n- a\n- b\n- c\n", ["a", "b", "c"]),
        # nor is one that stands close
        ("- a\n- b\n- c\n# two\n- a\n- b\n- c\n", ["a", "b", "c"]),
    ],
)
def test_blocks_that_list_what_several_projects_need(text: str, marked: list[str]) -> None:
    for eol in ("\n", "\r\n"):
        assert probe(duplicate_package, ("dependencies:\n" + text).replace("\n", eol)).marked == marked
