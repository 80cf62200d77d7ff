"""The configuration at work: what it changes in a run, and what `envlint config` shows of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from envlint.config import Config, make
from envlint.registry import builtin_rules
from envlint.scope import Scope
from tests.fakes import RULES, Outcome, command_line

try:
    import tomllib
except ImportError:  # Python 3.10
    import tomli as tomllib

Cli = Callable[..., Outcome]

LOUD = "dependencies:\n  - A=1\n"
BOTH = "dependencies:\n  - A=1\n  - b\n"


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    return command_line(monkeypatch, capfdbinary)


def give(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def found(outcome: Outcome) -> list[str]:
    """Each finding of a run as `path rule`."""
    return [f"{each['path']} {each['rule']}" for each in json.loads(outcome.out)["diagnostics"]]


def test_severity(cli: Cli) -> None:
    give("a.yml", BOTH)
    give("envlint.toml", "[rules.loud-name]\nseverity = 'error'\n")
    outcome = cli("a.yml")
    assert "error: A=1 is loud [loud-name]" in outcome.out
    assert "warning: b has no version [loose-pin]" in outcome.out
    assert json.loads(cli("--output-format", "json").out)["summary"]["errors"] == 1
    assert "warning: A=1" in cli("--set", "rules.loud-name.severity=warning").out


def test_severity_turns_no_rule_on(cli: Cli) -> None:
    give("a.yml", "dependencies: [evil=1]\n")
    give("envlint.toml", "[rules.evil-package]\nseverity = 'error'\n")
    assert cli().code == 0


def test_extend_select(cli: Cli) -> None:
    give("a.yml", "dependencies: [A=1, b, evil=1]\n")
    for place in ("--extend-select=strict", "--set=extend-select=['evil-package']"):
        rules = found(cli("--output-format=json", place))
        assert [rule.split()[1] for rule in rules] == ["loud-name", "loose-pin", "evil-package"]
    give("envlint.toml", "ignore = ['loose-pin']")
    assert found(cli("--output-format=json", "--extend-select=loose-pin")) == ["a.yml loud-name", "a.yml loose-pin"]
    assert found(cli("--output-format=json", "--extend-select=pins")) == ["a.yml loud-name"]


def test_unknown_words_in_extend_select(cli: Cli) -> None:
    outcome = cli("--extend-select", "pin")
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no rule 'pin' (did you mean pins?)" in outcome.err


def test_per_file_ignores(cli: Cli) -> None:
    for path in ("a.yml", "old/b.yml", "old/deep/c.yml", "x/legacy.yml"):
        give(path, BOTH)
    give(
        "envlint.toml", "[per-file-ignores]\n'old/**' = ['packages']\n'legacy.yml' = ['all']\n'c.yml' = ['loose-pin']\n"
    )
    assert found(cli("--output-format=json")) == ["a.yml loud-name", "a.yml loose-pin", "old/b.yml loose-pin"]
    # That a rule was selected by name does not matter: here single files are spoken of.
    selected = found(cli("--output-format=json", "--select", "loud-name"))
    assert selected == ["a.yml loud-name"]


def test_a_file_that_cannot_be_read_is_passed_over_only_by_the_name_of_that(tmp_path: Path) -> None:
    text = "[per-file-ignores]\n'a.yml' = ['all', 'document']\n'b.yml' = ['syntax-error']\n"
    (tmp_path / "envlint.toml").write_text(text)
    scope = Scope(builtin_rules())

    def run_on(name: str) -> list[str]:
        return [rule.name for rule in scope.settings(str(tmp_path / name)).rules]

    assert run_on("a.yml") == ["syntax-error"]
    assert run_on("c.yml") == ["syntax-error", *run_on("b.yml")]
    assert len(run_on("c.yml")) > 10


def test_per_file_ignores_start_from_the_folder_of_their_file(cli: Cli) -> None:
    give("sub/envlint.toml", "[per-file-ignores]\n'old/*' = ['all']\n")
    for path in ("sub/old/a.yml", "sub/x/old/a.yml", "old/a.yml"):
        give(path, LOUD)
    assert found(cli("--output-format=json")) == ["old/a.yml loud-name", "sub/x/old/a.yml loud-name"]


def test_config_and_isolated(cli: Cli) -> None:
    give("envlint.toml", "ignore = ['all']")
    give("team/rules.toml", "exclude = ['old/**']\n[rules.loud-name]\nmessage = 'shouts'\n")
    give("a.yml", LOUD)
    give("old/a.yml", LOUD)
    assert cli().code == 0
    # Globs of a named file start from the current folder.
    assert "a.yml:2:5: warning: A=1 shouts" in cli("--config", "team/rules.toml").out
    assert "old/a.yml" not in cli("--config", "team/rules.toml").out
    assert "old/a.yml:2:5: warning: A=1 is loud" in cli("--isolated").out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--config", "none.toml"], "none.toml: no such file"),
        (["--config", "x.toml"], "x.toml: there is no key 'selekt' (did you mean select?)"),
        (["--config", ""], "--config is empty"),
        (["--config", "pyproject.toml"], "pyproject.toml: there is no table [tool.envlint]"),
        (["sub2"], "sub2/envlint.toml: [tool.envlint] is for pyproject.toml: here the keys stand without it"),
        (["--config", "sub2/envlint.toml"], "sub2/envlint.toml: [tool.envlint] is for pyproject.toml"),
        (["--config", "x.toml", "--isolated"], "--config names a configuration, --isolated asks for none"),
        (
            ["--set", "rules.loose-pi.level=minor"],
            "--set: rules: there is no rule 'loose-pi' (did you mean loose-pin?)",
        ),
        (["--set", "level"], "--set level: write KEY=VALUE"),
        (["config", "--config", "none.toml"], "none.toml: no such file"),
        (["config", "a", "b"], "config takes one path"),
        (["config", "sub"], "sub/envlint.toml: there is no key 'x'"),
    ],
)
def test_a_fault_is_one_line(cli: Cli, argv: list[str], said: str) -> None:
    give("a.yml", LOUD)
    give("x.toml", "selekt = []")
    give("sub/envlint.toml", "x = 1")
    give("sub2/a.yml", LOUD)
    give("sub2/envlint.toml", "[tool.envlint]\nselect = ['all']")
    give("pyproject.toml", "[project]\nname = 'envlint'\n[envlint]\n")
    outcome = cli(*argv)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert outcome.err.startswith("envlint: error: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("in_git", [False, True])
def test_include(cli: Cli, in_git: bool) -> None:
    for path in ("a.yml", "b.yml.txt", "conda/dev.yaml.in", "x/conda/dev.yaml.in", "sub/c.env", "d.env", "notes.txt"):
        give(path, LOUD)
    give("no/f.yml.txt", "text: of another kind\n")
    give("envlint.toml", "include = ['*.yml.txt', 'conda/*.yaml.in']")
    give("sub/envlint.toml", "include = ['*.env']")
    if in_git:
        subprocess.run(["git", "init", "-q"], check=True)
    assert found(cli("--output-format=json")) == [
        f"{path} loud-name" for path in ("a.yml", "b.yml.txt", "conda/dev.yaml.in", "sub/c.env")
    ]
    assert found(cli("--output-format=json", "sub")) == ["sub/c.env loud-name"]
    assert "passed over no/f.yml.txt: no line begins the key" in cli("--verbose").err
    assert found(cli("--output-format=json", "--isolated")) == ["a.yml loud-name"]
    assert found(cli("--output-format=json", "notes.txt")) == ["notes.txt loud-name"]


def test_exclude_goes_before_include(cli: Cli) -> None:
    give("a.yml.txt", LOUD)
    give("envlint.toml", "include = ['*.txt']\nexclude = ['a.*']")
    assert cli().code == 0
    assert cli("a.yml.txt").code == 0


def test_config_says_that_a_file_is_not_there(cli: Cli) -> None:
    give("a.yml", LOUD)
    code, out, err = cli("config", "nothere.yml")
    assert (code, err) == (0, "envlint: nothere.yml: no such file: this is what would hold for it\n")
    assert out.startswith("# for nothere.yml")
    for words in ([], ["."], ["a.yml"], ["-"]):
        assert cli("config", *words).err == ""


def test_config_shows_what_holds(cli: Cli) -> None:
    give(
        "envlint.toml", "ignore = ['pins']\n[per-file-ignores]\n'old/*' = ['loud-name']\n[rules.loud-name]\nmost = 7\n"
    )
    told = cli("config", "old/a.yml", "--set", "rules.loud-name.message=hm", "--ignore", "broken-rule")
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0] == "# for old/a.yml, from envlint.toml"
    assert 'select = ["default"]  # default' in lines
    assert 'ignore = ["pins", "broken-rule"]  # envlint.toml, --ignore' in lines
    assert 'per-file-ignores = {"old/*" = ["loud-name"]}  # envlint.toml' in lines
    assert lines[-1] == "# 0 rules are run: none"
    lines = cli("config", "a.yml", "--set", "rules.loud-name.message=hm").out.splitlines()
    assert "[rules.loud-name]" in lines
    assert "most = 7  # envlint.toml" in lines
    assert 'message = "hm"  # --set' in lines
    assert "strict = false  # default" in lines
    assert lines[-1] == "# 2 rules are run: broken-rule, loud-name"


def test_config_says_what_is_excluded(cli: Cli) -> None:
    give("envlint.toml", "exclude = ['old/']\n")
    give("old/a.yml", "dependencies: [a]\n")
    assert "# excluded: this path is never linted" in cli("config", "old/a.yml").out.splitlines()
    assert "excluded" not in cli("config", "new.yml").out


def test_config_shows_toml_that_means_the_same(cli: Cli) -> None:
    text = """\
select = ["all"]
exclude = ["a\\u001bb", 'c"d']
per-file-ignores = {"ü x" = ["pins"]}
[rules.loud-name]
severity = "error"
levels = {"a.b" = "x"}
orders = [["x"], []]
two-words = "y"
"""
    give("envlint.toml", text)
    config = make("", tomllib.loads(text), RULES)
    shown = cli("config").out
    assert "\x1b" not in shown
    again = make("", tomllib.loads(shown), RULES)
    assert (again.keys, again.options, again.severities) == (config.keys, config.options, config.severities)
    bare = make("", tomllib.loads(cli("config", "--isolated").out), RULES)
    assert bare.keys == Config().keys


def test_config_as_json(cli: Cli) -> None:
    give("pyproject.toml", "[tool.envlint]\nexclude = ['old/']\n[tool.envlint.rules.loud-name]\nlevels = {a = 'x'}\n")
    told = cli(
        "config",
        "old/a.yml",
        "--output-format=json",
        "--set",
        "rules.loud-name.levels.b=y",
        "--select",
        "pins,packages",
    )
    whole = json.loads(told.out)
    values = {".".join(each["key"]): (each["value"], each["from"]) for each in whole["values"]}
    assert (whole["version"], whole["path"], whole["config"], whole["excluded"]) == (
        1,
        "old/a.yml",
        "pyproject.toml",
        True,
    )
    assert whole["rules"] == ["loud-name", "evil-package", "loose-pin"]
    assert values["select"] == (["pins", "packages"], "--select")
    assert values["exclude"] == (["old/"], "pyproject.toml")
    assert values["targets"] == (["conda", "mamba"], "default")
    assert values["rules.loud-name.levels"] == ({"a": "x", "b": "y"}, "pyproject.toml, --set")


def test_config_masks_secrets(cli: Cli) -> None:
    give(
        "envlint.toml",
        "exclude = ['https://me:hunter22@host/']\n[rules.loud-name]\nlevels = {'https://a:sesame99@b/' = 'c'}\n",
    )
    for options in ([], ["--output-format=json"]):
        told = cli("config", *options).out
        assert "hunter22" not in told
        assert "sesame99" not in told
        assert "@host" in told


def test_nothing_in_a_path_drives_the_terminal(cli: Cli) -> None:
    give("a\x1b[2J\u202e/envlint.toml", "ignore = ['pins']")
    told = cli("config", "a\x1b[2J\u202e/x.yml").out
    assert not {"\x1b", "\u202e"}.intersection(told)
    assert 'ignore = ["pins"]  # a\\x1b[2J\\u202e/envlint.toml' in told
    bad = cli("config", "--set", "a\x1b\nb=1").err
    assert "\x1b" not in bad
    assert bad.count("\n") == 1


def test_a_folder_called_config(cli: Cli) -> None:
    give("config/a.yml", LOUD)
    assert cli("check", "config").out.startswith("config/a.yml:2:5")
