"""For which operating systems a file is, as far as it says so: linux, win, osx."""

from __future__ import annotations

import re
from collections.abc import Mapping

from envlint.environment import Environment, PipItem
from envlint.nodes import Collection, Scalar, resolve
from envlint.patterns import lazy
from envlint.source import parts_of

# How conda's platforms begin, and what people call them.
SYSTEMS = {"linux": "Linux", "win": "Windows", "osx": "macOS"}

# A word of the file's or the environment's name.
_NAMED = {
    **dict.fromkeys("linux ubuntu debian centos rhel wsl docker aarch64 ppc64le x86".split(), "linux"),
    **dict.fromkeys("win win32 win64 windows".split(), "win"),
    **dict.fromkeys("osx mac macos darwin m1".split(), "osx"),
}

# How near a folder must be for its name to count, and what it may say: `.devcontainer/`, `docker/gpu/`, `windows/`.
_NEAR = 2
_FOLDERS = {
    **dict.fromkeys("linux docker devcontainer devcontainers".split(), "linux"),
    **dict.fromkeys("windows win64".split(), "win"),
    **dict.fromkeys("macos osx".split(), "osx"),
}

# What lists one of these was exported from that system, or written for it.
_BETRAYS = {
    **dict.fromkeys("_libgcc_mutex ld_impl_linux-64 ld_impl_linux-aarch64 libgcc-ng".split(), "linux"),
    **dict.fromkeys("ucrt vc vc14_runtime vs2015_runtime wincertstore tensorflow-intel".split(), "win"),
    **dict.fromkeys("libcxx python.app tensorflow-macos tensorflow-metal".split(), "osx"),
}

_IN_MARKER = lazy(r"""(?:==|\bin)\s*['"][^'"]*(linux|win32|windows|darwin)""", re.IGNORECASE)


def named(env: Environment) -> frozenset[str]:
    """The systems that a file names: in `platforms`, else by words of its own or its environment's name, else by
    words of its folders' names."""
    platforms = env.get("platforms")
    if platforms and isinstance(platforms.node, Collection):
        values = [resolve(entry.value) for entry in platforms.node.entries]
        texts = [value.value for value in values if isinstance(value, Scalar)]
        return frozenset(text.partition("-")[0] for text in texts) & SYSTEMS.keys()
    *folders, name = parts_of(env.path)
    called = _words(f"{name} {env.name.text if env.name else ''}", _NAMED)
    return called or _words(" ".join(folders[-_NEAR:]), _FOLDERS)


def _words(text: str, systems: Mapping[str, str]) -> frozenset[str]:
    """The systems that the words of a name stand for."""
    return frozenset(systems[word] for word in re.split(r"[^a-z0-9]+", text.lower()) if word in systems)


def meant(env: Environment) -> frozenset[str]:
    """The systems that a file names; else those that its packages betray."""
    if of_name := named(env):
        return of_name
    return frozenset(map(_BETRAYS.__getitem__, _BETRAYS.keys() & (env.conda_names | env.pip_names)))


def marked(item: PipItem) -> frozenset[str]:
    """The systems that a pip line is for, by its marker."""
    marker = item.line.marker.text if item.line.marker else ""
    words = {"linux": "linux", "win32": "win", "windows": "win", "darwin": "osx"}
    return frozenset(words[found.lower()] for found in _IN_MARKER.findall(marker))
