"""The rules of `.condarc` in odd cases; their examples are their first tests."""

from __future__ import annotations

import pytest

from envlint import document, fixer
from envlint.fixer.guard import reads_the_same
from envlint.reporters.shown import shown
from envlint.rules.condarc.condarc_flexible_priority import condarc_flexible_priority
from envlint.rules.condarc.condarc_insecure import condarc_insecure
from envlint.rules.condarc.condarc_interactive import condarc_interactive
from envlint.rules.condarc.condarc_invalid_value import condarc_invalid_value
from envlint.rules.condarc.condarc_unknown_key import condarc_unknown_key
from envlint.rules.document.duplicate_key import duplicate_key
from envlint.secrets import masked
from envlint.source import Source
from tests import laws
from tests.rules.probe import Probe, probe

QUIET = "always_yes: true\nauto_update_conda: false\nchangeps1: false\nreport_errors: false\n"


def found(rule: object, text: str) -> Probe:
    return probe(rule, text, path=".condarc")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "marked", "fixed"),
    [
        ("channel-priority: strict\n", ["channel-priority"], "channel_priority: strict\n"),
        ("'channel-priority': strict  #!final\n", ["'channel-priority'"], "'channel_priority': strict  #!final\n"),
        ("Channels: [a]\n", ["Channels"], "channels: [a]\n"),
        # one setting, two slips: which of the two is meant?
        ("channel-priority: strict\nchanel_priority: flexible\n", ["channel-priority", "chanel_priority"], None),
        # the right one is there, under this or another name
        ("channel-priority: strict\nchannel_priority: flexible\n", ["channel-priority"], None),
        ("chanels: [a]\nchannel: [b]\n", ["chanels"], None),
        ("chanels: [a]\n<<: {channels: [b]}\n", ["chanels"], None),
        # conda would stop at the value
        ("channel-priority: stric\n", ["channel-priority"], None),
        # a repeat is duplicate-key's
        ("foo: 1\nfoo: 2\n", ["foo"], None),
        # settings of others, aliases, plugins, anchors, and what is no key of anybody's
        ("use_uv: true\nyes: true\nconda-build: {}\nanaconda_anon_usage: off\n", [], None),
        ("plugins:\n  whatever: 1\nx-channels: &a [b]\nchannels: *a\n", [], None),
        ("1: a\n? [b]\n: c\n", ["1", "[b]"], None),
        ("restore_free_channel: true\nname: base\n", ["restore_free_channel", "name"], None),
    ],
)
def test_unknown_keys(text: str, marked: list[str], fixed: str | None) -> None:
    done = found(condarc_unknown_key, text)
    assert done.marked == marked
    assert done.safely_fixed == text
    assert done.fixed == (fixed or text)


@pytest.mark.parametrize(
    ("text", "marked", "said"),
    [
        ("channels: conda-forge\n", "conda-forge", "`channels` must be a list, not `conda-forge`"),
        ("channels: {a: b}\n", "{a: b}", "must be a list, not a mapping"),
        ("channels:\n- [a]\n", "[a]", "what stands in `channels` must be text, not a list"),
        ("proxy_servers: http://x\n", "http://x", "must be a mapping"),
        ("custom_multichannels:\n  a: b\n", "b", "what stands in `custom_multichannels` must be a list, not `b`"),
        ("channel_priority:\n", "channel_priority", "`strict`, `flexible` or `disabled`, not nothing"),
        ("channel_priority: Strict\n", "Strict", "`strict`, `flexible` or `disabled`, not `Strict`"),
        ("remote_max_retries: many\n", "many", "must be a whole number, not `many`"),
        ("remote_max_retries:\n", "remote_max_retries", "a whole number, not nothing"),
        ("yes: maybe\n", "maybe", "`yes` must be true or false, not `maybe`"),
        ("local_repodata_ttl: 3.5\n", "3.5", "a whole number, true or false"),
        ("channel_alias: conda.example.org\n", "conda.example.org", "a URL, such as"),
        ("default_python: 3\n", "3", "a version such as `3.12`"),
        ("default_python: 3.10\n", "3.10", "is a number: conda reads 3.1"),
        ("list_fields: [name, nope]\n", "nope", "one of the words that conda knows, not `nope`"),
        ("copy: true\nalways_copy: true\n", "always_copy", "`always_copy` and `copy` are one setting"),
        ("whatever: {a: [2026-01-31]}\n", "2026-01-31", "is a date to YAML: no command of conda runs with it"),
        ("channels: [!!str a]\n", "a", "a value with a tag"),
        ("- channels\n", "- channels", "the file is a list"),
        ("conda-forge\n", "conda-forge", "the file is a single value"),
    ],
)
def test_values_that_conda_refuses(text: str, marked: str, said: str) -> None:
    done = found(condarc_invalid_value, text)
    assert done.marked == [marked]
    assert said in done.messages[0]
    assert done.fixed == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "{}\n",
        "channels:\nproxy_servers: ~\nalways_yes:\n",
        "channels: &a [b, 1, null]\ndefault_channels: *a\n",
        "ssl_verify: /etc/ssl/x.pem\nchannel_alias: $MIRROR\n",
        "channel_priority: true\nsafety_checks: warn\nsat_solver: PYCOSAT\n",
        "always_yes: Y\nremote_max_retries: '3'\nremote_connect_timeout_secs: 9\n",
        "default_python: 3.12\nsolver: rattler\nuse_uv: [whatever]\n",
        "custom_channels:\n  <<: {a: b}\n  c: d\nplugins: text\n",
        "a: !!int 3\nb: !!binary aGVs\nc: '2026-01-31'\n",
        # a repeat is duplicate-key's
        "channels: [a]\nchannels: [b]\n",
    ],
)
def test_values_that_conda_takes(text: str) -> None:
    assert found(condarc_invalid_value, text).messages == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("ssl_verify: false\n", ["false"]),
        ("verify_ssl: 'Off'\n", ["'Off'"]),
        ("ssl_verify: 0\n", ["0"]),
        ("ssl_verify:\n", ["ssl_verify"]),
        ("ssl_verify: null\n", ["null"]),
        ("ssl_verify: <false>\n", ["<false>"]),
        ("ssl_verify: true\n", []),
        ("ssl_verify: [a]\n", []),
        ("ssl_verify: truststore\n", []),
        ("channels: [http://x.org/a, https://x.org/b, http://localhost/c]\n", ["http://x.org/a"]),
        ("channel_alias: http://x.org\n", ["http://x.org"]),
        ("default_channels:\n- http://x.org\n", ["http://x.org"]),
        ("custom_multichannels:\n  a:\n  - http://x.org\n", ["http://x.org"]),
        ("proxy_servers:\n  http: http://proxy.x.org:3128\n", []),
        ("proxy_servers:\n  http: http://me:s3cr3t99@proxy.x.org\n", ["s3cr3t99"]),
        ("proxy_servers:\n  http: http://me:$PASSWORD@proxy.x.org\n", []),
        ("channels:\n- https://x.org/t/ab-123456-cd/c\n# https://me:s3cr3t99@x.org\n", ["ab-123456-cd", "s3cr3t99"]),
        ("channels: [&a https://me:s3cr3t99@x.org]\ndefault_channels: [*a]\n", ["s3cr3t99"]),
        ("plugins:\n  some_token: a8f5f167f44f4964e6c998de\n", ["a8f5f167f44f4964e6c998de"]),
    ],
)
def test_insecure(text: str, marked: list[str]) -> None:
    done = found(condarc_insecure, text)
    assert done.marked == marked
    assert done.fixed == text
    for each in done.diagnostics:
        for told in (each.message, each.help, each.subject):
            assert told == masked(told)
            assert "s3cr3t99" not in told
            assert "a8f5f167" not in told


@pytest.mark.parametrize(
    ("text", "marked", "fixed"),
    [
        (QUIET, [], QUIET),
        ("", [""], QUIET),
        ("# for CI", [""], "# for CI\n" + QUIET),
        ("# for CI\n\n\n", [""], "# for CI\n" + QUIET + "\n\n"),
        (QUIET.replace("true", "no"), ["no"], QUIET),
        (QUIET.replace("report_errors: false", "report_errors:"), ["report_errors"], QUIET),
        (QUIET.replace("changeps1: false", "changeps1:"), [], QUIET.replace("changeps1: false", "changeps1:")),
        (
            QUIET.replace("always_yes: true", "yes: n  #!final"),
            ["n"],
            QUIET.replace("always_yes: true", "yes: true  #!final"),
        ),
        (
            QUIET.replace("always_yes: true\n", ""),
            ["auto_update_conda"],
            QUIET.replace("always_yes: true\n", "") + "always_yes: true\n",
        ),
        ("<<: {always_yes: true}\n", [], "<<: {always_yes: true}\n"),
        # what is no true or false is condarc-invalid-value's, what is misspelt condarc-unknown-key's
        (QUIET.replace("true", "maybe"), [], QUIET.replace("true", "maybe")),
        (QUIET.replace("always_yes", "always-yes"), [], QUIET.replace("always_yes", "always-yes")),
        # there is no place for more
        ("{channels: [a]}\n", ["channels"], "{channels: [a]}\n"),
        ("x-a: |\n  text\n\n", ["x-a"], "x-a: |\n  text\n\n"),
        ("channels: [a]\n...\n", ["channels"], "channels: [a]\n...\n"),
        ("  channels: [a]\n", ["channels"], "  channels: [a]\n"),
    ],
)
def test_interactive(text: str, marked: list[str], fixed: str) -> None:
    done = found(condarc_interactive, text)
    assert done.marked == marked
    assert done.safely_fixed == fixed


@pytest.mark.parametrize(
    ("text", "marked", "fixed"),
    [
        ("channels: [a, b]\n", ["channels"], "channels: [a, b]\nchannel_priority: strict\n"),
        ("channel: [a, b]\n", ["channel"], "channel: [a, b]\nchannel_priority: strict\n"),
        ("channels: [a, b]  #!final", ["channels"], "channels: [a, b]  #!final\nchannel_priority: strict\n"),
        (
            "channels: [a, b]\nchannel_priority: yes  #!final\n",
            ["yes"],
            "channels: [a, b]\nchannel_priority: strict  #!final\n",
        ),
        ("channels: [a, b]\nchannel_priority: STRICT\n", [], None),
        ("channels: [a, b]\nchannel_priority: stric\n", [], None),
        ("channels: [a, b]\nchannel-priority: strict\n", [], None),
        ("channels: [a, https://conda.anaconda.org/a, nodefaults]\n", [], None),
        ("channels: a\n", [], None),
        ("channel_priority: flexible\n", [], None),
    ],
)
def test_flexible_priority(text: str, marked: list[str], fixed: str | None) -> None:
    done = found(condarc_flexible_priority, text)
    assert done.marked == marked
    assert done.safely_fixed == text
    assert done.fixed == (fixed or text)


def test_a_key_twice_is_one_finding_and_conda_is_told_of_alone() -> None:
    done = found(duplicate_key, "channels: [a]\nchannels: [b]\n")
    assert done.messages == ["the key `channels` stands here a second time: conda refuses the file"]


def test_ignore_comments_and_syntax_errors_work_in_a_condarc() -> None:
    text = "ssl_verify: false  # envlint: ignore[condarc-insecure] the proxy has no certificate yet\n" + QUIET
    assert laws.lint(Source(".condarc", text)).diagnostics == ()
    assert [each.rule for each in laws.lint(Source(".condarc", text.replace("false  #", "true  #"))).diagnostics] == [
        "unused-ignore"
    ]
    assert [each.rule for each in laws.lint(Source(".condarc", "channels:\n\t- a\n")).diagnostics] == ["syntax-error"]


def test_rules_of_environments_do_not_speak_of_a_condarc_nor_the_other_way() -> None:
    both = "channels: [a, a]\nssl_verify: false\ndependencies: [numpy]\n"
    rules = {path: {each.rule for each in laws.lint(Source(path, both)).diagnostics} for path in (".condarc", "x.yml")}
    assert all(rule.startswith("condarc-") for rule in rules[".condarc"])
    assert not any(rule.startswith("condarc-") for rule in rules["x.yml"])


def test_a_fix_that_touches_a_flag_is_not_applied() -> None:
    """Whatever a rule says: conda reads `#!top`, and only people know why it stands there."""
    from envlint.diagnostic import Change, Diagnostic, Edit, unsafe
    from envlint.engine import Report
    from envlint.source import Span

    source = Source(".condarc", "channels:\n  - a  #!top\n  - b\n")
    harm = unsafe("Remove it", Change((Edit(10, 22, ""),)))
    report = Report(source, (Diagnostic("m", Span(14, 15), "a", fix=harm, rule="acme/eager"),))
    fixed = fixer.fix(source, lambda each: report._replace(source=each), unsafe=True)
    assert fixed.report.source.text == source.text
    assert "acme/eager" in fixed.faults[0]
    assert shown(fixed.faults[0]) == fixed.faults[0]


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("a: 1 #!final\nb: 2\n", "a: 1 #!final\nb: 2  # why\n", True),
        ("a: 1 #!final\nb: 2\n", "# why\na: 1 #!final\nb: 2\n", True),
        ("a: 1 #!final\nb: 2\n", "a: 1 #!final  # why\nb: 2\n", False),
        ("a: 1 #!final\nb: 2\n", "a: 1 #!final\n# why\nb: 2\n", False),
        ("a: 1 #!final\n", "a: 1 #!final\n# why\n", False),
        ("a:\n- b #!top\n- c #!bottom\n", "a:\n- b #!top\n# why\n- c #!bottom\n", False),
        ("a: 1 #!final\n# note\nb: 2\n", "a: 1\n# note\nb: 2\n", True),  # it is none to conda
    ],
)
def test_flags_are_part_of_what_a_file_says(before: str, after: str, same: bool) -> None:
    old, new = (document.parse(Source(".condarc", text)) for text in (before, after))
    assert reads_the_same(old, new) is same
