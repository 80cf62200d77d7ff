"""What `conda list --json` and `conda list --export` print, and mamba, micromamba and pixi alike."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from envlint.patterns import lazy
from envlint.pypi import normalise
from envlint.versions import CONDA, PIP, Installed, Package, SourceError

_EXPORTED = lazy(r"([A-Za-z0-9_][\w.-]*)=([^\s=]+)=([^\s=]+)")
_PIP_BUILDS = ("pypi", "<pip>")
_DEVELOP = ("dev_", "<develop>")
_KINDS = ("conda", "pypi")  # of pixi

# What pip installed from a folder, no index has.
FROM_FOLDER = "is installed from a folder or a URL: no index need have it"


def looks_exported(text: str) -> bool:
    """Whether the first line that is no comment is one of `conda list --export`."""
    lines = (line.strip() for line in text.splitlines())
    return bool(_EXPORTED.fullmatch(next((line for line in lines if line and line[0] != "#"), "")))


def from_json(source: str, text: str) -> Iterator[Package]:
    """Raises SourceError."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{source} is no whole JSON: {error}") from None
    if isinstance(found, dict) and (said := found.get("message") or found.get("error")):
        raise SourceError(f"{source} holds an error of conda's, no packages: {said}")
    if not isinstance(found, list):
        raise SourceError(f"{source} holds no list: `conda list --json` prints one")
    if not found:
        raise SourceError(f"{source} lists no package")
    for number, each in enumerate(found, 1):
        if not isinstance(each, dict):
            raise SourceError(f"{source}: entry {number} is no package: `conda list --json` describes each by name")
        yield _package(source, number, each)


def from_export(source: str, text: str) -> Iterator[Package]:
    """Raises SourceError."""
    if not text.endswith("\n"):  # a build that is broken off no longer tells pip's packages from conda's
        raise SourceError(f"{source} is broken off: its last line has no end")
    found = False
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        parts = _EXPORTED.fullmatch(line)
        if parts is None:
            raise SourceError(f"{source}: line {number} is not NAME=VERSION=BUILD, as `conda list --export` writes it")
        name, version, build = parts.groups()
        found = True
        yield _of(name, version, build.startswith((*_PIP_BUILDS, *_DEVELOP)), build.startswith(_DEVELOP))
    if not found:
        raise SourceError(f"{source} lists no package")


def _package(source: str, number: int, each: Mapping[str, Any]) -> Package:
    name, version = each.get("name"), each.get("version")
    if not isinstance(name, str) or not name:
        raise SourceError(f"{source}: package {number} has no name")
    if not isinstance(version, str) or not version:
        raise SourceError(f"{source}: {name} has no version")
    channel, kind, build = each.get("channel"), each.get("kind"), each.get("build_string")
    if not isinstance(channel, str) and kind not in _KINDS:
        raise SourceError(f"{source} does not say whether {name} is conda's or pip's: `conda list --json` does")
    is_pip = channel in ("pypi", "<pip>", "<develop>") or kind == "pypi"
    return _of(name, version, is_pip, channel == "<develop>" or (is_pip and str(build).startswith(_DEVELOP)))


def _of(name: str, version: str, is_pip: bool, is_develop: bool) -> Package:
    installed = Installed(version, obstacle=FROM_FOLDER if is_develop else "")
    return Package(PIP, normalise(name), installed) if is_pip else Package(CONDA, name.lower(), installed)
