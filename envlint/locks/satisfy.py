"""Whether what a lock holds is what a spec asks for. What is not certain counts as satisfied."""

from __future__ import annotations

from envlint.conda import channel as conda_channel
from envlint.conda.build import build_matches
from envlint.conda.match_spec import MatchSpec
from envlint.conda.version import InvalidVersion
from envlint.locks.model import Record
from envlint.pypi import PipLine, allows


def satisfies(record: Record, spec: MatchSpec) -> bool:
    """Whether a conda record of the spec's name has a version, a build and a folder that the spec asks for."""
    return has_version(record, spec) and has_build(record, spec) and _has_subdir(record, spec)


def has_version(record: Record, spec: MatchSpec) -> bool:
    if spec.versions is None or not record.version:
        return True
    try:
        return spec.versions.matches(record.version)
    except InvalidVersion:
        return True


def has_build(record: Record, spec: MatchSpec) -> bool:
    return not record.build or build_matches(spec.build_key, record.build)


def comes_from(record: Record, channel: conda_channel.Channel) -> bool:
    """Whether a conda record may be of a channel. Another host may serve any channel: there the last part of the
    address decides, and where a channel is a path or a variable, nothing does."""
    found = record.channel
    if found is None or channel.kind in (conda_channel.PATH, conda_channel.VARIABLE):
        return True
    if found.canonical == channel.canonical or (channel.canonical == "defaults" and found.is_defaults_family):
        return True
    if "://" in found.canonical or "://" in channel.canonical:
        return found.canonical.rpartition("/")[2] == channel.canonical.rpartition("/")[2]
    return False


def is_official(record: Record) -> bool:
    """Whether a conda record's channel is known by its name: not served by a host of one's own."""
    return record.channel is not None and "://" not in record.channel.canonical


def satisfies_pip(record: Record, line: PipLine) -> bool:
    """Whether a pip record of the line's name has a version that the line allows, by PEP 440."""
    if line.url or not line.clauses or not record.version:
        return True
    return allows(line.clauses, record.version) is not False


def _has_subdir(record: Record, spec: MatchSpec) -> bool:
    asked = spec.subdir.text.lower() if spec.subdir else ""
    return not asked or not record.subdir or record.subdir == asked
