"""What is installed in a conda environment: conda's own records, and of pip the metadata beside the modules.

What lies in site-packages is pip's unless conda says that the file is its own, or INSTALLER does. Conda's own files
are not opened: its records say what they are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

from envlint.disk import open_plain
from envlint.pin_sources.conda_list import FROM_FOLDER
from envlint.pypi import normalise
from envlint.values import NamedTuple
from envlint.versions import CONDA, PIP, Installed, Package, SourceError

# Where a project in site-packages says what it is: in a file of a folder, or the older way in a file alone.
_INFO, _EGG = ".dist-info", ".egg-info"
_METADATA = (f"{_INFO}/METADATA", f"{_EGG}/PKG-INFO", _EGG)


class CondaRecord(NamedTuple):
    """A package that conda has installed: its name, its version, the files of `Distribution`s that it brought, and for
    Python itself where modules lie, "" where it does not say."""

    name: str
    version: str
    metadata: tuple[str, ...] = ()
    site_packages: str = ""


class Distribution(NamedTuple):
    """A project in site-packages that conda's records do not have."""

    name: str
    version: str
    installer: str = ""
    from_url: bool = False


def packages(prefix: str) -> tuple[Package, ...]:
    """All that is installed. Raises SourceError."""
    records = tuple(_records(prefix))
    python = next((record for record in records if record.name == "python"), None)
    of_conda = frozenset(path for record in records for path in record.metadata)
    found = tuple(_distributions(prefix, python, of_conda)) if python else ()
    return (*_of_conda(prefix, records, found), *_of_pip(found))


def conda_record(path: str, data: bytes) -> CondaRecord:
    """A file of conda-meta. Raises SourceError."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is no whole record of conda's: {error}") from None
    if not isinstance(found, dict):
        raise SourceError(f"{path} is no record of conda's: it holds no mapping")
    name, version, files = found.get("name"), found.get("version"), found.get("files") or []
    if not isinstance(name, str) or not isinstance(version, str) or not name or not version:
        raise SourceError(f"{path} is no whole record of conda's: it has no {'version' if name else 'name'}")
    if not isinstance(files, list):
        raise SourceError(f"{path} is no record of conda's: its files are no list")
    metadata = (each for each in files if isinstance(each, str) and each.endswith(_METADATA))
    site = found.get("python_site_packages_path")
    return CondaRecord(name.lower(), version, tuple(metadata), site if isinstance(site, str) else "")


def name_and_version(path: str, data: bytes) -> tuple[str, str]:
    """What a METADATA or PKG-INFO file says. Raises SourceError."""
    head = data.decode("utf-8", "replace").replace("\r\n", "\n").partition("\n\n")[0]
    fields = dict(line.split(":", 1) for line in reversed(head.split("\n")) if ":" in line)
    values = {key.lower(): value.strip() for key, value in fields.items()}
    for field in ("name", "version"):
        if not values.get(field):
            raise SourceError(f"{path} has no {field.capitalize()}: the package is broken, pip can install it again")
    return values["name"], values["version"]


def _records(prefix: str) -> Iterator[CondaRecord]:
    folder = os.path.join(prefix, "conda-meta")
    if not os.path.isdir(folder):
        raise SourceError(f"{prefix} is no conda environment: it has no folder conda-meta")
    names = [name for name in _names(folder) if name.endswith(".json") and name[0] != "."]
    if not names:
        raise SourceError(f"{folder} holds no package")
    for name in names:
        path = os.path.join(folder, name)
        yield conda_record(path, _bytes(path))


def _distributions(prefix: str, python: CondaRecord, of_conda: frozenset[str]) -> Iterator[Distribution]:
    """What lies in site-packages and is not conda's. Without metadata there is no package, nor is there for pip; `~`
    marks what pip was about to remove."""
    minor = ".".join(python.version.split(".")[:2])
    places = (python.site_packages, f"lib/python{minor}/site-packages", "Lib/site-packages")
    site = next((each for each in places if each and os.path.isdir(os.path.join(prefix, each))), None)
    for name in _names(os.path.join(prefix, site)) if site else ():
        if not name.endswith((_INFO, _EGG)) or name[0] == "~":
            continue
        folder = f"{site}/{name}"
        files = (f"{folder}/METADATA",) if name.endswith(_INFO) else (f"{folder}/PKG-INFO", folder)
        path = next((each for each in files if os.path.isfile(os.path.join(prefix, each))), None)
        if path is None or path in of_conda:
            continue
        place = os.path.join(prefix, path)
        project, version = name_and_version(place, _bytes(place))
        installer = os.path.join(prefix, folder, "INSTALLER")
        by = _bytes(installer).decode("utf-8", "replace").strip() if os.path.isfile(installer) else ""
        from_url = os.path.isfile(os.path.join(prefix, folder, "direct_url.json"))
        yield Distribution(normalise(project), version, by, from_url)


def _of_conda(prefix: str, records: Iterable[CondaRecord], distributions: Iterable[Distribution]) -> Iterator[Package]:
    by_pip = {each.name: each.version for each in distributions}
    for record in records:
        gone = (path for path in record.metadata if not os.path.isfile(os.path.join(prefix, path)))
        names = (_project(path) for path in gone) if by_pip else ()
        other = next((f"{by_pip[name]} of {name}" for name in names if name in by_pip), "")
        obstacle = f"is {record.version} for conda, but pip has put {other} in its place" if other else ""
        yield Package(CONDA, record.name, Installed(record.version, obstacle=obstacle))


def _of_pip(distributions: Iterable[Distribution]) -> Iterator[Package]:
    for each in distributions:
        if each.installer != "conda":
            yield Package(PIP, each.name, Installed(each.version, obstacle=FROM_FOLDER if each.from_url else ""))


def _project(path: str) -> str:
    """The project of `…/numpy-1.24.3.dist-info/METADATA`, or of `…/numpy-1.24.3-py3.11.egg-info`."""
    place = path.removesuffix("/METADATA").removesuffix("/PKG-INFO").rpartition("/")[2]
    return normalise(place.removesuffix(_INFO).removesuffix(_EGG).partition("-")[0])


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError as error:
        raise SourceError(f"{folder} cannot be read: {error.strerror}") from None


def _bytes(path: str) -> bytes:
    try:
        with open_plain(path) as file:
            return file.read()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from None
