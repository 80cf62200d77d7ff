"""Plugins: found without cost, loaded with care, and no rule of theirs is a lesser one."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import envlint
from envlint import engine, fixer
from envlint.docs import render_rule
from envlint.plugins import Plugins, find_plugins
from envlint.registry import builtin_rules
from envlint.rule import Invalid, Settings
from envlint.source import Source
from tests.fakes import Outcome, command_line, loud_name

Cli = Callable[..., Outcome]

HEAD = """
from collections.abc import Mapping
from typing import NamedTuple
from envlint.diagnostic import ERROR, WARNING, Diagnostic, Edit, Fix, Related, safe, unsafe
from envlint.rule import Invalid, Rule, Valid, rule
from envlint.source import Span
"""

# A rule in the vendor's group with a fix and an option, and one in a group of envlint's that is not in the default.
GOOD = (
    HEAD
    + '''
class Options(NamedTuple):
    word: str = "loud"

@rule("acme/loud-name", group="acme", severity=WARNING, since="1.0", options=Options,
      valid=[Valid("dependencies: [a=1]\\n")],
      invalid=[Invalid("dependencies: [A=1]\\n", under="A=1", fixed="dependencies: [a=1]\\n")])
def loud_name(env, ctx):
    """A name is loud. It hurts."""
    for item in env.conda:
        if item.text != item.text.lower():
            change = safe("Whisper", item.replace(item.text.lower()))
            yield item.report(f"`{item.text}` is {ctx.options.word}", fix=change)

@rule("acme/evil", group="packages", severity=ERROR, since="1.0", preset="strict")
def evil(env, ctx):
    """A package is evil."""
    for item in env.conda:
        if item.name == "evil":
            yield item.report("evil")

RULES = (loud_name, evil)
'''
)


class Site:
    """A folder on sys.path that plugins are installed into."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()

    def install(self, code: str, points: str = "acme = {module}:RULES", *, package: str = "acme_rules") -> None:
        """A package with one module, and an entry point into it."""
        module = f"plugin_{self.folder.parent.name}_{package}".replace("-", "_")
        (self.folder / f"{module}.py").write_text(code)
        self.declare(f"[envlint.rules]\n{points.format(module=module)}\n", f"{package}-1.2.dist-info")

    def declare(self, entry_points: str, folder: str) -> None:
        (self.folder / folder).mkdir(parents=True)
        (self.folder / folder / "entry_points.txt").write_text(entry_points)

    def found(self) -> Plugins:
        return find_plugins([str(self.folder)])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    before = set(sys.modules)
    site = Site(tmp_path / "site")
    monkeypatch.syspath_prepend(site.folder)
    yield site
    for name in set(sys.modules) - before:
        if name.startswith("plugin_"):
            del sys.modules[name]


@pytest.fixture
def cli(site: Site, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Cli:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here" / ".git").mkdir()
    return command_line(monkeypatch, capfdbinary)


def give(text: str, path: str = "environment.yml") -> Path:
    Path(path).write_text(text)
    return Path(path)


def test_an_example_may_hold_a_fence_and_a_rule_of_ours_may_not_break() -> None:
    """The fence around it is longer; what breaks in a plugin's example is told by its own tests."""
    page = render_rule(loud_name._replace(invalid=(Invalid("# ```\ndependencies: [A]\n", under="A"),)))
    assert "````yaml\n# ```\ndependencies: [A]\n````\n" in page

    def breaks(env: object, ctx: object) -> Iterator[object]:
        raise ZeroDivisionError
        yield

    broken = loud_name._replace(check=breaks)
    assert "# loud-name" in render_rule(broken._replace(origin="acme 1.0"))
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        render_rule(broken)


def test_the_rules_of_an_entry_point_know_where_they_come_from(site: Site) -> None:
    site.install(GOOD)
    rules, broken = site.found()
    assert [(rule.name, rule.origin) for rule in rules] == [
        ("acme/loud-name", "acme-rules 1.2"),
        ("acme/evil", "acme-rules 1.2"),
    ]
    assert broken == ()


@pytest.mark.parametrize("value", ["{module}:evil", "{module}:RULES", "{module}:LIST"])
def test_an_entry_point_names_a_rule_or_some(site: Site, value: str) -> None:
    site.install(GOOD + "LIST = [evil]\n", f"acme = {value}")
    rules, broken = site.found()
    assert "acme/evil" in [rule.name for rule in rules]
    assert broken == ()


def test_what_is_not_there_or_not_a_folder_is_passed_over(site: Site, tmp_path: Path) -> None:
    site.install(GOOD)
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("b-1.dist-info/entry_points.txt", "[envlint.rules]\nb = b:RULES\n")
    (site.folder / "file.dist-info").write_text("")
    (site.folder / "none.dist-info").mkdir()
    (site.folder / "odd.dist-info" / "entry_points.txt").mkdir(parents=True)
    site.declare("[console_scripts]\nenvlint = envlint:main\n", "other-1.dist-info")
    odd: list[object] = [None, 3, b"/", Path(), "/no/such/folder", "a\0b", str(archive), site.folder, str(site.folder)]
    rules, broken = find_plugins(odd)  # type: ignore[arg-type]
    assert len(rules) == 2
    assert broken == ()


def test_the_first_of_two_copies_on_the_path_counts(site: Site, tmp_path: Path) -> None:
    site.install(GOOD)
    other = Site(tmp_path / "other")
    other.declare("[envlint.rules]\nacme = no_such_module:RULES\n", "Acme-Rules-0.9.egg-info")
    folder = other.folder / "Acme-Rules-0.9.egg-info"
    folder.rename(other.folder / "Acme_Rules-0.9-py3.11.egg-info")
    assert find_plugins([str(site.folder), str(other.folder)]).broken == ()
    assert "Acme".lower() in find_plugins([str(other.folder)]).broken[0].message


def test_we_are_no_plugin_of_our_own() -> None:
    assert not [rule for rule in find_plugins().rules if rule.origin.startswith("conda-envlint")]


ONE = (
    '@rule("acme/one", group="acme", severity=WARNING, since="1")\ndef one(env, ctx):\n    "One."\n    yield from ()\n'
)


@pytest.mark.parametrize(
    ("code", "points", "said"),
    [
        ("raise RuntimeError('kaboom')", "acme = {module}:RULES", ": RuntimeError while it was im"),
        ("import sys; sys.exit(3)", "acme = {module}:RULES", "SystemExit while it was imported"),
        ("def broken(:", "acme = {module}:RULES", "SyntaxError while it was imported"),
        ("", "acme = {module}:RULES", "AttributeError while it was imported"),
        ("", "acme = no_such_module_there:RULES", "ModuleNotFoundError while it was imported"),
        ("", "acme", "its entry_points.txt cannot be read"),
        ("RULES = ()", "acme = {module}:RULES", "it names no rule"),
        ("def RULES(env, ctx): yield", "acme = {module}:RULES", "is no rule: a rule is a function under @rule(...)"),
        ("", "acme = {module}", "is no rule"),
        (ONE.replace("acme/one", "one"), "acme = {module}:one", "the rule one must be called acme/…"),
        (ONE.replace("acme/one", "loose-pin"), "acme = {module}:one", "the rule loose-pin must be called acme/…"),
        (ONE, "other = {module}:one", "the rule acme/one must be called other/…"),
        (ONE.replace("acme/one", "acme/One"), "acme = {module}:one", "a rule is called 'acme/One': write vendor/rule"),
        (ONE.replace("acme/one", "a/b/c"), "acme = {module}:one", "the rule a/b/c must be called acme/…"),
        (ONE.replace('"acme/one"', "3"), "acme = {module}:one", "the rule 3 must be called acme/…"),
        (ONE.replace("acme/one", "envlint/one"), "envlint = {module}:one", "`envlint` is a word of envlint's own"),
        (ONE.replace("acme/one", "pins/one"), "pins = {module}:one", "`pins` is a word of envlint's own"),
        (ONE.replace("acme/one", "all/one"), "all = {module}:one", "`all` is a word of envlint's own"),
        (ONE.replace('group="acme"', 'group="other"'), "acme = {module}:one", "its group is 'other', not one of docum"),
        (ONE.replace("WARNING", "'info'"), "acme = {module}:one", "acme/one: its severity is 'info', not one of error"),
        (ONE.replace("since", "preset='often', since"), "acme = {module}:one", "its preset is 'often', not one of def"),
        (ONE.replace("since", "options={}, since"), "acme = {module}:one", "its options are {{}}, not a NamedTuple cl"),
        (ONE.replace("since", "valid=['a'], since"), "acme = {module}:one", "what stands in valid must be Valid(...)"),
        (
            "class O(NamedTuple):\n    x: str\n" + ONE.replace("since", "options=O, since"),
            "acme = {module}:one",
            "has no default",
        ),
        (
            "class O(NamedTuple):\n    x: float = 1.5\n" + ONE.replace("since", "options=O, since"),
            "acme = {module}:one",
            "its option `x` is of a type that a configuration cannot hold: take str, bool",
        ),
        (
            "class O(NamedTuple):\n    x: 'Nowhere' = 1\n" + ONE.replace("since", "options=O, since"),
            "acme = {module}:one",
            "the types of its options cannot be read: name 'Nowhere' is not defined",
        ),
        ("one = Rule('acme/one', 'acme', WARNING, '1', None)", "acme = {module}:one", "its check is None, not a func"),
    ],
)
def test_what_is_broken_is_named_and_the_rest_goes_on(site: Site, cli: Cli, code: str, points: str, said: str) -> None:
    site.install(HEAD + code, points, package="broken_rules")
    site.install(GOOD, package="zz_good_rules")
    give("dependencies:\n  - A=1\n")
    code_, out, err = cli("environment.yml")
    assert code_ == 2
    module = next(path.stem for path in site.folder.glob("*broken_rules.py"))
    first = err.splitlines()[0]
    assert first.startswith("envlint: error: the plugin broken-rules 1.2")
    assert said.format(module=module) in first
    assert "[acme/loud-name]" in out
    assert "Traceback" not in err or "while it was imported" in err


def test_programs_are_told_of_what_is_broken(site: Site, cli: Cli) -> None:
    site.install("RULES = ()")
    give("dependencies:\n  - a=1\n")
    code, out, err = cli("environment.yml", "--output-format", "sarif")
    assert code == 2
    told = json.loads(out)["runs"][0]["invocations"][0]
    assert told["executionSuccessful"] is False
    assert told["toolExecutionNotifications"][0]["message"]["text"] in err.splitlines()[0]
    assert err.count("it names no rule") == 1


def test_no_baseline_is_written_without_a_plugin_that_is_broken(site: Site, cli: Cli) -> None:
    """What its rules would find would be missing."""
    site.install("RULES = ()")
    give("dependencies:\n  - A=1\n")
    code, _, err = cli("baseline", ".")
    assert code == 2
    assert "no baseline was written" in err
    assert not Path(".envlint-baseline.json").exists()


def test_a_traceback_is_shown_where_an_import_fails(site: Site, cli: Cli) -> None:
    site.install("def f():\n    raise RuntimeError('kab\\x1b[31moom')\nf()\n")
    give("dependencies:\n  - a=1\n")
    code, _, err = cli("environment.yml")
    assert code == 2
    assert "in f" in err
    assert "kab\\x1b[31moom" in err


def test_the_second_rule_of_a_name_is_refused(site: Site) -> None:
    site.install(GOOD, package="a_rules")
    site.install(HEAD + ONE + ONE.replace("one", "evil"), "acme = {module}:evil", package="b_rules")
    rules, broken = site.found()
    assert [rule.name for rule in rules] == ["acme/loud-name", "acme/evil"]
    assert [each.message for each in broken] == [
        "the plugin b-rules 1.2: the rule acme/evil is there already, from a-rules 1.2"
    ]


RAISES = "    for item in env.conda:\n        raise ValueError('kaboom')\n    yield from ()\n"
FIX = "    yield env.report('m', 's', fix={})\n"
EDIT = FIX.format("Fix('t', 'safe', {})")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (RAISES, "ValueError: kaboom"),
        ("    import sys; sys.exit(0)\n    yield\n", "SystemExit: 0"),
        ("    return None\n", "TypeError: 'NoneType' object is not iterable"),
        ("    yield 'a text'\n", "TypeError: it yields 'a text', not a diagnostic such as item.report(...)"),
        ("    yield env.report(3, 's')\n", "TypeError: the message of a finding is 3, not a text"),
        ("    yield env.report('m', '')\n", "TypeError: the subject of a finding is '', not a text"),
        ("    yield env.report('m', 's', help=None)\n", "TypeError: the help of a finding is None, not a text"),
        ("    yield env.report('m', 's')._replace(severity='info')\n", "is 'info', not error or warning"),
        ("    yield env.report('m', 's', (0, 1))\n", "a finding lies at (0, 1), which is no Span in the file"),
        ("    yield env.report('m', 's', Span(0, 9999))\n", "a finding lies at Span(start=0, end=9999), which"),
        ("    yield env.report('m', 's', related=[Span(0, 1)])\n", "is no Related place of a finding"),
        ("    yield env.report('m', 's', related=[Related('r', Span(5, 1))])\n", "is no Related place of a finding"),
        (FIX.format("'x'"), "the fix of a finding is 'x', not safe(...) or unsafe(...)"),
        (FIX.format("Fix('t', 'sure', ())"), "not safe(title, change) or unsafe(title, change)"),
        (EDIT.format("()"), "the fix `t` changes nothing that could be written"),
        (EDIT.format("(Edit(0, 9999, ''),)"), "there is one that is no Edit in the file"),
        (EDIT.format("(Edit(0, 1, None),)"), "the fix `t` changes nothing that could be written"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--fix"]], ids=["lint", "fix"])
def test_what_fails_at_run_is_named_and_the_rest_goes_on(
    site: Site, cli: Cli, body: str, said: str, options: list[str]
) -> None:
    code = ONE.replace("    yield from ()\n", body)
    site.install(GOOD + code + "RULES = (*RULES, one)\n")
    give("dependencies:\n  - A=1\n")
    outcome = cli("environment.yml", *options)
    assert outcome.code == 2
    head = "envlint: error: environment.yml: the rule acme/one of the plugin acme-rules 1.2 failed: a fault of the rule"
    assert outcome.err.startswith(head)
    assert said in outcome.err
    assert "[acme/loud-name]" in outcome.out
    assert Path("environment.yml").read_text() == "dependencies:\n  - A=1\n"


@pytest.mark.parametrize("fold", ["lambda subjects: subjects[99]", "lambda subjects: None", "lambda subjects: exit(0)"])
def test_a_fold_that_fails_is_named(site: Site, cli: Cli, fold: str) -> None:
    site.install(GOOD.replace("since", f"fold={fold}, since"))
    give("dependencies:\n  - A=1\n  - B=1\n")
    code, out, err = cli("environment.yml")
    assert code == 2
    assert "the rule acme/loud-name of the plugin acme-rules 1.2 failed" in err
    assert out.count("[acme/loud-name]") == 2


def test_the_python_api_tells_of_them(site: Site) -> None:
    site.install(HEAD + ONE.replace("yield from ()", "yield 'a text'"), "acme = {module}:one")
    (one,) = site.found().rules
    text = "dependencies:\n  - a=1\n"
    assert envlint.lint(text, rules=[one]).faults[0].message == "the rule acme/one of the plugin acme-rules 1.2 failed"
    by_hand = envlint.lint(text, rules=[one._replace(origin="")]).faults[0]
    assert by_hand.message == "the rule acme/one failed"
    assert "it yields 'a text', not a diagnostic" in by_hand.traceback


def test_a_fix_that_does_harm_is_named_and_left_out(site: Site, cli: Cli) -> None:
    harm = "    yield env.conda[0].report('m', fix=Fix('t', 'safe', (Edit(0, 0, '['),)))\n"
    site.install(GOOD + ONE.replace("    yield from ()\n", harm) + "RULES = (*RULES, one)\n")
    give("dependencies:\n  - a=1\n  - B=1\n")
    code, _, err = cli("--fix", "environment.yml")
    assert code == 2
    assert "the fix of acme/one (a) was not applied: it would change more than it names" in err
    assert Path("environment.yml").read_text() == "dependencies:\n  - a=1\n  - b=1\n"


@pytest.mark.parametrize(
    ("text", "options", "rules"),
    [
        ("A=1", [], ["acme/loud-name"]),
        ("A=1", ["--select", "acme"], ["acme/loud-name"]),
        ("A=1", ["--select", "acme/loud-name"], ["acme/loud-name"]),
        ("A=1", ["--select", "acme/evil"], []),
        ("A=1", ["--ignore", "acme"], ["loud-name"]),
        ("A=1", ["--ignore", "acme/loud-name"], ["loud-name"]),
        ("evil=1", [], []),
        ("evil=1", ["--select", "strict"], ["acme/evil", "evil-package"]),
        ("evil=1", ["--select", "acme"], ["acme/evil"]),
        ("evil=1", ["--select", "packages"], ["acme/evil", "evil-package"]),
        ("evil=1", ["--select", "acme", "--ignore", "acme/evil"], []),
        ("A=1  # envlint: ignore[acme/loud-name] as it is", [], ["loud-name"]),
    ],
)
def test_rules_are_chosen_by_name_vendor_group_and_preset(
    site: Site, cli: Cli, text: str, options: list[str], rules: list[str]
) -> None:
    site.install(GOOD)
    give(f"dependencies:\n  - {text}\n")
    ignored = [] if "--select" in options or "loud-name" in rules else ["--ignore", "loud-name"]
    out = cli("environment.yml", "--output-format", "json", *options, *ignored).out
    assert sorted(each["rule"] for each in json.loads(out)["diagnostics"]) == rules


def test_unused_ignore_knows_the_rules_of_plugins(site: Site, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("envlint.cli.builtin_rules", builtin_rules)
    site.install(GOOD)
    give("name: x\nchannels: [c]\ndependencies:\n  - a=1  # envlint: ignore[acme/loud-nam, acme/evil, other/x] why\n")
    code, out, _ = cli("environment.yml")
    assert code == 1
    assert "`acme/loud-nam` is no rule" in out
    assert "you may mean `acme/loud-name`" in out
    assert "evil` is no rule" not in out
    assert "other/x" not in "".join(out.splitlines()[:1])
    selected = cli("environment.yml", "--select", "unused-ignore,acme/loud-name").out
    assert "evil` is no rule" not in selected, "it is there, though it is not run"


def test_a_configuration_speaks_of_them(site: Site, cli: Cli) -> None:
    site.install(GOOD)
    give("dependencies:\n  - A=1\n")
    give("dependencies:\n  - A=1\n", "other.yml")
    give(
        'ignore = ["loud-name"]\nper-file-ignores = {"other.yml" = ["acme"]}\n'
        '[rules."acme/loud-name"]\nword = "shrill"\nseverity = "error"\n',
        "envlint.toml",
    )
    out = cli(".").out
    assert out.startswith("environment.yml:2:5: error: `A=1` is shrill [acme/loud-name]\n")
    assert "other.yml" not in out
    assert 'word = "shrill"' in cli("config", "environment.yml").out
    over = cli("environment.yml", "--set", 'rules."acme/loud-name".word=harsh').out
    assert "`A=1` is harsh" in over
    schema = json.loads(cli("config", "--schema").out)
    assert schema["properties"]["rules"]["properties"]["acme/loud-name"]["properties"]["word"]["default"] == "loud"
    assert "acme" in schema["definitions"]["selector"]["enum"]


def test_a_wrong_configuration_is_told_as_for_other_rules(site: Site, cli: Cli) -> None:
    site.install(GOOD)
    give("dependencies:\n  - A=1\n")
    give('[rules."acme/loud-name"]\nwort = "x"\n', "envlint.toml")
    assert "rules.acme/loud-name: there is no key 'wort' (did you mean word?)" in cli("environment.yml").err
    assert "there is no rule 'acme/loud' (did you mean acme/loud-name?)" in cli("--select", "acme/loud").err


def test_a_vendor_that_is_not_here_is_told(cli: Cli) -> None:
    give("dependencies:\n  - A=1\n")
    code, _, err = cli("--select", "acme/loud-name", "environment.yml")
    assert code == 2
    assert "there is no rule 'acme/loud-name': no plugin brings rules of `acme`" in err


def test_a_baseline_holds_their_findings(site: Site, cli: Cli) -> None:
    site.install(GOOD)
    give("dependencies:\n  - A=1\n")
    assert cli("baseline", ".").code == 0
    assert cli(".").code == 0
    give("dependencies:\n  - A=1\n  - B=1\n")
    found = cli(".", "--output-format", "json").out
    new = [each["subject"] for each in json.loads(found)["diagnostics"] if each["rule"] == "acme/loud-name"]
    assert new == ["b"]


def test_their_fixes_are_applied(site: Site, cli: Cli) -> None:
    site.install(GOOD)
    give("dependencies:\n  - A=1\n")
    assert cli("environment.yml", "--fix", "--ignore", "loud-name").code == 0
    assert Path("environment.yml").read_text() == "dependencies:\n  - a=1\n"


def test_ignore_comments_are_written_for_them(site: Site, cli: Cli) -> None:
    site.install(GOOD)
    give("dependencies:\n  - A=1\n")
    assert cli("environment.yml", "--ignore", "loud-name", "--add-ignores", "it is a name").code == 0
    assert (
        Path("environment.yml").read_text()
        == "dependencies:\n  - A=1  # envlint: ignore[acme/loud-name] it is a name\n"
    )


def test_the_lists_and_the_manual_tell_of_them(site: Site, cli: Cli) -> None:
    site.install(GOOD)
    line = next(line for line in cli("rules").out.splitlines() if line.startswith("acme/loud-name"))
    assert line.split() == "acme/loud-name acme warning default safe A name is loud".split()
    manual = cli("explain", "acme/loud-name").out
    assert "acme-rules 1.2" in manual
    assert "`A=1` is loud" in manual


def test_a_broken_example_does_not_stop_the_manual(site: Site, cli: Cli) -> None:
    code = ONE.replace("since", "invalid=[Invalid('dependencies: [a]\\n', under='a')], since").replace(
        "yield from ()", "1 / 0"
    )
    site.install(HEAD + code, "acme = {module}:one")
    assert cli("rules").code == 0
    assert "One." in cli("explain", "acme/one").out


def test_a_plugin_hides_nothing_of_what_is_found_without_it(site: Site) -> None:
    """A finding of any rule on the item speaks for loose-pin, but a plugin's."""
    loud = HEAD + ONE.replace("yield from ()", "yield from (item.report('m') for item in env.conda)")
    site.install(loud, "acme = {module}:one")
    source = Source("environment.yml", "name: x\nchannels: [c]\ndependencies:\n  - numpy\n")
    report = engine.lint(source, Settings((*builtin_rules(), *site.found().rules)))
    assert {"loose-pin", "acme/one"} <= {each.rule for each in report.diagnostics}
    fixed = fixer.fix(source, lambda each: engine.lint(each, Settings((*builtin_rules(), *site.found().rules))))
    assert fixed.faults == ()


def test_a_rule_that_fails_on_each_file_shows_its_traceback_once(site: Site, cli: Cli) -> None:
    site.install(GOOD + ONE.replace("    yield from ()\n", RAISES) + "RULES = (*RULES, one)\n")
    give("dependencies:\n  - a=1\n")
    Path("other").mkdir()
    Path("other/environment.yml").write_text("dependencies:\n  - a=1\n")
    code, _, err = cli(".")
    assert (code, err.count("failed: a fault of the rule"), err.count("Traceback")) == (2, 2, 1)
