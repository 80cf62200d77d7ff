"""Requirements files that environment files include: what is linted, where, and how often."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envlint import cli as command
from envlint import engine, fixer
from envlint.registry import builtin_rules
from envlint.requirements import Requirements, decode, document
from envlint.rule import REQUIREMENTS, Settings
from envlint.source import MAX_BYTES, Source
from envlint.testing import Files
from tests.fakes import Outcome, command_line
from tests.repository import Repository

Cli = Callable[..., Outcome]

HEAD = "name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n  - pip\n  - pip:\n"
ENVIRONMENT = HEAD + "      - -r requirements.txt\n"
SETTINGS = Settings(builtin_rules())


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    """The command line with the rules as they are, in a folder with `.git`."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    run = command_line(monkeypatch, capfdbinary)
    monkeypatch.setattr(command, "builtin_rules", builtin_rules)
    return run


def give(files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def found(outcome: Outcome) -> list[str]:
    """`path:line rule` of each finding, as --output-format concise tells it."""
    lines = (line.split(": ") for line in outcome.out.splitlines() if line.endswith("]"))
    return [f"{place.rpartition(':')[0]} {rest[-1].rpartition('[')[2][:-1]}" for place, *rest in lines]


def lint(cli: Cli, *arguments: str) -> list[str]:
    return found(cli("--output-format", "concise", *arguments))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("requests=2.32.3", "invalid-requirement"),
        ("numpy<1,>2", "contradictory-pins"),
        ("numpy>=1\nnumpy<9", "duplicate-package"),
        ("git+https://github.com/example/tool.git", "unpinned-vcs"),
        ("--extra-index-url https://packages.example.org/simple", "extra-index-url"),
        ("--trusted-host pypi.org", "insecure-url"),
        ("--index-url https://build:s3cr3ts3cr3t@pypi.example.org/simple", "exposed-secret"),
        ("-r missing.txt", "missing-requirements-file"),
        ("-r requirements.txt", "circular-requirements"),
        ("requests  # envlint: ignore[unpinned-vcs]", "unused-ignore"),
        ("requests  # envlint: ignore[unpinned-vcs, loose-pin]", "unused-ignore"),
        ("--index-url https://download.pytorch.org/whl/cu118\ntimm==1.0.9", "narrow-index"),
    ],
)
def test_pip_rules_speak_in_the_included_file(cli: Cli, line: str, rule: str) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": f"rich==13.9.4\n{line}\n"})
    assert {each.partition(" ")[0].partition(":")[0] for each in lint(cli, ".")} == {"requirements.txt"}
    assert [each.partition(" ")[2] for each in lint(cli, ".")] == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "requests",  # a project's own list is loose on purpose
        "torch==2.5.1",
        "tensorflow-gpu==2.10.1",
        "-e .",
        "numpy==2.1.3 \\\n    --hash=sha256:" + 64 * "0",
        "-r https://example.org/base.txt",
        "-r ${WHERE}/base.txt",
        "-r ../../outside.txt",
        "-r /etc/hostname",
        "{{ cookiecutter.project }}",
        "# -r missing.txt",
        "requests=2.32.3  # envlint: ignore[invalid-requirement] as it was",
        "# envlint: ignore[invalid-requirement] as it was\nrequests=2.32.3",
    ],
)
def test_what_is_no_fault_there(cli: Cli, line: str) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": f"rich==13.9.4\n{line}\n"})
    rules = [] if "cookiecutter" not in line else ["requirements.txt:2 invalid-requirement"]
    assert lint(cli, ".") == rules


def test_each_file_once_however_many_include_it(cli: Cli) -> None:
    give(
        {
            "a.yml": ENVIRONMENT,
            "b.yml": ENVIRONMENT.replace("-r", "-c"),
            "ci/c.yml": ENVIRONMENT.replace("requirements.txt", "../requirements.txt"),
            "requirements.txt": "-r more/base.txt\nrequests=1\n",
            "more/base.txt": "-c ../requirements.txt\nrich=1\n",
        }
    )
    wanted = ["requirements.txt:2 invalid-requirement", "more/base.txt:2 invalid-requirement"]
    assert [each for each in lint(cli, ".") if "circular" not in each] == wanted
    assert [each for each in lint(cli, ".") if "circular" in each] == ["requirements.txt:1 circular-requirements"]


def test_what_is_included_comes_behind_what_includes_it(cli: Cli) -> None:
    give(
        {
            "environment.yml": ENVIRONMENT,
            "requirements.txt": "-r a.txt\n-r b.txt\nrich=1\n",
            "a.txt": "-c c.txt\nrich=1\n",
            "b.txt": "-r c.txt\nrich=1\n",
            "c.txt": "rich=1\n",
        }
    )
    files = [each.partition(":")[0] for each in lint(cli, "environment.yml")]
    assert files == ["requirements.txt", "a.txt", "c.txt", "b.txt"]


def test_it_is_fixed_only_when_it_is_named_or_found_itself(cli: Cli) -> None:
    files: dict[str, str | bytes] = {"environment.yml": ENVIRONMENT, "requirements.txt": "requests=1  # why\r\n"}
    give(files)
    outcome = cli("--fix", "environment.yml")
    assert (outcome.code, Path("requirements.txt").read_bytes()) == (1, b"requests=1  # why\r\n")
    assert "fixable" not in outcome.out
    for arguments in (["requirements.txt"], ["environment.yml", "requirements.txt"], ["requirements.txt", "."]):
        give(files)
        assert cli("--fix", *arguments).code == 0
        assert Path("requirements.txt").read_bytes() == b"requests==1  # why\r\n"
    give({**files, "envlint.toml": 'include = ["requirements*.txt"]\n'})
    assert cli("--fix", ".").code == 0
    assert Path("requirements.txt").read_bytes() == b"requests==1  # why\r\n"


def test_a_file_that_no_environment_includes_is_passed_over(cli: Cli) -> None:
    give({"requirements.txt": "requests=1\n", "environment.yml": HEAD + "      - -r other.txt\n", "other.txt": ""})
    outcome = cli("requirements.txt", "--verbose")
    assert outcome.code == 0
    assert "passed over requirements.txt" in outcome.err


def test_a_named_file_is_looked_for_in_the_folders_above(cli: Cli) -> None:
    give({"environment.yml": HEAD + "      - -r pip/all.txt\n", "pip/all.txt": "-r dev.txt\n", "pip/dev.txt": "a=1\n"})
    assert lint(cli, "pip/dev.txt") == ["pip/dev.txt:1 invalid-requirement"]


def test_named_files_of_one_environment(cli: Cli) -> None:
    lines = "      - -r a.txt\n      - -c b.txt\n"
    give({"environment.yml": HEAD + lines, "a.txt": "a=1\n", "b.txt": "b=1\n", "c.txt": "c=1\n"})
    assert lint(cli, "a.txt", "b.txt", "c.txt") == ["a.txt:1 invalid-requirement", "b.txt:1 invalid-requirement"]


def test_an_excluded_environment_includes_nothing(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "a=1\n"})
    assert lint(cli, "requirements.txt") == ["requirements.txt:1 invalid-requirement"]
    give({"envlint.toml": 'exclude = ["environment.yml"]\n'})
    assert lint(cli, "requirements.txt") == []


def test_what_a_condarc_names_is_not_included(cli: Cli) -> None:
    give({".condarc": "channels: [a]\ndependencies:\n- pip:\n  - -r requirements.txt\n", "requirements.txt": "a=1\n"})
    assert [each for each in lint(cli, ".condarc", "requirements.txt") if "requirements" in each] == []


def test_nothing_outside_the_repository_is_opened(cli: Cli, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.txt"
    outside.write_text("requests=1\n")
    give({"environment.yml": HEAD + f"      - -r ../{outside.name}\n      - -r {outside}\n      - -r link.txt\n"})
    Path("link.txt").symlink_to(outside)
    assert [each for each in lint(cli, ".") if "environment.yml" not in each] == []


def test_excluded_files_are_not_linted(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "a=1\n", "envlint.toml": 'exclude = ["*.txt"]\n'})
    assert lint(cli, ".") == []


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        ("# -*- coding: latin-1 -*-\nrich==13  # f\xfcr uns\n".encode("latin-1"), []),
        ("rich==13  # f\xfcr uns\n".encode("latin-1"), ["requirements.txt:1 syntax-error"]),
        (b"\xef\xbb\xbfrich=13\n", ["requirements.txt:1 invalid-requirement"]),
        ("\ufeffrich=13\n".encode("utf-16-le"), ["requirements.txt:1 invalid-requirement"]),
        (b"a==1\r\nrich=13\r\n", ["requirements.txt:2 invalid-requirement"]),
        (b"a==1\rrich=13", ["requirements.txt:2 invalid-requirement"]),
        (b"", []),
        (b"\\", []),
    ],
)
def test_encodings_and_line_ends(cli: Cli, content: bytes, rules: list[str]) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": content})
    assert lint(cli, ".") == rules


def test_a_named_encoding_is_kept_by_a_fix(cli: Cli) -> None:
    before = "# coding: cp1252\nrich=13  # f\xfcr uns\n"
    give({"environment.yml": ENVIRONMENT, "requirements.txt": before.encode("cp1252")})
    assert cli("--fix", "requirements.txt").code == 0
    assert Path("requirements.txt").read_bytes() == before.replace("=", "==").encode("cp1252")


def test_a_last_line_without_an_end_is_split(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "rich==13\r\n-f x -f y"})
    assert cli("--fix", "--unsafe-fixes", "requirements.txt").code == 0
    assert Path("requirements.txt").read_bytes() == b"rich==13\r\n-f x\r\n-f y"


def test_a_baseline_holds_them(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "requests=1\n"})
    assert cli("baseline").code == 0
    assert "requirements.txt" in Path(".envlint-baseline.json").read_text()
    assert lint(cli, ".") == []
    give({"requirements.txt": "rich=1\nrequests=1\n"})
    assert lint(cli, ".") == ["requirements.txt:1 invalid-requirement"]


def test_since_looks_at_what_changed(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / ".git").rmdir()
    repository = Repository(tmp_path)
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "requests=1\n", "other.yml": HEAD + "      - rich==13\n"})
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "start")
    assert lint(cli, "--since", "HEAD", ".") == []
    give({"requirements.txt": "requests=1\nrich=1\n"})
    assert lint(cli, "--since", "HEAD", ".") == ["requirements.txt:2 invalid-requirement"]
    assert lint(cli, "--since", "HEAD", "requirements.txt") == ["requirements.txt:2 invalid-requirement"]


def test_since_reads_the_encoding_of_what_was_there(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / ".git").rmdir()
    repository = Repository(tmp_path)
    latin = "# -*- coding: latin-1 -*-\n# é\nrequests=1\n".encode("latin-1")
    give({"environment.yml": ENVIRONMENT, "requirements.txt": latin})
    repository.commit()
    give({"requirements.txt": latin + b"rich=1\n"})
    assert lint(cli, "--since", "HEAD", ".") == ["requirements.txt:4 invalid-requirement"]


def test_other_formats_name_the_file(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "pip/x.txt": "", "requirements.txt": "a==1\nrequests=1\n"})
    (told,) = json.loads(cli("--output-format", "json", ".").out)["diagnostics"]
    assert (told["path"], told["line"], told["subject"]) == ("requirements.txt", 2, "pip/requests")
    log = json.loads(cli("--output-format", "sarif", ".").out)
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "requirements.txt"


def test_ignores_are_added_to_a_named_file(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "git+https://github.com/a/b\n"})
    assert cli("--add-ignores", "for now", "requirements.txt").code == 0
    assert Path("requirements.txt").read_text() == (
        "git+https://github.com/a/b  # envlint: ignore[unpinned-vcs] for now\n"
    )
    assert lint(cli, ".") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a==1\nA==1\n", "a==1\n"),
        ("torch --index-url https://x.example.org/simple\nb==1", None),
        ("a=1 \\\n  --hash=sha256:00\n", "a==1 \\\n  --hash=sha256:00\n"),
        ("a\\\n=1\n", "a\\\n==1\n"),
        ("a==1 --pre\n", "--pre\na==1\n"),
        ("b==1\x0ca==1\nA==1\x0cc==2\n", None),
    ],
)
def test_fixes_keep_the_rest(before: str, after: str | None) -> None:
    source = Source("r.txt", before).of_kind(REQUIREMENTS)
    outcome = fixer.fix(source, lambda each: engine.lint(each, SETTINGS, Files({})), unsafe=True)
    assert not outcome.faults
    if after is not None:
        assert outcome.report.source.text == after


LINES = st.sampled_from(
    [
        "a=1",
        "a==1",
        "A==1",
        "-r r.txt",
        "-c x",
        "b --pre",
        "git+https://h/x",
        "# c",
        "\\",
        " \\",
        "--hash=x",
        "é",
        "\0",
        "",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\\\n", "\x0c", " # envlint: ignore[loose-pin]\n"])
TEXTS = st.lists(st.tuples(LINES, ENDS), max_size=8).map(lambda parts: "".join(map("".join, parts)))


@given(st.one_of(st.binary(max_size=60), TEXTS.map(str.encode)))
def test_lint_and_fix_never_fail(data: bytes) -> None:
    source = decode("r.txt", data)
    files = Files({"r.txt": source.text})

    def lint(each: Source) -> engine.Report:
        return engine.lint(each, SETTINGS, files)

    report = lint(source)
    assert not report.crashes, report.crashes[0].traceback
    for each in report.diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(source.text)
    outcome = fixer.fix(source, lint, unsafe=True)
    assert not outcome.faults, (source.text, outcome.faults)
    fixed = outcome.report.source
    assert fixer.fix(fixed, lint, unsafe=True).report.source.text == fixed.text
    if not source.fault:
        assert len(Requirements(document(source)).pip) == len(document(source).root.entries)  # type: ignore[union-attr]


def test_a_fix_of_a_file_that_was_not_named_says_how_to_have_it(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "requests=2.32.3\n"})
    assert "Write `requests==2.32.3` (--fix, where this file is named)" in cli("environment.yml").out
    assert "Write `requests==2.32.3` (--fix)" in cli("environment.yml", "requirements.txt").out


def test_the_largest_file_is_configured(cli: Cli) -> None:
    give({"environment.yml": ENVIRONMENT, "requirements.txt": "#" * MAX_BYTES + "\nrequests=1\n"})
    for named in (".", "environment.yml", "requirements.txt"):
        assert lint(cli, named, "--set", "max-file-size=5") == ["requirements.txt:2 invalid-requirement"]
        assert lint(cli, named) == ["requirements.txt:1 syntax-error"]
    assert "larger than 4 MiB and was not read" in cli(".").out and "a requirements file holds" in cli(".").out
    assert cli("--fix", "requirements.txt").code == 1
    assert Path("requirements.txt").stat().st_size == MAX_BYTES + len("\nrequests=1\n")


def test_a_large_file_is_none_of_ours_where_nobody_includes_it(cli: Cli) -> None:
    give({"environment.yml": HEAD + "      - rich==13.9.4\n", "requirements.txt": "#" * MAX_BYTES + "\nrequests=1\n"})
    assert lint(cli, "requirements.txt") == []


def test_nothing_is_said_of_a_circle_where_the_files_around_are_not_known() -> None:
    source = decode("r.txt", b"-r r.txt\nrequests=1\n")
    report = engine.lint(source, SETTINGS, None)
    assert not report.crashes
    assert [each.rule for each in report.diagnostics] == ["invalid-requirement"]
    known = engine.lint(source, SETTINGS, Files({"r.txt": source.text}))
    assert [each.rule for each in known.diagnostics] == ["circular-requirements", "invalid-requirement"]


def test_a_large_file_is_read_in_no_encoding() -> None:
    source = decode("r.txt", b"# -*- coding: latin-1 -*-\n" + b"\xe9=1\n" * 9, 40)
    assert source.kind == REQUIREMENTS and source.fault and "larger" in source.fault.message
