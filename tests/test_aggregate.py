"""Findings of one rule told as one a file."""

from collections.abc import Iterator

from envlint import engine, fixer
from envlint.diagnostic import SAFE, UNSAFE, WARNING, Diagnostic, safe, unsafe
from envlint.environment import Environment
from envlint.rule import Context, Rule, Settings, rule
from envlint.source import Source

FILE = "name: demo\ndependencies:\n- aa\n- keep\n- bb\n- cc\n"


def found(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Every item but one."""
    for item in env.conda:
        if item.text != "keep":
            make = unsafe if item.text == "cc" and "keep" in env.text else safe
            yield item.report(f"{item.text} is bad", fix=make("Remove", item.remove()))


def told(subjects: list[str]) -> str:
    return f"{len(subjects)} are bad: {', '.join(subjects)}"


def folding(fold: bool) -> Rule:
    return rule("r", group="style", severity=WARNING, since="0.1.0", fold=told if fold else None)(found)


def lint(fold: bool, text: str = FILE) -> tuple[Diagnostic, ...]:
    return engine.lint(Source("environment.yml", text), Settings((folding(fold),))).diagnostics


def test_one_finding_a_file_with_all_places_and_all_fixes() -> None:
    (one,) = lint(fold=True)
    assert one.message == "3 are bad: aa, bb, cc"
    assert FILE[slice(*one.span)] == "aa"
    assert [FILE[slice(*related.span)] for related in one.related] == ["bb", "cc"]
    assert one.fix
    assert (len(one.fix.edits), one.fix.applicability) == (3, UNSAFE)
    assert len(lint(fold=False)) == 3


def test_places_that_are_not_shown_are_counted() -> None:
    (one,) = lint(fold=True, text="dependencies:\n" + "".join(f"- a{number}\n" for number in range(15)))
    assert [related.message for related in one.related] == ["and here"] * 8 + ["and here, and 5 more"]
    (one,) = lint(fold=True, text="dependencies:\n" + "".join(f"- a{number}\n" for number in range(10)))
    assert [related.message for related in one.related] == ["and here"] * 9


def test_the_fix_is_safe_where_all_are() -> None:
    (one,) = lint(fold=True, text=FILE.replace("- cc\n", ""))
    assert one.fix
    assert one.fix.applicability == SAFE


def test_the_fixes_go_together() -> None:
    settings = Settings((folding(True),))
    outcome = fixer.fix(Source("environment.yml", FILE), lambda each: engine.lint(each, settings), unsafe=True)
    assert outcome.report.source.text == "name: demo\ndependencies:\n- keep\n"
    assert not outcome.faults


def test_fixes_that_meet_are_not_given_together() -> None:
    (one,) = lint(fold=True, text="dependencies: [keep, aa, bb]\n")
    assert one.fix is None


def test_subjects_do_not_depend_on_which_items_there_are() -> None:
    assert lint(fold=True)[0].subject == lint(fold=True, text=FILE.replace("- aa\n", ""))[0].subject
