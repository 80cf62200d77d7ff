"""missing-channels."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment, Key
from envlint.nodes import Collection, Scalar, resolve
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import parts_of
from envlint.spelling import is_misspelt

# repo2docker reads what lies here, and brings its channels along.
_BINDER = frozenset(("binder", ".binder"))

_OTHER_NAMES = ("conda_channels", "conda-channels")


@rule(
    "missing-channels",
    group="channels",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid("name: demo\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.12\n"),
        Valid("name: demo\ndependencies:\n  - conda-forge::python=3.12\n  - bioconda::samtools=1.21\n"),
        Valid("dependencies:\n  - python=3.12\n", path="binder/environment.yml"),
    ],
    invalid=[
        Invalid("name: demo\ndependencies:\n  - python=3.12\n  - numpy=2.1\n", under="dependencies"),
        Invalid("name: demo\nchannels: [nodefaults]\ndependencies:\n  - python=3.12\n", under="channels"),
    ],
)
def missing_channels(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """The file names no channels.

    Then the packages come from wherever the machine that reads it is configured to look: from
    Anaconda's `defaults` after an installation of Anaconda or Miniconda, from conda-forge after one
    of Miniforge, from a company's mirror elsewhere. The same file gives different builds and
    versions, or none: packages that only conda-forge has are missing on `defaults`. On a machine
    without any configuration conda up to 25.7 takes `defaults`, 25.9 and newer finds no channel and
    stops.

    `channels: []` and `nodefaults` alone name none either. Files in which each conda package names
    its channel (`conda-forge::python`) are silent, and so are files that list no conda package at
    all, only a pip section: they are added to an environment that has Python. So are files in a folder `binder` or
    `.binder`, and all where `targets` is repo2docker alone: it installs from channels of its own.

    **Fix**: none; only you know where the packages come from. For most files it is
    `channels: [conda-forge]`.

    References: [conda#15196](https://github.com/conda/conda/pull/15196),
    [conda: managing
    channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-channels.html),
    [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    place = _place(env)
    if place is None or env.has_merge or all(item.channel for item in env.conda) or _is_for_binder(env, ctx):
        return
    what = "`channels` names none" if place.key == "channels" else "no `channels:`"
    yield place.report(
        f"{what}: conda uses whatever channels each machine has configured, so two people can get different packages, "
        "or none",
        span=place.key_span,
        subject="channels",
        help="name the channels that the packages come from, such as `channels: [conda-forge]`",
    )


def _place(env: Environment) -> Key | None:
    """The key to mark, if there are no channels and no other rule speaks of that."""
    channels = env.get("channels")
    if channels is not None:
        return channels if _holds_none(channels) else None
    if any(is_misspelt(key.key, "channels") or key.key.lower() in _OTHER_NAMES for key in env.keys):
        return None
    return env.get("dependencies")


def _is_for_binder(env: Environment, ctx: Context) -> bool:
    """Whether repo2docker reads the file, and nobody else."""
    return ctx.targets == ("repo2docker",) or not _BINDER.isdisjoint(parts_of(env.path)[-2:-1])


def _holds_none(channels: Key) -> bool:
    if not isinstance(channels.node, Collection) or channels.node.kind != "seq":
        return False
    values = [resolve(entry.value) for entry in channels.node.entries]
    return all(isinstance(value, Scalar) and value.value.strip() == "nodefaults" for value in values)
