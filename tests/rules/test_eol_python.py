"""eol-python: which pins allow a living Python, and on which day."""

from datetime import date

import pytest

from envlint.data import read_table
from envlint.engine import lint
from envlint.rule import Settings
from envlint.rules.pins.eol_python import eol_python
from envlint.source import Source
from tests.rules.probe import probe


def messages(item: str, today: date | None = None) -> list[str]:
    source = Source("environment.yml", f'dependencies:\n- "{item}"\n')
    return [each.message for each in lint(source, Settings((eol_python,), today=today)).diagnostics]


@pytest.mark.parametrize(
    ("item", "series", "end"),
    [
        ("python=3.8", "3.8", "2024-10-07"),
        ("python=3.8.12=h12debd9_0", "3.8", "2024-10-07"),
        ("conda-forge::python==3.7.3", "3.7", "2023-06-27"),
        ("python 2.7.*", "2.7", "2020-01-01"),
        ("python>=3.6,<3.9", "3.8", "2024-10-07"),
        ("python>=3.6,<=3.9", "3.9", "2025-10-31"),
        ("python<3.10", "3.9", "2025-10-31"),
        ("python=3.6|=3.7", "3.7", "2023-06-27"),
        ("python~=3.8.1", "3.8", "2024-10-07"),
    ],
)
def test_no_living_version(item: str, series: str, end: str) -> None:
    (message,) = messages(item, date(2026, 6, 1))
    assert f"{series} has had no security fixes since {end}" in message


@pytest.mark.parametrize(
    "item",
    [
        "python",
        "python=3",
        "python>=3.6",
        "python=3.12",
        "python>=3.8,<3.12",
        "python=3.10",
        "python=3.20",
        "python>3.14",
        "python!=3.9",
        "python=3.8|=3.12",
        "ipython=7.1",
        "python:3.7",
    ],
)
def test_a_living_version_or_none_named(item: str) -> None:
    assert not messages(item, date(2026, 6, 1))


@pytest.mark.parametrize(("today", "found"), [(date(2026, 10, 31), 0), (date(2026, 11, 1), 1), (None, 1)])
def test_the_last_day_still_counts_as_alive(today: date | None, found: int) -> None:
    assert len(messages("python=3.10", today)) == found


def test_far_in_the_future_nothing_newer_is_condemned() -> None:
    assert messages("python=3.14", date(2040, 1, 1))
    assert not messages("python=3.15", date(2040, 1, 1))


def test_there_is_no_fix() -> None:
    found = probe(eol_python, "dependencies: [python=3.8]\n")
    assert found.marked == ["=3.8"]
    assert found.fixed == found.text


def test_the_table_is_in_the_order_of_versions() -> None:
    series = [tuple(map(int, row[0].split("."))) for row in read_table("python_life.tsv")]
    assert series == sorted(series)
    assert {date.fromisoformat(row[1]).year for row in read_table("python_life.tsv")} >= {2020, 2030}
