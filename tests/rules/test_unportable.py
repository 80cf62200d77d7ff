"""unportable: for each target what it says, and where it is silent."""

from __future__ import annotations

import pytest

from envlint.rule import TARGETS
from envlint.rules.packages.unportable import unportable
from tests.rules.probe import Probe, probe

HEAD = "name: a\nchannels: [conda-forge]\ndependencies:\n"


def conda(*items: str, head: str = HEAD, indent: int = 2) -> str:
    return head + "".join(f"{' ' * indent}- {item}\n" for item in items)


def pip(*lines: str, indent: int = 6) -> str:
    return HEAD + "  - pip\n  - pip:\n" + "".join(f"{' ' * indent}- {line}\n" for line in lines)


def for_target(targets: str, text: str, path: str = "environment.yml") -> Probe:
    return probe(unportable, text, path=path, targets=tuple(targets.split()))


@pytest.mark.parametrize(
    ("targets", "item", "under", "fixed"),
    [
        ("mamba", "numpy >=1.2 , <2", " ,", "numpy >=1.2,<2"),
        ("mamba", "numpy=1.2*", "=1.2*", "numpy=1.2"),
        ("mamba", "numpy >=3|>=1.2,<2", ">=3|>=1.2,<2", None),
        ("mamba", "python=3.9*", "=3.9*", "python=3.9"),
        ("conda mamba", "numpy===1.2", "===", "numpy==1.2"),
        ("pixi", "numpy===1.2", "===", "numpy==1.2"),
        ("pixi", "numpy=1.", ".", "numpy=1"),
        ("pixi", "numpy[md5=abc]", "abc", None),
        ("repo2docker", "numpy=1.2 py39", "=1.2 py39", "numpy ==1.2 py39"),
    ],
)
def test_spec(targets: str, item: str, under: str, fixed: str | None) -> None:
    found = for_target(targets, conda(item))
    assert found.marked == [under]
    assert found.safely_fixed == conda(fixed or item)


def test_conda_failing_is_an_unsafe_fix() -> None:
    found = for_target("conda", conda("numpy ~=1"))
    assert found.marked == ["~=1"]
    assert (found.safely_fixed, found.fixed) == (conda("numpy ~=1"), conda("numpy >=1"))
    assert not for_target("mamba", conda("numpy ~=1")).diagnostics


@pytest.mark.parametrize(
    ("targets", "item"),
    [
        ("conda", "numpy >=1.2 , <2"),
        ("conda mamba", "numpy=1."),
        ("pixi", "numpy >=1.2 , <2"),
        ("conda mamba pixi", "numpy=1.2=py39_0"),
        ("dependabot mlflow conda-lock", "wheel===1.2"),
    ],
)
def test_a_difference_is_told_to_those_it_concerns(targets: str, item: str) -> None:
    text = conda(item) if "mlflow" not in targets else conda("wheel==1.2")
    assert not for_target(targets, text).diagnostics


def test_selectors_in_comments() -> None:
    text = conda(
        "a=1  # [win]", "b=1  # see issue [1]", "c=1  # needed on [linux and not aarch64]", "d=1 # no [unix] x y"
    )
    found = for_target("conda mamba", text)
    assert found.marked == ["# [win]"]
    assert found.messages == [
        "`[win]` is a mere comment to conda and mamba: what stands before it is wanted on every platform"
    ]
    assert found.related == [["# needed on [linux and not aarch64]", "# no [unix] x y"]]
    assert for_target("conda-lock", text).marked == ["# see issue [1]", "# needed on [linux and not aarch64]"]
    assert not for_target("conda-lock", conda("a=1  # [win]", "b=1  # [arm64]")).diagnostics
    assert not for_target("conda", conda("a=1  # [win10]", "b=1  # [x]", "c=1  # []") + "# [win]\n").diagnostics


@pytest.mark.parametrize(("words", "count"), [("only osx", 1), ("linux only", 1), ("only", 0), ("only here", 0)])
def test_a_selector_in_words_of_one_s_own(words: str, count: int) -> None:
    assert len(for_target("conda", conda(f"a=1  # [{words}]")).diagnostics) == count


def test_selectors_in_keys() -> None:
    text = conda("sel(win): pywin32", "a=1", "sel(linux64): b")
    assert for_target("conda mamba", text).messages == [
        "`sel(win)` is a selector of mamba's: conda drops the item in silence"
    ]
    assert for_target("conda", text).related == [["sel(linux64)"]]
    assert for_target("mamba", text).marked == ["sel(linux64)"]
    assert "skips" in for_target("pixi", text).messages[0]
    assert not for_target("mamba", conda("sel(win): pywin32")).diagnostics
    assert not for_target("dependabot", conda("sel(win): pywin32")).diagnostics


def test_channels_for_pixi() -> None:
    head = 'name: a\nchannels: [nodefaults, "https://example.org/t/$TOKEN/x", conda-forge]\ndependencies:\n'
    assert for_target("conda pixi", conda("a=1", head=head)).marked == [
        "nodefaults",
        '"https://example.org/t/$TOKEN/x"',
    ]
    assert not for_target("conda mamba conda-lock repo2docker", conda("a=1", head=head)).diagnostics


def test_variables_for_pixi() -> None:
    text = conda("a=1") + "variables:\n  A: 4\n  B: '4'\n  C: 1.10\n  D: true\n  E: x\n"
    found = for_target("pixi", text)
    assert found.marked == ["4", "1.10", "true"]
    assert found.safely_fixed == text.replace("A: 4", 'A: "4"')
    assert not for_target("conda", text).diagnostics


@pytest.mark.parametrize(
    ("line", "pixi", "conda_lock"),
    [
        ("rich==13.1", "", ""),
        ("rich=13.1", "", ""),  # pip refuses it, too
        ("rich @ https://example.org/rich.zip ; python_version>'3.8'", "", ""),
        ("-e .", "pixi refuses the file", "conda-lock leaves the line out"),
        ("-r more.txt", "older versions of pixi refuse the file", "conda-lock fails"),
        ("--index-url https://example.org/simple", "pixi refuses the file", "conda-lock fails"),
        ("./local", "pixi refuses the file", "conda-lock fails"),
        ("git+https://example.org/a.git@v1", "pixi refuses the file", ""),
        ("https://example.org/a-1.0.zip", "pixi refuses the file", "conda-lock fails"),
    ],
)
def test_pip_lines(line: str, pixi: str, conda_lock: str) -> None:
    for target, verdict in (("pixi", pixi), ("conda-lock", conda_lock)):
        messages = for_target(target, pip("numpy==2.1", line)).messages
        assert [message.rpartition(": ")[2] for message in messages] == ([verdict] if verdict else [])
    assert not for_target("conda mamba mlflow dependabot", pip(line).replace("  - pip\n", "")).diagnostics


def test_pip_lines_are_one_finding() -> None:
    found = for_target("pixi conda-lock", pip("-e .", "rich==13", "--pre"))
    assert found.marked == ["-e ."]
    assert found.related == [["--pre"]]
    assert found.messages[0].endswith("pixi refuses the file and conda-lock leaves the line out")


def test_dependabot_names() -> None:
    for path in ("environment.yml", "binder/environment.yaml", "<stdin>", "enviroment.yml"):
        assert not for_target("dependabot", conda("a=1"), path).diagnostics
    found = for_target("dependabot", conda("a=1", indent=0), "envs/dev.yml")
    assert found.messages == [
        "Dependabot does not find `dev.yml`: it looks for `environment.yml` and `environment.yaml`"
    ]


@pytest.mark.parametrize("indent", range(7))
def test_dependabot_indents(indent: int) -> None:
    found = for_target("dependabot", conda("a=1", "b=1", indent=indent))
    assert found.marked == ([] if indent in (2, 3, 4) else ["a=1"])
    found = for_target("dependabot", HEAD + "  - pip:\n" + "".join(f"{' ' * max(indent, 4)}- {x}\n" for x in "cd"))
    assert found.marked == ([] if indent >= 5 else ["c"])


def test_dependabot_wants_block_lists_and_no_builds() -> None:
    assert for_target("dependabot", "channels: [a]\ndependencies: [a=1, b=1]\n").marked == ["a=1"]
    found = for_target("dependabot", conda("a=1", "b=1=py39_0", "c=1=py39_0", indent=0))
    assert found.marked == ["b=1=py39_0"]
    assert found.related == [["c=1=py39_0"]]
    assert not for_target("dependabot", conda("a=1=*cuda*", "b>=1,<2", "c==1")).diagnostics


@pytest.mark.parametrize(
    ("python", "says"),
    [
        ("python=3.9", ""),
        ("python==3.9.1", ""),
        ("python", "refuses a `python` without a version"),
        ("python<3.9", "refuses `<`"),
        ("python>=3.9", "reads this as Python 3.9 itself"),
        ("python >=3.9", "does not read"),
        ("python=3.9.*", "does not read"),
        ("conda-forge::python=3.9", "does not read"),
    ],
)
def test_mlflow_and_python(python: str, says: str) -> None:
    messages = for_target("mlflow", conda(python, "pip=24.0", "setuptools<80", "wheel")).messages
    assert len(messages) == bool(says)
    assert not says or says in messages[0]


def test_mlflow_drops_conda_packages() -> None:
    found = for_target("mlflow", conda("python=3.9", "numpy=2.1", "pip >=24", "scipy", "pandas", "rich"))
    assert found.marked == ["numpy=2.1"]
    assert found.messages[0].endswith("`numpy`, `pip`, `scipy` and 2 more")
    assert found.related == [["pip >=24", "scipy", "pandas", "rich"]]


@pytest.mark.parametrize(
    ("python", "fixed"),
    [
        ("python 3.9", "python==3.9"),
        ("python 3.9.*", "python=3.9"),
        ("Python=3.9", "python=3.9"),
        ("python>=3.9", None),
        ("conda-forge::python=3.9", None),
    ],
)
def test_binder_does_not_find_python(python: str, fixed: str | None) -> None:
    found = for_target("repo2docker", conda("numpy=2.1", python))
    assert found.marked == [python]
    assert found.safely_fixed == conda("numpy=2.1", fixed or python)


@pytest.mark.parametrize(
    "python", ["python=3.9", "python ==3.9", "python = 3.9", "python", "pypy=3.9", "python=3.9=*_cpython"]
)
def test_binder_finds_python(python: str) -> None:
    assert not for_target("repo2docker", conda(python)).diagnostics


def test_python_x_y_is_never_rewritten() -> None:
    for version in ("3", "3.9", "3.9.1", "3."):
        found = for_target(" ".join(TARGETS), conda(f"python={version}"))
        assert found.fixed == found.text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("dependencies: null\nvariables: null\nchannels: null\n", []),
        (
            "dependencies:\n- 1\n- null\n- [a, [b]]\n- pip: x\n- pip:\n  - 1\n- sel(win): {a: b}\n",
            ["sel(win)"],
        ),
        ("channels: &a [nodefaults]\ndependencies: *a\nvariables: [1]\n", ["nodefaults"] * 3),
        ("x: &x {dependencies: [a]}\n<<: *x\nvariables: {<<: *x, 1: 2}\n", ["*x", "2"]),
    ],
)
def test_any_shape(text: str, marked: list[str]) -> None:
    """No odd shape makes the rule raise, or speak of what another rule finds there."""
    assert for_target(" ".join(TARGETS), text).marked == marked


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("environment-micromamba.yml", "dependencies:\n- python=3.12\n- sel(win): pywin32\n"),
        ("environment.yml", "platforms: [linux-64, win-64]\ndependencies:\n- python=3.12\n- ncurses=6.5  # [unix]\n"),
    ],
)
def test_selectors_where_the_file_says_whose_they_are(path: str, text: str) -> None:
    assert not probe(unportable, text, path=path).marked
    assert probe(unportable, text.partition("dependencies")[1] + text.partition("dependencies")[2]).marked
