"""condarc-flexible-priority."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import WARNING, Diagnostic, Related, unsafe
from envlint.rule import CONDARC, Context, Invalid, Valid, rule

if TYPE_CHECKING:
    from envlint.condarc import Condarc

_CHANNELS = "channels:\n  - conda-forge\n  - bioconda\n"
_STRICT = "channel_priority: strict\n"


@rule(
    "condarc-flexible-priority",
    group="condarc",
    kind=CONDARC,
    severity=WARNING,
    preset="strict",
    since="0.1.0",
    valid=[
        Valid(_CHANNELS + _STRICT, path=".condarc"),
        Valid("channels: [conda-forge, nodefaults]\n", path=".condarc"),
    ],
    invalid=[
        Invalid(_CHANNELS, under="channels", fixed=_CHANNELS + _STRICT, path=".condarc"),
        Invalid(
            _CHANNELS + "channel_priority: flexible\n", under="flexible", fixed=_CHANNELS + _STRICT, path=".condarc"
        ),
    ],
)
def condarc_flexible_priority(file: Condarc, ctx: Context) -> Iterator[Diagnostic]:
    """Several channels without `channel_priority: strict`.

    conda's own default is flexible: where the highest channel has no build that fits, it takes the package
    from the next one without a word, and mixes builds that were not made for each other. With `strict` it
    takes a package from the highest channel that has it at all, or says that it cannot. It is faster,
    too, and what mamba does by default and what conda-forge and bioconda ask for.

    **Fix** (unsafe: another set of packages may come of it, or none): the value becomes `strict`, or
    the setting is added at the end of the file.

    References: [conda-forge: channel
    priority](https://conda-forge.org/docs/user/tipsandtricks/#how-to-fix-it),
    [conda: managing channels](https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-channels.html)
    """
    from envlint.condarc import refused, settings

    names = {channel.canonical for channel in file.channels} - {"nodefaults", ""}
    listed = file.setting("channels")
    if len(names) < 2 or listed is None:
        return
    title, help = "Write `strict`", "write `channel_priority: strict`"
    priority = file.setting("channel_priority")
    if priority is None:
        if not file.may_set("channel_priority"):
            yield listed.report(
                f"{len(names)} channels, and conda may take a package from any that has a build that fits",
                span=listed.key_span,
                subject="channel_priority",
                help=help,
                fix=unsafe(title, file.add(channel_priority="strict")),
            )
    elif not _is_strict(priority.text) and not refused(settings()["channel_priority"], priority.entry.value):
        yield priority.report(
            f"{len(names)} channels, and with this conda may take a package from any of them",
            subject="channel_priority",
            help=help,
            related=(Related("the channels", listed.key_span),),
            fix=unsafe(title, priority.write("strict")),
        )


def _is_strict(word: str) -> bool:
    return word.strip() in ("strict", "STRICT")
