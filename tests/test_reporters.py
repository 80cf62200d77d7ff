"""What a run shows: text for people, JSON for programs, diffs."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import pytest

from envlint import engine, fixer
from envlint.diagnostic import ERROR, MANUAL, WARNING, Diagnostic, Edit, Fix, Related, apply_edits
from envlint.engine import Report
from envlint.reporters import FORMATS, Result, View, others, reporter
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.shown import shown
from envlint.reporters.snippet import WIDTH, underlined
from envlint.rule import Settings
from envlint.secrets import masked
from envlint.source import MAX_BYTES, Source, Span
from envlint.testing import Files
from tests.fakes import RULES

SETTINGS = Settings(RULES)


def written(name: str, results: Iterable[Result], **view: bool) -> str:
    stream = io.StringIO()
    reporter(name)(iter(results), stream, View(**view))
    return stream.getvalue()


def linted(text: str, path: str = "environment.yml") -> Result:
    return Result(engine.lint(Source(path, text), SETTINGS))


def reported(text: str, *diagnostics: Diagnostic) -> Result:
    return Result(Report(Source("environment.yml", text), diagnostics))


def at(text: str, under: str, **more: object) -> Diagnostic:
    start = text.index(under)
    fields = {"message": "is wrong", "subject": under, "rule": "some-rule", "severity": WARNING, **more}
    return Diagnostic(span=Span(start, start + len(under)), **fields)  # type: ignore[arg-type]


def test_a_finding_on_the_screen() -> None:
    assert written("text", [linted("name: x\ndependencies:\n  - a=1\n  - B=1  # why\n")]) == (
        "environment.yml:4:5: warning: B=1 is loud [loud-name]\n"
        "  2 | dependencies:\n"
        "    | ------------ the list\n"
        "  4 |   - B=1  # why\n"
        "    |     ^^^\n"
        "  help: whisper\n"
        "  fix:  Write it small (--fix)\n"
        "\n"
        "Found 1 problem in 1 file (1 fixable with --fix).\n"
    )


def test_places_on_one_line_share_it() -> None:
    text = "dependencies: [a=1, B=1]\n"
    assert written("text", [linted(text)], quiet=True) == (
        "environment.yml:1:21: warning: B=1 is loud [loud-name]\n"
        "  1 | dependencies: [a=1, B=1]\n"
        "    | ------------ the list\n"
        "    |                     ^^^\n"
        "  help: whisper\n"
        "  fix:  Write it small (--fix)\n"
        "\n"
    )


def test_many_related_places_and_other_files() -> None:
    text = "a\nb\nc\nd\ne\n"
    others = {"../b.yml": Source("sub/../b.yml", "x: 1\ny: 2\n")}
    related = (
        *(Related(f"place {number}", Span(2 * number, 2 * number + 1)) for number in range(1, 5)),
        Related("over there", Span(5, 6), "../b.yml"),
        Related("gone", Span(5, 6), "c.yml"),
    )
    shown_text = written("text", [reported(text, at(text, "a", related=related))._replace(others=others)], quiet=True)
    assert shown_text.splitlines()[1:-1] == [
        "  1 | a", "    | ^", "  2 | b", "    | - place 1", "  3 | c", "    | - place 2", "  4 | d", "    | - place 3",
        "  note: environment.yml:5:1: place 4",
        "  note: sub/../b.yml:2:1: over there",
        "  note: c.yml:1:1: gone",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "under", "shows", "marks"),
    [
        ("- numpy", "numpy", "- numpy", "  ^^^^^"),
        ("\t- numpy", "numpy", "    - numpy", "      ^^^^^"),
        ("ab\tc", "c", "ab  c", "    ^"),
        ("- 日本 x", "x", "- 日本 x", "       ^"),
        ("- 日本", "日本", "- 日本", "  ^^^^"),
        ("e\u0301 x", "x", "e\u0301 x", "  ^"),
        ("a\x1b[31mb", "b", "a\\x1b[31mb", "         ^"),
        ("a\u202eb", "b", "a\\u202eb", "       ^"),
        ("a\u200bb", "\u200b", "a\\u200bb", " ^^^^^^"),
        ("a\u2028b", "b", "a\\u2028b", "       ^"),
        ("- https://me:secret@x.org/a", "x.org", "- https://me:******@x.org/a", "                    ^^^^^"),
        ("- a", "", "- a", "^"),
        ("a: |\n  b", "a: |\n  b", "a: |", "^^^^"),
    ],
)
def test_the_underline_stands_under_its_text(line: str, under: str, shows: str, marks: str) -> None:
    start = line.index(under)
    row = underlined(Source("x", line + "\n"), Span(start, start + len(under)))
    assert row.text == shows
    assert " " * row.indent + "^" * row.length == marks


@pytest.mark.parametrize("start", [0, 10, 31, 500, 990, 999])
def test_a_long_line_is_cut_around_its_span(start: int) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(1000))
    row = underlined(Source("x", text), Span(start, start + 1))
    assert len(row.text) <= WIDTH + 6
    assert row.text[row.indent] == text[start]
    assert row.text.startswith("...") == (start > 30)
    assert row.text.endswith("...") == (start < 900)


def test_a_span_longer_than_the_line_shown() -> None:
    row = underlined(Source("x", "a" * 5000), Span(0, 5000))
    assert (row.indent, row.length, len(row.text)) == (0, WIDTH, WIDTH + 3)


def test_a_span_at_the_end_of_the_file() -> None:
    for text in ("", "a", "a\n"):
        source = Source("environment.yml", text)
        found = Diagnostic("ends too early", Span(len(text), len(text)), "end", severity=ERROR, rule="some-rule")
        assert "error: ends too early [some-rule]" in written("text", [Result(Report(source, (found,)))])


@pytest.mark.parametrize("name", [*FORMATS, "statistics", "statistics_json"])
def test_nothing_in_a_file_drives_the_terminal(name: str) -> None:
    evil = "\x1b]0;x\x07\x9b\u202e\u2066\u200b\r\ud800"
    text = f'dependencies: ["{evil}"]\n'
    found = at(text, evil, message=evil, help=evil, fix=Fix(evil, MANUAL, ()), related=(Related(evil, Span(0, 1)),))
    result = reported(text, found)
    result = result._replace(report=result.report._replace(source=Source(f"{evil}.yml", text)))
    said = written(name, [result._replace(fixed=(found,))])
    assert [char for char in said if not char.isprintable() and char != "\n"] == []


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("plain", "plain"),
        ("two\nlines\t\0", "two\\nlines\\t\\0"),
        ("https://me:secret@x.org", "https://me:******@x.org"),
        ("https://:secret@x.org", "https://:******@x.org"),
        ("https://x.org/t/tk-123456-abc/ch", "https://x.org/t/*************/ch"),
        ("https://ghp_abcdefghij0123456789@github.com/a/b", "https://************************@github.com/a/b"),
        ("two https://a:bcd@x.org https://e:fgh@y.org", "two https://a:***@x.org https://e:***@y.org"),
        ("https://user:$PASSWORD@x.org", "https://user:$PASSWORD@x.org"),
        ("git+ssh://git@github.com/a/b", "git+ssh://git@github.com/a/b"),
        ("ghostscript", "ghostscript"),
    ],
)
def test_shown(text: str, shows: str) -> None:
    assert shown(text) == shows
    assert len(masked(text)) == len(text)


def test_a_character_beyond_the_first_65536_is_written_by_its_number() -> None:
    assert shown("a\U000e0001b\u200bc😀") == "a\\U000e0001b\\u200bc😀"


def test_loose_pins_fold_for_people_only() -> None:
    text = "dependencies:\n" + "".join(f"  - p{number}\n" for number in range(40))
    result = linted(text)
    said = written("text", [result, result])
    assert said.count("has no version") == 6
    folded = [line for line in said.splitlines() if "37 more" in line]
    assert len(folded) == 2
    assert folded[0].startswith("environment.yml: and 37 more: p3, p4, ")
    assert folded[0].endswith(", ... [loose-pin]")
    assert len(folded[0]) < 130
    assert "Found 80 problems in 2 files (80 fixable with --fix --unsafe-fixes)." in said
    assert len(json.loads(written("json", [result]))["diagnostics"]) == 40
    assert "more:" not in written("text", [linted("dependencies: [a, b, c]\n")])


LOOSE, LOUD, BOTH, NONE = (
    "dependencies: [a]\n",
    "dependencies: [A=1]\n",
    "dependencies: [a, B=1]\n",
    "dependencies: []\n",
)


@pytest.mark.parametrize(
    ("texts", "view", "line"),
    [
        ([], {}, "No conda environment file found."),
        ([NONE], {}, "No problems in 1 file."),
        ([NONE, NONE], {}, "No problems in 2 files."),
        ([LOUD, NONE], {}, "Found 1 problem in 1 file (1 fixable with --fix)."),
        ([LOOSE], {}, "Found 1 problem in 1 file (1 fixable with --fix --unsafe-fixes)."),
        ([BOTH, BOTH], {}, "Found 4 problems in 2 files (2 fixable with --fix, 2 more with --unsafe-fixes)."),
        ([BOTH], {"unsafe": True}, "Found 2 problems in 1 file (2 fixable with --fix --unsafe-fixes)."),
        ([NONE], {"fixing": True}, "Fixed nothing; no problems are left in 1 file."),
        ([LOUD], {"fixing": True}, "Fixed 1 problem in 1 file; no problems are left in 1 file."),
        (
            [BOTH, BOTH],
            {"fixing": True},
            "Fixed 2 problems in 2 files; 2 problems left in 2 files"
            " (2 held back: --unsafe-fixes applies what you agree with).",
        ),
    ],
)
def test_summary(texts: list[str], view: dict[str, bool], line: str) -> None:
    results = [linted(text) for text in texts]
    if "fixing" in view:
        results = [fixed(text) for text in texts]
    assert written("text", results, **view).splitlines()[-1] == line
    assert line not in written("text", results, quiet=True, **view)


def fixed(text: str, encoding: str = "utf-8") -> Result:
    source = Source("environment.yml", text)
    outcome = fixer.fix(source, lambda each: engine.lint(each, SETTINGS))
    return Result(outcome.report, outcome.applied, source)


def test_what_was_fixed_is_said() -> None:
    assert "Fixed environment.yml: loud-name (2)\n" in written(
        "text", [fixed("dependencies: [A=1, B=1]\n")], fixing=True
    )
    assert written("text", [fixed("dependencies: [A=1]\n")], fixing=True, quiet=True) == ""


def test_results_are_written_as_they_come() -> None:
    stream = io.StringIO()
    seen = []

    def results() -> Iterable[Result]:
        yield linted(LOUD, "one.yml")
        seen.append(stream.getvalue())
        yield linted(LOUD, "two.yml")

    reporter("text")(results(), stream, View())
    assert seen[0].startswith("one.yml:1:16: warning")


def test_color_changes_nothing_else() -> None:
    import re

    plain, colored = written("text", [linted(BOTH)]), written("text", [linted(BOTH)], color=True)
    assert colored != plain
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_json_shape() -> None:
    text = "dependencies:\r\n- 'é𝒳'\r\n- B=1\r\n"
    others = {"o.yml": Source("sub/o.yml", "x: 1\ny: 2\n")}
    related = (Related("first", Span(0, 12)), Related("there", Span(5, 6), "o.yml"))
    change = Fix("Mend", "unsafe", (Edit(17, 21, "x"),))
    found = at(text, "'é𝒳'", help="do", severity=ERROR, group="pins", related=related, fix=change)
    loud = linted(text).report.diagnostics
    assert json.loads(written("json", [reported(text, found, *loud)._replace(others=others)])) == {
        "version": 1,
        "files": 1,
        "diagnostics": [
            {
                "path": "environment.yml",
                "rule": "some-rule",
                "group": "pins",
                "severity": "error",
                "message": "is wrong",
                "line": 2,
                "column": 3,
                "end_line": 2,
                "end_column": 7,
                "help": "do",
                "subject": "'é𝒳'",
                "related": [
                    _place("first", "environment.yml", 1, 1, 1, 13),
                    _place("there", "sub/o.yml", 2, 1, 2, 2),
                ],
                "fix": {"title": "Mend", "applicability": "unsafe", "edits": [{"start": 17, "end": 21, "text": "x"}]},
                "fingerprint": fingerprints("environment.yml", [found])[0],
                "url": None,
            },
            *json.loads(written("json", [reported(text, *loud)]))["diagnostics"],
        ],
        "summary": {"errors": 1, "warnings": len(loud), "fixable": 1 + sum(each.fix is not None for each in loud)},
    }


def _place(message: str, path: str, line: int, column: int, end_line: int, end_column: int) -> dict[str, object]:
    ends = {"end_line": end_line, "end_column": end_column}
    return {"message": message, "path": path, "line": line, "column": column, **ends}


def test_json_is_exact_enough_to_fix_with() -> None:
    text = "dependencies:\n- A=1\n- b=1 # é\n- C=1\n"
    found = json.loads(written("json", [linted(text)]))["diagnostics"]
    edits = [Edit(**edit) for each in found for edit in each["fix"]["edits"]]
    assert apply_edits(text, edits) == text.lower()
    for each in found:
        line = text.splitlines()[each["line"] - 1]
        assert line[each["column"] - 1 : each["end_column"] - 1] in ("A=1", "C=1")


def test_json_of_nothing() -> None:
    empty = {"errors": 0, "warnings": 0, "fixable": 0}
    assert json.loads(written("json", [])) == {"version": 1, "files": 0, "diagnostics": [], "summary": empty}


def test_json_masks_secrets_and_drops_a_fix_that_repeats_one() -> None:
    text = "channels: [https://me:secret@x.org]\n"
    url = "https://me:secret@x.org"
    keeps = at(text, url, message=url, help=url, fix=Fix("Quote", "safe", (Edit(0, 1, url),)))
    removes = at(text, url, fix=Fix("Remove", "safe", (Edit(0, 1, ""),)))
    said = written("json", [reported(text, keeps, removes)])
    assert "secret" not in said
    assert [each["fix"] is None for each in json.loads(said)["diagnostics"]] == [True, False]


def test_manual_fixes_are_shown_and_not_counted() -> None:
    text = "a: 1\n"
    result = reported(text, at(text, "a", fix=Fix("Ask someone", MANUAL, (Edit(0, 1, "b"),))))
    assert "fix:  Ask someone (by hand)" in written("text", [result])
    assert "fixable" not in written("text", [result])
    assert json.loads(written("json", [result]))["summary"]["fixable"] == 0


def test_diff() -> None:
    assert written("diff", [fixed("dependencies: [A=1]"), fixed(NONE), linted(LOUD)]) == (
        "--- environment.yml\n"
        "+++ environment.yml\n"
        "@@ -1 +1 @@\n"
        "-dependencies: [A=1]\n"
        "\\ No newline at end of file\n"
        "+dependencies: [a=1]\n"
        "\\ No newline at end of file\n"
    )


def test_a_diff_drives_no_terminal() -> None:
    before = Source("a\x1b.yml", "- A # \u202e\t\x85 https://u:pw123@x.org\r- x\n")
    after = before.with_text(before.text.lower())
    assert written("diff", [Result(Report(after), (), before)]).splitlines() == [
        "--- a\\x1b.yml",
        "+++ a\\x1b.yml",
        "@@ -1,2 +1,2 @@",
        "-- A # \\u202e\t\\x85 https://u:*****@x.org",
        "+- a # \\u202e\t\\x85 https://u:*****@x.org",
        " - x",
    ]


def test_a_place_far_down_in_a_large_lock_is_told() -> None:
    text = "#\n" * (MAX_BYTES // 2) + "there\n"
    found = Diagnostic("m", "s", Span(0, 1), related=(Related("there", Span(MAX_BYTES, MAX_BYTES + 5), "lock.yml"),))
    (source,) = others([found], "a/environment.yml", Files({"lock.yml": text})).values()
    assert (source.path, source.position(MAX_BYTES).line) == ("a/lock.yml", MAX_BYTES // 2 + 1)
