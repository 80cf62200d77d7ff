"""The configuration: where it is found, what its keys take, how its faults are told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import pytest

from envlint import __version__
from envlint.config import EVERY_RULE, Asked, Config, ConfigError, Configs, Keys, Target, make
from envlint.config.read import parse_settings
from envlint.config.values import hints_of
from envlint.registry import builtin_rules
from envlint.rule import TARGETS
from tests.fakes import RULES, Options


def test_every_key_is_documented() -> None:
    hints = get_type_hints(Keys, include_extras=True)
    assert hints
    for name, hint in hints.items():
        assert get_args(hint)[1:], f"{name} has no documentation"
        assert isinstance(hint, type(Annotated[int, ""]))


def test_targets_are_those_of_the_rules() -> None:
    assert get_args(Target) == TARGETS


def test_keys_are_converted() -> None:
    table = {"select": ["all"], "ignore": ["pins", "loud-name"], "targets": ["pixi"], "exclude": ["old/**"]}
    assert make("x.toml", table, RULES).keys == Keys(("all",), ("pins", "loud-name"), ("pixi",), ("old/**",))
    assert make("x.toml", {}, RULES).keys == Keys()


def test_rule_options_are_converted() -> None:
    table = {
        "message": "text",
        "strict": True,
        "most": 7,
        "allow": ["a", "b"],
        "levels": {"numpy": "minor"},
        "orders": [["x", "y"], ["z"]],
        "level": "all",
        "two-words": "x",
    }
    config = make("x.toml", {"rules": {"loud-name": table}}, RULES)
    assert config.options["loud-name"] == Options(
        "text", True, 7, ("a", "b"), {"numpy": "minor"}, (("x", "y"), ("z",)), "all", "x"
    )
    assert make("x.toml", {"rules": {"loud-name": {"most": 1}}}, RULES).options["loud-name"] == Options(most=1)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("selekt = []", "there is no key 'selekt' (did you mean select?)"),
        ("rule = {}", "there is no key 'rule' (did you mean rules?)"),
        ('select = "all"', 'select is "all", not a list of texts'),
        ("select = [1]", "select is [1], not a list of texts"),
        ('select = ["loud-nam"]', "select: there is no rule 'loud-nam' (did you mean loud-name?)"),
        ('ignore = ["pin"]', "ignore: there is no rule 'pin' (did you mean pins?)"),
        ('targets = ["condo"]', 'targets is ["condo"], not a list whose values are each one of "conda", "mamba"'),
        ("exclude = {}", "exclude is a table, not a list of texts"),
        ("rules = 1", "rules is 1, not a table"),
        ("[rules.loud]", "rules: there is no rule 'loud' (did you mean loud-name?)"),
        ("[rules]\nloud-name = true", "rules.loud-name is true, not a table"),
        ("[rules.loose-pin]\nx = 1", "rules.loose-pin: x: this rule has no options"),
        ("[rules.loud-name]\nmesage = 'x'", "rules.loud-name: there is no key 'mesage' (did you mean message?)"),
        ("[rules.loud-name]\ntwo_words = 'x'", "there is no key 'two_words' (did you mean two-words?)"),
        ("[rules.loud-name]\nmessage = 1", "rules.loud-name: message is 1, not a text"),
        ("[rules.loud-name]\nstrict = 1", "strict is 1, not true or false"),
        ("[rules.loud-name]\nmost = true", "most is true, not a whole number"),
        ("[rules.loud-name]\nmost = 1.5", "most is 1.5, not a whole number"),
        ("[rules.loud-name]\nallow = 'x'", 'allow is "x", not a list of texts'),
        ("[rules.loud-name]\nlevels = {a = 1}", "levels is a table, not a table of texts"),
        ("[rules.loud-name]\norders = ['a']", 'orders is ["a"], not a list of lists of texts'),
        ("[rules.loud-name]\nlevel = 'some'", 'level is "some", not one of "any", "all"'),
        ('targets = ["condo"]', "(did you mean conda?)"),
        ('targets = ["mamba", 7]', 'targets is ["mamba", 7], not a list whose values are each one of'),
        ("[rules.loud-name]\nlevel = {}", 'level is a table, not one of "any", "all"'),
        ("[rules.loud-name]\nlevel = ['any']", 'level is ["any"], not one of "any", "all"'),
        ('extend-select = ["loud-nam"]', "extend-select: there is no rule 'loud-nam' (did you mean loud-name?)"),
        ("extend_select = []", "there is no key 'extend_select' (did you mean extend-select?)"),
        ("include = 'x'", 'include is "x", not a list of texts'),
        ("per-file-ignores = ['a']", 'per-file-ignores is ["a"], not a table'),
        ("per-file-ignores = {'a/*' = 'pins'}", 'not a table of lists of texts: a/* is "pins"'),
        ("per-file-ignores = {'a/*' = ['pin']}", "per-file-ignores: a/*: there is no rule 'pin' (did you mean pins?)"),
        ("max-file-size = '4 MiB'", 'max-file-size is "4 MiB", not a whole number'),
        ("max-file-size = 4.5", "max-file-size is 4.5, not a whole number"),
        ("max-file-size = true", "max-file-size is true, not a whole number"),
        ("max-file-size = 0", "max-file-size is 0, not MiB from 1 on"),
        ("required-version = 1", "required-version is 1, not a text"),
        ("required-version = 'new'", 'required-version is "new", not versions such as ">=0.1,<2"'),
        ("required-version = '>=99'", 'required-version is ">=99", and this is envlint'),
        ("required-version = '>=99'\nkey-of-99 = 1", "required-version is"),
        ("required-version = '99.0'", "required-version is"),
        ("[rules.loose-pin]\nseverity = 'warn'", 'severity is "warn", not one of "error", "warning"'),
        ("[rules.loose-pin]\nseverity = 'off'", "ignore turns a rule off"),
        ("[rules.loose-pin]\nseverty = 'error'", "severty: this rule has no options (did you mean severity?)"),
        ("[rules.loud-name]\nseverty = 'error'", "there is no key 'severty' (did you mean severity?)"),
        ("[rules.loud-nam]\nseverity = 'error'", "rules: there is no rule 'loud-nam' (did you mean loud-name?)"),
        ("[rules]\nloose-pin = 'error'", 'rules.loose-pin is "error", not a table: write {severity = "error"}'),
        ("[rules]\nloose-pin = 'off'", 'not a table: ignore = ["loose-pin"] turns a rule off'),
        ("[rules.loud-name]\nlevels = {a = 1}", "not a table of texts: a is 1"),
        ("[rules.loud-name]\nlevel = 'an'", '"an", not one of "any", "all" (did you mean any?)'),
        ("select = [", "not valid TOML"),
        ("a = 1\na = 2", "not valid TOML"),
    ],
)
@pytest.mark.parametrize("name", ["envlint.toml", ".envlint.toml"])
def test_a_fault_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, said: str, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(toml)
    with pytest.raises(ConfigError) as fault:
        Configs(RULES).of("environment.yml")
    assert said in str(fault.value)
    assert str(fault.value).startswith(f"{name}: ")
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("tool = {envlint = 1}", "tool.envlint is 1, not a table"),
        ("[tool.envlint]\nselekt = []", "there is no key 'selekt'"),
        ("[tool.envlint", "not valid TOML"),
    ],
)
def test_a_fault_in_pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pyproject.toml").write_text(toml)
    with pytest.raises(ConfigError, match=r"pyproject\.toml") as fault:
        Configs(RULES).of("environment.yml")
    assert said in str(fault.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "envlint.toml").write_bytes(b'select = ["\xff"]')
    with pytest.raises(ConfigError, match="not valid TOML"):
        Configs(RULES).of(str(tmp_path / "environment.yml"))


def test_every_key_of_a_rule_is_documented_and_is_no_option_of_one() -> None:
    for rule in builtin_rules():
        assert EVERY_RULE.keys().isdisjoint(hints_of(rule.options)), rule.name
    assert all(get_args(hint)[1] for hint in EVERY_RULE.values())


def test_severities_are_apart_from_options() -> None:
    tables = {"loud-name": {"most": 1, "severity": "error"}, "loose-pin": {"severity": "warning"}}
    config = make("x.toml", {"rules": tables}, RULES)
    assert config.severities == {"loud-name": "error", "loose-pin": "warning"}
    assert config.options == {"loud-name": Options(most=1)}


@pytest.mark.parametrize("wanted", ["", __version__, ">=0.0.1", ">=0.0.1,<99", "!=99", f"=={__version__}"])
def test_a_version_that_fits(wanted: str) -> None:
    assert make("x.toml", {"required-version": wanted}, RULES).keys.required_version == wanted


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("ignore=['pins']", {"ignore": ["pins"]}),
        ("rules.loose-pin.level=minor", {"rules": {"loose-pin": {"level": "minor"}}}),
        ('rules.loose-pin.level = "minor"', {"rules": {"loose-pin": {"level": "minor"}}}),
        ("a.b=true", {"a": {"b": True}}),
        ("a=12", {"a": 12}),
        ("a={b = 1}", {"a": {"b": 1}}),
        ("a=>=0.1,<2", {"a": ">=0.1,<2"}),
        ("a=", {"a": ""}),
        ("a=x\nb=1", {"a": "x\nb=1"}),
        ("a=1\nb=1", {"a": "1\nb=1"}),
        ("a=b=c", {"a": "b=c"}),
        ("per-file-ignores.'a.b/**'=[]", {"per-file-ignores": {"a.b/**": []}}),
        ('per-file-ignores."a=b"=[]', {"per-file-ignores": {"a=b": []}}),
        ("rules.acme/policy.x=1", {"rules": {"acme/policy": {"x": 1}}}),
    ],
)
def test_a_setting_is_toml_or_a_text(text: str, table: dict[str, object]) -> None:
    assert parse_settings([text]) == table


def test_settings_are_one_table() -> None:
    assert parse_settings(["a.b=1", "a.c=2", "a.b=3", "d=4"]) == {"a": {"b": 3, "c": 2}, "d": 4}
    assert parse_settings(["a=1", "a.c=2"]) == {"a": {"c": 2}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level", "--set level: write KEY=VALUE"),
        ("=1", "--set =1: write KEY=VALUE"),
        ("a b=1", "write KEY=VALUE"),
        ("ignore=[pins]", "--set ignore=[pins]: not valid TOML"),
        ('ignore="pins', "not valid TOML"),
        ("ignore=pins", '--set: ignore is "pins", not a list of texts'),
        ("ignor=[]", "--set: there is no key 'ignor' (did you mean ignore?)"),
        ("rules.loud.most=1", "--set: rules: there is no rule 'loud' (did you mean loud-name?)"),
        ("rules.loud-name.most=x", '--set: rules.loud-name: most is "x", not a whole number'),
        ("required-version=0.1", "--set: required-version is 0.1, not a text"),
    ],
)
def test_a_fault_in_a_setting_is_one_line(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as fault:
        Configs(RULES, Asked(settings=(text,)))
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


def test_settings_go_over_each_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "envlint.toml").write_text("[rules.loud-name]\nmost = 7\nlevels = {a = 'x', b = 'y'}")
    configs = Configs(RULES, Asked(settings=("rules.loud-name.message=hm", "rules.loud-name.levels.a=z")))
    options = configs.of(str(tmp_path / "a" / "x.yml")).options["loud-name"]
    assert (options.most, options.message, options.levels) == (7, "hm", {"a": "z", "b": "y"})
    assert configs.of(str(tmp_path / "x.yml")).options["loud-name"] == Options(message="hm", levels={"a": "z"})


def test_one_file_for_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "envlint.toml").write_text("ignore = ['pins']")
    (tmp_path / "team.toml").write_text("ignore = ['packages']")
    (tmp_path / "pyproject.toml").write_text("[tool.envlint]\nignore = ['all']")
    file = str(tmp_path / "x.yml")

    def ignored(**asked: object) -> tuple[str, ...]:
        return Configs(RULES, Asked(**asked)).of(file).keys.ignore  # type: ignore[arg-type]

    assert ignored() == ("pins",)
    assert ignored(file=str(tmp_path / "team.toml")) == ("packages",)
    assert ignored(file=str(tmp_path / "pyproject.toml")) == ("all",)
    assert ignored(isolated=True) == ()
    assert ignored(isolated=True, settings=("ignore=['packages']",)) == ("packages",)
    assert ignored(file=str(tmp_path / "team.toml"), settings=("ignore=[]",)) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.toml", "no such file"),
        ("folder", "is a folder, not a file"),
        ("pyproject.toml", "there is no table [tool.envlint]"),
        ("faulty.toml", "there is no key 'selekt'"),
    ],
)
def test_a_named_file_must_be_a_configuration(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'envlint-user'")
    (tmp_path / "faulty.toml").write_text("selekt = []")
    with pytest.raises(ConfigError) as fault:
        Configs(RULES, Asked(file=str(tmp_path / name)))
    assert said in str(fault.value)
    assert name in str(fault.value)


def test_the_command_line_goes_over_the_keys() -> None:
    keys = Keys(("default",), ("pins", "loud-name"), ("pixi",), extend_select=("strict",))
    assert Asked().over(keys) == keys
    assert Asked(ignore=("packages",)).over(keys).ignore == ("pins", "loud-name", "packages")
    assert Asked(targets=("conda",)).over(keys).targets == ("conda",)
    more = Asked(extend_select=("pins",)).over(keys)
    assert (more.select, more.extend_select, more.ignore) == (("default",), ("strict", "pins"), ("loud-name",))
    other = Asked(select=("pins",), extend_select=("packages",), ignore=("loose-pin",)).over(keys)
    assert (other.select, other.extend_select, other.ignore) == (("pins",), ("packages",), ("loose-pin",))


def found(path: Path) -> tuple[str, tuple[str, ...]]:
    config = Configs(RULES).of(str(path))
    return Path(config.path).name if config.path else "", config.keys.ignore


def test_the_nearest_upwards(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.envlint]\nignore = ["pins"]\n')
    assert found(deep / "x.yml") == ("pyproject.toml", ("pins",))
    (tmp_path / "a" / "pyproject.toml").write_text("# mentions envlint\n[project]\nname = 'x'\n")
    assert found(deep / "x.yml") == ("pyproject.toml", ("pins",))
    (tmp_path / "a" / "envlint.toml").write_text("")
    assert found(deep / "x.yml") == ("envlint.toml", ())
    (tmp_path / "a" / ".envlint.toml").write_text('ignore = ["loud-name"]')
    assert found(deep / "x.yml") == (".envlint.toml", ("loud-name",))


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_it_stops_at_the_root_of_the_repository(tmp_path: Path, kind: str) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    (tmp_path / "envlint.toml").write_text('ignore = ["pins"]')
    if kind == "folder":
        (repository / ".git").mkdir()
    else:
        (repository / ".git").write_text("gitdir: elsewhere\n")
    assert found(repository / "x.yml") == ("", ())
    (repository / "envlint.toml").write_text('ignore = ["packages"]')
    assert found(repository / "x.yml") == ("envlint.toml", ("packages",))


def test_pyproject_is_parsed_only_where_it_names_envlint(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text("this is no TOML")
    assert found(tmp_path / "x.yml") == ("", ())


def test_a_folder_is_looked_at_once(tmp_path: Path) -> None:
    configs = Configs(RULES)
    (tmp_path / "envlint.toml").write_text('ignore = ["pins"]')
    first = configs.of(str(tmp_path / "x.yml"))
    (tmp_path / "envlint.toml").unlink()
    assert configs.of(str(tmp_path / "y.yml")) is first
    assert Configs(RULES).of(str(tmp_path / "y.yml")) == Config()


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")
@pytest.mark.parametrize("name", [".envlint.toml", "envlint.toml", "pyproject.toml"])
def test_a_pipe_or_device_of_that_name_is_never_opened(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir(".git")
    os.mkfifo(name)
    with pytest.raises(ConfigError, match=rf"^{name}: is a pipe \(FIFO\), not a file, and was not opened$"):
        Configs(RULES).of("a.yml")
    os.unlink(name)
    os.symlink("/dev/zero", name)
    with pytest.raises(ConfigError, match=f"^{name}: is a device, not a file, and was not opened$"):
        Configs(RULES).of("a.yml")
    os.unlink(name)
    os.mkdir(name)
    assert Configs(RULES).of("a.yml").path == ""


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_that_is_named_is_read() -> None:
    reading, writing = os.pipe()
    os.write(writing, b'ignore = ["pins"]')
    os.close(writing)
    assert Configs(RULES, Asked(file=f"/dev/fd/{reading}")).of("a.yml").keys.ignore == ("pins",)
    os.close(reading)
