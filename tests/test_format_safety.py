"""What nothing in a file may do to any output format: drive a terminal or a CI, break the format, leak a secret."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from envlint.diagnostic import ERROR, SAFE, WARNING, Diagnostic, Edit, Fix, Related
from envlint.engine import Report
from envlint.reporters import FORMATS, Result, View, reporter
from envlint.reporters.inert import inert
from envlint.source import Source, Span
from tests.fakes import RULES

ALL = [*FORMATS, "diff", "statistics", "statistics_json"]


def written(name: str, results: Iterable[Result], **view: Any) -> str:
    stream = io.StringIO()
    reporter(name)(iter(results), stream, View(**view))
    return stream.getvalue()


SECRET = "hunter2secret"
HELD = [f"DB_PASSWORD: {SECRET}", f"see https://me:{SECRET}@example.org/ there", f"'API_TOKEN': '{SECRET}1'"]
EVIL = [
    "\x1b]0;x\x07",
    "\x9b31m",
    "\r\n",
    "\n::error::x",
    "\u202e",
    "\u200b",
    "\x7f",
    "\0",
    "##[error]x",
    "##vso[task.x]y",
]
EVIL += [
    "::stop-commands::x",
    "%0A",
    "|",
    "`",
    "]]>",
    "<script>",
    "&",
    "]](",
    "*",
    "\u2028",
    "😀",
    "\ud800",
    "\ufffe",
    "a",
    " ",
]

texts = st.one_of(st.lists(st.sampled_from(EVIL), max_size=6).map("".join), st.sampled_from(HELD))


@st.composite
def results(draw: st.DrawFn) -> Result:
    text = draw(texts) + "\n" + draw(texts)
    starts = st.integers(0, len(text))

    def span() -> Span:
        return Span(*sorted((draw(starts), draw(starts))))

    found = []
    for _ in range(draw(st.integers(0, 3))):
        fix = (
            Fix(draw(texts), SAFE, (Edit(*span(), draw(st.one_of(texts, st.just(SECRET)))),))
            if draw(st.booleans())
            else None
        )
        related = (Related(draw(texts), span()),) if draw(st.booleans()) else ()
        severity = draw(st.sampled_from([ERROR, WARNING]))
        each = Diagnostic(
            draw(texts), span(), draw(texts), draw(texts), related, fix, rule="some-rule", severity=severity
        )
        found.append(each)
    source = Source("x" + draw(texts.filter(lambda path: SECRET not in path)), f"DB_PASSWORD: {SECRET}\n" + text)
    return Result(Report(source, tuple(found)), (), source.with_text(source.text + "\n" + draw(texts)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(result=results(), fault=texts)
def test_nothing_in_a_file_drives_a_terminal_or_a_ci_or_leaks(result: Result, fault: str) -> None:
    for name in ALL:
        said = written(name, [result], faults=[fault], rules=RULES)
        allowed = "\n\r\t" if name == "diff" else "\n"
        assert [char for char in said if not char.isprintable() and char not in allowed] == [], name
        assert "##[" not in said and "##vso[" not in said, name
        commands = [line for line in said.split("\n") if line.lstrip().startswith("::")]
        if name == "github":
            assert commands == said.splitlines() and len(commands) == len(result.report.diagnostics)
            assert all(line.startswith(("::error file=", "::warning file=")) for line in commands)
        else:
            assert commands == [], name
        assert SECRET not in said, name


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(result=results(), fault=texts)
def test_every_format_for_programs_can_be_read(result: Result, fault: str) -> None:
    number = len(result.report.diagnostics)
    assert len(json.loads(written("json", [result]))["diagnostics"]) == number
    assert len(json.loads(written("gitlab", [result]))) == number
    assert len(json.loads(written("rdjson", [result]))["diagnostics"]) == number
    assert len(json.loads(written("sarif", [result], faults=[fault]))["runs"][0]["results"]) == number
    root = ElementTree.fromstring(written("junit", [result], faults=[fault]))
    assert len(root.findall(".//failure")) == number
    assert len(written("concise", [result]).splitlines()) == number


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(result=results())
def test_markdown_stays_in_its_table(result: Result) -> None:
    rows = written("markdown", [result]).split("\n")[4:][: len(result.report.diagnostics)]
    assert len(rows) == len(result.report.diagnostics)
    for row in rows:
        bare = row.replace("\\\\", "").replace("\\|", "")
        assert row.startswith("| ") and bare.count("|") == 5
        assert "<script" not in row


MARKED = ["@all", "@", "#1", "!1", "~bug", "`", "``", "\\", "*", "_", "__", "[x](https://example.org/)", "[x]: y"]
MARKED += [
    "![x](//example.org/x.png)",
    "<b>",
    "<!--",
    "</b>",
    "<https://example.org>",
    "https://example.org",
    "www.x.org",
]
MARKED += [
    "&commat;all",
    "&#64;all",
    "me@example.org",
    ":tada:",
    "$x$",
    "a",
    "numpy",
    "=1.2",
    ">=1",
    " ",
    " ",
    "|",
    "~~",
]


def in_markdown(text: str) -> Iterable[tuple[str, str]]:
    """The parts of a line of Markdown: what each is, and what it shows."""
    (block,) = [each for each in MarkdownIt("commonmark").enable("strikethrough").parse(text) if each.type == "inline"]
    return [(each.type, each.content) for each in block.children or ()]


@settings(deadline=None)
@given(st.lists(st.sampled_from(MARKED), max_size=9).map("".join))
def test_comments_of_reviewdog_and_gitlab_hold_words_and_code_only(text: str) -> None:
    """They are Markdown here and plain text there, and nothing in them may be a link, an image or a mention."""
    source = Source("x.yml", text)
    found = Diagnostic(f"x {text} y", Span(0, 0), "x", f"x {text} y", (Related(f"x {text} y", Span(0, 0)),), rule="r")
    result = Result(Report(source, (found._replace(severity=ERROR),)))
    (rdjson,) = json.loads(written("rdjson", [result]))["diagnostics"]
    (gitlab,) = json.loads(written("gitlab", [result]))
    related = rdjson["related_locations"][0]["message"]
    for told in (*rdjson["message"].split("\nhelp: "), related, gitlab["description"].removesuffix(" [r]")):
        parts = in_markdown(told)
        assert {kind for kind, _ in parts} <= {"text", "code_inline"}, told
        words = " ".join(content for kind, content in parts if kind == "text")
        assert not re.search(r"@|://|www\.|#\d|!\d|~|:\w+:", words), told
        assert bare("".join(content for _, content in parts)) == bare(f"x{text}y")


def bare(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("`numpy` is python_abi >=1.2,<2, a|b & c: it's 50 %, 1/2 (or so); x=1!", None),
        ("@all, see `x`", "`@all`, see `x`"),
        ("numpy=1.* and scipy=2.*", "`numpy=1.*` and `scipy=2.*`"),
        ("https://example.org/a is _x", "`https://example.org/a` is `_x`"),
        ("in `a`@all`b` it is", "in `` `a`@all`b` `` it is"),
        ("it`s ``@all; `@all`", "``` it`s ``@all; `@all` ```"),
        ("it`s ``@all", "``` it`s ``@all ```"),
        ("\x1b[31m", "`\\x1b[31m`"),
    ],
)
def test_only_what_markdown_makes_something_of_becomes_code(text: str, told: str | None) -> None:
    assert inert(text) == (told or text)
