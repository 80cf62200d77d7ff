"""Selectors: `- sel(win): pywin32` is micromamba's, `- pywin32  # [win]` conda-lock's, and no client reads both.

Source: CEP 24; libmamba 2.8, conda-lock 4.0, pixi (August 2026) and conda 26.7 as read and run.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import Diagnostic, Related
from envlint.environment import CondaItem, Environment, Installer, PipItem
from envlint.nodes import Comment
from envlint.patterns import lazy

_SEL = lazy(r"sel\(.*\)")
_MAMBA_SELS = ("sel(unix)", "sel(linux)", "sel(osx)", "sel(win)")
_BRACKETS = lazy(r"#.*\[([^\[\]]+)\][^()]*")
_WORD = lazy(r"[A-Za-z0-9_]+|[()]")
# What conda-build knows of platforms.
_PLATFORMS = frozenset(
    "unix linux osx win linux32 linux64 osx64 win32 win64 x86 x86_64 aarch64 arm64 armv6l armv7l ppc64le s390x "
    "riscv64 emscripten wasi".split()
)
# What conda-lock knows, one word alone.
_CONDA_LOCK = frozenset("linux unix osx win linux64 osx64 win64 aarch64 arm64 ppc64le".split())
_NAMES = {
    "linux-64": "linux64 unix linux",
    "linux-aarch64": "aarch64 unix linux",
    "linux-ppc64le": "ppc64le unix linux",
    "osx-64": "osx64 osx unix",
    "osx-arm64": "arm64 osx unix",
    "win-64": "win win64",
}
_DO_NOT_READ_COMMENTS = ("conda", "mamba", "pixi", "repo2docker")
_WHAT_SEL_DOES = {
    "conda": "conda drops the item in silence",
    "conda-lock": "conda-lock drops the item in silence",
    "pixi": "pixi skips the line",
    "mlflow": "MLflow refuses the file",
}
_SHOWN = 9

# A file such as `environment-micromamba.yml`.
_MAMBAS = lazy(r"mamba[^/\\]*$")


def findings(env: Environment, targets: tuple[str, ...]) -> Iterator[Diagnostic]:
    yield from _sel(env, targets)
    selectors = list(_comments(env))
    yield from _unread(env, targets, [(comment, words) for comment, words in selectors if _is_selector(words)])
    if "conda-lock" in targets:
        yield from _dropped(env, selectors)


def selected(env: Environment) -> dict[int, frozenset[str]]:
    """By line: the platforms for which conda-lock keeps it, where a selector stands behind an item. One that
    conda-lock does not know keeps it for none."""
    return {
        env.source.position(comment.span.start).line: frozenset(
            platform for platform, names in _NAMES.items() if words.strip() in names.split()
        )
        for comment, words in _comments(env)
    }


def _sel(env: Environment, targets: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Items that only micromamba reads, or that nobody does; a file that is called mamba's may hold them."""
    found: list[tuple[Installer, list[str]]] = []
    for each in env.installers:
        if _SEL.fullmatch(each.key):
            losers = [what for client, what in _WHAT_SEL_DOES.items() if client in targets]
            if each.key not in _MAMBA_SELS and ("mamba" in targets or "repo2docker" in targets):
                losers.append("mamba knows `sel(unix)`, `sel(linux)`, `sel(osx)` and `sel(win)` only")
            if losers:
                found.append((each, losers))
    if found and not _MAMBAS.search(env.path):
        (first, losers), *others = found
        yield first.report(
            f"`{first.key}` is a selector of mamba's: {', '.join(losers)}",
            span=first.key_span,
            help="keep a file for each platform, or list only packages that every platform has, without `sel(...)` "
            "(or set `targets`, if only mamba reads this file)",
            related=tuple(Related("and here", each.key_span) for each, _ in others[:_SHOWN]),
        )


def _unread(env: Environment, targets: tuple[str, ...], found: list[tuple[Comment, str]]) -> Iterator[Diagnostic]:
    names = [client for client in _DO_NOT_READ_COMMENTS if client in targets]
    if not found or not names or env.get("platforms"):
        return  # `platforms:` is conda-lock's key: so are the selectors
    (first, words), *others = found
    yield env.report(
        f"`[{words}]` is a mere comment to {' and '.join(names)}: what stands before it is wanted on every platform",
        "selectors",
        first.span,
        help=f"only conda-lock reads such selectors; for {' and '.join(names)} keep one file for each platform "
        "(or set `targets`, if only conda-lock reads this file)",
        related=tuple(Related("and here", each.span) for each, _ in others[:_SHOWN]),
    )


def _dropped(env: Environment, found: list[tuple[Comment, str]]) -> Iterator[Diagnostic]:
    """What conda-lock takes for a selector and does not understand."""
    for comment, words in found:
        if words.strip() not in _CONDA_LOCK:
            yield env.report(
                f"conda-lock takes `[{words}]` for a selector it does not know, and leaves the item out everywhere",
                "selectors",
                comment.span,
                help="conda-lock knows one word of: " + ", ".join(sorted(_CONDA_LOCK)),
            )


def _comments(env: Environment) -> Iterator[tuple[Comment, str]]:
    """The comments behind items that hold something in square brackets, and that."""
    starts = {env.source.position(item.span.end).line for item in _items(env)}
    for comment in env.document.comments:
        if not comment.own_line:
            match = _BRACKETS.fullmatch(env.text[slice(*comment.span)])
            if match and env.source.position(comment.span.start).line in starts:
                yield comment, match[1]


def _items(env: Environment) -> tuple[CondaItem | PipItem, ...]:
    return (*env.conda, *env.pip)


def _is_selector(words: str) -> bool:
    """Whether `linux and not aarch64`, `only osx` or the like: platforms, joined."""
    parts = words.split()
    tokens = [token for part in parts for token in _WORD.findall(part)]
    plain = "".join(tokens) == "".join(parts)
    names = [token for token in tokens if token not in ("and", "or", "not", "only", "(", ")")]
    return plain and bool(names) and _PLATFORMS.issuperset(names)
