"""uppercase-name, forbidden-package and available-on-conda."""

from collections.abc import Mapping

import pytest

from envlint import engine, testing
from envlint.rule import Settings
from envlint.rules.packages.available_on_conda import available_on_conda
from envlint.rules.packages.conda_and_pip import conda_and_pip
from envlint.rules.packages.forbidden_package import forbidden_package
from envlint.rules.packages.uppercase_name import uppercase_name
from envlint.source import Source
from tests.rules.probe import probe


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("PyYAML", "pyyaml"),
        ("conda-forge::PyYAML>=5,<7", "conda-forge::pyyaml>=5,<7"),
        ("'Jinja2 3.1.*'  # X", "'jinja2 3.1.*'  # X"),
        ("Python=3.12=PyPy*", "python=3.12=PyPy*"),
        ("R-base[version='4.3']", "r-base[version='4.3']"),
    ],
)
def test_capitals(before: str, after: str) -> None:
    found = probe(uppercase_name, f"dependencies:\n- {before}\n")
    assert found.safely_fixed == f"dependencies:\n- {after}\n"


@pytest.mark.parametrize("spec", ["pyyaml", "MyChannel::pyyaml=1=H_0", "PyYAML=1=2=3", "https://x.org/A-1-0.conda"])
def test_no_capitals_in_the_name(spec: str) -> None:
    assert not probe(uppercase_name, f"dependencies:\n- {spec}\n").marked


def test_only_python_itself_is_lost_to_repo2docker() -> None:
    messages = probe(uppercase_name, "dependencies:\n- Python=3.12\n- Cython=3\n").messages
    assert ["repo2docker" in message for message in messages] == [True, False]


@pytest.mark.parametrize(
    ("deny", "marked"),
    [
        ({}, []),
        ({"PANDAS": "why"}, ["pandas=2", "Pandas==2"]),
        ({"scikit.learn": ""}, ["scikit-learn", "scikit_learn"]),
        ({"sci*": ""}, ["scikit-learn", "scikit_learn"]),
        ({"[op]*": ""}, ["pandas=2", "Pandas==2"]),
        ({"nothing": ""}, []),
    ],
)
def test_forbidden_names(deny: Mapping[str, str], marked: list[str]) -> None:
    conda, pip = "- pandas=2\n- scikit-learn\n- =\n- x:\n  - Pandas==2\n", "  - Pandas==2\n  - scikit_learn\n  - -e .\n"
    text = f"dependencies:\n{conda}- pip:\n{pip}"
    found = probe(forbidden_package, text, {"deny": deny})
    assert found.marked == marked
    assert found.fixed == text


def test_the_reason_is_told() -> None:
    text = "dependencies: [a, b]\n"
    messages = probe(forbidden_package, text, {"deny": {"a": "it is slow", "b": ""}}).messages
    assert messages == ["`a` is forbidden: it is slow", "`b` is forbidden by your configuration"]


def pip_section(*lines: str) -> str:
    return "dependencies:\n- python=3.12\n- pip\n- pip:\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("line", "spec"), [("opencv-python==4.6.0.66", "opencv=4.6.0"), ("opencv-python<4.6.0.66", None)]
)
def test_opencv_has_no_versions_of_its_wheels(line: str, spec: str | None) -> None:
    text = pip_section(line)
    found = probe(available_on_conda, text)
    assert len(found.marked) == 1
    assert (f"- {spec}\n" in found.fixed) if spec else found.fixed == text


@pytest.mark.parametrize(
    "line",
    [
        "unheard-of-thing==1",
        "torch==2.5.1",
        "rich[jupyter]==13.9.4",
        "rich==13.9.4; sys_platform == 'linux'",
        "rich @ https://example.org/rich-13.9.4-py3-none-any.whl",
        "rich=13.9.4",
        "-r rich.txt",
    ],
)
def test_not_told_of(line: str) -> None:
    assert not probe(available_on_conda, pip_section(f'"{line}"')).marked


def test_other_indexes_and_allowed_names() -> None:
    assert not probe(available_on_conda, pip_section("-i https://example.org/simple", "rich==13.9.4")).marked
    assert not probe(available_on_conda, pip_section("rich==13.9.4"), {"allow": ("Rich",)}).marked
    settings = Settings((available_on_conda,), targets=("mlflow",))
    assert not engine.lint(Source("environment.yml", pip_section("rich==13.9.4")), settings).diagnostics


def test_all_lines_are_one_finding_and_move_together() -> None:
    found = probe(available_on_conda, pip_section("rich==13.9.4", "own==1", "attrs==24.2.0", "tables"))
    assert found.messages == [
        "`rich`, `attrs`, `tables` come from PyPI, where conda-forge has them: conda neither sees nor solves for them"
    ]
    assert found.fixed == (
        "dependencies:\n- python=3.12\n- rich=13.9.4\n- attrs=24.2.0\n- pytables\n- pip\n- pip:\n  - own==1\n"
    )


def test_an_emptied_section_goes() -> None:
    found = probe(available_on_conda, pip_section("rich==13.9.4", "attrs==24.2.0"))
    assert found.fixed == "dependencies:\n- python=3.12\n- rich=13.9.4\n- attrs=24.2.0\n- pip\n"


def test_versions_that_conda_cannot_write_stay() -> None:
    text = pip_section("rich==13.9.4rc1")
    found = probe(available_on_conda, text)
    assert found.marked == ["rich==13.9.4rc1"]
    assert found.fixed == text


@pytest.mark.parametrize("value", ["", " []", " [null]", " x"])
def test_a_section_without_lines(value: str) -> None:
    assert not probe(available_on_conda, f"dependencies:\n- pip\n- pip:{value}\n").marked


def test_repeats_are_left_to_other_rules() -> None:
    assert not probe(available_on_conda, pip_section("rich==13.9.4", "rich")).marked


def test_conda_and_pip_speaks_first() -> None:
    text = "dependencies:\n- rich=13.9\n- pip\n- pip:\n  - rich==13.9.4\n"
    settings = testing.settings_for([available_on_conda, conda_and_pip])
    assert [each.rule for each in engine.lint(Source("environment.yml", text), settings).diagnostics] == [
        "conda-and-pip"
    ]
