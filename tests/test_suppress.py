"""Ignore comments: the grammar, what a comment speaks for, what is judged of it, and its fix."""

from __future__ import annotations

import pytest

from envlint import engine, fixer, suppress
from envlint.diagnostic import WARNING, Diagnostic
from envlint.document import parse
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings, rule
from envlint.source import Source
from envlint.suppress import NO_NAMES, NO_WORD

RULES = builtin_rules()
DEFAULT = Settings(select_rules(RULES, ("default",), ()))
STRICT = Settings(select_rules(RULES, ("strict",), ()))

HEAD = "name: demo\nchannels: [conda-forge]\n"


def lint(text: str, settings: Settings = DEFAULT, path: str = "environment.yml") -> tuple[Diagnostic, ...]:
    report = engine.lint(Source(path, text), settings)
    assert not report.crashes, report.crashes
    return report.diagnostics


def found(text: str, settings: Settings = DEFAULT) -> list[tuple[str, str]]:
    """The rule and the marked text of each finding."""
    return [(each.rule, text[slice(*each.span)]) for each in lint(text, settings)]


def fixed(text: str, settings: Settings = DEFAULT) -> str:
    outcome = fixer.fix(Source("environment.yml", text), lambda each: engine.lint(each, settings))
    assert not outcome.faults
    return outcome.report.source.text


@pytest.mark.parametrize(
    ("comment", "directives"),
    [
        ("# envlint: ignore[loose-pin]", [("ignore", "loose-pin", "", "")]),
        ("# envlint: ignore[loose-pin] any will do", [("ignore", "loose-pin", "any will do", "")]),
        ("# envlint: ignore[loose-pin]: any will do", [("ignore", "loose-pin", "any will do", "")]),
        ("#envlint:ignore[loose-pin]any", [("ignore", "loose-pin", "any", "")]),
        ("#  envlint:   ignore [ loose-pin ]  any  ", [("ignore", "loose-pin", "any", "")]),
        ("## envlint: ignore[a] x", [("ignore", "a", "x", "")]),
        ("#\tenvlint:\tignore[a]\tx", [("ignore", "a", "x", "")]),
        ("# envlint: ignore[a, b] why", [("ignore", "a b", "why", "")]),
        ("# envlint: ignore[a,b,] why", [("ignore", "a b", "why", "")]),
        ("# envlint: ignore[ours/our-rule] why", [("ignore", "ours/our-rule", "why", "")]),
        ("# envlint: ignore-file[a] why", [("ignore-file", "a", "why", "")]),
        ("# envlint: ignore[a] see #12 and #fragment", [("ignore", "a", "see #12 and #fragment", "")]),
        ("# envlint: ignore[a] why  # [linux]", [("ignore", "a", "why", "")]),
        ("# envlint: ignore[a] why #[linux]", [("ignore", "a", "why", "")]),
        ("# envlint: ignore[a] # a remark", [("ignore", "a", "", "")]),
        ("# [linux]  # envlint: ignore[a] why", [("ignore", "a", "why", "")]),
        ("# envlint: ignore[a] x # envlint: ignore[b] y", [("ignore", "a", "x", ""), ("ignore", "b", "y", "")]),
        ("# envlint: ignore[a] x #envlint:ignore[b] y", [("ignore", "a", "x", ""), ("ignore", "b", "y", "")]),
        ("# envlint: ignore", [("ignore", "", "", NO_NAMES)]),
        ("# envlint: ignore loose-pin", [("ignore", "", "loose-pin", NO_NAMES)]),
        ("# envlint: ignore[] why", [("ignore", "", "why", NO_NAMES)]),
        ("# envlint: ignore[loose-pin", [("ignore", "", "", NO_NAMES)]),
        ("# envlint: ignore-file", [("ignore-file", "", "", NO_NAMES)]),
        ("# envlint: disable[loose-pin] why", [("disable", "loose-pin", "why", NO_WORD)]),
        ("# envlint: ignore-line[a]", [("ignore-line", "a", "", NO_WORD)]),
        ("# envlint: ignore_file[a]", [("ignore_file", "a", "", NO_WORD)]),
        ("# envlint: ignored until 2.0 is out", []),
        ("# envlint: see docs/environments.md", []),
        ("# envlint does not like this one", []),
        ("# our-envlint: ignore[a]", []),
        ("# ours#envlint: ignore[a]", []),
        ("# envlint: [a]", []),
        ("#", []),
    ],
)
def test_grammar(comment: str, directives: list[tuple[str, str, str, str]]) -> None:
    read = list(suppress.parse(comment, 7))
    told = [(each.word, " ".join(name.text for name in each.names), each.reason.text, each.fault) for each in read]
    assert told == directives
    for each in read:
        assert comment[each.span.start - 7 :].startswith("#")
        assert (
            comment[each.span.start - 7 : each.span.end - 7] == comment[each.span.start - 7 : each.span.end - 7].strip()
        )
        for part in (*each.names, *([each.reason] if each.reason.text else [])):
            assert comment[part.span.start - 7 : part.span.end - 7] == part.text


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# why", "# why"),
        ("# envlint: ignore[a] why", ""),
        ("# one  # envlint: ignore[a] why  # two", "# one    # two"),
        ("# envlint: ignore[a] x # envlint: ignore[b] y", ""),
    ],
)
def test_what_a_comment_says_beside(comment: str, left: str) -> None:
    assert suppress.without(comment) == left


LOUD = [
    # at the end of the line of an item, and above it
    ("dependencies:\n- python=3.12\n- numpy  # envlint: ignore[loose-pin] x\n- scipy\n", ["scipy"]),
    ("dependencies:\n- python=3.12\n# envlint: ignore[loose-pin] x\n- numpy\n- scipy\n", ["scipy"]),
    ("dependencies:\n- python=3.12\n# envlint: ignore[loose-pin] x\n\n# more\n\n- numpy\n- scipy\n", ["scipy"]),
    ("dependencies:\n- python=3.12\n- numpy  # x  # envlint: ignore[loose-pin] x\n- scipy\n", ["scipy"]),
    # a list of its own lines is not covered by what stands at its key
    ("dependencies:  # envlint: ignore[loose-pin] x\n- python=3.12\n- numpy\n", ["unused", "numpy"]),
    ("# envlint: ignore[loose-pin] x\ndependencies:\n- python=3.12\n- numpy\n", ["unused", "numpy"]),
    # one in brackets is one item, over how many lines it may stand
    ("dependencies: [python=3.12, numpy, scipy]  # envlint: ignore[loose-pin] x\n", []),
    ("# envlint: ignore[loose-pin] x\ndependencies: [python=3.12,\n  numpy, scipy]\n", []),
    ("dependencies: [python=3.12,\n  numpy,  # envlint: ignore[loose-pin] x\n  scipy]\n", []),
    # so is a value over several lines
    ("dependencies:\n- python=3.12\n- numpy\n    >1  # envlint: ignore[loose-pin] x\n- scipy\n", ["scipy"]),
    ("dependencies:\n- python=3.12\n# envlint: ignore[loose-pin] x\n- >-\n   numpy\n- scipy\n", ["scipy"]),
    ("dependencies:\n- python=3.12\n- >-  # envlint: ignore[loose-pin] x\n   numpy\n- scipy\n", ["scipy"]),
    # a pip section goes by its key
    ("dependencies:\n- python=3.12\n- pip:  # envlint: ignore[missing-pip] x\n  - a==1\n", []),
    ("dependencies:\n- python=3.12\n# envlint: ignore[missing-pip] x\n- pip:\n  - a==1\n", []),
    ("dependencies:\n- python=3.12\n- pip:\n  # envlint: ignore[missing-pip] x\n  - a==1\n", ["pip", "unused"]),
    # what looks like a comment
    (
        "dependencies:\n- python=3.12\n- 'numpy  # envlint: ignore[loose-pin] x'\n",
        ["'numpy  # envlint: ignore[loose-pin] x'"],
    ),
]


@pytest.mark.parametrize(("text", "left"), LOUD)
def test_what_a_comment_covers(text: str, left: list[str]) -> None:
    text = HEAD + text
    for each in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        told = found(each)
        assert ["unused" if rule == "unused-ignore" else marked for rule, marked in told] == left, told


def test_an_ignore_names_its_rules_only() -> None:
    text = HEAD + "dependencies:\n- python=3.12\n- numpy  # envlint: ignore[pip-name] x\n"
    assert [name for name, _ in found(text)] == ["loose-pin", "unused-ignore"]
    assert lint(text)[1].help == "what is found here is `loose-pin`"


def test_without_ignores_all_is_found_and_no_comment_is_judged() -> None:
    text = "# envlint: ignore-file[missing-channels] x\nname: a\ndependencies:\n- numpy # envlint: ignore[loose-pin]\n"
    assert found(text) == []
    assert [name for name, _ in found(text, DEFAULT._replace(ignores=False))] == ["missing-channels", "loose-pin"]


@pytest.mark.parametrize(
    "comment",
    [
        "# envlint: ignore-file[missing-channels] ours\n",
        "# the demo\n\n%YAML 1.2\n---  # envlint: ignore-file[missing-channels] ours\n",
        "# x  # envlint: ignore-file[missing-channels] ours\n---\n",
    ],
)
def test_a_finding_of_the_file(comment: str) -> None:
    text = "name: demo\ndependencies:{}\n- python=3.12\n"
    assert found(comment + text.format("")) == []
    # it stands at a key, and can be ignored there
    assert found(text.format("  # envlint: ignore[missing-channels] ours")) == []


def test_ignore_file_stands_before_the_first_key() -> None:
    for text in (
        "name: demo  # envlint: ignore-file[missing-channels] x\ndependencies: [python=3.12]\n",
        "name: demo\n# envlint: ignore-file[missing-channels] x\ndependencies: [python=3.12]\n",
    ):
        assert sorted(rule for rule, _ in found(text)) == ["missing-channels", "unused-ignore"]
        assert fixed(text) == text


def test_what_is_no_yaml_is_ignored_by_file_only() -> None:
    broken = "name: demo\nchannels: [conda-forge\ndependencies:\n- python=3.12\n"
    assert [rule for rule, _ in found("# envlint: ignore[syntax-error] x\n" + broken)] == ["syntax-error"]
    assert [rule for rule, _ in found(broken.replace("demo", "demo # envlint: ignore-file[syntax-error]"))] == [
        "syntax-error"
    ]
    assert found("# ours\n# envlint: ignore-file[syntax-error] x\n" + broken) == []
    assert found("\t# envlint: ignore-file[syntax-error] x\r\n" + broken) == []


def test_a_folding_rule_is_ignored_item_by_item() -> None:
    lines = [f"- {name}=1.0=py312h58c1407_0" for name in ("a", "b", "c")]
    text = HEAD + "dependencies:\n- python=3.12\n" + "\n".join(lines) + "\n"
    assert [(each.rule, each.message[:10]) for each in lint(text)] == [("build-pin", "3 packages")]
    text = text.replace("a=1.0=py312h58c1407_0", "a=1.0=py312h58c1407_0  # envlint: ignore[build-pin] x")
    assert [(each.rule, each.message[:10]) for each in lint(text)] == [("build-pin", "2 packages")]
    assert "- a=1.0=py312h58c1407_0  # envlint: ignore[build-pin] x\n" in fixed(text)


def test_only_rules_that_were_run_are_judged() -> None:
    text = HEAD + "dependencies:\n- python=3.12  # envlint: ignore[loose-pin, licensed-channel] x\n"
    assert [marked for _, marked in found(text)] == ["loose-pin"]
    assert found(text, Settings(select_rules(RULES, ("document", "unused-ignore"), ()))) == []


def test_a_rule_that_failed_is_not_judged() -> None:
    @rule("broken", group="style", severity=WARNING, since="0.1.0")
    def broken(env: object, ctx: object) -> list[Diagnostic]:
        raise RuntimeError

    source = Source("environment.yml", HEAD + "dependencies:\n- python=3.12 # envlint: ignore[broken] x\n")
    report = engine.lint(source, DEFAULT._replace(rules=(*DEFAULT.rules, broken)))
    assert [crash.rule for crash in report.crashes] == ["broken"]
    assert not report.diagnostics


def test_names_of_plugins_that_are_not_here() -> None:
    @rule("ours/tidy", group="style", severity=WARNING, since="0.1.0")
    def tidy(env: object, ctx: object) -> list[Diagnostic]:
        return []

    text = HEAD + "dependencies:\n- python=3.12 # envlint: ignore[ours/tydi] x\n"
    assert found(text) == []
    (diagnostic,) = lint(text, DEFAULT._replace(rules=(*DEFAULT.rules, tidy)))
    assert diagnostic.help == "you may mean `ours/tidy`"


def test_an_ignore_is_used_where_another_rule_speaks_for_the_named_one() -> None:
    text = HEAD + "dependencies:\n- python=3.12\n- numpy>=1 <2  # envlint: ignore[loose-pin] x\n"
    assert [name for name, _ in found(text)] == ["invalid-spec", "unused-ignore"]
    # `numpy>=1,<2` is bound enough: only then it is certain that the comment is not needed
    assert lint(text)[1].fix is None
    assert fixed(text) == HEAD + "dependencies:\n- python=3.12\n- numpy>=1,<2\n"


def test_what_is_ignored_is_not_fixed() -> None:
    text = HEAD + "dependencies:\n- python=3.12\n- numpy>=1 <2  # envlint: ignore[invalid-spec] x\n"
    assert found(text) == []
    assert fixed(text) == text


ONE = HEAD + "dependencies:\n- python=3.12\n{}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- a=1  # envlint: ignore[loose-pin] x", "- a=1"),
        ("- a=1  # why  # envlint: ignore[loose-pin] x", "- a=1  # why"),
        ("- a=1  # envlint: ignore[loose-pin] x  # why", "- a=1  # why"),
        ("- a=1  # envlint: ignore[loose-pin, pip-name] x", "- a=1"),
        ("- a  # envlint: ignore[loose-pin, pip-name] x", "- a  # envlint: ignore[loose-pin] x"),
        ("- a  # envlint: ignore[pip-name, loose-pin, lossy-spec] x", "- a  # envlint: ignore[loose-pin] x"),
        ("- a  # envlint: ignore[ pip-name , loose-pin ] x", "- a  # envlint: ignore[ loose-pin ] x"),
        ("- a  # envlint: ignore[loose-pins] x", "- a  # envlint: ignore[loose-pin] x"),
        ("- a  # envlint: ignore[Loose_Pin, loose-pin] x", "- a  # envlint: ignore[loose-pin] x"),
        ("- a=1  # envlint: ignore[loose-pins] x", "- a=1"),
        ("- a=1  # envlint: ignore[no-such-thing] x", "- a=1"),
        ("- a=1 # envlint: ignore[loose-pin] x # envlint: ignore[lossy-spec] y", "- a=1"),
        ("# envlint: ignore[loose-pin] x\n- a=1", "- a=1"),
        ("# why\n  # envlint: ignore[loose-pin] x\n\n- a=1", "# why\n\n- a=1"),
        ("- a=1\n# envlint: ignore[loose-pin] x", "- a=1"),
        ("- a=1\n# envlint: ignore[unused-ignore] x", "- a=1\n# envlint: ignore[unused-ignore] x"),
        ("- a=1 # envlint: ignore[loose-pin, unused-ignore]", "- a=1 # envlint: ignore[loose-pin, unused-ignore]"),
        ("- a=1  # envlint: ignore", "- a=1  # envlint: ignore"),
        ("- a=1  # envlint: off[loose-pin]", "- a=1  # envlint: off[loose-pin]"),
    ],
)
def test_fixes(before: str, after: str) -> None:
    for eol in ("\n", "\r\n", "\r"):
        assert fixed(ONE.format(before).replace("\n", eol)) == ONE.format(after).replace("\n", eol)
    assert fixed(ONE.format(before).rstrip("\n")).rstrip("\n") == ONE.format(after).rstrip("\n")


def test_a_refused_comment_is_told_what_to_name() -> None:
    (loose, refused) = lint(HEAD + "dependencies:\n- python=3.12\n- a  # envlint: ignore\n")
    assert (loose.rule, refused.rule) == ("loose-pin", "unused-ignore")
    assert refused.help == "write `# envlint: ignore[loose-pin]` and the reason"
    assert refused.fix is None


def test_a_reason_is_asked_for_in_the_strict_preset() -> None:
    text = HEAD + "dependencies:\n- python=3.12\n- a  # envlint: ignore[loose-pin]\n"
    assert found(text) == []
    assert found(text, STRICT) == [("unexplained-ignore", "# envlint: ignore[loose-pin]")]
    silent = text.replace("[loose-pin]", "[loose-pin, unexplained-ignore]")
    assert found(silent, STRICT) == []


def test_a_template_has_one_finding() -> None:
    text = "name: '{{ name }}'\nchannels: [conda-forge]\ndependencies:\n- python=3.12 # envlint: ignore[pip-name]\n"
    assert [name for name, _ in found(text)] == ["syntax-error"]


def test_the_first_line_that_is_no_comment() -> None:
    assert suppress.head_end("") == 0
    assert suppress.head_end("# a\n\n---\nname: x\n") == 9
    assert suppress.head_end("# a\r\n  # b\r\nname: x\r\n") == 12
    assert suppress.head_end("--- {a: 1}\n") == 0
    assert suppress.head_end("# a") == 3


def test_covers_are_lines_and_items() -> None:
    text = "a:\n- b  # envlint: ignore[x]\n# envlint: ignore[y]\n- c\n# envlint: ignore[z]\n"
    covers = suppress.covers(parse(Source("", text)))
    assert [sorted({text[slice(*span)] for span in cover.spans if span.start < span.end}) for cover in covers] == [
        ["- b", "- b  # envlint: ignore[x]"],
        ["# envlint: ignore[y]", "- c"],
        ["# envlint: ignore[z]"],
    ]
