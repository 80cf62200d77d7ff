"""The packages of a lock."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.locks.model import CONDA, Lock, Record
from envlint.pin_sources.conda_list import FROM_FOLDER
from envlint.pypi import normalise
from envlint.versions import Installed, Package


def packages(lock: Lock) -> Iterator[Package]:
    for record in lock.records:
        name = record.name.lower() if record.manager == CONDA else normalise(record.name)
        yield Package(record.manager, name, Installed(record.version, record.platform, _obstacle(record)))


def _obstacle(record: Record) -> str:
    if not record.version:
        return f"has no version in the lock{f' for {record.platform}' if record.platform else ''}"
    is_local = "://" not in record.url or record.url.startswith("file:") or "+" in record.url.partition("://")[0]
    return FROM_FOLDER if record.manager != CONDA and record.url and is_local else ""
