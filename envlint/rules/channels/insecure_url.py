"""insecure-url."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.conda.channel import find_secret, is_insecure
from envlint.diagnostic import WARNING, Change, Diagnostic, Fix, Related, unsafe
from envlint.environment import Item, PipFile, PipItem
from envlint.patterns import lazy
from envlint.pypi import INDEX_FLAGS, Option
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.source import Part

_HOST = lazy(r"[a-z+]+://(?:[^/?#]*@)?([^/?#]*)", re.IGNORECASE)
# `http:` and `git+http:`; git's own protocol only behind `git+`, as pip has it.
_SCHEME = lazy(r"(?:[a-z]+\+)?(http|(?<=git\+)git)(?=://)", re.IGNORECASE)
_LOCALHOST = lazy(r"(?:.*\.)?localhost(?::\d+)?|127(?:\.\d+){3}(?::\d+)?|\[::1\](?::\d+)?|0\.0\.0\.0(?::\d+)?")
# Hosts that have a certificate that everybody's machine knows: nobody has to trust them blindly.
_PUBLIC = frozenset(
    """pypi.org www.pypi.org pypi.python.org test.pypi.org files.pythonhosted.org download.pytorch.org
    data.pyg.org github.com raw.githubusercontent.com gitlab.com storage.googleapis.com""".split()
)


@rule(
    "insecure-url",
    group="channels",
    severity=WARNING,
    since="0.1.0",
    kind=PIP,
    valid=[
        Valid(
            """\
name: demo
channels:
  - https://conda.example.org/team
  - http://localhost:8080/build
dependencies:
  - python=3.12
"""
        )
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels:
  - http://conda.example.org/team
  - conda-forge
dependencies:
  - python=3.12
""",
            under="http://conda.example.org/team",
            fixed="""\
name: demo
channels:
  - https://conda.example.org/team
  - conda-forge
dependencies:
  - python=3.12
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --trusted-host pypi.org
      - requests==2.32.3
""",
            under="--trusted-host pypi.org",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests==2.32.3
""",
        ),
    ],
)
def insecure_url(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """Packages are fetched without a check of where they come from: over `http://`, `git://`, or
    with `--trusted-host`.

    Whoever sits between can exchange what is downloaded, and packages run code when they are
    installed and used. conda's checksums do not help: they come from the same channel on the same
    way. pip passes over an index with `http://` unless `--trusted-host` names it, which switches the
    check of certificates off for `https://` as well. conda's `http://` URLs work and say nothing.
    `git+git://` is git without a check as well; GitHub has refused it since March 2022, so that pip installs
    nothing.

    URLs of this machine (`localhost`, `127.0.0.1`) are silent.

    **Fix** (unsafe, since the server must answer over https): `http://` and `git://` become `https://`, but not
    where a port is given; `--trusted-host` goes where it names a public server, such as `pypi.org`,
    that has a certificate anyway. A server of your own with a certificate of your own is better
    served by `REQUESTS_CA_BUNDLE` or `pip config set global.cert`.

    References: [pip: --trusted-host](https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host),
    [conda: non-standard certificates](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/non-standard-certs.html)
    """
    for channel in env.channels:
        if channel.parsed.insecure:
            yield _of_conda(channel)
    for item, placed in env.placed:
        if placed.insecure:
            yield _of_conda(item)
    trusting = [(line, option) for line, option in env.pip_options if option.flag == "--trusted-host"]
    spoken_of: set[str] = set()
    for line in env.pip:
        for index in line.line.options:
            if index.flag in INDEX_FLAGS and _is_insecure(index.value):
                host = _host(index.value)
                spoken_of.add(host)
                yield _of_index(line, index, [pair for pair in trusting if _covers(_trusted(pair[1]), host)])
        if _is_insecure(line.line.url):
            yield _of_download(line)
    for line, option in trusting:
        host = _trusted(option)
        if not _LOCALHOST.fullmatch(host) and not any(_covers(host, each) for each in spoken_of):
            yield _of_trust(line, option)


def _of_conda(item: Item) -> Diagnostic:
    return item.report(
        "packages and their checksums come over http, where they can be exchanged on the way",
        help="use the channel's https address",
        fix=_fix(item, item.text),
    )


def _of_index(line: PipItem, option: Option, trusting: list[tuple[PipItem, Option]]) -> Diagnostic:
    message = "what comes over http can be exchanged on the way"
    message += "" if trusting else "; pip passes over such an index, unless it is told to trust it"
    return line.report(
        f"an index without https: {message}",
        part=option.span,
        subject=f"pip/{option.flag}",
        help="use the https address of the index",
        related=tuple(Related("trusted here", trusted.at(each.span)) for trusted, each in trusting),
        fix=_fix(line, option.value.text if option.value else ""),
    )


def _of_download(line: PipItem) -> Diagnostic:
    url, host = _text(line.line.url), _host(line.line.url)
    is_git = url.lower().startswith("git+git:")
    message = f"what comes over {'git://' if is_git else 'http'} can be exchanged on the way"
    if is_git and host == "github.com":
        message = "GitHub has refused `git://` since March 2022: pip installs nothing"
    return line.report(
        message,
        part=line.line.url,
        subject=f"pip/{line.name or host}",
        help="use the https address",
        fix=_fix(line, url),
    )


def _of_trust(line: PipItem, option: Option) -> Diagnostic:
    host = _trusted(option)
    public = host.partition(":")[0] in _PUBLIC and len(line.line.options) == 1
    return line.report(
        f"pip does not check that `{host}` is `{host}`: what it installs from there can be exchanged on the way",
        part=option.span,
        subject=f"pip/--trusted-host {host}",
        help="delete it; for a certificate of your own use `REQUESTS_CA_BUNDLE` or `pip config set global.cert`",
        fix=unsafe("Check the certificate", line.remove()) if public else None,
    )


def _fix(item: Item, url: str) -> Fix | None:
    """https where the URL stands; none where a port tells that http is meant, or a secret would be repeated."""
    host = _HOST.match(url)
    at = item.text.find(url)
    if host is None or ":" in host[1] or at < 0 or find_secret(item.text):
        return None
    scheme = _SCHEME.match(url)
    if scheme is None:
        return None
    start, end = at + scheme.start(1), at + scheme.end(1)
    secure = f"{scheme[1]}s" if scheme[1].lower() == "http" else "https"
    changed: Change | None = item.replace(f"{item.text[:start]}{secure}{item.text[end:]}")
    return unsafe("Use https", changed)


def _is_insecure(url: Part | None) -> bool:
    text = _text(url)
    scheme = _SCHEME.match(text)
    return scheme is not None and is_insecure(f"http{text[scheme.end() :]}")


def _text(url: Part | None) -> str:
    return url.text if url else ""


def _host(url: Part | None) -> str:
    found = _HOST.match(_text(url))
    return found[1].lower() if found else ""


def _covers(trusted: str, host: str) -> bool:
    """Whether trust in one host, with or without a port, is trust in another."""
    return trusted in (host, host.partition(":")[0])


def _trusted(option: Option) -> str:
    return option.value.text.lower() if option.value else ""
