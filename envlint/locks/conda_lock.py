"""conda-lock.yml (CEP 37), and pixi.lock of 2023 (versions 1 to 3), which is written alike."""

from __future__ import annotations

from collections.abc import Iterable

from envlint.locks import lines, outline
from envlint.locks.lines import Block
from envlint.locks.model import CONDA, CONDA_LOCK, Lock, LockError, Record, split_file_name

PACKAGES = "package"
_NEEDED = ("name", "version", "manager", "platform", "url")
_WANTED = frozenset((*_NEEDED, "build"))
_LATEST = 3


def read(path: str, text: str) -> Lock:
    """Raises LockError for a lock of a newer version, and for one that is not whole."""
    packages, version = lines.section(text, PACKAGES), lines.section(text, "version")
    if version:
        _check_version(version.rest)
    if packages is None:
        return _by_yaml(path, text)
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
    packages = lines.section(text, PACKAGES)
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


def _made(path: str, root: outline.Value | None, blocks: Iterable[Block]) -> Lock:
    records = tuple(map(_record, blocks))
    metadata = outline.get(root, "metadata")
    platforms = outline.texts(outline.get(metadata, "platforms"))
    platforms = platforms or tuple(dict.fromkeys(record.platform for record in records))
    return Lock(path, CONDA_LOCK, platforms, outline.texts(outline.get(metadata, "sources")), records)


def _record(block: Block) -> Record:
    values = block.values
    name, version, manager, platform, url = map(values.get, _NEEDED)
    if not (name and version and manager and platform and url):
        missing = next(key for key in _NEEDED if not values.get(key))
        raise LockError(
            f"is not whole: a package ({values.get('name') or 'without a name'}) has no {missing}", block.span
        )
    build = values.get("build", "")
    if manager == CONDA and not build:
        parts = split_file_name(url)
        build = parts[2] if parts else ""
    return Record(name, version, manager, platform, url, block.span, build)
