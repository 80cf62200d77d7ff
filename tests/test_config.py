"""The configuration: where it is found, what its keys take, how its faults are told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import pytest

from envlint.config import Config, ConfigError, Configs, Keys, Target, make
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
