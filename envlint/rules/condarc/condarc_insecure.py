"""condarc-insecure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.conda.channel import is_insecure
from envlint.diagnostic import ERROR, WARNING, Diagnostic
from envlint.items import Item, Key, told_in_comments
from envlint.nodes import Scalar
from envlint.rule import CONDARC, Context, Invalid, Valid, rule
from envlint.secrets import described, find_told, is_secret
from envlint.source import Span

if TYPE_CHECKING:
    from envlint.condarc import Condarc

# Where the addresses that packages come from stand. `http://` is how one speaks to a proxy.
_CHANNELS = (
    "channels",
    "default_channels",
    "channel_alias",
    "custom_channels",
    "custom_multichannels",
    "migrated_custom_channels",
    "mirrored_channels",
)
_MAMBAS_FALSE = "<false>"


@rule(
    "condarc-insecure",
    group="condarc",
    kind=CONDARC,
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
channels:
  - https://conda.example.org/t/$CONDA_TOKEN/team
  - conda-forge
ssl_verify: /etc/ssl/certs/team.pem
proxy_servers:
  https: http://build:$PROXY_PASSWORD@proxy.example.org:3128
""",
            path=".condarc",
        ),
    ],
    invalid=[
        Invalid("channels: [conda-forge]\nssl_verify: false\n", under="false", path=".condarc"),
        Invalid("ssl_verify:\n", under="ssl_verify", path=".condarc"),
        Invalid(
            "custom_channels:\n  team: http://conda.example.org\n", under="http://conda.example.org", path=".condarc"
        ),
        Invalid(
            "channels:\n  - https://conda.example.org/t/ab-12345678-cd/team\n", under="ab-12345678-cd", path=".condarc"
        ),
    ],
)
def condarc_insecure(file: Condarc, ctx: Context) -> Iterator[Diagnostic]:
    """Packages come without a check of where they come from, or the file tells a secret.

    - `ssl_verify: false`: conda does not check certificates. Whoever sits between can exchange what is
      downloaded, checksums with it, and packages run code when they are installed and used. `no`, `off`,
      `0` and `ssl_verify:` without a value say the same to conda.
    - `http://` in a channel, in `channel_alias` or in `custom_channels`: the same, from that server. URLs
      of this machine are silent, and so are proxies, which are spoken to over http.
    - a password or a token, in a URL or in a comment, is an error: everybody who can read the file can use
      it. Variables, such as `$CONDA_TOKEN`, are filled in by conda and mamba.

    **Fix**: none. For a server of your own with a certificate of your own, give `ssl_verify` the path of
    its authority's, or `truststore` for what the system trusts; a secret is out: revoke it.

    References: [conda: non-standard
    certificates](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/non-standard-certs.html),
    [conda: authenticated
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/authenticated-channels.html)
    """
    verify = file.setting("ssl_verify")
    if verify is not None and _is_off(verify):
        yield _unverified(verify)
    addresses = [key for name in _CHANNELS if (key := file.setting(name))]
    for key in addresses:
        yield from (_over_http(key, item) for item in file.values(key) if is_insecure(item.text))
    for key in file.keys:
        for item in file.values(key):
            if (secret := find_told(item.text)) or _is_secret(item):
                yield _told(key, item, secret)
    yield from (each._replace(severity=ERROR) for each in told_in_comments(file))


def _is_off(verify: Key) -> bool:
    from envlint.condarc import is_read, truth

    if not isinstance(verify.node, Scalar) or not is_read(verify):
        return False
    return truth(verify.node) is False or verify.text == _MAMBAS_FALSE


def _unverified(verify: Key) -> Diagnostic:
    is_empty = verify.span.end == verify.span.start
    meaning = f"`{verify.key}:` without a value is false to conda: no" if is_empty else "no"
    return verify.report(
        f"{meaning} certificate is checked, so that packages can be exchanged on the way",
        span=verify.key_span if is_empty else verify.span,
        subject=verify.key,
        help="delete it; for a certificate of your own write the path of its authority's, or `truststore`",
    )


def _over_http(key: Key, item: Item) -> Diagnostic:
    return item.report(
        "packages and their checksums come over http, where they can be exchanged on the way",
        subject=_subject(key, item),
        help="use the server's https address",
    )


def _is_secret(item: Item) -> bool:
    return isinstance(item, Key) and item.kind in ("str", "int") and is_secret(item.key, item.text)


def _told(key: Key, item: Item, secret: Span | None) -> Diagnostic:
    what = described(item.text, secret) if secret else "a secret"
    return item.report(
        f"the file tells {what}: whoever can read it can use it",
        part=secret,
        subject=_subject(key, item),
        help="revoke it, and write a variable in its place, such as `$TOKEN`, which conda fills in",
        severity=ERROR,
    )


def _subject(key: Key, item: Item) -> str:
    """Where it stands: `custom_channels/team`, of a list the address without its secret."""
    if item is key:
        return key.key
    return f"{key.key}/{item.key if isinstance(item, Key) else item.subject}"
