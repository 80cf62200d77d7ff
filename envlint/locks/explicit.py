"""Explicit lists (CEP 23): `@EXPLICIT`, then a URL or path of a package file a line, with a hash or without."""

from __future__ import annotations

from envlint.locks.model import CONDA, EXPLICIT, PACKAGES, Asked, Lock, LockError, Record, split_file_name
from envlint.locks.names import platform_of
from envlint.patterns import lazy
from envlint.source import Span

_MARK = "@EXPLICIT"
_HEADER = lazy(r"#\s*platform:\s*([\w-]+)\s*")
_NO_URL = "# no URL for: "


def is_explicit(text: str) -> bool:
    """Whether a line says so."""
    at = text.find(_MARK)
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[text.rfind("\n", 0, at) + 1 : end].strip() == _MARK:
            return True
        at = text.find(_MARK, end)
    return False


def read(path: str, text: str, asked: Asked | None = None) -> Lock:
    """Packages not asked for may be left out. Raises LockError for a line that is no package file."""
    platform, records, at = "", [], 0
    named = platform_of(path.rpartition("/")[2])
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if asked and (platform or named):
            file = line.partition("#")[0].rpartition("/")[2]
            if (file[:1] in asked.others or asked.leaves_out(file.rsplit("-", 2)[0])) and _is_package(file):
                continue
        line = line.rstrip()
        if not line or line.strip() == _MARK:
            continue
        span = Span(start, start + len(line))
        if line.startswith(_NO_URL):  # what conda writes for a package whose origin it does not know
            records.append(_record(line.removeprefix(_NO_URL), span))
        elif line.lstrip().startswith("#"):
            header = _HEADER.fullmatch(line)
            platform = header[1] if header and not platform else platform
        else:
            records.append(_record(line.strip(), span))
    platform = platform or named or _by_folders(records)
    return Lock(path, EXPLICIT, (platform,), (), tuple(record._replace(platform=platform) for record in records))


def _is_package(file: str) -> bool:
    """Whether this is surely the name of a package file."""
    if not file.endswith(PACKAGES) or file.count("-") < 2:
        return False
    return "--" not in file and "-." not in file and "\\" not in file and file[0] != "-"


def _record(line: str, span: Span) -> Record:
    url = line.partition("#")[0].rstrip()
    parts = split_file_name(url)
    if parts is None:
        raise LockError("has a line that names no package file (`.conda` or `.tar.bz2`)", span)
    name, version, build = parts
    return Record(name, version, CONDA, "", url, span, build)


def _by_folders(records: list[Record]) -> str:
    return next((record.subdir for record in records if record.subdir not in ("", "noarch")), "")
