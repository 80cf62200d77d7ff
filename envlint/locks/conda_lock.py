"""conda-lock.yml (CEP 37), and pixi.lock of 2023 (versions 1 to 3), which is written alike."""

from __future__ import annotations

from collections.abc import Iterable

from envlint.locks import lines, outline
from envlint.locks.lines import Block
from envlint.locks.model import CONDA_LOCK, Asked, Lock, LockError, Record
from envlint.patterns import lazy
from envlint.source import Span

_NEEDED = ("name", "version", "manager", "platform", "url")
_WANTED = frozenset((*_NEEDED, "build"))
_LATEST = 3

# A package as conda-lock writes nearly all of them, from its dash to its address.
_PLAIN = r"(?:'([\w.+!-]+)'|(\w[\w.+!-]*))"
_OTHERS = lines.lines_but(_WANTED)
_USUAL = lazy(
    rf"- name: {_PLAIN}\r?\n  version: {_PLAIN}\r?\n  manager: (conda|pip)\r?\n  platform: ([\w-]+)\r?\n"
    rf"{_OTHERS}  url: (\w\S*)\r?\n{_OTHERS}"
)


def read(path: str, text: str, asked: Asked | None = None) -> Lock:
    """Packages not asked for may be left out. Raises LockError for a lock of a newer version, and for one that
    is not whole."""
    packages, version = lines.section(text, "package"), lines.section(text, "version")
    if version:
        _check_version(version.rest)
    if packages is None:
        return _by_yaml(path, text)
    records, platforms = _usual(text, packages.end, asked)
    if platforms:
        return _whole(path, outline.head_of(path, text[: packages.start]), records, platforms)
    try:
        blocks = list(lines.blocks(text, packages.end, _WANTED))
    except lines.OtherLayout:
        return _by_yaml(path, text)
    if not blocks and packages.rest != "[]":
        return _by_yaml(path, text)
    try:
        return _made(path, outline.head_of(path, text[: packages.start]), blocks)
    except LockError as error:
        if not blocks or error.span == blocks[-1].span:
            raise  # broken off there
        return _by_yaml(path, text)


def sources(path: str, text: str) -> tuple[str, ...]:
    """The files that a lock says it was made from, whole or not; nothing where it does not say."""
    packages = lines.section(text, "package")
    try:
        head = outline.head_of(path, text[: packages.start] if packages else text)
    except LockError:
        return ()
    return outline.texts(outline.get(head, "metadata", "sources"))


def _check_version(version: str) -> None:
    number = version.strip("'\"")
    if number.isdigit() and int(number) > _LATEST:
        raise LockError(f"is a lock of version {number}, which this envlint does not know")


def _by_yaml(path: str, text: str) -> Lock:
    root = outline.root_of(path, text)
    packages = outline.get(root, "package")
    if not outline.is_list(packages):
        raise LockError("is no whole conda-lock file: there is no list `package`")
    _check_version(outline.text_of(outline.get(root, "version")))
    return _made(path, root, outline.blocks(packages, _WANTED, text))


def _usual(text: str, start: int, asked: Asked | None) -> tuple[list[Record], dict[str, None]]:
    """The packages of a list that is wholly laid out as usual, and their platforms, in a third of the time; nothing
    for any other."""
    records: list[Record] = []
    platforms: dict[str, None] = {}
    match = _USUAL.match
    while found := match(text, start):
        name, bare_name, version, bare_version, manager, platform, url = found.groups()
        platforms[platform] = None
        if not (asked and asked.leaves_out(name or bare_name)):
            end = text.index("\n", start)
            line = Span(start, end - 1 if text[end - 1] == "\r" else end)
            records.append(Record(name or bare_name, version or bare_version, manager, platform, url, line))
        start = found.end()
    return (records, platforms) if start == len(text) else ([], {})


def _made(path: str, root: outline.Value | None, blocks: Iterable[Block]) -> Lock:
    records = list(map(_record, blocks))
    return _whole(path, root, records, dict.fromkeys(record.platform for record in records))


def _whole(path: str, root: outline.Value | None, records: list[Record], met: Iterable[str]) -> Lock:
    """`met` are the platforms of the packages: where the lock lists none, they are all there is."""
    metadata = outline.get(root, "metadata")
    platforms = outline.texts(outline.get(metadata, "platforms")) or tuple(met)
    return Lock(path, CONDA_LOCK, platforms, outline.texts(outline.get(metadata, "sources")), tuple(records))


def _record(block: Block) -> Record:
    values = block.values
    name, version, manager, platform, url = map(values.get, _NEEDED)
    if not (name and version and manager and platform and url):
        missing = next(key for key in _NEEDED if not values.get(key))
        raise LockError(
            f"is not whole: a package ({values.get('name') or 'without a name'}) has no {missing}", block.span
        )
    return Record(name, version, manager, platform, url, block.span, values.get("build", ""))
