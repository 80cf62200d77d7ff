"""unknown-key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from envlint.diagnostic import ERROR, WARNING, Diagnostic, Related, unsafe
from envlint.environment import Environment, Key
from envlint.rule import Context, Invalid, Valid, rule
from envlint.spelling import is_misspelt

# What conda reads, then what conda-lock reads beside it.
_KNOWN = ("name", "channels", "dependencies", "variables", "prefix")
_KNOWN_TO_OTHERS = ("platforms", "category", "pip-repositories", "allow-pypi-requests")

# Other words for a key, where no slip of the pen leads to it. `pip` is misplaced-pip-section's.
_SYNONYMS = {
    "name": ("env_name", "env-name", "envname", "environment_name", "environment-name"),
    "channels": ("conda_channels", "conda-channels"),
    "dependencies": ("deps", "dependency", "requirements", "packages", "conda_dependencies", "conda-dependencies"),
    "variables": ("env", "env_vars", "env-vars", "environment_variables", "environment-variables", "vars"),
    "platforms": ("subdirs",),
}
_SHAPES = {
    "name": ("str",),
    "channels": ("seq", "str"),
    "dependencies": ("seq",),
    "variables": ("map",),
    "platforms": ("seq",),
}

_RIGHT = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
"""


@rule(
    "unknown-key",
    group="document",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(_RIGHT + "platforms: [linux-64, osx-arm64]\n"),
        Valid("x-versions: &python python=3.12\n" + _RIGHT),
    ],
    invalid=[
        Invalid(_RIGHT.replace("dependencies", "dependecies"), under="dependecies", fixed=_RIGHT),
        Invalid(
            "name: demo\nchannel: [conda-forge]\ndependencies:\n  - conda-forge::python=3.12\n",
            under="channel",
            fixed="name: demo\nchannels: [conda-forge]\ndependencies:\n  - conda-forge::python=3.12\n",
        ),
        Invalid(_RIGHT + "channel_priority: strict\n", under="channel_priority"),
        Invalid(_RIGHT + "description: what the demo needs\n", under="description"),
    ],
)
def unknown_key(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A key at the top level that no client knows.

    conda prints a notice and goes on without it, mamba says nothing at all: with `channel:` for
    `channels:` the packages come from somewhere else, with `dependecies:` there are none. Settings
    of conda, such as `channel_priority`, are ignored in the same way: they belong into `.condarc`.
    Known are the keys of conda (`name`, `channels`, `dependencies`, `variables`, `prefix`) and of
    conda-lock (`platforms`, `category`, `pip-repositories`, `allow-pypi-requests`); keys that begin
    with `x-` are yours. A slip in `dependencies` is an error, since conda 26.3 and newer then
    refuses the file.

    **Fix** (unsafe, since more is read than before): a key that is plainly misspelt is renamed,
    where the right one is absent.

    References: [conda#5885](https://github.com/conda/conda/issues/5885),
    [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    unknown = [key for key in env.keys if not _is_known(key)]
    if not unknown:
        return
    present = {key.key: key for key in reversed(env.keys)}
    meant = [_meant(key.key) for key in unknown]
    counts = {right: meant.count(right) for right in set(meant)}
    for key, right in zip(unknown, meant, strict=True):
        if right:
            yield _misspelt(key, right, present, is_alone=counts[right] == 1)
        else:
            yield _unknown(key)


def _is_known(key: Key) -> bool:
    known = key.key in _KNOWN or key.key in _KNOWN_TO_OTHERS or key.key in ("pip", "<<")
    return known or key.key.startswith("x-")


def _unknown(key: Key) -> Diagnostic:
    written = f"`{key.key}`" if key.key else "this"
    if setting := _setting(key.key):
        return key.report(
            f"{written} is a setting of conda, not of an environment: conda and mamba ignore it here",
            span=key.key_span,
            help=f"write `{setting}` into `.condarc`, or leave it to whoever installs the environment",
        )
    return key.report(
        f"{written} is no key of an environment file: conda prints a notice and ignores it, mamba ignores it",
        span=key.key_span,
        subject=key.key or "null",
        help="delete it, or make it a comment",
    )


def _misspelt(key: Key, meant: str, present: Mapping[str, Key], is_alone: bool) -> Diagnostic:
    """Another word for a known key; `is_alone` where no other key of the file means the same."""
    right = present.get(meant)
    if right is not None:
        return key.report(
            f"`{key.key}` is ignored: the key is called `{meant}`, and that stands in the file already",
            span=key.key_span,
            help=f"move what it holds to `{meant}`, or delete it",
            related=(Related("the right key", right.key_span),),
        )
    fits = key.kind in _SHAPES.get(meant, (key.kind,))
    refused = meant == "dependencies" and "<<" not in present
    readers = "conda-lock, conda and mamba ignore it" if meant in _KNOWN_TO_OTHERS else "conda ignores it"
    why = "the file has no `dependencies`, and conda 26.3 and newer refuses it" if refused else readers
    return key.report(
        f"`{key.key}` is no key of an environment file: {why}",
        span=key.key_span,
        help=f"write `{meant}`",
        fix=unsafe(f"Rename `{key.key}` to `{meant}`", key.rename(meant) if is_alone and fits else None),
        severity=ERROR if refused else "",
    )


def _meant(key: str) -> str:
    """The known key that one is meant to be, or ""."""
    for known, words in _SYNONYMS.items():
        if key.lower() in words:
            return known
    return next((known for known in (*_KNOWN, *_KNOWN_TO_OTHERS) if is_misspelt(key, known)), "")


def _setting(key: str) -> str:
    """The setting of conda that a key names, under its own name or an alias; else ""."""
    return _settings().get(key.replace("-", "_"), "")


@cache
def _settings() -> dict[str, str]:
    """The settings of conda by all their names; .condarc takes them with underscores only."""
    from envlint import condarc

    known = condarc.settings().items()
    return {name.replace("-", "_"): setting.name for name, setting in known if "conda" in setting.readers}
