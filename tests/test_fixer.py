"""The fix loop: conflicts, convergence, the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from envlint import document, engine, fixer
from envlint.diagnostic import WARNING, Change, Diagnostic, Edit, apply_edits, safe, unsafe
from envlint.environment import Environment
from envlint.rule import Context, Rule, Settings, rule
from envlint.source import Source

FILE = "name: demo\nchannels: [c]\ndependencies:\n- aa\n- bb\n- cc\n"


def made(name: str, check: Callable[[Environment, Context], Iterator[Diagnostic]]) -> Rule:
    return rule(name, group="style", severity=WARNING, since="0.1.0")(check)


def run(text: str, *rules: Rule, unsafe: bool = False) -> fixer.Fixed:
    settings = Settings(rules)
    return fixer.fix(Source("environment.yml", text), lambda source: engine.lint(source, settings), unsafe=unsafe)


def renames(name: str, old: str, new: str) -> Rule:
    def check(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        for item in env.conda:
            if item.text == old:
                yield item.report(f"{old} is bad", fix=safe("rename", item.replace(new)))

    return made(name, check)


def edits(name: str, text: str, *changes: Edit, once: bool = True) -> Rule:
    def check(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        if not once or env.text == text:
            yield env.report("bad", "file", fix=safe("edit", Change(changes)))

    return made(name, check)


def removes_all(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    for item in env.conda:
        yield item.report("gone", fix=safe("remove", item.remove()))


def crashes(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    if "xx" in env.text:
        raise RuntimeError("no")
    yield from ()


def test_fixes_of_several_rules_go_in_one_pass() -> None:
    outcome = run(FILE, renames("one", "aa", "xx"), renames("two", "cc", "yy"))
    assert outcome.report.source.text == FILE.replace("aa", "xx").replace("cc", "yy")
    assert [each.rule for each in outcome.applied] == ["one", "two"]


def test_a_fix_may_uncover_the_next() -> None:
    assert "zz" in run(FILE, renames("one", "aa", "xx"), renames("two", "xx", "zz")).report.source.text


def test_fixes_that_undo_each_other_give_the_file_back() -> None:
    outcome = run(FILE, renames("one", "aa", "xx"), renames("two", "xx", "aa"))
    assert outcome.report.source.text == FILE
    assert not outcome.applied
    assert outcome.faults[0].endswith("a fault of the rules two")
    rules = [
        renames(name, *change.split(">"))
        for name, change in zip("dcba", "xx>aa yy>bb bb>yy aa>xx".split(), strict=True)
    ]
    assert run(FILE, *rules).faults[0].endswith("a fault of the rules c, d")


def test_all_rules_that_do_not_settle_are_named() -> None:
    outcome = run(FILE, renames("c", "bb", "yy"), renames("b", "yy", "bb"), renames("a", "aa", "xx"))
    assert not outcome.applied
    assert outcome.report.source.text == FILE


def test_a_fix_that_never_ends_gives_the_file_back() -> None:
    def grows(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        yield env.conda[0].report("more", fix=safe("more", env.conda[0].insert_after("dd")))

    outcome = run(FILE, made("grows", grows))
    assert outcome.report.source.text == FILE
    assert "do not settle" in outcome.faults[0]


def test_a_fix_that_ends_with_the_last_pass_is_kept() -> None:
    def grows(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        if len(env.conda) < len(before) + 10:
            yield env.conda[0].report("more", fix=safe("more", env.conda[0].insert_after("dd")))

    before = Environment(document.parse(Source("environment.yml", FILE))).conda
    outcome = run(FILE, made("grows", grows))
    assert (outcome.faults, len(outcome.applied)) == ((), 10)
    assert outcome.report.source.text.count("dd") == 10


def test_a_fix_between_the_edits_of_another_goes_in_the_same_pass() -> None:
    start = FILE.index("aa")
    one = edits("one", FILE, Edit(start, start + 1, "x"), Edit(start + 6, start + 7, "y"))
    two = edits("two", FILE, Edit(start + 5, start + 6, "z"))
    outcome = run(FILE, one, two)
    assert outcome.report.source.text[start : start + 8] == "xa\n- zy\n"
    assert [each.rule for each in outcome.applied] == ["one", "two"]


@pytest.mark.parametrize("item", ["bb", "cc"])
def test_overlapping_fixes_wait_for_the_next_pass(item: str) -> None:
    """Also at the end, where the guard has nothing behind them to compare."""
    start = FILE.index(item)
    one = edits("one", FILE, Edit(start, start + 2, "xx"))
    two = renames("two", item, "yy")
    outcome = run(FILE, one, two)
    assert outcome.report.source.text == FILE.replace(item, "xx")
    assert [each.rule for each in outcome.applied] == ["one"]


def test_fixes_that_touch_go_in_one_pass() -> None:
    start = FILE.index("bb")
    one, two = (edits(name, FILE, Edit(start + at, start + at + 1, name)) for at, name in enumerate("xy"))
    outcome = run(FILE, one, two)
    assert outcome.report.source.text == FILE.replace("bb", "xy")
    assert [each.rule for each in outcome.applied] == ["x", "y"]


@pytest.mark.parametrize("item", ["bb", "cc"])
def test_of_overlapping_fixes_the_first_in_the_text_goes_first(item: str) -> None:
    start = FILE.index(item)
    outcome = run(
        FILE, edits("a", FILE, Edit(start + 1, start + 2, "y")), edits("b", FILE, Edit(start, start + 2, "xx"))
    )
    assert outcome.report.source.text == FILE.replace(item, "xx")


def test_a_faulty_fix_does_not_stand_in_the_way_of_another() -> None:
    start = FILE.index("- bb")
    outcome = run(FILE, edits("bad", FILE, Edit(start, start + 3, ""), once=False), renames("good", "bb", "yy"))
    assert outcome.report.source.text == FILE.replace("bb", "yy")
    assert [each.rule for each in outcome.applied] == ["good"]
    assert outcome.faults == (
        "the fix of bad (file) was not applied: it would change more than it names. This is a fault of the rule",
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 3), (2, 4), True),
        ((1, 3), (3, 5), False),
        ((3, 3), (3, 3), True),
        ((3, 3), (1, 3), True),
        ((3, 3), (4, 5), False),
    ],
)
def test_conflicts(one: tuple[int, int], other: tuple[int, int], expected: bool) -> None:
    a, b = Edit(*one, "x"), Edit(*other, "y")
    assert fixer._meets(a, b) is expected
    assert fixer._meets(b, a) is expected


def test_a_list_is_never_emptied() -> None:
    outcome = run(FILE, made("all", removes_all))
    assert outcome.report.source.text == "name: demo\nchannels: [c]\ndependencies:\n- cc\n"
    assert not outcome.faults


@pytest.mark.parametrize(
    "harm",
    [
        Edit(FILE.index("- bb"), FILE.index("- bb") + 1, ""),
        Edit(FILE.index("aa") + 2, FILE.index("aa") + 2, "x"),
        Edit(FILE.index("demo"), FILE.index("demo"), "["),
        Edit(FILE.index("- bb"), FILE.index("- bb"), "- pip:\n  "),
        Edit(FILE.index("channels"), FILE.index("- aa"), "dependencies:\n- c\nchannels:\n"),
    ],
)
def test_a_fix_that_changes_more_than_it_names_is_dropped_and_named(harm: Edit) -> None:
    outcome = run(FILE, edits("bad", FILE, harm, once=False), renames("good", "cc", "yy"))
    assert outcome.report.source.text == FILE.replace("cc", "yy")
    assert [each.rule for each in outcome.applied] == ["good"]
    assert len(outcome.faults) == 1
    assert "bad (file)" in outcome.faults[0]


def test_a_file_conda_cannot_load_is_not_written() -> None:
    text = FILE + "name: again\n"
    outcome = run(text, renames("one", "aa", "xx"))
    assert outcome.report.source.text == text
    assert "YAML reader" in outcome.held_back


def test_a_rule_that_crashes_leaves_the_file_alone() -> None:
    outcome = run(FILE, renames("one", "aa", "xx"), made("crashes", crashes))
    assert outcome.report.source.text == FILE
    assert [crash.rule for crash in outcome.report.crashes] == ["crashes"]
    assert "RuntimeError: no" in outcome.report.crashes[0].traceback


def test_unsafe_fixes_need_consent() -> None:
    def check(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        for item in env.conda:
            if item.text == "bb":
                yield item.report("bad", fix=unsafe("rename", item.replace("xx")))

    source, settings = Source("environment.yml", FILE), Settings((made("u", check),))
    assert fixer.fix(source, lambda source: engine.lint(source, settings)).report.source.text == FILE
    assert run(FILE, made("u", check)).report.source.text == FILE
    assert run(FILE, made("u", check), unsafe=True).report.source.text == FILE.replace("bb", "xx")


def test_a_faulty_fix_is_our_fault_and_the_file_s_errors_are_not() -> None:
    start = FILE.index("aa") + 2
    assert run(FILE, edits("bad", FILE, Edit(start, start, "x"), once=False)).faults
    assert not run(FILE + "name: again\n", renames("one", "aa", "xx")).faults


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply_edits("ab", [Edit(1, 2, "B"), Edit(1, 1, "z"), Edit(1, 1, "a")]) == "azaB"
