"""unpinned-vcs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import PipFile, PipItem
from envlint.patterns import lazy
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.secrets import masked
from envlint.source import Part, Span, parts_of

# Refs that move: what branches are called, the head of a repository, and branches by their full names.
_BRANCH = r"(?:refs/heads/.+?|(?:origin/)?(?:main|master|develop|devel|trunk)|HEAD|default|tip)"
_MOVES = lazy(_BRANCH)
# Words of a file's name that ask for the newest code of all.
_NEWEST = frozenset(("upstream", "nightly", "nightlies"))

# Where a forge packs a branch, tag or commit: archive/REF.zip, -/archive/REF/name.zip, zipball/REF, zip/REF, get/REF.
_ARCHIVE = lazy(
    r"https?://(?:[^/@]*@)?(?:www\.|codeload\.|api\.)?(?:github|gitlab|bitbucket|codeberg)\.(?:com|org)/"
    r"[^?#]*?/(?:-/archive|archive|zipball|tarball|zip|tar\.gz|get)/"
    rf"({_BRANCH})(?:\.zip|\.tar\.gz|\.tar\.bz2|\.tgz)?(?=/[^/]*$|[?#]|$)"
)
_REPOSITORY = lazy(r"[^#?]*/([^/@#?]+?)(?:\.git)?/?(?:[@#?].*)?$")
_FORGE_NAME = lazy(r"https?://[^/]+/(?:repos/)?[^/]+/([^/]+)/")
_GITHUB_ARCHIVE = lazy(r"https?://(?:[^/@]*@)?(?:www\.)?github\.com/[^/]+/[^/]+/archive/")
# `#egg=tool-1.4.2dev`: the name alone says which package it is.
_EGG_VERSION = lazy(r"-\d+\.\d[\w.]*$")


@rule(
    "unpinned-vcs",
    group="pip",
    severity=WARNING,
    since="0.1.0",
    kind=PIP,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - git+https://github.com/example/tool@v1.4.2
      - other @ git+https://github.com/example/other.git@4b41059694619831a7db195b7e0988fc4ff3a307
      - https://github.com/example/third/archive/refs/tags/v2.0.zip
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - git+https://github.com/example/tool.git
""",
            under="git+https://github.com/example/tool.git",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - tool @ git+https://github.com/example/tool@main
""",
            under="main",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - https://github.com/example/tool/archive/master.zip
""",
            under="master",
        ),
    ],
)
def unpinned_vcs(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """A repository is installed from a branch, which moves on.

    `git+https://host/owner/tool` installs what the default branch holds at that moment, `…@main` what that branch
    holds; so does a forge's archive of a branch, `…/archive/main.zip`. The environment is another one with every
    commit, and a file that worked cannot be repeated.

    Name a tag (`…@v1.4.2`, before a `#egg=…`; `…/archive/refs/tags/v1.4.2.zip`) or, since tags can be moved, a
    commit. git tells today's by `git rev-parse HEAD`, and
    `pip freeze` writes the one that is installed.

    A branch is what has the name of one: main, master, develop, devel, trunk, HEAD, default and tip (of Mercurial),
    `origin/…` and `refs/heads/…`. Other refs may be tags and are silent, as are refs with a variable and
    repositories on the disk (`git+file:`). So is a file that is there to try the newest code, by a word of its name:
    `upstream`, `nightly` (`environment-upstream-dev.yml`).

    There is no fix: which commit worked, the file does not say.

    References: [pip on VCS
    support](https://pip.pypa.io/en/stable/topics/vcs-support/)
    """
    if not _NEWEST.isdisjoint(re.split("[^a-z]+", parts_of(env.path.lower())[-1])):
        return
    for item in env.pip:
        line = item.line
        if line.url is None or line.error or "file" in (line.scheme or ""):
            continue
        if line.vcs is None:
            found = _ARCHIVE.match(line.url.text)
            if found:
                at = line.url.span.start
                yield _finding(item, Part(found[1], Span(at + found.start(1), at + found.end(1))))
        elif line.ref is None or _MOVES.fullmatch(line.ref.text):
            yield _finding(item, line.ref)


def _finding(item: PipItem, ref: Part | None) -> Diagnostic:
    is_archive = item.line.vcs is None
    branch = f"the branch `{ref.text}`" if ref and ref.text != "HEAD" else "the default branch"
    source = f"is an archive of {branch}" if is_archive else f"comes from {branch} of a repository"
    name, shown = _names(item, ref)
    line = _with_tag(item, ref)
    return item.report(
        f"`{shown}` {source}: each new environment may get other code",
        part=ref or item.line.url,
        subject=f"pip/{name}",
        help=f"write `{masked(line)}`, with a tag for TAG, or a commit{_for_the_whole(line)}",
    )


def _for_the_whole(line: str) -> str:
    """In place of what a commit is written, where that is not TAG alone."""
    return " for `refs/tags/TAG`" if "refs/tags/TAG" in line else ""


def _names(item: PipItem, ref: Part | None) -> tuple[str, str]:
    """The package as it is compared, and as it is shown."""
    line, url = item.line, item.line.url
    assert url is not None
    if line.egg and item.name:
        bare = _EGG_VERSION.sub("", line.egg.text)
        return item.name, item.name if bare == line.egg.text else bare
    before = url.text[: ref.span.start - url.span.start] if ref else url.text
    found = _REPOSITORY.match(before) if line.vcs else _FORGE_NAME.match(before)
    name = item.name or (found[1] if found else "this")
    return name, name


def _with_tag(item: PipItem, ref: Part | None) -> str:
    """The line with TAG in place of the branch, or behind the path of the URL."""
    line, text = item.line, item.text
    assert line.url is not None
    if line.egg and (bare := _EGG_VERSION.sub("", line.egg.text)) != line.egg.text:
        text = text[: line.egg.span.start] + bare + text[line.egg.span.end :]
    if ref is None:
        path = re.split("[?#]", line.url.text, maxsplit=1)[0]
        end = line.url.span.start + len(path.rstrip("/"))
        return f"{text[:end]}@TAG{text[line.url.span.start + len(path) :]}"
    before, after = text[: ref.span.start], text[ref.span.end :]
    if line.vcs is None:
        at_github = _GITHUB_ARCHIVE.fullmatch(before[line.url.span.start :])
        tag = "refs/tags/TAG" if at_github or ref.text.startswith("refs/") else "TAG"
        return before + tag + after.replace(f"-{ref.text}.", "-TAG.", 1)
    return f"{before}TAG{after}"
