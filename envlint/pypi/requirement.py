"""The requirement in a pip line that is not plain: a project with a marker, a URL or a path."""

from __future__ import annotations

import re

from envlint.patterns import lazy
from envlint.pypi.bounds import version_key
from envlint.pypi.line import PATH, REQUIREMENT, URL, LineError, PipLine, excerpt
from envlint.pypi.plain import (
    ANY_CLAUSE,
    CLAUSE,
    NAME,
    clauses_in,
    extras_in,
    is_archive,
    key_of,
    part_of,
    simple,
    trimmed,
)
from envlint.source import Part, Span

# The same parts in a text that packaging has accepted, or that nobody has.
_HEAD = lazy(rf"({NAME})[ \t]*(?:\[([^\]]*)\])?[ \t]*")

# packaging takes seconds for a megabyte. No author wrote what is longer; it is not judged.
_LONGEST = 10_000

_VCS = ("git", "hg", "svn", "bzr")
_SCHEMES = frozenset(
    ["http", "https", "file", "ftp"]
    + [f"git+{name}" for name in ("http", "https", "ssh", "git", "file")]
    + [f"hg+{name}" for name in ("http", "https", "ssh", "static-http", "file")]
    + [f"svn+{name}" for name in ("http", "https", "ssh", "svn", "file")]
    + [f"bzr+{name}" for name in ("http", "https", "ssh", "sftp", "ftp", "lp", "file")]
)
_SCHEME = lazy(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PROJECT = lazy(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_EGG = lazy(r"[#&]egg=([^&]*)")
_WHEEL = lazy(r"([^\s/-]+)-[^\s/-]+(?:-[0-9][^\s/-]*)?-[^\s/-]+-[^\s/-]+-[^\s/-]+\.whl")


def parse_requirement(line: str, text: str, start: int, end: int) -> PipLine:
    """How pip reads `text[start:end]`, the part of a line before its options.

    `text` is `line` with its variables filled in, of the same length; parts come from `line`.
    """
    if plain := simple(line, text, start, end):
        return plain
    is_url = _scheme(text, start, end) is not None
    cut = text.find("; " if is_url else ";", start, end)
    body_end = start + len(text[start : end if cut < 0 else cut].rstrip())
    found = _direct(line, text, start, body_end) if is_url else _project(line, text, start, body_end)
    if cut < 0:
        return found
    return _with_marker(found, text, trimmed(text, cut + 1, end))


def parse_editable(line: str, text: str, start: int, end: int) -> PipLine:
    """The value of `-e`: a project `name @ url`, the URL of a repository, or a path."""
    head = _HEAD.match(text, start, end)
    if head and text[head.end() : head.end() + 1] == "@" and _scheme(text, *trimmed(text, head.end() + 1, end)):
        return parse_requirement(line, text, start, end)
    scheme = _scheme(text, start, end)
    bare = next((vcs for vcs in _VCS if text[start : start + len(vcs) + 1].lower() == f"{vcs}:"), None)
    if scheme is None and bare is None:
        return _path(line, text, start, end)
    found = _direct(line, text, start, end, f"{bare}+{bare}" if bare else None)
    if found.error or found.scheme == "file":
        return found
    if found.vcs is None:
        message = "pip can edit a local path or a repository (`git+https://…`), not a download"
        return found._replace(error=LineError(message, Span(start, end), True))
    if found.egg is None:
        message = "pip needs the project's name to edit a repository: end the URL in `#egg=name`"
        return found._replace(error=LineError(message, Span(start, end), True))
    return found


def _project(line: str, text: str, start: int, end: int) -> PipLine:
    """`name[extras] versions`, `name @ url`, or a path; a marker is cut off."""
    head = _HEAD.match(text, start, end)
    if head and (plain := simple(line, text, start, end)):
        return plain
    after = head.end() if head else start
    if head and text[after : after + 1] == "@":
        return _named_url(line, text, head, trimmed(text, after + 1, end))
    is_compared = bool(head) and text[after : after + 1] in tuple("=<>!~")
    if is_archive(text[start:end]) or (_is_path(text, start, end) and not is_compared):
        return _path(line, text, start, end)
    name = part_of(line, *head.span(1)) if head else None
    found = PipLine(
        line,
        REQUIREMENT,
        name=name,
        key=key_of(line, *head.span(1)) if head else None,
        extras=extras_in(line, *head.span(2)) if head and head.group(2) else (),
        clauses=clauses_in(line, after, end) if head else (),
    )
    if head and _accepts(text[start:end]):
        return found
    return found._replace(error=_refusal(found, text, start, end))


def _named_url(line: str, text: str, head: re.Match[str], url: Span) -> PipLine:
    found = _direct(line, text, *url) if _scheme(text, *url) else PipLine(line, REQUIREMENT, url=part_of(line, *url))
    found = found._replace(
        kind=REQUIREMENT,
        name=part_of(line, *head.span(1)),
        key=key_of(line, *head.span(1)),
        extras=extras_in(line, *head.span(2)) if head.group(2) else (),
    )
    if found.error:
        return found
    if url.start == url.end or found.scheme is None:
        message = "after `@` pip wants a URL, such as `https://…` or `git+https://…`"
        return found._replace(error=LineError(message, Span(head.end(), url.end), True))
    if not _accepts(text[head.start() : url.end]):
        return found._replace(error=_refusal(found, text, head.start(), url.end))
    return found


def _direct(line: str, text: str, start: int, end: int, scheme: str | None = None) -> PipLine:
    """A URL without a name before it."""
    scheme = scheme or _scheme(text, start, end) or ""
    found = PipLine(line, URL, url=part_of(line, start, end), scheme=scheme)
    fragment = text.find("#", start, end)
    path_end = fragment if fragment >= 0 else end
    if "+" in scheme:
        found = found._replace(ref=_ref(line, text, start, path_end))
        if found.ref and not found.ref.text:
            message = "the `@` at the end of the URL needs a branch, tag or commit"
            return found._replace(error=LineError(message, Span(path_end - 1, path_end), True))
    elif wheel := _WHEEL.fullmatch(text, text.rfind("/", start, path_end) + 1, path_end):
        found = found._replace(name=part_of(line, *wheel.span(1)), key=key_of(line, *wheel.span(1)))
    elif text.endswith(".whl", start, path_end) and text.rfind("/", start, path_end) > start:
        message = "this is no name of a wheel: `name-version-python-abi-platform.whl`"
        return found._replace(error=LineError(message, Span(text.rfind("/", start, path_end) + 1, path_end), True))
    if egg := _EGG.search(text, start, end):
        found = found._replace(egg=part_of(line, *egg.span(1)))
        if found.name is None:
            found = found._replace(name=found.egg, key=key_of(line, *egg.span(1)))
        if not _PROJECT.fullmatch(egg[1]):
            message = f"pip 26 and newer take a bare project name in `#egg=`, not {excerpt(egg[1])}"
            return found._replace(name=None, key=None, error=LineError(message, Span(*egg.span(1)), True, since="26"))
    if blank := re.compile(r"\s").search(text, start, end):
        return found._replace(error=LineError("a URL holds no blank", Span(blank.start(), end), True))
    host = text[start : text.find("/", text.find("//", start, end) + 2, end) if "//" in text[start:end] else end]
    if ("[" in host) != ("]" in host):
        return found._replace(error=LineError("the host of this URL cannot be read", Span(start, end), True))
    return found


def _path(line: str, text: str, start: int, end: int) -> PipLine:
    extras: tuple[Part, ...] = ()
    if text.endswith("]", start, end) and (bracket := text.rfind("[", start, end)) > start:
        extras = extras_in(line, bracket + 1, end - 1)
        end = bracket
    return PipLine(line, PATH, path=part_of(line, start, end), extras=extras)


def _with_marker(found: PipLine, text: str, span: Span) -> PipLine:
    if span.start == span.end:  # pip lets a lone semicolon pass
        return found
    found = found._replace(marker=part_of(found.text, *span))
    if found.error or span.end - span.start > _LONGEST:
        return found
    from packaging.markers import Marker

    try:
        Marker(text[span.start : span.end])
    except (ValueError, RecursionError):
        message = "pip cannot read the condition after the semicolon"
        return found._replace(error=LineError(message, span, True))
    return found


def _accepts(text: str) -> bool:
    """Whether packaging, which pip carries along, takes this for a requirement."""
    if len(text) > _LONGEST:
        return True
    from packaging.requirements import Requirement

    try:
        Requirement(text)
    except (ValueError, RecursionError):
        return False
    return True


def _refusal(found: PipLine, text: str, start: int, end: int) -> LineError:
    """The plainest thing to say: where the part that can be read ends."""
    if found.name is None:
        return LineError("pip cannot read this as a requirement", Span(start, end), True)
    head = _HEAD.match(text, start, end)
    at = head.end() if head else start
    while match := _SIMPLE_CLAUSE.match(text, at, end):
        at = match.end()
    if (clause := ANY_CLAUSE.match(text, at, end)) and version_key((clause[4] or "0").removesuffix(".*")) is None:
        message = f"{excerpt(found.text[slice(*clause.span(4))])} is no version: pip 24.1 and newer refuse it"
        return LineError(message, Span(*clause.span(4)), True, since=_since(text, start, end))
    if at < end:
        message = f"pip cannot read what follows {excerpt(found.name.text)}"
        return LineError(message, Span(at, end), True, since=_since(text, start, end))
    return LineError("pip cannot read this as a requirement", Span(start, end), True)


def _since(text: str, start: int, end: int) -> str:
    """Until 24.1, pip took any text for a version and compared it letter by letter; `*` it never found."""
    return "24.1" if _LEGACY.fullmatch(text, start, end) else ""


_LEGACY_CLAUSE = r"(?:[=!<>]=|[<>])[ \t]*(?!\*[ \t]*(?:,|$))[^\s,;()=<>~'\"]+"
_LEGACY = lazy(rf"{NAME}[ \t]*(?:\[[^\]]*\][ \t]*)?{_LEGACY_CLAUSE}(?:[ \t]*,[ \t]*{_LEGACY_CLAUSE})*")
_SIMPLE_CLAUSE = lazy(rf"{CLAUSE}[ \t]*(?:$|,[ \t]*|(?=[^0-9A-Za-z.*+]))")


def _scheme(text: str, start: int, end: int) -> str | None:
    match = _SCHEME.match(text, start, end)
    scheme = match[1].lower() if match else ""
    return scheme if scheme in _SCHEMES else None


def _ref(line: str, text: str, start: int, end: int) -> Part | None:
    """What follows the last @ in the path of a URL; one in its host is a user's name."""
    query = text.find("?", start, end)
    end = query if query >= 0 else end
    double = text.find("//", start, end)
    path = text.find("/", double + 2 if double >= 0 else start, end)
    at = text.rfind("@", path, end) if path >= 0 else -1
    return part_of(line, at + 1, end) if at >= 0 else None


def _is_path(text: str, start: int, end: int) -> bool:
    return text.startswith((".", "~"), start) or "/" in text[start:end] or "\\" in text[start:end]
