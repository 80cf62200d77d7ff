"""However a secret stands in a file, no output tells it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from envlint import engine, fixer
from envlint.add_ignores import add
from envlint.compare import compare
from envlint.document import parse
from envlint.environment import Environment
from envlint.gate.known import count
from envlint.reporters import FORMATS, Result, View, reporter
from envlint.reporters.changes import FORMATS as CHANGES
from envlint.reporters.changes import reporter as reporter_of_changes
from envlint.rule import REQUIREMENTS
from envlint.source import Source
from tests import laws

# Each half is looked for: a secret may stand in two lines, or in two pieces.
ONE, TWO = "Zq7Kx9Wm", "Vb3Np5Rt"
SECRET = ONE + TWO
PLACES = {
    "environment": "name: x\nchannels: [b, c, c]\ndependencies:\n- A=1\n- numpy >1 <2\n"
    "variables:\n  A0: 010\n{}\n  Z: 010\n",
    "no end": "name: x\ndependencies:\n- A=1\nvariables:\n  Z: 010\n{}",
    "broken below": "dependencies: [A=1]\nvariables:\n{}\n  Z: [010\n",
    "broken above": "channels: [a, a\ndependencies: [A=1]\nvariables:\n{}\n",
    "two documents": "dependencies: [A=1]\nvariables:\n{}\n---\nvariables:\n{}\n",
    "unknown key": "dependencies: [A=1, A=1]\nenv:\n{}\n",
    ".condarc": "channels: [a, a]\nssl_verify: no\nfoo:\n{}\nalways_yess: 1\n",
}
# A variable, two columns in.
WRITTEN = [
    "{n}: {s}",
    '"{n}": {s}',
    "'{n}': '{s}'",
    "{n} : {s}",
    "{n}:\t{s}",
    "{n}:\u00a0{s}",
    "db_password: {s}",
    "HF_TOKEN: {s}",
    "? {n}\n: {s}",
    "? {n}  # why\n# and\n:   {s}",
    '? "{n}"\n: "{s}"',
    "?\n  {n}\n:\n  {s}",
    "? !!str {n}\n: !!str {s}",
    "? &k {n}\n: &v {s}",
    "? |-\n  {n}\n: |\n  {s}\n  more",
    "? {n}\n: {one}\n  {two}",
    "? {n}\n\n: {s}",
    "? HF_TOKEN\n: {s}",
    "{n}:\n  {s}",
    "{n}:  # why\n  # and\n  {s}",
    "{n}:\n  !!str {s}",
    "{n}: !!str\n  {s}",
    "{n}:\n  &a {s}",
    '{n}:\n  "{one}\n  {two}"',
    "{n}:\n  {one}\n  {two}",
    "{n}:\n  {one}'{two}",
    "{n}: {one}\n  {two}",
    "{n}: >-\n  {s}",
    "{n}: |2+ # why\n\n  {s}\n\n",
    "{n}: |\n  {one}\n\n\n  {two}\n    more",
    "{n}: !!str |\n  {s}",
    "{n}:\n  !!str\n  |\n  {s}",
    '{n}: "{one}\n  {two}"',
    '{n}: "{one}\\\n  {two}"',
    "{n}: '{one}\n\n  {two}'",
    '{n}: "\\x5a{s}"',
    '{n}: "{one}\\"{two}"',
    "{n}: '{one}''{two}'",
    "{n}: {one}'{two}",
    "{n}: {one}:{two}",
    '{n}: "{one}: {two}"',
    '{n}: "{one} # {two}"',
    "{n}: {one} {two}",
    "{n}: {one}, {two}",
    "{n}: '{one}${two}'",
    "{n}: '%{one}%{two}'",
    "{n}: {one}...{two}",
    "{n}: /{s}",
    "{n}: '{one}<{two}>'",
    '"DB_PASS\\x57ORD": {s}',
    '? "DB_\\\n    PASSWORD"\n: {s}',
    "{n}: &a !!str {s}",
    "{n}: ! {s}",
    "{n}: !<a,b> {s}",
    "&k {n}: {s}",
    "A: &k {n}\n*k : {s}",
    "A: &v {s}\n{n}: *v",
    "{n}: &v {s}\nB: *v",
    "{n}: [{s}]",
    "{n}: [&v {s}, *v]",
    "{n}:\n- {s}",
    "{n}:\n  value: {s}",
    "{n}: {s}\n{n}: other-{s}",
    "A: b  # {n}: {s}",
    "# {n}: {s}",
    "# export {n}='{s}'",
    "# ? {n}\n# : {s}",
    "# {n}:\n#   {s}",
    "A: '{n}={s}'",
    "A: '--password {s}'",
    'A: \'{{"{n}":"{s}"}}\'',
    'A: "{{\\"{n}\\": \\"{s}\\"}}"',
    '<<: {{"{n}":"{s}"}}',
    "{n}: pä{s}",
    "{n}: {one}\u200b{two}",
    '{n}: "{one}\\x1b[31m{two}"',
    '{{"{n}":"{s}", B: 010}}',
    "{{? {n} : {s}, B: 010}}",
    "{{{n}:\n  {s}, B: 010}}",
    '{{"{n}"\n  :{s}, B: 010}}',
    "{{{n}: {s}, HF_TOKEN: {s}, B: 010}}",
    "[{n}: {s}]",
    "['{n}={s}']",
]
URLS = [
    "https://me:{s}@example.org/x",
    "https://:{s}@example.org/x",
    "https://{s}{one}@example.org/x",
    "https://{s}{one}:@example.org/x",
    "https://{s}{one}:x-oauth-basic@example.org/x",
    "https://me:{one}%23{two}@example.org/x",
    "https://me:%5a{one}%40@example.org/x",
    "https://me:{one}$${two}@example.org/x",
    "https://me:{one}/{two}@example.org/x",
    "https://me:{one}#{two}@example.org/x",
    "https://me:{one}?{two}@example.org/x",
    "https://me:{one}@{two}@example.org/x",
    "https://me:{one}:{two}@example.org/x",
    "https://me:{one}<{two}@example.org/x",
    "https://example.org/t/{s}/x",
    "https://example.org/t/$TOKEN/t/{s}/x",
    "example.org/t/tk-{s}/x",
    "https://me:{s}@example.org/t/{s}/x",
    "//me:{s}@example.org/x",
    "me:{s}@example.org:8080/x",
    "https:/me:{s}@example.org/x",
    "https:\\\\me:{s}@example.org/x",
    "https://example.org/x?a=b&access_token={s}&c=d",
    "https://example.org/x?X-Amz-Signature={s}",
    "https://ghp_{s}{one}@example.org/x",
    "https://example.org/ghp_{s}{one}/x",
    "HTTPS://ME:{s}@EXAMPLE.ORG/x",
    "s3://AKIAAAAAAAAAAAAAAAAA:{s}@bucket/x",
    "file://me:{s}@example.org/x",
    "https://me:{s}@",
    "https://me:{one} {two}@example.org/x",
]
WITH_URL = [
    "channels:\n- b\n- b\n- '{u}'\n- '{u}'\ndependencies:\n- A=1\n- numpy >1 <2\n",
    'channels: [b, b, "{q}"]\ndependencies:\n- A=1\n',
    "channels: '{u}'\nname: '{u}'\nprefix: '/home/{u}'\n'{u}': 1\ndependencies:\n- A=1\n- '{u}': [x]\n"
    "- ['{u}']\n- pip: '{u}'\n",
    "dependencies:\n- A=1\n- '{u}::numpy >1 <2'\n- '{u}'\n- '{u}/linux-64/numpy-1-0.conda#abc'\n"
    "- 'numpy[channel={u}]'\n- numpy[url={u}\n",
    "# see {u} there\ndependencies:\n- A=1 # {u}\n- A=1\nvariables:\n  A: '{u}'\n  '{u}': 010\n",
    "dependencies:\n- A=1\n- pip:\n  - Requests\n  - requests=1\n  - '{u}'\n  - '-r {u}'\n  - '--index-url {u}'\n"
    "  - '-e git+{u}'\n  - 'pkg @ git+{u}@main'\n  - '-i{u}'\n  - 'requests=={u}'\n  - 'requests --hash=sha256:{u}'\n"
    "  - './{u}'\n  - '--foo {u}'\n",
]


def cases() -> Iterator[tuple[str, str, str]]:
    """What the file is called, its kind, and its text."""
    first, *others = PLACES
    for number, way in enumerate(WRITTEN):
        text = way.format(n="DB_PASSWORD", s=SECRET, one=ONE, two=TWO).replace("\n", "\n  ")
        for place in (first, others[number % len(others)]):
            path = place if place == ".condarc" else "environment.yml"
            yield path, "", PLACES[place].replace("{}", "  " + text)
    for way in URLS:
        url = way.format(s=SECRET, one=ONE, two=TWO)
        for around in WITH_URL:
            yield "environment.yml", "", around.replace("{u}", url).replace("{q}", url.replace("\\", "\\\\"))
        yield (
            "requirements.txt",
            REQUIREMENTS,
            f"Requests\nrequests=1\n{url}\n-r {url}\n--index-url \\\n {url}\nx @ {url} # {url}\n",
        )
        yield (
            ".condarc",
            "",
            f"channels: ['{url}', a, a]\nchannel_alias: {url}\n'{url}': '{url}'\nproxy_servers:\n  https: '{url}'\n",
        )


ALL = list(cases())


def told(source: Source) -> Iterator[tuple[str, str]]:
    """Every output on a file, by its name."""
    lint = laws.once(laws.lint)
    report = lint(source)
    assert not report.crashes
    fixed = fixer.fix(source, lint, unsafe=True).report
    ignored = add(source, lint, lint, "why").report
    for name in (*FORMATS, "statistics", "statistics_json"):
        yield name, _written(name, Result(report))
        yield name, _written(name, Result(fixed, before=source))
    yield "diff", _written("diff", Result(fixed, before=source))
    yield "add-ignores", _written("diff", Result(ignored, before=source))
    yield "baseline", repr(count(report.diagnostics))
    if not source.kind:
        changes = compare(None, Environment(parse(source)))
        for name in CHANGES:
            stream = io.StringIO()
            reporter_of_changes(name)([changes], stream, False)
            yield f"diff as {name}", stream.getvalue()


def _written(name: str, result: Result) -> str:
    stream = io.StringIO()
    reporter(name)(iter([result]), stream, View(rules=laws.ALL_RULES.rules))
    return stream.getvalue()


@pytest.mark.parametrize("part", range(10))
def test_no_output_tells_a_secret(part: int) -> None:
    wrong = []
    line_end = "\r\n" if part % 3 == 0 else "\n"
    for path, kind, text in ALL[part::10]:
        source = Source(path, text.replace("\n", line_end), kind=kind)
        for name, said in told(source):
            if ONE.lower() in said.lower() or TWO.lower() in said.lower():
                wrong.append((name, text))
    assert wrong == []


def test_a_rule_may_say_what_it_will() -> None:
    """A plugin's message holds the value of a secret: with its name in another line there is nothing to tell it by."""

    def check(file: Environment, context: object) -> Iterator[object]:
        for variable in file.variables:
            yield variable.report(f"`{variable.text}` is bad", subject=variable.text.lower(), help=variable.text)
        raise ValueError(f"what is {file.variables[0].text}")

    broken = next(rule for rule in laws.ALL_RULES.rules if rule.name == "fragile-variable")._replace(check=check)
    source = Source("environment.yml", f"dependencies: [a]\nvariables:\n  ? DB_PASSWORD\n  : {SECRET}\n")
    report = engine.lint(source, laws.ALL_RULES._replace(rules=(broken,)))
    assert len(report.diagnostics) == 1 and ONE.lower() not in repr(report.diagnostics).lower()
    assert "what is ****" in report.crashes[0].traceback and ONE not in report.crashes[0].traceback
