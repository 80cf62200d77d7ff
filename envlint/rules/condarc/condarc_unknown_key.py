"""condarc-unknown-key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import WARNING, Diagnostic, Related, unsafe
from envlint.items import Key
from envlint.rule import CONDARC, Context, Invalid, Valid, rule

if TYPE_CHECKING:
    from envlint.condarc import Condarc

_RIGHT = "channels:\n  - conda-forge\nchannel_priority: strict\n"
_OF_ENVIRONMENTS = ("name", "dependencies", "variables", "prefix", "platforms")


@rule(
    "condarc-unknown-key",
    group="condarc",
    kind=CONDARC,
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(_RIGHT, path=".condarc"),
        Valid(_RIGHT + "plugins:\n  some_setting: 1\nuse_lockfiles: false\n", path=".condarc"),
    ],
    invalid=[
        Invalid(_RIGHT.replace("l_p", "l-p"), under="channel-priority", fixed=_RIGHT, path=".condarc"),
        Invalid(_RIGHT.replace("channels", "chanels"), under="chanels", fixed=_RIGHT, path=".condarc"),
        Invalid(_RIGHT + "restore_free_channel: true\n", under="restore_free_channel", path=".condarc"),
        Invalid(_RIGHT + "dependencies: [python]\n", under="dependencies", path=".condarc"),
    ],
)
def condarc_unknown_key(file: Condarc, ctx: Context) -> Iterator[Diagnostic]:
    """A key in `.condarc` that no setting is called.

    conda and mamba ignore it, and say nothing: with `channel-priority: strict` the priority stays
    flexible, with `chanels:` the packages come from somewhere else.

    Known are the settings of conda 26.7 with their aliases, those of mamba 2, and what
    anaconda-anon-usage and anaconda-ident read; what is below `plugins:` is up to the plugins. Settings
    that conda has dropped are reported, too: they do nothing any more. Keys that begin with `x-` are
    yours.

    **Fix** (unsafe, since more is read than before): a key that is plainly misspelt, with dashes for
    underscores as well, is renamed, where the right one is absent and conda would take the value.

    References: [conda: settings](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html),
    [mamba: configuration](https://mamba.readthedocs.io/en/latest/user_guide/configuration.html)
    """
    from envlint.condarc import settings

    rights = Counter(settings()[file.meant[key.key]].name for key in file.unknown if key.key in file.meant)
    seen: set[str] = set()
    for key in file.unknown:
        if key.key and key.key in seen:
            continue  # a repeat, which is duplicate-key's
        seen.add(key.key)
        right = file.meant.get(key.key)
        if right:
            yield _misspelt(file, key, right, is_alone=rights[settings()[right].name] == 1)
        else:
            yield _unknown(key)


def _unknown(key: Key) -> Diagnostic:
    written = f"`{key.key}`" if key.key else "this"
    of_environments = key.key in _OF_ENVIRONMENTS
    return key.report(
        f"{written} is no setting of conda or mamba: both ignore it without a word",
        span=key.key_span,
        subject=key.key or "null",
        help="it belongs into an environment file" if of_environments else "delete it, or make it a comment",
    )


def _misspelt(file: Condarc, key: Key, right: str, is_alone: bool) -> Diagnostic:
    """Another word for a setting; `is_alone` where no other key of the file is meant to be the same."""
    from envlint.condarc import refused, settings

    there = file.setting(settings()[right].name)
    if there is not None:
        return key.report(
            f"`{key.key}` is ignored: the setting is called `{right}`, and stands in the file already",
            span=key.key_span,
            help=f"delete it, or write what it holds under `{there.key}`",
            related=(Related("the right key", there.key_span),),
        )
    is_sure = is_alone and not file.has_merge and not refused(settings()[right], key.entry.value)
    return key.report(
        f"`{key.key}` is no setting of conda or mamba: both ignore it without a word",
        span=key.key_span,
        help=f"write `{right}`",
        fix=unsafe(f"Rename `{key.key}` to `{right}`", key.rename(right)) if is_sure else None,
    )
