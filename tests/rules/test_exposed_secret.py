"""exposed-secret: what is a secret, where it is marked, and that nothing repeats it."""

import io

import pytest

from envlint import engine, testing
from envlint.registry import builtin_rules
from envlint.reporters import FORMATS, Result, View, reporter
from envlint.rule import Settings
from envlint.rules.channels.exposed_secret import exposed_secret
from envlint.source import Source
from tests.rules.probe import probe

TOKEN = "ghp_0123456789abcdefghij"


@pytest.mark.parametrize(
    ("text", "marked", "subject"),
    [
        ("channels: ['https://me:s3cr3t@x.org/c']\n", "s3cr3t", "channels/https://x.org/c"),
        ("channels: [https://x.org/t/ab-123-cd/c]\n", "ab-123-cd", "channels/https://x.org/c"),
        ("channels:\n- https://conda.anaconda.org/t/ab-123-cd/acme\n", "ab-123-cd", "channels/acme"),
        ("dependencies: ['https://x.org/t/ab-123-cd/c::numpy']\n", "ab-123-cd", "numpy"),
        ("dependencies:\n- https://x.org/t/ab-123-cd/c/noarch/a-1-0.conda\n", "ab-123-cd", "a"),
        (f"dependencies:\n- pip:\n  - git+https://{TOKEN}@github.com/a/b\n", TOKEN, None),
        (f"dependencies:\n- pip:\n  - b @ git+https://x:{TOKEN}@github.com/a/b\n", TOKEN, "pip/b"),
        ("dependencies:\n- pip:\n  - -i https://me:s3cr3t@x.org/simple\n", "s3cr3t", "pip/--index-url"),
        ("dependencies:\n- pip:\n  - --extra-index-url=https://me:s3cr3t@x.org/s\n", "s3cr3t", "pip/--extra-index-url"),
        ("variables: {DB_PASSWORD: hunter2}\n", "hunter2", "variables/DB_PASSWORD"),
        ("variables:\n  PGPASSWORD: 12345\n", "12345", "variables/PGPASSWORD"),
        ("variables:\n  URL: https://me:s3cr3t@x.org\n", "s3cr3t", "variables/URL"),
        (f"variables:\n  X: '{TOKEN}'\n", TOKEN, "variables/X"),
        ("variables:\n  DB_PASSWORD:\n    hunter2\n", "DB_PASSWORD", "variables/DB_PASSWORD"),
        (f"# - git+https://{TOKEN}@github.com/a/b\n", TOKEN, "comment"),
    ],
)
def test_secrets(text: str, marked: str, subject: str | None) -> None:
    text += "" if "dependencies" in text else "dependencies: []\n"
    found = probe(exposed_secret, text)
    assert found.marked == [marked]
    assert found.diagnostics[0].subject == subject or subject is None
    for said in (found.diagnostics[0].message, found.diagnostics[0].help, found.diagnostics[0].subject):
        assert marked not in said or marked == "DB_PASSWORD"
    assert found.fixed == text


@pytest.mark.parametrize(
    "text",
    [
        "channels: [https://x.org/t/$TOKEN/c]\n",
        "channels: ['https://me:${PASSWORD}@x.org/c']\n",
        "channels: [https://x.org/t/<TOKEN>/c]\n",
        "channels: [https://me@x.org/c]\n",
        "# channels: [https://user:password@x.org/c]\n",
        "variables: {DB_PASSWORD: changeme, API_TOKEN: '', GH_TOKEN: $GH_TOKEN, A_TOKEN: }\n",
        "variables: {API_KEY: [a, b], SECRET_KEY: {a: b}}\n",
        "dependencies: [detect-secrets=1.5.0, python-gnupg, secretstorage]\n",
        "dependencies:\n- pip:\n  - git+ssh://git@github.com/a/b@v1\n  - pytoken==1.0.0\n",
    ],
)
def test_silent(text: str) -> None:
    text += "" if "dependencies" in text else "dependencies: []\n"
    assert not probe(exposed_secret, text).marked


SPILLED = f"""\
name: demo
channels:
  - https://mirrors.tuna.tsinghua.edu.cn/t/qq-secret-11/anaconda/cloud/bioconda
  - http://me:qq-secret-22@x.org/c
  - conda-forge
  - http://me:qq-secret-22@x.org/c
dependencies:
  - numpy
  - https://x.org/t/qq-secret-33/c::scipy
  - pip:
      - --index-url http://me:qq-secret-44@x.org/simple
      - torch @ https://me:qq-secret-55@x.org/torch.whl
      - git+https://{TOKEN}@github.com/a/b
variables:
  DB_PASSWORD: qq-secret-66
  A_TOKEN: qq-secret-77   # old
  pgpassword: "it's qq-secret-88"
"""


@pytest.mark.parametrize("format", FORMATS)
def test_no_rule_and_no_reporter_repeats_a_secret(format: str) -> None:
    source = Source("environment.yml", SPILLED)
    report = engine.lint(source, Settings(builtin_rules()), testing.Files({}))
    assert not report.crashes
    stream = io.StringIO()
    reporter(format)([Result(report)], stream, View())
    assert "exposed-secret" in stream.getvalue()
    assert "qq-secret" not in stream.getvalue()
    assert TOKEN not in stream.getvalue()
    for each in report.diagnostics:
        for said in (each.message, each.help, each.subject, *(place.message for place in each.related)):
            assert "qq-secret" not in said and TOKEN not in said, each
