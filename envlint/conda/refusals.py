"""What conda refuses in the single parts of a spec: names, channel URLs, patterns, build numbers."""

from __future__ import annotations

from envlint.conda.stitched import Stitched
from envlint.conda.version import InvalidVersion, Version, show
from envlint.conda.version_parser import check_pattern as check_regex
from envlint.conda.version_parser import parse_version_spec
from envlint.patterns import lazy
from envlint.source import Part, Span
from envlint.values import NamedTuple

URL = lazy(r"[a-z][a-z0-9]{0,11}://([^/?#]*)")
_STRANGE_IN_NAME = lazy(r"[^a-z0-9._-]+")
# CEP 26: parts of letters and digits, single separators; one underscore may lead, two for a virtual package.
_GOOD_NAME = lazy(r"(?:_{0,2}[a-z0-9]|_(?!_))[._-]?(?:[a-z0-9]+[._-])*[a-z0-9]*")


class Refusal(NamedTuple):
    """Why conda refuses a spec, and where."""

    message: str
    span: Span


class Refused(Exception):
    """Ends the reading of a spec."""

    def __init__(self, message: str, span: Span) -> None:
        self.refusal = Refusal(message, span)


def no_name(rest: Stitched, text: str) -> Refused:
    """The refusal of a spec that does not start with a name, `rest` being what follows the channel."""
    if not rest.text:
        return Refused("there is no package name", Span(0, len(text)))
    space = len(rest.text) - len(rest.text.lstrip(" "))
    if 0 < space < len(rest.text):
        return Refused("the package name must not start with a space", rest[:space].span())
    operator = len(rest.text) - len(rest.text.lstrip("=<>!~")) or 1
    return Refused(f"a package name must stand before {show(rest.text[:operator])}", rest[:operator].span())


def check_name(name: Stitched) -> None:
    """CEP 26, as conda applies it since 26.5: patterns pass, and length is not looked at."""
    if "*" in name.text:
        return
    lowered = name.text.lower()
    found = _STRANGE_IN_NAME.search(lowered)
    if found and len(lowered) == len(name.text):
        strange = name[found.start() : found.end()]
        raise Refused(f"a package name cannot hold {show(found[0])}", strange.span())
    if found or not _GOOD_NAME.fullmatch(lowered):
        raise Refused(
            f"{show(name.text)} is no package name: letters and digits, with single '.', '_' or '-' between them",
            name.span(),
        )


def check_url(channel: Part) -> None:
    """What Python's URL parser makes conda fail on."""
    found = URL.match(channel.text)
    if found is None:
        return
    host = found[1].rpartition("@")[2]
    port = host.partition(":")[2]
    number = port.lstrip("0") or port[:1]
    if "[" in found[1] or "]" in found[1]:
        raise Refused("conda cannot read a channel URL with square brackets in the host", channel.span)
    if port and not (port.isascii() and port.isdigit() and len(number) < 6 and int(number) < 65536):
        raise Refused(f"{show(port)} is no port", channel.span)


def check_pattern(value: str, span: Span) -> None:
    """A value between ^ and $ must be a regular expression."""
    if value.startswith("^") and value.endswith("$"):
        try:
            check_regex(value, span)
        except InvalidVersion as error:
            raise Refused(error.message, span) from None


def check_build_number(value: Part) -> None:
    """After an operator a build number is read as a version."""
    text = value.text.strip()
    if not text or text[0] not in "=<>!":
        return
    try:
        parse_version_spec(text)
        Version(text.lstrip("=<>!~").removesuffix(".*"))
    except InvalidVersion as error:
        raise Refused(error.message, value.span) from None
