"""pixi.lock, versions 4 to 7: what each environment holds on each platform, and below it the packages.

All environments count as one: a lock is not an environment file's whole, and which of them is meant it does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from envlint.locks import lines, outline
from envlint.locks.lines import Block, OtherLayout
from envlint.locks.model import CONDA, PIP, PIXI, Asked, Lock, LockError, Record, split_file_name
from envlint.patterns import lazy
from envlint.source import Span

_PLATFORM = lazy(r" {6}([A-Za-z][\w-]*):[ \t]*(?:\[\])?\r?")
_DASH = "      - "
_AROUND = " \t\r'\""
_KINDS = ("conda", "pypi", "conda_source")
_WANTED = frozenset((*_KINDS, "kind", "name", "version", "build", "url", "path"))
_LATEST = 7

# A package as pixi writes nearly all of them: a conda package's address says all that is asked.
_USUAL = lazy(
    rf"- (?:conda: ([^\W_]\S*)\r?\n{lines.lines_but(_WANTED)}"
    r"|pypi: ([^\W_]\S*)\r?\n(?:  .*\n)*)"
)
_NOT_ASKED = Block({}, Span(0, 0))


# A package that an environment holds: on which platform, of which kind, and its address.
_Ref = tuple[str, str, str]


def read(path: str, text: str, asked: Asked | None = None) -> Lock:
    """Packages not asked for may be left out. Raises LockError for a lock of a newer version, and for one that
    is not whole."""
    start, packages, version = (lines.section(text, key) for key in ("environments", "packages", "version"))
    if version:
        _check_version(version.rest)
    if start is None or packages is None or packages.start < start.start:
        return _by_yaml(path, text)
    try:
        refs = _refs(text[start.end : packages.start])
        known = _usual(text, packages.end, asked) if asked else {}
        known = known or _by_url(lines.blocks(text, packages.end, _WANTED))
    except OtherLayout:
        return _by_yaml(path, text)
    if not known and packages.rest != "[]":
        return _by_yaml(path, text)
    return _made(path, outline.head_of(path, text[: start.start]), refs, known)


def _check_version(number: str) -> None:
    number = number.strip("'\"")
    if number.isdigit() and int(number) > _LATEST:
        raise LockError(f"is a lock of version {number}, which this envlint does not know")


def _refs(text: str) -> list[_Ref]:
    """The packages of the environments, line by line."""
    refs = []
    platform = section = ""
    for line in text.split("\n"):
        if line[:8] != _DASH and line[:4] == "    " and line[4:5].isalpha():
            section, platform = line[4:].partition(":")[0], ""
        elif section != "packages":
            continue
        elif line[:8] != _DASH and line[:6] == "      " and line[6:7].isalpha():
            if not _PLATFORM.fullmatch(line):
                raise OtherLayout
            platform = line[6:].partition(":")[0]
        else:
            kind, _, url = line.lstrip(" -").partition(": ")
            if kind in _KINDS:
                if not platform:
                    raise OtherLayout
                refs.append((platform, kind, url.strip(_AROUND)))
    return refs


def _usual(text: str, start: int, asked: Asked) -> dict[str, Block]:
    """The packages of a list that is wholly laid out as usual, by their addresses, those not asked for without
    what is said of them; nothing for any other list."""
    known = {}
    match = _USUAL.match
    while found := match(text, start):
        conda, pypi = found.groups()
        file = conda.rpartition("/")[2] if conda else ""
        if conda and (file[:1] in asked.others or asked.leaves_out(file.rsplit("-", 2)[0])):
            known[conda] = _NOT_ASKED
        else:
            values, span = next(lines.blocks(found[0], 0, _WANTED))
            known[conda or pypi] = Block(values, span.shift(start))
        start = found.end()
    return known if start == len(text) else {}


def _by_url(blocks: Iterable[Block]) -> dict[str, Block]:
    return {_url(block): block for block in blocks}


def _by_yaml(path: str, text: str) -> Lock:
    root = outline.root_of(path, text)
    _check_version(outline.text_of(outline.get(root, "version")))
    packages = outline.get(root, "packages")
    if not outline.is_list(packages):
        raise LockError("is no whole pixi.lock: there is no list `packages`")
    refs = []
    for _, environment in outline.items(outline.get(root, "environments")):
        for platform, held in outline.items(outline.get(environment, "packages")):
            for each, _ in outline.elements(held):
                pairs = dict(outline.items(each))
                refs += [(platform, kind, outline.text_of(pairs[kind])) for kind in _KINDS if kind in pairs]
    return _made(path, root, refs, _by_url(outline.blocks(packages, _WANTED, text)))


def _made(path: str, head: outline.Value | None, refs: Iterable[_Ref], known: Mapping[str, Block]) -> Lock:
    subdirs = dict(_subdirs(head))
    met: dict[str, None] = {}
    records: dict[tuple[str, str], Record] = {}
    for platform, kind, url in refs:
        subdir = subdirs.get(platform, platform)
        met[subdir] = None
        if known.get(url) is not _NOT_ASKED and (subdir, url) not in records:
            records[subdir, url] = _record(subdir, kind, url, known)
    platforms = subdirs.values() or met
    return Lock(path, PIXI, tuple(dict.fromkeys(platforms)), (), tuple(records.values()))


def _subdirs(head: outline.Value | None) -> Iterator[tuple[str, str]]:
    """From version 7 on a platform may have a name of its own."""
    for each, _ in outline.elements(outline.get(head, "platforms")):
        name = outline.text_of(outline.get(each, "name"))
        yield name, outline.text_of(outline.get(each, "subdir")) or name


def _url(block: Block) -> str:
    values = block.values
    return next((values[key] for key in (*_KINDS, "url", "path") if values.get(key)), "")


def _record(platform: str, kind: str, url: str, known: Mapping[str, Block]) -> Record:
    block = known.get(url)
    if block is None:
        raise LockError(f"is not whole: the package {url.rpartition('/')[2]} of {platform} is not described")
    values = block.values
    name, version, build = values.get("name", ""), values.get("version", ""), values.get("build", "")
    if kind == "conda" and (parts := split_file_name(url)):
        name, version, build = name or parts[0], version or parts[1], build or parts[2]
    elif kind == "conda_source":
        name = name or url.partition("[")[0].partition(" ")[0]
    return Record(name, version, PIP if kind == "pypi" else CONDA, platform, url, block.span, build)
