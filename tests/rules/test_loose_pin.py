"""loose-pin: levels, options, what is no pin, and which locks belong to a file."""

import pytest

from envlint.rules.pins.loose_pin import _FROM_WHERE, loose_pin
from tests.rules.probe import probe

ARTICLE = """\
name: ai_dev_env
channels:
  - pytorch
  - conda-forge
  - defaults
dependencies:
  - python=3.10
  - pip
  - numpy=1.24.*
  - pandas
  - jupyter
  - scikit-learn=1.3.0
  - pytorch::pytorch=2.0.1
  - cudatoolkit=11.8
  - pip:
    - transformers==4.30.0
    - tensorboard
"""

LEVELS = ("any", "lower", "bounded", "minor", "exact")


def test_a_usual_file() -> None:
    assert probe(loose_pin, ARTICLE).marked == ["pandas", "jupyter", "tensorboard"]


@pytest.mark.parametrize(
    ("item", "level"),
    [
        ("a", "any"),
        ("a!=1.2", "any"),
        ("a=*", "any"),
        ("a>=1.2", "lower"),
        ("a>=1.2|<1", "lower"),
        ("a<3", "bounded"),
        ("a=1", "bounded"),
        ("a>=1,<3", "bounded"),
        ("a=1.24", "minor"),
        ("a=1.24.*", "minor"),
        ("a~=1.24.1", "minor"),
        ("a==1.24", "exact"),
        ("a=1.24.3", "exact"),
        ("x::a[version='>=1']", "lower"),
        ("{pip: [a]}", "any"),
        ("{pip: ['a[x]>=1']}", "lower"),
        ("{pip: [a~=1.2]}", "bounded"),
        ("{pip: [a==1.2.*]}", "minor"),
        ("{pip: [a==1.2]}", "exact"),
    ],
)
def test_levels(item: str, level: str) -> None:
    text = f"dependencies:\n- {item}\n"
    complains = [wanted for wanted in LEVELS if probe(loose_pin, text, {"level": wanted}).marked]
    assert complains == list(LEVELS[LEVELS.index(level) + 1 :])


@pytest.mark.parametrize(
    "item",
    [
        "pytorch=*=cuda*",
        "pytorch[build='cuda*']",
        "a[md5=0123456789abcdef0123456789abcdef]",
        "__glibc>=2.17",
        "py*",
        "https://x.org/linux-64/a-1-0.conda",
        "'>=1'",
        "{pip: [./a, -e ., -r a.txt, 'a @ https://x.org/a.zip', git+https://x.org/a.git, a=1]}",
    ],
)
def test_no_pins(item: str) -> None:
    assert not probe(loose_pin, f"dependencies:\n- {item}\n", {"level": "exact"}).marked


@pytest.mark.parametrize(
    ("item", "options", "count"),
    [
        ("python", {"python": "any"}, 0),
        ("python=3.10", {"python": "exact"}, 1),
        ("{pip: [python]}", {"python": "any"}, 1),
        ("pytorch", {"frameworks": "any"}, 0),
        ("pytorch-gpu", {"frameworks": "any"}, 0),
        ("{pip: [Torch]}", {"frameworks": "any"}, 0),
        ("{pip: [jaxlib==0.4.*]}", {"frameworks": "exact"}, 1),
        ("scipy", {"frameworks": "any"}, 1),
        ("scipy=1.2", {"packages": {"SciPy": "exact"}}, 1),
        ("{pip: [typing_extensions]}", {"packages": {"typing-extensions": "any"}}, 0),
        ("ruff", {}, 0),
        ("ruff", {"packages": {"ruff": "bounded"}}, 1),
        ("ruff", {"exempt": ()}, 1),
        ("pytest-cov", {}, 0),
        ("pre_commit", {}, 0),
        ("r-dplyr", {"exempt": ("r-*",)}, 0),
        ("r-dplyr", {"exempt": ("*-dplyr", "[ab]*")}, 0),
        ("r-dplyr", {"exempt": ("*-tidyr", "[ab]*")}, 1),
    ],
)
def test_options(item: str, options: dict[str, object], count: int) -> None:
    assert len(probe(loose_pin, f"dependencies:\n- {item}\n", options).diagnostics) == count


@pytest.mark.parametrize(
    ("path", "lock", "content", "silent"),
    [
        ("environment.yml", "conda-lock.yml", "metadata:\n  sources:\n  - environment.yml\npackage:\n", True),
        ("environment.yml", "conda-lock.yml", "metadata:\r\n  sources:\r\n  - ./environment.yml\r\n", True),
        ("envs/dev.yml", "conda-lock.yml", "metadata:\n  sources:\n    - main.yml\n    - 'dev.yml'\n", True),
        ("dev.yml", "conda-lock.yml", "metadata:\n  sources:\n  - environment.yml\npackage:\n- dev.yml\n", False),
        ("environment.yml", "conda-lock.yml", "metadata:\n  sources:\n  - ../environment.yml\n", False),
        ("environment.yml", "conda-lock.yml", "", True),
        ("dev.yml", "conda-lock.yml", "", False),
        ("dev.yml", "dev.conda-lock.yml", "", True),
        ("dev.yml", "main.conda-lock.yml", "", False),
        ("environment.yaml", "conda-linux-64.lock", "", True),
        ("dev.yml", "conda-linux-64.lock", "", False),
        ("environment.yml", "conda-nonsense.lock", "", False),
        ("env.py-3.9.yml", "env.py-3.9-linux-64.lock", "", True),
        ("a.yaml", "a.linux-64.pin.txt", "", True),
        ("b.yaml", "a.linux-64.pin.txt", "", False),
        ("environment.yml", "pixi.lock", "", True),
        ("dev.yml", "pixi.lock", "", False),
        ("environment.yml", "poetry.lock", "", False),
        ("environment.yml", "requirements.txt", "", False),
    ],
)
def test_locks(path: str, lock: str, content: str, silent: bool) -> None:
    found = probe(loose_pin, "name: a\nchannels: [a]\ndependencies: [scipy]\n", files={lock: content}, path=path)
    assert found.marked == ([] if silent else ["scipy"])


def test_the_message_quotes_what_is_written() -> None:
    found = probe(loose_pin, "dependencies:\n- {pip: [typing_extensions, a!=1]}\n")
    assert found.messages == [
        "`typing_extensions` has no version: each new environment may get another version",
        "`a!=1` leaves the version open: each new environment may get another version",
    ]
    assert [each.subject for each in found.diagnostics] == ["pip/typing-extensions", "pip/a"]
    assert "`typing_extensions==X.Y.*`" in found.diagnostics[0].help


@pytest.mark.parametrize(
    ("item", "level", "advised"),
    [
        ("{pip: ['a[x,y]']}", "bounded", "write the version: `a[x,y]==X.Y.*` or `a[x,y]>=X.Y,<Z`"),
        (
            """{pip: ["a[x]>=1; python_version<'3.9'"]}""",
            "minor",
            "write the version: `a[x]==X.Y.*; python_version<'3.9'`",
        ),
        ("{pip: ['A_b[x]']}", "exact", "write the version: `A_b[x]==X.Y.Z`"),
        ("{pip: ['a[x]']}", "lower", "write a lower bound: `a[x]>=X.Y`"),
        ("x::A", "bounded", "write the version: `x::A=X.Y` or `x::A>=X.Y,<Z`"),
        ("a[version='>=1']", "minor", "write the version: `a=X.Y`"),
        ("a[version='>=1', build='c*']", "bounded", "write the version: `a=X.Y=c*` or `a >=X.Y,<Z c*`"),
        ("a>=1=c*", "exact", "write the version: `a ==X.Y.Z c*`"),
    ],
)
def test_the_help_keeps_what_else_the_item_says(item: str, level: str, advised: str) -> None:
    (found,) = probe(loose_pin, f"dependencies:\n- {item}\n", {"level": level}).diagnostics
    assert found.help == advised + _FROM_WHERE


@pytest.mark.parametrize(
    ("head", "items", "silent"),
    [
        ("platforms: [linux-64]\n", "scipy, conda-lock", True),
        ("platforms: [linux-64]\n", "scipy, {pip: [conda_lock]}", True),
        ("platforms: [linux-64]\n", "scipy", False),
        ("", "scipy, conda-lock=2.5", False),
    ],
)
def test_a_source_of_conda_lock_takes_its_versions_from_the_lock(head: str, items: str, silent: bool) -> None:
    found = probe(loose_pin, f"{head}dependencies: [{items}]\n")
    assert found.marked == ([] if silent else ["scipy"])


OPEN = "dependencies: [python=3.12, numpy>=1.26, scipy>=1, pandas, ruff, {pip: [x>=1]}]\n"


@pytest.mark.parametrize(
    ("name", "path", "marked"),
    [
        ("demo", "environment.yml", ["numpy>=1.26", "scipy>=1", "pandas", "x>=1"]),
        ("demo", "envs/test-env.yml", ["pandas"]),
        ("demo", "ci/py312.yml", ["pandas"]),
        ("demo", "sub/.github/envs\\py312.yml", ["pandas"]),
        ("demo_nightly", "environment.yml", ["pandas"]),
        ("upstream", "environment.yml", ["pandas"]),
        ("latest", "environment.yml", ["pandas"]),
        ("decide-contest", "environment.yml", ["numpy>=1.26", "scipy>=1", "pandas", "x>=1"]),
        ("demo-dev", "environment.yml", ["numpy>=1.26", "scipy>=1", "pandas", "x>=1"]),
        ("minimal", "environment.yml", ["numpy>=1.26", "scipy>=1", "pandas", "x>=1"]),
        ("demo", "tests/data/environment.yml", ["numpy>=1.26", "scipy>=1", "pandas", "x>=1"]),
    ],
)
def test_a_file_that_tests_the_newest_needs_lower_bounds(name: str, path: str, marked: list[str]) -> None:
    found = probe(loose_pin, f"name: {name}\n{OPEN}", path=path)
    assert found.marked == marked
    advice = {each.help.removesuffix(_FROM_WHERE) for each in found.diagnostics if each.subject == "pandas"}
    assert advice == {
        "write a lower bound: `pandas>=X.Y`"
        if len(marked) == 1
        else "write the version: `pandas=X.Y` or `pandas>=X.Y,<Z`"
    }


def test_it_needs_more_where_it_has_upper_bounds_or_is_held_to_a_level() -> None:
    text = f"name: tests\n{OPEN}"
    assert len(probe(loose_pin, text.replace("scipy>=1", "scipy=1.14")).marked) == 3
    assert len(probe(loose_pin, text, {"level": "minor"}).marked) == 4
    assert probe(loose_pin, text, {"packages": {"numpy": "bounded"}}).marked == ["numpy>=1.26", "pandas"]
    many = "".join(f"- p{number}>=1\n" for number in range(9))
    assert not probe(loose_pin, f"name: tests\ndependencies:\n{many}- q=1.2\n").marked
    assert probe(loose_pin, f"name: tests\ndependencies:\n{many}- q=1.2\n- r=1.2\n").marked


@pytest.mark.parametrize(
    ("spec", "marked"),
    [
        ("cuda-version=12.8", []),
        ("cuda-version>=12", ["cuda-version>=12", "cuda-nvcc", "libcufft-dev"]),
        ("numba=0.60", ["cuda-nvcc", "libcufft-dev"]),
    ],
)
def test_parts_of_cuda_need_no_pin_where_cuda_version_has_one(spec: str, marked: list[str]) -> None:
    text = f"dependencies:\n- {spec}\n- cuda-nvcc\n- libcufft-dev\n- libcurl=8\n"
    assert probe(loose_pin, text).marked == marked


def test_where_versions_are_to_be_had_is_said_once() -> None:
    helps = [each.help for each in probe(loose_pin, "dependencies: [a, b, c]\n").diagnostics]
    assert [_FROM_WHERE in each for each in helps] == [True, False, False]
