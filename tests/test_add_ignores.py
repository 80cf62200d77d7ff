"""--add-ignores: where comments go, and that nothing else changes, on real and on generated files."""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings

from envlint import cli, engine, fixer, layout, suppress
from envlint import document as yaml
from envlint.add_ignores import Added, add
from envlint.fixer.guard import reads_the_same
from envlint.registry import builtin_rules, select_rules
from envlint.rule import Settings
from envlint.source import Source
from envlint.testing import Files
from tests import laws
from tests.shared import shared
from tests.strategies import environment_files

RULES = builtin_rules()
DEFAULT = Settings(select_rules(RULES, ("default",), ()))
ALL = Settings(RULES)
REASON = "as found on day one"


def linting(asked: Settings) -> fixer.Lint:
    """A lint of one file, which looks at each of its texts once."""
    return laws.once(lambda each: laws.lint(each, asked))


def apart(asked: Settings) -> Settings:
    """The same rules, each of which tells its findings one by one."""
    return asked._replace(rules=tuple(rule._replace(fold=None) for rule in asked.rules))


def added(source: Source, asked: Settings = DEFAULT, reason: str = REASON) -> Added:
    return add(source, linting(asked), linting(apart(asked)), reason)


def text_of(text: str, asked: Settings = DEFAULT, reason: str = REASON) -> str:
    outcome = added(Source("environment.yml", text), asked, reason)
    assert not outcome.report.diagnostics
    return outcome.report.source.text


def broken(source: Source, asked: Settings) -> list[str]:
    """What is not as it should be after ignores were added to a file."""
    lint, lint_apart = linting(asked), linting(apart(asked))
    outcome = add(source, lint, lint_apart, REASON)
    after = outcome.report.source
    wrong = []
    if outcome.report.diagnostics and [each.rule for each in outcome.report.diagnostics] != ["syntax-error"]:
        wrong.append(f"left: {[(each.rule, each.message) for each in outcome.report.diagnostics]}")
    if not outcome.ignored and after.text != source.text:
        wrong.append("changed, though nothing is ignored")
    before, now = yaml.parse(source), yaml.parse(after)
    if not before.fault and not reads_the_same(before, now):
        wrong.append("reads otherwise")
    if without_ignores(after) != without_ignores(source):
        wrong.append(f"other text: {after.text!r}")
    again = add(after, lint, lint_apart, REASON)
    if again.ignored or again.report.source.text != after.text:
        wrong.append("a second run changes it again")
    fixed = fixer.fix(after, lint, unsafe=True)
    if fixed.report.source.text != after.text:
        wrong.append(f"what is ignored is fixed: {[each.rule for each in fixed.applied]}")
    return [f"{source.path}: {each}" for each in wrong]


def without_ignores(source: Source) -> list[str]:
    """The lines of a text less its ignore comments, and the blanks at their ends."""
    text = source.text
    for comment in reversed(yaml.parse(source).comments):
        start, end = comment.span
        left = suppress.without(text[start:end])
        if left != text[start:end].strip():
            if comment.own_line and not left:
                start, end = layout.line_start(text, start), layout.line_after(text, end)
            text = text[:start] + left + text[end:]
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")]


HEAD = "name: demo\nchannels: [conda-forge]\ndependencies:\n- python=3.12\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HEAD + "- numpy\n", HEAD + "- numpy  # envlint: ignore[loose-pin] {}\n"),
        (HEAD + "- numpy", HEAD + "- numpy  # envlint: ignore[loose-pin] {}"),
        (HEAD + "- numpy   # why\n", HEAD + "- numpy   # why  # envlint: ignore[loose-pin] {}\n"),
        (
            HEAD + "- numpy\n- scipy\n",
            HEAD + "".join(f"- {x}  # envlint: ignore[loose-pin] {{}}\n" for x in ("numpy", "scipy")),
        ),
        # on a line of its own, above what a line-end comment cannot stand in
        (HEAD + "- >-\n  numpy\n", HEAD + "# envlint: ignore[loose-pin] {}\n- >-\n  numpy\n"),
        (HEAD + "- numpy\n   >1\n", HEAD + "# envlint: ignore[loose-pin] {}\n- numpy\n   >1\n"),
        (
            "channels: [conda-forge]\ndependencies: [python=3.12,\n  numpy, scipy,\n  pandas]\n",
            "channels: [conda-forge]\n# envlint: ignore[loose-pin] {}\n"
            "dependencies: [python=3.12,\n  numpy, scipy,\n  pandas]\n",
        ),
        (
            HEAD + "- pip\n- pip:\n    - >-\n      a\n",
            HEAD + "- pip\n- pip:\n    # envlint: ignore[loose-pin] {}\n    - >-\n      a\n",
        ),
        # one in brackets on one line has room behind it
        (
            "channels: [conda-forge]\ndependencies: [numpy]\n",
            "channels: [conda-forge]\ndependencies: [numpy]  # envlint: ignore[loose-pin] {}\n",
        ),
        # what speaks of the file
        ("name: x\ndependencies:\n- a=1\n", "name: x\ndependencies:  # envlint: ignore[missing-channels] {}\n- a=1\n"),
        ("# ours\n", "# ours\n# envlint: ignore-file[missing-dependencies] {}\n"),
        ("# ours", "# ours\n# envlint: ignore-file[missing-dependencies] {}"),
        (
            "# envlint: ignore-file[missing-name] x\n",
            "# envlint: ignore-file[missing-name, missing-dependencies] x; {}\n",
        ),
        # joined with what is there
        (
            HEAD + "- numpy>1 <2  # envlint: ignore[loose-pin] x\n",
            HEAD + "- numpy>1 <2  # envlint: ignore[loose-pin, invalid-spec, unused-ignore] x; {}\n",
        ),
        (
            HEAD + f"- numpy>1 <2  # envlint: ignore[loose-pin] {REASON}, all of it\n",
            HEAD + "- numpy>1 <2  # envlint: ignore[loose-pin, invalid-spec, unused-ignore] {}, all of it\n",
        ),
        (
            HEAD + "# envlint: ignore[loose-pin]\n- numpy>1 <2\n",
            HEAD + "# envlint: ignore[loose-pin, invalid-spec, unused-ignore] {}\n- numpy>1 <2\n",
        ),
        (
            HEAD + "- a  # envlint: ignore[invalid-spec] x\n",
            HEAD + "- a  # envlint: ignore[invalid-spec, loose-pin, unused-ignore] x; {}\n",
        ),
        (
            HEAD + "- libgcc-ng=1=h58c1407_0  # envlint: ignore[build-pin] x\n",
            HEAD + "- libgcc-ng=1=h58c1407_0  # envlint: ignore[build-pin, platform-package] x; {}\n",
        ),
        (HEAD + "- a=1  # envlint: ignore\n", HEAD + "- a=1  # envlint: ignore  # envlint: ignore[unused-ignore] {}\n"),
        # each item of what is told as one
        (
            HEAD + "- a=1.0=py312h58c1407_0\n- b=1.0=py312h58c1407_0\n",
            HEAD + "".join(f"- {x}=1.0=py312h58c1407_0  # envlint: ignore[build-pin] {{}}\n" for x in "ab"),
        ),
    ],
)
def test_where_comments_go(before: str, after: str) -> None:
    for eol in ("\n", "\r\n", "\r"):
        wanted = after.replace("{}", REASON).replace("\n", eol)
        if "\n" not in before and eol != "\n":
            continue  # a text without line ends has none to follow
        assert text_of(before.replace("\n", eol)) == wanted
        assert text_of(wanted) == wanted


def test_a_missing_reason_is_filled_in() -> None:
    asked = Settings(select_rules(RULES, ("strict",), ()))
    text = HEAD + "- numpy  # envlint: ignore[loose-pin]\n"
    assert text_of(text, asked) == HEAD + f"- numpy  # envlint: ignore[loose-pin] {REASON}\n"


@pytest.mark.parametrize("text", ["name: x\ndependencies: [a\n", "name: '{{ x }}'\ndependencies: [a=1]\n"])
def test_what_conda_cannot_read_stays_a_finding(text: str) -> None:
    outcome = added(Source("environment.yml", text))
    assert [each.rule for each in outcome.report.diagnostics] == ["syntax-error"]
    assert outcome.report.source.text == text


@pytest.mark.parametrize("reason", ["", " ", "two\nlines", "a # b", "# b", "\x1b[0m", " x", "a\u202eb", ": x"])
def test_no_reason(reason: str) -> None:
    assert not suppress.is_reason(reason)


@pytest.mark.parametrize("reason", ["x", "see #12", "[x]", "naïve: yes", "https://x/#y"])
def test_a_reason(reason: str) -> None:
    assert suppress.is_reason(reason)


@pytest.mark.slow
@pytest.mark.parametrize(("asked", "count"), [(DEFAULT, 60), (ALL, 25)], ids=["default", "all"])
def test_real_files(asked: Settings, count: int) -> None:
    paths = random.Random(4).sample(sorted(shared("corpus/environments").iterdir()), count)
    wrong = [each for path in paths for each in broken(Source.decode(path.name, path.read_bytes()), asked)]
    assert not wrong, "\n".join(wrong[:10])


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(environment_files())
def test_generated_files(text: str) -> None:
    wrong = broken(Source("environment.yml", text), ALL)
    assert not wrong, "\n".join(wrong)


class Disk:
    """A file in an empty folder, and envlint on it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]):
        self.file = folder / "environment.yml"
        self.file.write_text(HEAD + "- numpy\n")
        self.capfd = capfd

    def run(self, *argv: str) -> tuple[int, str, str]:
        code = cli.main([*argv])
        return code, *self.capfd.readouterr()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Disk:
    monkeypatch.chdir(tmp_path)
    return Disk(tmp_path, capfd)


def test_the_command_line_adds_once(disk: Disk) -> None:
    code, out, err = disk.run("environment.yml", "--add-ignores", REASON)
    assert (code, out, err) == (0, "No problems in 1 file.\n", "Ignored 1 problem.\n")
    written = disk.file.read_text()
    assert written == HEAD + f"- numpy  # envlint: ignore[loose-pin] {REASON}\n"
    assert disk.run("environment.yml", "--add-ignores", REASON) == (
        0,
        "No problems in 1 file.\n",
        "Ignored 0 problems.\n",
    )
    assert disk.file.read_text() == written
    assert disk.run("environment.yml", "-q") == (0, "", "")
    code, out, _ = disk.run("environment.yml", "--no-ignores")
    assert code == 1
    assert "[loose-pin]" in out


def test_the_command_line_shows_what_it_would_add(disk: Disk) -> None:
    code, out, err = disk.run("environment.yml", "--add-ignores", REASON, "--diff")
    assert code == 1
    assert f"+- numpy  # envlint: ignore[loose-pin] {REASON}\n" in out
    assert err == "Would ignore 1 problem; 0 would be left.\n"
    assert disk.file.read_text() == HEAD + "- numpy\n"


def test_standard_input_is_a_filter(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(disk.file.read_bytes())))
    code, out, _ = disk.run("-", "--add-ignores", REASON)
    assert code == 0
    assert out == HEAD + f"- numpy  # envlint: ignore[loose-pin] {REASON}\n"


def test_what_the_baseline_knows_is_not_ignored(disk: Disk) -> None:
    disk.file.write_text(HEAD + "- numpy\n- a=1.0=py312h58c1407_0\n")
    (disk.file.parent / ".git").mkdir()
    assert disk.run("baseline")[0] == 0
    text = HEAD + "- numpy\n- scipy\n- a=1.0=py312h58c1407_0\n"
    disk.file.write_text(text)
    assert disk.run("environment.yml", "--add-ignores", REASON)[0] == 0
    assert disk.file.read_text() == text.replace("scipy", f"scipy  # envlint: ignore[loose-pin] {REASON}")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--add-ignores", ""], "--add-ignores needs a reason"),
        (["--add-ignores", "a\nb"], "--add-ignores needs a reason"),
        (["--add-ignores", "x", "--fix"], "--add-ignores goes without --fix"),
        (["--add-ignores", "x", "--no-ignores"], "without --no-ignores"),
        (["baseline", "--no-ignores"], "baseline goes without --no-ignores"),
    ],
)
def test_wrong_use(disk: Disk, argv: list[str], said: str) -> None:
    code, out, err = disk.run(*argv)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_one_item_that_takes_no_comment_does_not_cost_a_lint_for_each_other() -> None:
    items = [f"  - pkg{number}\n" for number in range(100)]
    source = Source(
        "environment.yml", "".join(["dependencies:\n", *items, "  - pkg1 # [win]\n", "  - &a pkg5\n", "  - *a\n"])
    )
    looks = 0

    def lint(each: Source) -> engine.Report:
        nonlocal looks
        looks += 1
        return engine.lint(each, ALL, Files({}))

    assert add(source, lint, lint, REASON).ignored
    assert looks < 40
