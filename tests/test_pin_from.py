"""`envlint --fix --pin-from SOURCE`: what a run writes, says, and leaves alone."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

import pytest

from envlint import document as yaml
from envlint import engine, fixer
from envlint.cli import main
from envlint.diagnostic import SAFE, Edit, apply_edits
from envlint.drift import drifts
from envlint.environment import CondaItem, Environment, PipItem
from envlint.locks.belongs import locks_of
from envlint.locks.read import read
from envlint.pin_sources import prefix
from envlint.pin_sources.choose import PinFrom
from envlint.pypi import allows
from envlint.rule import Settings
from envlint.rules.pins.loose_pin import loose_pin
from envlint.source import Source
from envlint.testing import Files
from envlint.versions import CONDA, PIP, Installed, Package, versions_of
from tests.locks.samples import CONDA_LOCK
from tests.shared import shared
from tests.test_cli import give, stdin
from tests.test_pin_sources import LISTED, conda_installs, listed

ENV = """\
name: demo  # the one
channels: [conda-forge]
dependencies:
  - python=3.12
  - "numpy"   # arrays
  - scipy
  - pip
  - pip:
      - flask-cors[x] ; python_version > "3"
      - ./here
      - https://example.org/x-1.0-py3-none-any.whl
      - -e .
"""
PINNED = ENV.replace('"numpy"', '"numpy=1.24"').replace("-cors[x]", "-cors[x]==4.0.*")


class Outcome(NamedTuple):
    code: int
    out: str
    err: str
    text: str


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("repository"))
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    give(".git/HEAD", "")
    give("environment.yml", ENV)
    give("list.json", json.dumps(LISTED))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> object:
    def run(*argv: str) -> Outcome:
        code = main(["--select", "loose-pin", *argv])
        return Outcome(code, *capfd.readouterr(), Path("environment.yml").read_text())

    return run


class Run:
    """The type of the fixture `run`."""

    def __call__(self, *argv: str) -> Outcome: ...  # type: ignore[empty-body]


def test_pins_are_written(run: Run) -> None:
    """And nothing else: the comment, the quotes, the marker and what is no package from an index stay."""
    done = run("--fix", "--pin-from", "list.json", "environment.yml")
    assert done.text == PINNED
    assert done.err == "envlint: environment.yml: 1 not pinned: list.json has no scipy\n"
    assert done.code == 1
    assert "help: not pinned: list.json has no scipy" in done.out
    again = run("--fix", "--pin-from", "list.json", "environment.yml")
    assert again.text == PINNED


def test_exact_pins(run: Run) -> None:
    done = run("--fix", "--pin-from", "list.json", "--pin-level", "exact", "environment.yml")
    assert done.text == ENV.replace('"numpy"', '"numpy==1.24.3"').replace("-cors[x]", "-cors[x]==4.0.0")


def test_without_fix_the_findings_name_the_text(run: Run) -> None:
    done = run("--pin-from", "list.json", "environment.yml")
    assert "help: write `numpy=1.24`: list.json has 1.24.3" in done.out
    assert (done.code, done.err, done.text) == (1, "", ENV)


def test_diff_shows_and_writes_nothing(run: Run) -> None:
    done = run("--diff", "--pin-from", "list.json", "environment.yml")
    assert '+  - "numpy=1.24"   # arrays' in done.out
    assert "1 not pinned: list.json has no scipy" in done.err
    assert done.text == ENV


def test_quiet_says_findings_only(run: Run) -> None:
    assert run("--fix", "-q", "--pin-from", "list.json", "environment.yml").err == ""


def test_without_pin_from_there_is_no_fix(run: Run) -> None:
    assert run("--fix", "--unsafe-fixes", "environment.yml").text == ENV


def test_line_ends_and_byte_order_mark_stay(run: Run) -> None:
    give("environment.yml", b"\xef\xbb\xbf" + ENV.replace("\n", "\r\n").encode())
    run("--fix", "--pin-from", "list.json", "environment.yml")
    assert Path("environment.yml").read_bytes() == b"\xef\xbb\xbf" + PINNED.replace("\n", "\r\n").encode()


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, json.dumps(LISTED).encode())
    done = run("--fix", "--pin-from", "-", "environment.yml")
    assert done.text == PINNED
    assert done.err == "envlint: environment.yml: 1 not pinned: standard input has no scipy\n"


def test_what_is_ignored_or_tight_enough_stays(run: Run) -> None:
    text = ENV.replace("  - scipy", "  - scipy>=1,<2").replace("# arrays", "# envlint: ignore[loose-pin] any will do")
    give("environment.yml", text)
    give("list.json", json.dumps([*LISTED, listed("scipy", "1.11.1", "0", "conda-forge")]))
    assert run("--fix", "--pin-from", "list.json", "environment.yml").text == text.replace("[x] ;", "[x]==4.0.* ;")


def test_auto_takes_the_lock_of_each_file(run: Run) -> None:
    """Though a lock beside the file silences loose-pin without --pin-from."""
    give("conda-lock.yml", CONDA_LOCK)
    give("other/environment.yml", ENV)
    assert run("environment.yml").code == 0
    done = run("--fix", "--pin-from", "auto", "environment.yml", "other")
    assert '"numpy=2.1"' in done.text
    assert Path("other/environment.yml").read_text() == ENV
    assert done.err.splitlines() == [
        "envlint: environment.yml: 2 not pinned: conda-lock.yml has no scipy; conda-lock.yml has no flask-cors",
        "envlint: other/environment.yml: 3 not pinned: the file has no lock, and no environment of its name is active",
    ]


@pytest.mark.parametrize(("name", "pinned"), [("demo", True), ("other", False)])
def test_auto_takes_the_active_environment_of_the_files_name(
    name: str, pinned: bool, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "envs" / name
    conda_installs(root, "numpy", "1.24.3")
    monkeypatch.setenv("CONDA_PREFIX", f"{root}/")
    assert ('"numpy=1.24"' in run("--fix", "--pin-from", "auto", "environment.yml").text) == pinned


def test_the_active_environment_is_read_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "envs" / "demo"
    conda_installs(root, "numpy", "1.24.3")
    monkeypatch.setenv("CONDA_PREFIX", str(root))
    asked: list[str] = []
    packages = prefix.packages

    def counted(path: str) -> tuple[Package, ...]:
        asked.append(path)
        return packages(path)

    monkeypatch.setattr(prefix, "packages", counted)
    files = ("environment.yml", "other/environment.yml")
    give(files[1], ENV)
    run("--fix", "--pin-from", "auto", *files)
    assert all('"numpy=1.24"' in Path(each).read_text() for each in files)
    assert asked == [str(root)]


def test_a_prefix(run: Run, tmp_path: Path) -> None:
    conda_installs(tmp_path, "numpy", "1.24.3")
    assert '"numpy=1.24"' in run("--fix", "--pin-from", str(tmp_path), "environment.yml").text


def test_a_file_whose_rules_do_not_pin(run: Run) -> None:
    done = run("--fix", "--ignore", "loose-pin", "--pin-from", "list.json", "environment.yml")
    assert done.text == ENV
    assert done.err == "envlint: environment.yml: nothing is pinned: loose-pin is not among the rules of this file\n"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("gone.yml", "--pin-from gone.yml: No such file or directory"),
        ("a\0b", "--pin-from a"),
        (".", ". is no conda environment: it has no folder conda-meta"),
        ("environment.yml", "environment.yml has no exact version: `conda env export` writes them, but not"),
        ("torn.json", "torn.json is no whole JSON"),
    ],
)
def test_a_source_that_is_not_wholly_understood(source: str, message: str, run: Run) -> None:
    give("torn.json", json.dumps(LISTED)[:-1])
    done = run("--fix", "--pin-from", source, "environment.yml")
    assert (done.code, done.text, done.out) == (2, ENV, "")
    assert done.err.startswith(f"envlint: error: {message}")
    assert done.err.count("\n") == 1


def test_a_lock_that_cannot_be_had_keeps_its_file_from_being_written(run: Run) -> None:
    Path("locks").mkdir()
    give("envlint.toml", '[locks]\n"environment.yml" = ["locks/gone.lock"]\n')
    done = run("--fix", "--pin-from", "auto", "environment.yml")
    assert (done.code, done.text) == (2, ENV)
    assert "the lock locks/gone.lock cannot be read" in done.err


def test_a_broken_lock_keeps_its_file_from_being_written_and_no_other(run: Run) -> None:
    give("conda-lock.yml", CONDA_LOCK[: CONDA_LOCK.index("  url")])
    give("other/environment.yml", ENV)
    give("other/conda-lock.yml", CONDA_LOCK)
    done = run("--fix", "--pin-from", "auto", "environment.yml", "other/environment.yml")
    assert (done.code, done.text) == (2, ENV)
    assert "error: environment.yml: nothing was done with it: conda-lock.yml is not whole" in done.err
    assert '"numpy=2.1"' in Path("other/environment.yml").read_text()


def test_a_source_does_not_drive_the_terminal(run: Run) -> None:
    give("list.json", json.dumps([{**LISTED[0], "version": "1\x1b[31m.2"}]))
    assert "\x1b" not in run("--fix", "--pin-from", "list.json", "environment.yml").err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--pin-from", ""], "--pin-from is empty"),
        (["--pin-level", "exact"], "--pin-level goes with --pin-from"),
        (["--pin-from", "auto", "--pin-level", "major"], "--pin-level is minor or exact, not 'major'"),
        (["--pin-from", "-", "-"], "standard input cannot be linted and pinned from at once"),
        (["--pin-from", "auto", "--add-ignores", "x"], "--add-ignores goes without --pin-from"),
        (["baseline", "--pin-from", "auto"], "baseline writes down what is found and mends nothing"),
    ],
)
def test_wrong_use(argv: list[str], message: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert capfd.readouterr().err.startswith(f"envlint: error: {message}")


def test_a_plain_run_reads_no_source(run: Run) -> None:
    give("conda-lock.yml", "package: [")
    assert run("--fix", "environment.yml").code == 0


@pytest.mark.parametrize("level", ["minor", "exact"])
def test_real_files_keep_all_else(level: str) -> None:
    """Every package of a file is there, in some version; all that can be pinned is, and nothing else changes."""
    paths = sorted(each for each in shared("corpus/environments").rglob("*") if each.is_file())[::12]
    pins = 0
    for path in paths:
        source = Source.decode("environment.yml", path.read_bytes())
        env = Environment(yaml.parse(source))
        if env.fault:
            continue
        settings = Settings((loose_pin,), versions=versions_of("a.lock", invented(env), level))

        def lint(each: Source, settings: Settings = settings) -> engine.Report:
            return engine.lint(each, settings, Files({}))

        found = lint(source).diagnostics
        assert all(each.fix.applicability == SAFE for each in found if each.fix)
        fixed = fixer.fix(source, lint)
        assert not fixed.faults
        assert not fixed.held_back
        assert not [each for each in fixed.report.diagnostics if each.fix], path
        assert fixer.fix(fixed.report.source, lint).report.source.text == fixed.report.source.text
        assert settings.versions
        after = Environment(yaml.parse(fixed.report.source))
        before_items: tuple[CondaItem | PipItem, ...] = (*env.conda, *env.pip)
        for old, new in zip(before_items, (*after.conda, *after.pip), strict=True):
            if old.text != new.text:
                pins += 1
                assert is_met(new, settings.versions.conda, settings.versions.pip), (path, old.text, new.text)
        assert outside_items(env) == outside_items(after), path
    assert pins > 200


def test_real_locks() -> None:
    """Each file that has a lock beside it in its repository, laid out as it is there."""
    sources = shared("corpus/SOURCES.tsv").read_text().splitlines()[1:]
    pins = 0
    for name, repository, _, path in (line.split("\t") for line in sources):
        own = shared("corpus/neighbours") / repository.replace("/", "__") / Path(path).parent
        file = shared("corpus/environments") / name
        if not own.is_dir() or not file.is_file():
            continue
        around = {each.name: each.read_text("utf-8", "replace") for each in own.iterdir() if each.is_file()}
        source, project = Source.decode(Path(path).name, file.read_bytes()), Files(around)
        versions = PinFrom("auto", "minor", None, {}).versions(source, project)
        settings = Settings((loose_pin,), versions=versions)

        def lint(each: Source, settings: Settings = settings, project: Files = project) -> engine.Report:
            return engine.lint(each, settings, project)

        fixed = fixer.fix(source, lint)
        assert not fixed.faults
        pins += len(fixed.applied)
        after = Environment(yaml.parse(fixed.report.source))
        locks = [read(each, around[each].encode()) for each in locks_of(source.path, project)]
        assert not locks or len(list(drifts(after, locks, lambda *_: False))) <= len(
            list(drifts(Environment(yaml.parse(source)), locks, lambda *_: False))
        ), f"{name}: its lock satisfies it less than before"
    assert pins > 50


def invented(env: Environment) -> list[Package]:
    """A version of each package, always the same for its name."""
    found = []
    items: tuple[CondaItem | PipItem, ...] = (*env.conda, *env.pip)
    for item in items:
        chance = random.Random(item.name)
        parts = [str(chance.randrange(0, 30)) for _ in range(chance.choice((1, 2, 3, 3, 3, 4)))]
        version = ".".join(parts) + chance.choice(("", "", "", "rc1", ".post1"))
        found.append(Package(CONDA if isinstance(item, CondaItem) else PIP, item.name, Installed(version)))
    return found


def is_met(item: CondaItem | PipItem, conda: object, pip: object) -> bool:
    versions = conda if isinstance(item, CondaItem) else pip
    assert isinstance(versions, dict)
    (there,) = versions[item.name]
    if isinstance(item, PipItem):
        return allows(item.line.clauses, there.version) is True
    return item.spec.versions is not None and item.spec.versions.matches(there.version)


def outside_items(env: Environment) -> str:
    """The text of a file without its packages."""
    spans = {item.span for item in (*env.conda, *env.pip)}
    return apply_edits(env.text, [Edit(span.start, span.end, "") for span in sorted(spans)])
