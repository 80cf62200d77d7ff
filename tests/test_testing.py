"""envlint.testing.check: what it says to the author of a rule that is not whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from envlint.diagnostic import WARNING, Diagnostic, safe
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Rule, Valid, rule
from envlint.testing import check

VALID = Valid("dependencies: [a=1]\n")
INVALID = Invalid("dependencies: [A=1]\n", under="A=1", fixed="dependencies: [a=1]\n")


def made(check: Any = None, **other: Any) -> Rule:
    def loud_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        """A name is loud."""
        for item in env.conda:
            if item.text != item.text.lower():
                yield item.report("loud", fix=safe("Whisper", item.replace(item.text.lower())))

    given: dict[str, Any] = {"valid": [VALID], "invalid": [INVALID], "group": "acme", "since": "1.0", **other}
    return rule(given.pop("name", "acme/loud-name"), severity=WARNING, **given)(check or loud_name)


def undocumented(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    yield from ()


def texts(env: Environment, ctx: Context) -> Iterator[Any]:
    """It yields a text."""
    yield "loud"


def raises(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """It raises."""
    raise RuntimeError("kaboom")


def everywhere(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """It marks the whole item, twice."""
    for item in env.conda:
        yield item.report("one", subject="one")
        yield item.report("other", subject="other")


def test_a_whole_rule_passes() -> None:
    check(made())


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (made(name="acme/Loud"), "a rule is called 'acme/Loud': write vendor/rule-name"),
        (made(group="other"), "acme/loud-name: its group is 'other', not one of document, "),
        (made(since=""), "acme/loud-name: since says nothing"),
        (made(undocumented), "acme/loud-name: the check has no docstring"),
        (made(valid=[]), "acme/loud-name: no Valid example"),
        (made(invalid=[]), "acme/loud-name: no Invalid example"),
        (made(valid=[Valid(INVALID.text)]), "acme/loud-name is not silent on 'dependencies: [A=1]"),
        (made(invalid=[Invalid(VALID.text, under="a")]), "acme/loud-name gives 0 findings on"),
        (made(everywhere, valid=[Valid("dependencies: []\n")]), "acme/loud-name gives 2 findings on"),
        (
            made(invalid=[INVALID._replace(under="A")]),
            "acme/loud-name marks 'A=1' at Span(start=15, end=18), not 'A' at",
        ),
        (made(invalid=[INVALID._replace(nth=2)]), "'A=1' stands fewer than 2 times"),
        (made(invalid=[INVALID._replace(fixed=None)]), "the example says no fix"),
        (made(invalid=[INVALID._replace(fixed="dependencies: [b]\n")]), "fixes 'dependencies: [A=1]"),
        (made(texts), "it yields 'loud', not a diagnostic such as item.report(...)"),
        (made(raises), "acme/loud-name fails on 'dependencies: [a=1]\\n':\nTraceback"),
        (made(valid=[Valid("a: b\n", path="a.yml")]), "a.yml is not taken for an environment file"),
        (made(valid=["a: b\n"]), "what stands in valid must be Valid(...)"),
    ],
)
def test_what_is_missing_is_said(broken: Rule, said: str) -> None:
    with pytest.raises(AssertionError) as told:
        check(broken)
    assert said in str(told.value)


def test_a_fix_must_keep_comments_if_it_is_safe() -> None:
    def loses(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
        """Its fix drops the comment."""
        for item in env.conda:
            if item.text == "A=1" and (change := item.remove()):
                yield item.report("loud", fix=safe("Drop", change._replace(loses_comment=False)))

    text = "dependencies:\n  - a=1\n  - A=1  # mine\n"
    example = Invalid(text, under="A=1", fixed="dependencies:\n  - a=1\n")
    with pytest.raises(AssertionError, match=r"its safe fix loses the comments \['# mine'\]"):
        check(made(loses, invalid=[example]))
