"""Ten times the lines take about ten times as long, to lint and to fix."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from envlint import engine, fixer
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.source import Source
from tests import clock

SETTINGS = Settings(select_rules(builtin_rules(), ("all",), ()))
HEAD = "name: x\nchannels:\n- conda-forge\ndependencies:\n- python=3.12\n- pip\n"


def lines(line: Callable[[int], str], head: str = HEAD, tail: str = "") -> Callable[[int], str]:
    return lambda count: head + "".join(line(number) + "\n" for number in range(count)) + tail


SHAPES = {
    "clean": lines(lambda n: f"- package{n}>=1.{n % 7},<2"),
    "loose": lines(lambda n: f"- package{n}"),
    "to fix": lines(lambda n: f"- Package{n}==1.{n % 7}"),
    "repeats": lines(lambda n: f"- package{n // 2}>=1.{n % 7}"),
    "one package": lines(lambda n: f"- package>=1.{n % 7}"),
    "one package, other series": lines(lambda n: f"- package=1.{n}"),
    "comments": lines(lambda n: f"- package{n}>=1,<2  # why {n}"),
    "only comments": lines(lambda n: f"# why {n}"),
    "ignores": lines(lambda n: f"- Package{n}  # envlint: ignore[loose-pin] why"),
    "ignores of the file": lines(lambda n: "# envlint: ignore-file[loose-pin] why", "", HEAD),
    "pip": lines(lambda n: f"  - Package_{n}==1.{n % 7}", HEAD + "- pip:\n"),
    "channels": lines(lambda n: f"- channel{n}", "channels:\n", "dependencies:\n- python=3.12\n"),
    "repeated channels": lines(lambda n: f"- channel{n // 2}", "channels:\n", "dependencies:\n- python=3.12\n"),
    "one package in brackets": lines(lambda n: f"  package=1.{n % 7},", "channels: [a]\ndependencies: [\n", "  a]\n"),
    "pip sections": lines(lambda n: f"- pip:\n  - a{n}==1"),
    "variables": lines(lambda n: f"  VARIABLE{n}: {n}", HEAD + "variables:\n"),
    "unknown keys": lines(lambda n: f"key{n}: 1"),
    "Windows": lines(lambda n: f"- Package{n}==1.{n % 7}\r"),
    "aliases": lines(lambda n: "- *a", "x: &a numpy=1\n" + HEAD),
    "empty items": lines(lambda n: "-"),
    "in brackets": lines(lambda n: f"  Package{n}==1.{n % 7},", "channels: [a]\ndependencies: [\n", "  python=3.12]\n"),
}


# Turns of which the quickest count, where other programs press upon the first ones.
TURNS = 7


def seconds(shape: Callable[[int], str], count: int, *, fixing: bool) -> float:
    source = Source("environment.yml", shape(count))
    if fixing:
        return clock.seconds(lambda: fixer.fix(source, lambda each: engine.lint(each, SETTINGS), unsafe=True))
    return clock.seconds(lambda: engine.lint(source, SETTINGS))


@pytest.mark.slow
@pytest.mark.parametrize("fixing", [False, True], ids=["lint", "fix"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_time_grows_as_the_file_does(shape: Callable[[int], str], fixing: bool) -> None:
    seconds(shape, 20, fixing=fixing)
    small, large = [], []
    for _ in range(TURNS):
        small.append(min(seconds(shape, 100, fixing=fixing) for _ in range(3)))
        large.append(seconds(shape, 800, fixing=fixing))
        # Eight times the lines. A quadratic pass that matters shows as 30 and more.
        if holds := min(large) < 8 * 2.2 * min(small) + 0.05:
            break
    assert holds, f"{min(large) / min(small):.1f} x"
