"""A command line of paths alone is not parsed by argparse: it means what argparse makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint.cli import _are_paths
from envlint.cli.arguments import COMMANDS, new_parser, options_of, parse
from envlint.registry import builtin_rules
from envlint.run import Options

PARSER, RULES = new_parser(), builtin_rules()
WORDS = st.sampled_from(["environment.yml", "./rules", "envs/", "a b.yml", "@a", "=", "1", "", "--", "-", *COMMANDS])


@given(st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=4))
def test_paths_are_what_argparse_takes_for_paths(argv: list[str]) -> None:
    if _are_paths(argv):
        parsed = parse(PARSER, argv)
        assert (parsed.help, parsed.version, parsed.color, parsed.prune) == (False, False, "auto", False)
        assert options_of(parsed, parsed.words, RULES) == Options(tuple(argv) or (".",))


@pytest.mark.parametrize(
    ("argv", "plain"),
    [
        ([], True),
        (["environment.yml"], True),
        (["a.yml", "check"], True),
        (["./check"], True),
        (["check"], False),
        (["chekc"], False),
        (["environment.yml", "--fix"], False),
        (["-"], False),
        (["a.yml", "-q"], False),
    ],
)
def test_what_is_plain(argv: list[str], plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _are_paths(argv) is plain
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    assert not _are_paths(argv)
