"""The Python API: what it gives, what it takes, and that it touches nothing."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import envlint
from envlint import api
from envlint.diagnostic import apply_edits
from envlint.source import MAX_BYTES
from tests.fakes import RULES

DOCS = Path(__file__).parents[1] / "docs"
WRONG = "channels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pandas >=2.1 <3\n"
MENDED = WRONG.replace("2.1 <3", "2.1,<3")
CLEAN = "channels: [conda-forge]\ndependencies: [python=3.12]\n"


def blocks(page: Path) -> Iterator[tuple[str, str | None]]:
    """Each Python block of a page, and the text block right below it, which is what it prints."""
    pattern = r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?"
    for found in re.finditer(pattern, page.read_text(), re.MULTILINE | re.DOTALL):
        yield found[1], found[2]


def test_the_page_says_what_happens() -> None:
    names: dict[str, object] = {}
    found = list(blocks(DOCS / "api.md"))
    assert len(found) == 8
    for code, shown in found:
        out = StringIO()
        with redirect_stdout(out):
            exec(code, names)
        assert out.getvalue() == shown


def test_the_page_names_every_field() -> None:
    page = (DOCS / "api.md").read_text()
    for kind in (envlint.Result, envlint.Diagnostic, envlint.Fix, envlint.Change, envlint.Changes):
        assert [field for field in kind._fields if f"`{field}`" not in page] == []


def test_a_diagnostic_is_placed() -> None:
    result = envlint.lint(WRONG, path="envs/a.yml")
    (found,) = result.diagnostics
    assert result.errors == (found,)
    assert (found.path, found.rule, found.severity, found.subject) == ("envs/a.yml", "invalid-spec", "error", "pandas")
    assert WRONG.split("\n")[found.line - 1][found.column - 1 : found.end_column - 1] == ">=2.1"
    assert found.end_line == found.line
    assert found.fix and found.fix.applicability == "safe"
    assert apply_edits(WRONG, found.fix.edits) == MENDED


def test_it_says_what_the_command_line_says(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "examples/environment.yml").read_text()
    (tmp_path / "environment.yml").write_text(text)
    command = [sys.executable, "-m", "envlint", "environment.yml", "--output-format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)["diagnostics"]
    given = json.loads(json.dumps([_dict(each) for each in envlint.lint(text, project={}).diagnostics]))
    assert len(told) > 5
    assert [{key: each[key] for key in given[0]} for each in told] == given


def _dict(value: object) -> object:
    if hasattr(value, "_asdict"):
        return {key: _dict(item) for key, item in value._asdict().items()}
    return [_dict(each) for each in value] if isinstance(value, tuple) else value


def test_the_text_may_be_bytes() -> None:
    bom = b"\xef\xbb\xbf"
    for data, encoding in ((bom + WRONG.encode(), "utf-8-sig"), (WRONG.encode("utf-16"), "utf-16")):
        fixed = envlint.fix(data)
        assert (fixed.text, fixed.data.decode(encoding)) == (MENDED, MENDED)
        assert fixed.data[:2] == data[:2]
    assert envlint.fix(WRONG).data == MENDED.encode()
    assert envlint.lint(b"\xff\xfe\xfa").diagnostics[0].rule == "syntax-error"


def test_a_byte_order_mark_in_a_text_stays_there() -> None:
    assert envlint.fix("\ufeff" + WRONG).text == "\ufeff" + MENDED
    assert envlint.fix("\ufeff" + CLEAN).text == "\ufeff" + CLEAN
    assert envlint.lint("\ufeff" + WRONG) == envlint.lint(WRONG)


@pytest.mark.parametrize("text", [CLEAN, "\udc80: [", CLEAN.encode("utf-16"), b"\xff\xfe\xfa", b"a: \xe9"])
def test_what_is_not_mended_is_given_back_as_it_was(text: str | bytes) -> None:
    fixed = envlint.fix(text, unsafe=True)
    assert (fixed.text if isinstance(text, str) else fixed.data) == text
    assert not fixed.mended


def test_what_is_unsafe_is_asked_for() -> None:
    text = "channels: [defaults, conda-forge]\ndependencies: [python=3.12]\n"
    kept = envlint.fix(text)
    assert (kept.text, kept.mended, len(kept.left)) == (text, (), 1)
    fixed = envlint.fix(text, unsafe=True)
    assert fixed.text == text.replace("defaults, conda-forge", "conda-forge, defaults")
    assert [(each.rule, each.applicability) for each in fixed.mended] == [("misordered-channels", "unsafe")]
    assert fixed.left == ()


def test_a_file_that_is_none_of_ours_is_passed_over() -> None:
    result = envlint.lint("services: {}\n", path="compose.yml")
    assert (result.diagnostics, result.passed_over) == ((), "not a conda environment file")
    assert envlint.fix("services: {}\n", path="compose.yml").passed_over == result.passed_over
    assert envlint.lint("services: {}\n").diagnostics


def test_the_configuration_holds() -> None:
    loose = "channels: [conda-forge]\ndependencies: [python=3.12, numpy]\n"
    (found,) = envlint.lint(loose, config={"rules": {"loose-pin": {"severity": "error"}}}).diagnostics
    assert (found.rule, found.severity) == ("loose-pin", "error")
    assert not envlint.lint(loose, config={"ignore": ("loose-pin",)}).diagnostics
    per_file = {"per-file-ignores": {"docs/*": ["loose-pin"]}}
    for path in ("docs/environment.yml", "./docs/environment.yml", Path("docs") / "environment.yml"):
        assert not envlint.lint(loose, path=path, config=per_file).diagnostics
    assert envlint.lint(loose, path="environment.yml", config=per_file).diagnostics
    excluded = envlint.lint(loose, path="old/environment.yml", config={"exclude": ["old"]})
    assert (excluded.diagnostics, excluded.passed_over) == ((), "excluded by the configuration")


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"selekt": []}, "config: there is no key 'selekt' (did you mean select?)"),
        ({"select": "default"}, 'config: select is "default", not a list of texts'),
        ({"ignore": ["lose-pin"]}, "config: ignore: there is no rule 'lose-pin' (did you mean loose-pin?)"),
        ({"rules": {"loose-pin": {"level": 3}}}, "config: rules.loose-pin: level is 3, not one of"),
        ({"rules": []}, "config: rules is [], not a table"),
        ({1: 2}, "config: the key 1 is not a text"),
        (["select"], "config: is list, not a mapping"),
    ],
)
def test_a_wrong_configuration_is_named(config: dict[str, object], told: str) -> None:
    for call in (envlint.lint, envlint.fix):
        with pytest.raises(envlint.ConfigError) as error:
            call(CLEAN, config=config)
        assert str(error.value).startswith(told)
        assert "\n" not in str(error.value)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="text is NoneType, not str or bytes"):
        envlint.lint(None)  # type: ignore[arg-type]


REQUIRES = CLEAN.replace("[python=3.12]", "\n  - python=3.12\n  - pip\n  - pip:\n      - -r {}")


@pytest.mark.parametrize(
    ("asked", "path", "project", "found"),
    [
        ("a.txt", "environment.yml", None, 0),
        ("a.txt", "environment.yml", {}, 1),
        ("a.txt", "environment.yml", {"a.txt": ""}, 0),
        ("a.txt", "envs/environment.yml", {"a.txt": ""}, 1),
        ("a.txt", "envs/environment.yml", {"./envs/a.txt": b""}, 0),
        ("../a.txt", "envs/environment.yml", {"a.txt": ""}, 0),
        ("../a.txt", "envs/environment.yml", {"b.txt": ""}, 1),
        ("../../a.txt", "envs/environment.yml", {"b.txt": ""}, 0),  # outside: not to be known
        ("sub/a.txt", "/srv/environment.yml", {"/srv/sub/a.txt": ""}, 0),
    ],
)
def test_the_files_around(asked: str, path: str, project: dict[str, str] | None, found: int) -> None:
    result = envlint.lint(REQUIRES.format(asked), path=path, project=project)
    assert [each.rule for each in result.diagnostics] == ["missing-requirements-file"] * found


def test_locks_of_the_configuration() -> None:
    text = "channels: [conda-forge]\ndependencies: [python=3.11]\n"
    files = {"locks/a.txt": "@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/python-3.12.7-0.conda\n"}
    for locks, found in (
        ({"envs/*.yml": ["locks/*.txt"]}, ["lock-drift"]),
        ({"envs/a.yml": ["locks/gone.txt"]}, ["lock-drift"]),
        ({"other.yml": ["locks/a.txt"]}, []),
        ({}, []),
    ):
        result = envlint.lint(text, path="envs/a.yml", project=files, config={"locks": locks})
        assert [each.rule for each in result.diagnostics] == found


def test_a_lock_is_seen_beside_the_file_only() -> None:
    text = CLEAN.replace("3.12", "3.12, numpy")
    for path, lock, found in (
        ("a/environment.yml", "a/conda-lock.yml", 0),
        ("a/environment.yml", "conda-lock.yml", 1),
        ("environment.yml", "conda-lock.yml", 0),
    ):
        assert len(envlint.lint(text, path=path, project={lock: "package: []\n"}).diagnostics) == found


def test_rules_may_be_ones_own() -> None:
    text = "dependencies: [A, b]\n"
    assert [each.rule for each in envlint.lint(text, rules=RULES).diagnostics] == ["loud-name", "loose-pin"]
    assert envlint.fix(text, rules=RULES).text == "dependencies: [a, b]\n"
    assert not envlint.lint(
        text, rules=RULES, config={"select": ["strict"], "ignore": ["packages", "pins"]}
    ).diagnostics


def test_a_rule_that_breaks_is_told_and_the_rest_goes_on() -> None:
    text = "dependencies: [A, boom=1]\n"
    result = envlint.lint(text, rules=RULES)
    assert [each.rule for each in result.diagnostics] == ["loud-name"]
    assert [each.message for each in result.faults] == ["the rule broken-rule failed"]
    assert "kaboom" in result.faults[0].traceback
    fixed = envlint.fix(text, rules=RULES)
    assert (fixed.text, fixed.mended, fixed.faults) == (text, (), result.faults)


def test_the_day_is_an_argument() -> None:
    text = CLEAN.replace("3.12", "3.10")
    early, late = (
        envlint.lint(text, config={"select": ["eol-python"]}, today=date(year, 1, 1)) for year in (2024, 2028)
    )
    assert (len(early.diagnostics), len(late.diagnostics)) == (0, 1)


def test_secrets_are_masked() -> None:
    secret = "ghp_" + "a1B2c3D4" * 5
    text = f"channels: ['https://me:{secret}@example.org/conda']\nvariables: {{GITHUB_TOKEN: {secret}}}\n"
    text += f"dependencies: [python=3.12, pip, {{pip: [git+https://{secret}@github.com/a/b]}}]\n"
    result = envlint.lint(text, config={"select": ["all"]})
    assert len(result.diagnostics) > 1
    assert secret not in repr(result)


def test_all_that_comes_back_can_be_pickled_and_compared() -> None:
    text = (Path(__file__).parents[1] / "examples/environment.yml").read_text()
    for value in (envlint.lint(text), envlint.fix(text), envlint.lint("dependencies: [A, boom=1]\n", rules=RULES)):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert type(again) is type(value)
    assert {*envlint.lint(text).diagnostics} == {*envlint.lint(text).diagnostics}


def test_many_processes_and_threads_say_the_same() -> None:
    texts = [CLEAN.replace("3.12", f"3.{minor}, numpy") for minor in range(20)]
    alone = [envlint.lint(text) for text in texts]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(envlint.lint, texts)) == alone
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(envlint.lint, texts)) == alone


@given(st.text() | st.binary() | st.text(alphabet="-: []{}#\n\r\tdependciahl\udc80\ufeff"))
def test_it_never_raises_and_the_second_time_is_still(given: str | bytes) -> None:
    result = envlint.lint(given)
    fixed = envlint.fix(given, unsafe=True)
    again = fixed.text if isinstance(given, str) else fixed.data
    assert not result.faults and not fixed.faults
    assert envlint.fix(again, unsafe=True).mended == ()
    assert fixed.mended or again == given


TOUCHES_NOTHING = """
import os, sys, envlint, ruamel.yaml
text = open(sys.argv[1]).read()
own = tuple(os.path.dirname(module.__file__) for module in (envlint, ruamel.yaml))  # tables, and a look for plugins
touched = []
def hook(event, args):
    if event.partition(".")[0] in ("open", "os", "subprocess", "socket", "import", "shutil"):
        touched.append((event, args))
for turn in range(2):
    if turn:
        sys.addaudithook(hook)
    envlint.lint(text, project={}, config={"select": ["all"]})
    envlint.fix(text, unsafe=True)
print([each for each in touched if not str(each[1][0]).startswith(own)])
print(sorted({"multiprocessing", "socket", "ssl", "rich", "argparse"} & set(sys.modules)))
"""


@pytest.mark.bare
def test_nothing_is_opened_started_or_written() -> None:
    """It runs in a browser: once its modules are there, text alone goes in and values come out."""
    example = Path(__file__).parents[1] / "examples/environment.yml"
    done = subprocess.run([sys.executable, "-c", TOUCHES_NOTHING, example], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n[]\n", "")


def test_the_import_is_free() -> None:
    code = "import sys; before = set(sys.modules); import envlint; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['envlint']\n"


def test_what_is_exported() -> None:
    assert envlint.__all__ == api.__all__
    assert {*envlint.__all__} <= {*dir(envlint)}
    assert all(getattr(envlint, name) is getattr(api, name) for name in envlint.__all__)
    assert all(getattr(envlint, name).__doc__ for name in envlint.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'lnt'"):
        envlint.lnt  # noqa: B018


TYPED = """
import envlint
result: envlint.Result = envlint.lint("", config={"select": ["all"]})
line: int = result.diagnostics[0].line
text: str = envlint.fix(b"").text
envlint.fix(1)
"""


def test_a_type_checker_sees_it(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api", reason="mypy is not installed")
    (tmp_path / "user.py").write_text(TYPED)
    out, _, _ = mypy.run(["--strict", "--cache-dir", str(tmp_path / "cache"), str(tmp_path / "user.py")])
    assert [line.partition("error: ")[2][:32] for line in out.splitlines()[:-1]] == ['Argument 1 to "fix" has incompat']
    assert "user.py:6" in out


def test_versions_to_pin_to() -> None:
    text = "channels: [conda-forge]\ndependencies:\n- NumPy\n- pip\n- pip:\n  - flask_cors\n"
    versions = {"NumPy": "1.24.3", "Flask-Cors": "4.0.1"}
    fixed = envlint.fix(text, versions=versions, config={"select": ["loose-pin"]})
    assert fixed.text == text.replace("NumPy", "NumPy=1.24").replace("flask_cors", "flask_cors==4.0.*")
    assert envlint.fix(text, versions=versions, pin_level="exact").text.count("==") == 2
    assert envlint.fix(text, versions={}, config={"select": ["loose-pin"]}).text == text
    found = envlint.lint(text, versions=versions, config={"select": ["loose-pin"]})
    assert [each.fix.applicability for each in found.diagnostics if each.fix] == ["safe", "safe"]
    with pytest.raises(envlint.ConfigError, match="pin_level: is 'major', not minor or exact"):
        envlint.lint(text, pin_level="major")


def test_what_differs() -> None:
    old = "channels: [conda-forge]\ndependencies:\n  - numpy=1.26\n  - scipy\n"
    changes = envlint.diff(old, old.replace("=1.26", ">=1").encode(), old_path="a.yml", new_path=Path("b.yml"))
    assert (changes.old, changes.new) == ("a.yml", "b.yml")
    assert changes.items == (
        envlint.Change("conda", "numpy", ("loosened",), "numpy=1.26", "numpy>=1", ("pin-loosened",)),
    )
    assert pickle.loads(pickle.dumps(changes)) == changes
    assert envlint.diff(old, "# the same\n" + old).items == ()
    new = envlint.diff(None, old)
    assert (new.old, {each.kinds for each in new.items}) == ("", {("added",)})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n", "environment.yml: is no environment file"),
        ("dependencies: [", "environment.yml:1:"),
        (b"\xff\xfe\xfa", "environment.yml:1:1: not valid UTF-16"),
    ],
)
def test_what_cannot_be_compared_is_told(text: str | bytes, told: str) -> None:
    with pytest.raises(envlint.NotCompared, match=f"^{re.escape(told)}"):
        envlint.diff(CLEAN, text)


def test_secrets_are_masked_in_differences() -> None:
    secret = "tk-0123456789-abcdef"
    text = f"channels: [https://conda.example.org/t/{secret}/main]\ndependencies: [python]\n"
    changes = envlint.diff(CLEAN, text)
    assert changes.items and secret not in repr(changes)


INCLUDING = "channels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pip=24.0\n  - pip:\n    - -r needs.txt\n"


def test_what_a_file_includes_is_linted_with_it() -> None:
    project = {
        "envs/needs.txt": "requests=1\n-c ../base.txt\n-r needs.txt\n",
        "base.txt": b"# -*- coding: latin-1 -*-\n# \xe9\nflask=2\n",
        "other.txt": "flask=2\n",
    }
    result = envlint.lint(INCLUDING, path="envs/a.yml", project=project)
    found = [(each.path, [one.rule for one in each.diagnostics]) for each in result.included]
    assert found == [
        ("envs/needs.txt", ["invalid-requirement", "circular-requirements"]),
        ("base.txt", ["invalid-requirement"]),
    ]
    assert result.diagnostics == ()
    (wrong,) = result.included[1].diagnostics
    assert (wrong.line, wrong.fix and wrong.fix.title) == (3, "Write `flask==2`")
    assert pickle.loads(pickle.dumps(result)) == result
    config = {"exclude": ["base.txt"]}
    assert len(envlint.lint(INCLUDING, path="envs/a.yml", project=project, config=config).included) == 1
    assert envlint.lint(INCLUDING, path="envs/a.yml").included == ()


def test_what_is_included_comes_behind_what_includes_it() -> None:
    project = {"needs.txt": "-r a.txt\n-r b.txt\n", "a.txt": "-c c.txt\n", "b.txt": "-r c.txt\n", "c.txt": "rich\n"}
    result = envlint.lint(INCLUDING, project=project)
    assert [each.path for each in result.included] == ["needs.txt", "a.txt", "c.txt", "b.txt"]


def test_the_largest_file_is_configured() -> None:
    big, config = "#" * MAX_BYTES + "\n", {"max-file-size": 5}
    for text in (big + CLEAN, (big + CLEAN).encode()):
        assert [each.rule for each in envlint.lint(text).diagnostics] == ["syntax-error"]
        assert envlint.lint(text, config=config).diagnostics == ()
        assert envlint.fix(text, config=config).left == ()
    for needs in (big, big.encode()):
        found = envlint.lint(INCLUDING, project={"needs.txt": needs}).included
        assert [each.rule for each in found[0].diagnostics] == ["syntax-error"]
        assert envlint.lint(INCLUDING, project={"needs.txt": needs}, config=config).included[0].diagnostics == ()
