"""Which variables hold a secret, and texts without them."""

import pytest

from envlint.secrets import is_placeholder, is_secret, masked
from tests.clock import seconds


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("PGPASSWORD", "1234"),
        ("db_passwd", "correct horse battery"),
        ("MYSQL_PWD", "s3cr3t!"),
        ("SMTP_PASS", "abcd"),
        ("HF_TOKEN", "abcDEF123456"),
        ("token", "8f14e45fceea167a"),
        ("CLIENT_SECRET", "q8Z~abcdefgh1"),
        ("WANDB_API_KEY", "0123456789abcdef0123456789abcdef01234567"),
        ("OPENAI_APIKEY", "sk-abcdef012345"),
        ("AZURE_STORAGE_KEY", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq=="),
        ("SSH_PRIVATE_KEY", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n"),
    ],
)
def test_these_are_secrets(name: str, value: str) -> None:
    assert is_secret(name, value)
    shown = masked(f"  {name}: '{value}'  # why" if "\n" not in value else "")
    assert value not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "$DB_PASSWORD"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "%DB_PASSWORD%"),
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "<password>"),
        ("DB_PASSWORD", "xxxxxxxx"),
        ("DB_PASSWORD", "********"),
        ("DB_PASSWORD", "password"),
        ("DB_PASSWORD_FILE", "hunter2hunter2"),
        ("API_TOKEN", "your_token_here"),
        ("API_TOKEN", "/run/secrets/token1"),
        ("API_TOKEN", "~/.config/token1"),
        ("API_TOKEN", "https://example.org/token1"),
        ("GIT_TOKEN", "short1"),
        ("PAD_TOKEN", "endoftext"),
        ("EOS_TOKEN", "<|endoftext|>"),
        ("MAX_NEW_TOKEN", "1024000000"),
        ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"),
        ("TOKENIZERS_PARALLELISM", "abcDEF123456"),
        ("PWD", "abcDEF123456"),
        ("SORT_KEY", "abcDEF123456"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "abcDEF123456"),
    ],
)
def test_these_are_none(name: str, value: str) -> None:
    assert not is_secret(name, value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  DB_PASSWORD: hunter2", "  DB_PASSWORD: *******"),
        ("  DB_PASSWORD: hunter2 # old", "  DB_PASSWORD: ******* # old"),
        ("#  DB_PASSWORD: 'hunter2'", "#  DB_PASSWORD: *********"),
        ('variables: {"HF_TOKEN": abcDEF123456, A: b}', 'variables: {"HF_TOKEN": ***************: b}'),
        ("ValueError: DB_PASSWORD: hunter2", "ValueError: DB_PASSWORD: *******"),
        ("  TOKEN: $TOKEN", "  TOKEN: $TOKEN"),
        ("A: '--password $TOKEN --token hunter2hunter2'", "A: '--password $TOKEN --token **************'"),
        ("- detect-secrets=1.4.0", "- detect-secrets=1.4.0"),
        ("set `DB_PASSWORD=…`, or something else", "set `DB_PASSWORD=…`, or something else"),
        ("set `DB_PASSWORD=hunter2`, or", "set `DB_PASSWORD=*******`, or"),
        ("- token=1.2.3", "- token=1.2.3"),
        ("A_TOKEN: abcDEF123456\r\nB: c\r\n", "A_TOKEN: ************\r\nB: c\r\n"),
        ("A_TOKEN: |", "A_TOKEN: |"),
        ("A_TOKEN: !!str &a abcDEF123456", "A_TOKEN: !!str &a ************"),
        ("A_TOKEN: |  # old\n\n  abcDEF123456\nB: c", "A_TOKEN: |  # old\n\n  ************\nB: c"),
        ("DB_PASSWORD: >-\r\n  two words\r\n   more\r\nB: c", "DB_PASSWORD: >-\r\n  *********\r\n   ****\r\nB: c"),
        ("DB_PASSWORD:\n  'hunter2'\nB: c", "DB_PASSWORD:\n  *********\nB: c"),
        ("tokens:\n  A_TOKEN:\n    abcDEF123456\n", "tokens:\n  A_TOKEN:\n    ************\n"),
        ("DB_PASSWORD:\nB: c\n", "DB_PASSWORD:\nB: c\n"),
        ("DB_PASSWORD:\n  $FROM_CI\n", "DB_PASSWORD:\n  $FROM_CI\n"),
        ("https://0123456789abcdef0123:@h.org/a", "https://********************:@h.org/a"),
        ("https://0123456789abcdef0123:x-oauth-basic@h.org/a", "https://********************:*************@h.org/a"),
        ("https://me:xabcd$HOME@h.org/a", "https://me:**********@h.org/a"),
        ("- -i me:hunter2@h.org/a", "- -i me:*******@h.org/a"),
        ("- -i me:8080@h.org/a", "- -i me:8080@h.org/a"),
        ("https://me:hun/ter2 #1@h.org/a", "https://me:***********@h.org/a"),
        (
            "- git+https://ghp_0123456789abcdefghij@github.com/a/b",
            "- git+https://************************@github.com/a/b",
        ),
    ],
)
def test_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize("end", ["\n", "\n\n", "\r\n", "\r\r", "\n#\n", "\n#\n#\n#\n# "])
def test_a_colon_may_stand_some_lines_below_its_name(end: str) -> None:
    before = f"name: demo\nDB_PASSWORD{end}"
    assert masked(f"{before}: hunter2abc\n") == f"{before}: **********\n"


def test_a_long_s_is_an_s() -> None:
    assert masked("PAſſWORD=hunter2abc") == "PAſſWORD=**********"


def test_placeholders() -> None:
    assert is_placeholder("password") and is_placeholder("<token>") and not is_placeholder("hunter2")


@pytest.mark.parametrize(
    "text",
    [
        "{" + "token: a, " * 10_000 + "}",
        "token=" * 10_000,
        "".join(f"{' ' * depth}token:\n" for depth in range(400)),
        "".join(f"{' ' * depth}- token: 'a b\n" for depth in range(400)),
        "# token\n" * 10_000,
        "- https://me:hunter2secret@example.org/t/abcDEF123/x?token=abcDEF123\n" * 1_500,
        "a:" * 200_000 + "@",
        "https://a:" * 40_000,
    ],
    ids=lambda text: text[:20],
)
def test_long_texts_take_their_length(text: str) -> None:
    """Processor time: twice the text takes no four times as long."""
    half = text[: len(text) // 2]
    assert (len(masked(half)), len(masked(text))) == (len(half), len(text))
    assert seconds(lambda: masked(text)) < 3.5 * seconds(lambda: masked(half)) + 0.2
