"""syntax-error: each mistake under its name, at its place, in words that say what to do."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
import ruamel.yaml
from hypothesis import given
from hypothesis import strategies as st

from envlint import document, engine
from envlint.diagnostic import ERROR
from envlint.registry import builtin_rules
from envlint.rule import Settings
from envlint.rules.document.syntax_error import syntax_error
from envlint.source import Source
from tests.rules.probe import probe

# A file, what is marked in it, what kind of mistake that is, and a word that the help holds.
MISTAKES = [
    # tabs
    ("dependencies:\n\t- numpy\n", "\t", "tab", "spaces"),
    ("dependencies:\n  - pip:\n\t\t- x\n\t\t- y\n", "\t\t", "tab", "2 lines"),
    ("dependencies:\n  - numpy\n \t - scipy: x\n", " \t ", "tab", "spaces"),
    ("name:\tx\n", "\t", "tab", "write a space"),
    # in brackets a tab is a space like others
    ("channels: [a,\n\tb] c\n", "c", "behind-bracket", "in quotes"),
    ("channels: [a,\n\tb]\nname: x: y\n", ":", "second-colon", 'name: "x: y"'),
    ("dependencies: \t\n- numpy\n", "\t", "tab", "delete it"),
    # merge conflicts
    ("<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> x\n", "<<<<<<< HEAD", "merge-conflict", "keep one side"),
    ("name: a\ndependencies:\n  - b\n>>>>>>> x\n", ">>>>>>> x", "merge-conflict", "keep one side"),
    ("name: a\ndependencies:\n- b\n=======\n- c\n", "=======", "merge-conflict", "keep one side"),
    ("channels: [a,\n<<<<<<< HEAD\nb,\n=======\nc]\n", "<<<<<<< HEAD", "merge-conflict", "keep one side"),
    # what is no environment file at all
    ("```yaml\nname: x\n```\n", "```yaml", "markdown-fence", "delete it"),
    ("name: x\ndependencies:\n- numpy\n```\n", "```", "markdown-fence", "delete it"),
    ('\n<!DOCTYPE html>\n<html lang="en">\n<a href="x: y">\n', "<!DOCTYPE html>", "web-page", "Raw"),
    ("# x\n@EXPLICIT\nhttps://x/y.conda\n", "@EXPLICIT", "explicit-list", "explicit.txt"),
    # templates, also where YAML loads them
    ("name: {{ x }}\n", "{{ x }}", "template", "`template`"),
    ('name: "{{ cookiecutter.name }}"\n', "{{ cookiecutter.name }}", "template", "`template`"),
    ("name: ${{ matrix.env }}\n", "${{ matrix.env }}", "template", "`template`"),
    ("name: {{ x }}-env\n", "{{ x }}", "template", "`template`"),
    ('dependencies:\n- "{{ pkg }}"\n- {{ x }}=1\n', "{{ pkg }}", "template", "`template`"),
    ("dependencies:\n{% for x in y %}\n- a\n{% endfor %}\n", "{% for x in y %}", "template", "`template`"),
    ("# {{ a }}\n{# b #}\nname: x\n", "{# b #}", "template", "`template`"),
    # quotes and brackets
    ('name: "x\ndependencies:\n- numpy\n', '"x', "unclosed-quote", 'write `"`'),
    ("name: 'x\ndependencies:\n- numpy='1'\n", "'x", "unclosed-quote", "write `'`"),
    ('dependencies:\n- "numpy\n- "scipy"\n', '"numpy', "unclosed-quote", 'write `"`'),
    ('name: "x" y\n', "y", "behind-quote", "in the quotes"),
    ('dependencies:\n- "numpy" >=1\n', ">=1", "behind-quote", "in the quotes"),
    ("channels: [a, b\ndependencies:\n- numpy\n", "[", "unclosed-bracket", "write `]`"),
    ("channels: [a, b\ndependencies:\n- numpy\n# ]\n", "[", "unclosed-bracket", "write `]`"),
    ("channels: [a, [b]]\ndependencies: {c\nname: x\n", "{", "unclosed-bracket", "write `}`"),
    ("channels: [a, b}\ndependencies:\n- numpy\n", "[", "unclosed-bracket", "write `]`"),
    ("channels: {a, b\n", "{", "unclosed-bracket", "write `}`"),
    ('{"name": "x",\n "dependencies": ["numpy",\n}', "[", "unclosed-bracket", "write `]`"),
    ("dependencies:\n  [- numpy\n", "[", "unclosed-bracket", "dashes"),
    ("channels: [a, b]]\n", "]", "unopened-bracket", "delete it"),
    ("dependencies:\n- [a] b\n", "b", "behind-bracket", "in quotes"),
    ('{"name": "x" "dependencies": []}', '"dependencies":', "comma", "write a comma"),
    ('{"a": 1,, "b": 2}', ",", "comma", "delete it"),
    ("{a: [b: c: d]}", ":", "comma", "quotes"),
    # characters that YAML keeps for itself
    ("dependencies:\n  - `foo`\n", "`foo`", "reserved-character", '"foo"'),
    ("dependencies:\n  - @foo/bar\n", "@foo/bar", "reserved-character", '"@foo/bar"'),
    ("dependencies:\n  - %foo\n", "%foo", "reserved-character", '"%foo"'),
    ("dependencies:\n  - >=1\n", ">=1", "reserved-character", "needs a package"),
    ("dependencies:\n  - |x\n", "|x", "reserved-character", '"|x"'),
    ("dependencies:\n  - ,x\n", ",", "reserved-character", "delete it"),
    ("dependencies:\n  - *\n", "*", "alias", '"*"'),
    ("dependencies:\n  - *cuda\n", "*cuda", "alias", '"*cuda"'),
    ("dependencies:\n  - &\n", "&", "alias", '"&"'),
    ("dependencies:\n  - !e!x y\n", "!e!x", "tag", '"!e!x"'),
    ("dependencies:\n  * numpy\n  * scipy\n", "*", "bullet", "write `- `"),
    ("dependencies:\n  \u2013 numpy\n  \u2013 scipy: 1\n", "\u2013", "bullet", "write `- `"),
    ('prefix: "C:\\Users\\x"\n', "\\Us", "escape", "single quotes"),
    ('name: "a\\q"\n', "\\q", "escape", "single quotes"),
    # colons, dashes, indentation
    ("name x\ndependencies:\n- numpy\n", "name x", "missing-colon", "`name: x`"),
    ("name: x\ndependencies\n  - numpy\n", "dependencies", "missing-colon", "`dependencies:`"),
    ("dependencies:\n  - a\n  b\n  - c\n", "b", "missing-colon", "`- b`"),
    ("channels conda-forge\n- r\ndependencies:\n- a\n", "channels conda-forge", "missing-colon", "`channels: "),
    ("dependencies:\n  - a\n  pip:\n    - b\n", "pip:", "missing-dash", "`- pip:`"),
    ("name: a: b\ndependencies:\n- numpy\n", ":", "second-colon", 'name: "a: b"'),
    ("dependencies: - numpy\n", "- numpy", "indentation", "line of its own"),
    ("dependencies:\n  - numpy\n - scipy\n", "- scipy", "indentation", "line it up"),
    ("dependencies:\n  - pip:\n    - a\n   - b\n", "- b", "indentation", "line it up"),
    ("channels:\n  - a\n dependencies:\n  - b\n", "dependencies:", "indentation", "line it up"),
    ("name: x\n channels:\n  - a\n", "channels:", "indentation", "line it up"),
    ("dependencies:\n- python\n  - pip\n  - gdal\n  - pip:\n    - x\n", "- pip", "indentation", "line it up"),
    (" name: x\ndependencies:\n- numpy\n", "dependencies:", "indentation", "before the first key"),
    ("name: x\n- numpy\n", "- numpy", "indentation", "`dependencies:`"),
    ("- numpy\nname: x\n", "name: x", "indentation", "above the list"),
    ("name: ? demo\n", "name: ? demo", "syntax", "look at the indentation"),
    ("%TAG\n---\nname: x\n", "%TAG", "directive", "delete the line"),
    ("dependencies:\n  - a\n [b]c\n", "[b]c", "syntax", "look at the indentation"),
    ("name: |\n    \n  x\n", "x", "indentation", "alike"),
    ("dependencies:\n  - a\n \u00a0- b\n", "\u00a0", "indentation", "plain spaces"),
    # documents, directives, bytes
    ("a: b\n---\nc: d\n", "---", "several-documents", "one document"),
    ("a: b\n... x\n", "x", "syntax", "`...`"),
    ("%YAML 1.1\nname: x\n", "%YAML 1.1", "directive", "delete the line"),
    ("%YAML 2.0\n---\nname: x\n", "%YAML 2.0", "directive", "delete the line"),
    ("name: a\x07b\n", "\x07", "control-character", "delete it"),
    ("name: x\x85channels: d\n", "\x85", "control-character", "delete it"),
    # what parses, and fails in conda's reader
    ("built: 2024-02-30\n", "2024-02-30", "unreadable", "quotes"),
    ("<<: x\nname: b\n", "<<", "unreadable", "&name"),
    ("? [[a]]\n: b\n", "[[a]]", "unreadable", "plain key"),
    ("name: " + "1" * 4400 + "\n", "1" * 4400, "unreadable", "quotes"),
]


@pytest.mark.parametrize(("text", "marked", "subject", "help"), MISTAKES, ids=[repr(row[0][:40]) for row in MISTAKES])
def test_the_mistake_is_named_at_its_place(text: str, marked: str, subject: str, help: str) -> None:
    found = probe(syntax_error, text)
    assert (found.marked, [each.subject for each in found.diagnostics]) == ([marked], [subject])
    assert help in found.diagnostics[0].help
    assert not document.loads(text) or subject in ("template", "merge-conflict")


@pytest.mark.parametrize(
    ("text", "related"),
    [
        ("name: a\n<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n", ["=======", ">>>>>>> b"]),
        ("dependencies:\n  - numpy\n - scipy\n", ["- numpy"]),
        ("channels: [a, b}\n", ["}"]),
        ('dependencies:\n- "numpy\n- "scipy"\n', ['"']),
        ("dependencies:\n- a\n  - b:\n", ["- a"]),
    ],
)
def test_the_other_place_is_related(text: str, related: list[str]) -> None:
    assert probe(syntax_error, text).related == [related]


SILENT = [
    "# {{ x }} stood here\nname: x  # {% if %}\n",
    "channels: [a, b]\ndependencies: [numpy]\n",
    "x: {{a: b}: c}\n",
    "name: '{{ a {{ b'\n",
    "variables: {A: '<<<<<<<', B: '${HOME}'}\n",
    "built: 2024-02-29 12:00:00\nother: 2024-1-3\n",
    "x: &x {a: b}\ny:\n  <<: *x\nz:\n  <<: [*x, *x]\n",
    "? [a, b]\n: c\n",
    "%YAML 1.1\n---\nname: x\n",
    "name: x\n...\n",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_fine_is_silent(text: str) -> None:
    assert probe(syntax_error, text).messages == []
    assert document.loads(text)


def test_bytes_that_are_no_text() -> None:
    source = Source.decode("environment.yml", "# caf\u00e9\nname: x\n".encode("latin-1"))
    (found,) = engine.lint(source, Settings((syntax_error,))).diagnostics
    assert found.subject == "encoding" and "0xe9" in found.message
    assert found.span.start == len("# caf")


def raw_problems() -> set[str]:
    """Every text that ruamel's scanner and parser can raise, a letter in place of what varies."""
    folder = Path(ruamel.yaml.__file__).parent
    calls = re.findall(
        r"(?:Scanner|Parser)Error\((.*?)\n            \)|(?:Scanner|Parser)Error\(([^\n]*?)\)\n",
        (folder / "scanner.py").read_text() + (folder / "parser.py").read_text(),
        re.DOTALL,
    )
    texts = (re.findall(r"""f?(?:"([^"\n]*)"|'([^'\n]*)')""", one or other) for one, other in calls)
    return {re.sub(r"\{[^}]*\}", "x", "".join(pair)) for found in texts for pair in found}


def test_no_words_of_the_parser_reach_the_user() -> None:
    problems = {each for each in raw_problems() if each.startswith(("expected", "found", "could not", "mapping"))}
    assert len(problems) > 15
    for text, *_ in MISTAKES:
        (message,) = probe(syntax_error, text).messages
        assert not [each for each in problems if each and each in message]
        assert "token" not in message and "scalar" not in message and "block end" not in message


RIGHT = """\
name: x
channels:
  - conda-forge
dependencies:
  - python=3.12
  - pip:
      - a==1  # why
variables: {A: b}
"""
PIECES = [
    *"\"'[]{}:-\t ,#*&!%@`|>\\\n\r",
    "- ",
    ": ",
    "  ",
    "---\n",
    "<<: x\n",
    "? ",
    "!!str ",
    "2024-13-01",
    "{{ x }}",
]
DOCUMENT = Settings(tuple(each for each in builtin_rules() if each.group == "document"))


@given(st.lists(st.tuples(st.integers(0, len(RIGHT)), st.sampled_from(PIECES)), min_size=1, max_size=3))
def test_what_the_reader_refuses_is_an_error(insertions: list[tuple[int, str]]) -> None:
    text = RIGHT
    for at, piece in sorted(insertions, reverse=True):
        text = text[:at] + piece + text[at:]
    report = engine.lint(Source("environment.yml", text), DOCUMENT)
    assert not report.crashes
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fault, loads = document.parse(report.source).fault, document.loads(text)
    if fault:
        assert [each.rule for each in report.diagnostics] == ["syntax-error"]
    if not loads:
        assert [each for each in report.diagnostics if each.severity == ERROR]
    for each in report.diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(text) and each.message and each.subject
