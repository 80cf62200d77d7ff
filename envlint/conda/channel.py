"""What conda means by the text of a channel.

Follows conda 26.7 (conda/models/channel.py, conda/common/url.py) and CEP 26. Unlike conda, which
folds them into `defaults`, the channels of Anaconda keep their names: pkgs/main, pkgs/r and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from envlint.data import read_table
from envlint.patterns import holds_any, lazy
from envlint.source import Span
from envlint.values import NamedTuple

NAME = "name"
URL = "url"
PATH = "path"
VARIABLE = "variable"

# conda/base/constants.py, KNOWN_SUBDIRS
SUBDIRS = frozenset(
    "noarch emscripten-wasm32 wasi-wasm32 freebsd-64 linux-32 linux-64 linux-aarch64 linux-armv6l linux-armv7l "
    "linux-ppc64 linux-ppc64le linux-riscv64 linux-s390x osx-64 osx-arm64 win-32 win-64 win-arm64 zos-z".split()
)

_URL = lazy(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)")
_PATH = lazy(r"~|\.{0,2}[/\\]|[A-Za-z]:(?:[/\\]|$)|\.{1,2}$")
_TOKEN = lazy(r"/t/([^/]*)")
_LOCALHOST = lazy(r"(?:.*\.)?localhost|127(?:\.[0-9]+){3}|\[::1\]|0\.0\.0\.0", re.IGNORECASE)
# What forges and indexes hand out, wherever it stands in a text.
TOKEN_HEADS = ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "hf_", "pypi-", "AKIA", "xox")
_KNOWN_TOKEN = lazy(
    r"(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_-]{20,255}"
    r"|hf_[A-Za-z0-9]{20,255}|pypi-[A-Za-z0-9_-]{50,255}|AKIA[A-Z0-9]{16}|xox[abpr]-[A-Za-z0-9-]{10,255})"
)
_QUERY_SECRET = lazy(r"[?&](?:access_token|auth_token|token|api_key|apikey|password)=([^&#\s]+)", re.IGNORECASE)
# What may hold one all the same: other queries, passwords with `/`, `#` or a blank, URLs without their scheme. Each
# with what a text must have for it.
_BADLY_WRITTEN = (
    (
        ("://", "="),
        lazy(r"[?&;#][\w.-]*(?:token|key|secret|password|passwd|signature|sig|art-api)=([^&#\s\"'`]+)", re.IGNORECASE),
    ),
    (
        (":", "@"),
        lazy(r"(?:https?|ftp|s3):[/\\]{1,3}[^/?#\s:@\[\]]*:(?!\d*(?:[/?#\s]|$))([^@\r\n]{1,200})@", re.IGNORECASE),
    ),
    ((":", "@"), lazy(r"(?<![\w.+-])(?!mailto:)[\w.+-]*:(?!\d*@)([^\s@/:,\"'`]{4,200})@[\w-]+\.[\w.-]+")),
    (("t/",), lazy(r"(?<!\w)t/((?=[^/\s]*\d)[A-Za-z0-9]{2,4}-[A-Za-z0-9-]{6,})(?![\w.])")),
)
_AUTHORITY = lazy(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://([^/?#\s]*)")


class Channel(NamedTuple):
    """A channel, as it is written and as it compares.

    canonical: equal for every way to write one channel: its name for a name, an official URL or a
    mirror's URL; else the URL with neither credentials nor subdir. Labels and subdirs are apart.
    """

    text: str
    kind: str  # name, url, path or variable
    canonical: str
    label: str | None = None
    subdir: str | None = None
    is_mirror: bool = False
    insecure: bool = False  # plain http, and not this machine
    secret: Span | None = None  # a token or password in `text`

    @property
    def is_defaults_family(self) -> bool:
        """Whether this is `defaults` or a channel of Anaconda's that `defaults` stands for."""
        return self.canonical == "defaults" or self.canonical.startswith("pkgs/") or self.canonical in _family()


def parse(text: str) -> Channel:
    """Read the text of a channel. Never raises; blanks around it do not count."""
    written = text.strip()
    if "://" in written and (match := _URL.match(written)):
        return _from_url(text, match)
    if _PATH.match(written):
        return Channel(text, PATH, _trim(written))
    kind = VARIABLE if "$" in written else NAME
    name, label, subdir = _split(written)
    return Channel(text, kind, name, label, subdir, secret=find_secret(text))


def _from_url(text: str, match: re.Match[str]) -> Channel:
    scheme, authority, path = match[1].lower(), match[2], match[3]
    if scheme == "file":
        return Channel(text, PATH, _trim(match[0]))
    host = authority.rpartition("@")[2].lower()
    path, label, subdir = _split(_TOKEN.sub("", path, count=1))
    place = f"{host}/{path}"
    name, is_mirror = _named(place)
    if name is None:
        name = f"{'https' if scheme == 'http' else scheme}://{place}".rstrip("/")
    return Channel(text, URL, name, label, subdir, is_mirror, is_insecure(text), find_secret(text))


def _named(place: str) -> tuple[str | None, bool]:
    """The name of the channel at `host/path`, and whether that is a mirror's copy of it."""
    for kind, prefix, name in _places():
        at = 0
        if prefix.startswith("*"):
            prefix = prefix[1:]
            at = place.find(prefix)
        if at < 0 or not place.startswith(prefix, at):
            continue
        rest = place[at + len(prefix) :]
        if prefix.endswith("/") and rest:
            return name + rest, kind == "mirror"
        if not prefix.endswith("/") and not rest:
            return name, kind == "mirror"
    return None, False


def _split(path: str) -> tuple[str, str | None, str | None]:
    """The channel, its label and its subdir: `conda-forge/label/gcc7/linux-64`."""
    path = _trim(path).lstrip("/")
    head, _, tail = path.rpartition("/")
    subdir = tail.lower() if head and tail.lower() in SUBDIRS else None
    if subdir:
        path = head
    path, _, label = path.partition("/label/")
    return path, label or None, subdir


def _trim(text: str) -> str:
    return text.rstrip("/") or text


def is_insecure(text: str) -> bool:
    """Whether a URL is plain http to another machine."""
    match = _URL.match(text.strip())
    if match is None or match[1].lower() != "http":
        return False
    host = match[2].rpartition("@")[2]
    return not _LOCALHOST.fullmatch(re.sub(r":[0-9]*$", "", host))


def may_tell(texts: str) -> bool:
    """Whether `find_secret` need look at texts, each of them a line: False is certain."""
    return "://" in texts or holds_any(texts, TOKEN_HEADS)


def find_secret(text: str) -> Span | None:
    """Where a URL, or any text that holds one, tells a token or a password.

    `$VARIABLE`, `<placeholder>` and `***` are none, nor is a user's name alone.
    """
    if "://" in text:
        for span in _in_urls(text):
            if _tells(text[slice(*span)]):
                return span
    known = _KNOWN_TOKEN.search(text) if holds_any(text, TOKEN_HEADS) else None
    return Span(*known.span()) if known else None


def secrets_in(text: str) -> Iterator[Span]:
    """Everything in a text that might be one, to be masked: a password may hold a `$`, and a URL be badly written."""
    candidates = list(_in_urls(text)) if "://" in text else []
    for signs, pattern in _BADLY_WRITTEN:
        if all(sign in text for sign in signs):
            candidates += (Span(*match.span(1)) for match in pattern.finditer(text))
    yield from (span for span in candidates if _might_tell(text[slice(*span)]))
    if holds_any(text, TOKEN_HEADS):
        yield from (Span(*match.span()) for match in _KNOWN_TOKEN.finditer(text))


def _in_urls(text: str) -> Iterator[Span]:
    """Where passwords and tokens stand in URLs, told or filled in."""
    for match in _AUTHORITY.finditer(text):
        user, at, _ = match[1].rpartition("@")
        name, colon, password = user.partition(":")
        start, end = match.start(1), match.start(1) + len(user)
        if at and colon and len(name) >= 20 and password in ("", "x-oauth-basic"):
            yield Span(start, start + len(name))  # the token stands for the user
        elif at and colon:
            yield Span(start + len(name) + 1, end)
        elif at and len(name) >= 20:
            yield Span(start, end)
    for match in (*_TOKEN.finditer(text), *_QUERY_SECRET.finditer(text)):
        yield Span(*match.span(1))


def _tells(value: str) -> bool:
    return bool(value) and not re.search(r"[$<>{}]|%[A-Za-z_]\w{2,}%|^[*xX.]+$", value)


def _might_tell(value: str) -> bool:
    """Whether something is left without what stands for a secret that is elsewhere."""
    rest = re.sub(r"\$\{?\w+\}?|%[A-Za-z_]\w{2,}%|<[^<>]*>|\{\{?[^{}]*\}?\}", "", value)
    return _tells(value) or (len(rest) > 3 and not re.fullmatch(r"[*xX.]+", rest))


@cache
def _places() -> list[tuple[str, str, str]]:
    return [(row[0], row[1], row[2]) for row in read_table("channels.tsv") if row[0] != "defaults"]


@cache
def _family() -> frozenset[str]:
    return frozenset(row[1] for row in read_table("channels.tsv") if row[0] == "defaults")
