"""condarc-interactive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import WARNING, Diagnostic, safe
from envlint.items import Key
from envlint.nodes import Scalar
from envlint.rule import CONDARC, Context, Invalid, Valid, rule

if TYPE_CHECKING:
    from envlint.condarc import Condarc

# What each should be in a job, where nobody is there to answer, and what happens else.
_WANTED = {
    "always_yes": ("true", "conda asks before it changes anything, and a job has nobody to answer"),
    "auto_update_conda": ("false", "conda may update itself in the middle of a job"),
    "changeps1": ("false", "activating an environment changes the prompt, which no job shows"),
    "report_errors": ("false", "after a crash conda asks whether to send a report, and a job has nobody to answer"),
}
_QUIET = "".join(f"{name}: {value}\n" for name, (value, _) in _WANTED.items())


@rule(
    "condarc-interactive",
    group="condarc",
    kind=CONDARC,
    severity=WARNING,
    preset="strict",
    since="0.1.0",
    valid=[Valid("channels: [conda-forge]\n" + _QUIET, path=".condarc")],
    invalid=[
        Invalid(
            "channels: [conda-forge]\n",
            under="channels",
            fixed="channels: [conda-forge]\n" + _QUIET,
            path=".condarc",
        ),
        Invalid(
            _QUIET.replace("auto_update_conda: false", "auto_update_conda: true"),
            under="true",
            nth=2,
            fixed=_QUIET,
            path=".condarc",
        ),
    ],
)
def condarc_interactive(file: Condarc, ctx: Context) -> Iterator[Diagnostic]:
    """A setting leaves conda to ask, or to change itself: in CI and in images nobody is there to answer.

    - `always_yes: true`, else conda asks before it changes anything;
    - `auto_update_conda: false`, else conda may update itself in the middle of a job;
    - `changeps1: false`, else activating an environment changes the shell's prompt;
    - `report_errors: false`, else conda asks after a crash whether to send a report.

    For the `.condarc` of a CI job or a container. In one of your own you may want to be asked; that is why
    this rule is in the preset `strict` only.

    **Fix** (safe: conda resolves the same): the value is put right; what is not there is added at the end
    of the file.

    References: [conda: settings](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html)
    """
    for name, (value, why) in _WANTED.items():
        key = file.setting(name)
        if key is not None and _is_other(key, value):
            yield _wrong(key, value, why)
    missing = {name: value for name, (value, _) in _WANTED.items() if not file.may_set(name)}
    if missing and (file.keys or file.root is None or file.root.kind in ("null", "map")):
        yield file.report(
            f"{_listed(missing)} not set: {_WANTED[next(iter(missing))][1]}",
            "settings",
            help="write " + ", ".join(f"`{name}: {value}`" for name, value in missing.items()),
            fix=safe("Set what is missing", file.add(**missing)),
        )


def _is_other(key: Key, wanted: str) -> bool:
    """Whether conda takes a value, and for another than the wanted one."""
    from envlint.condarc import is_read, refused, settings, truth

    setting = settings()[key.key]
    if not isinstance(key.node, Scalar) or not is_read(key) or refused(setting, key.node):
        return False
    return truth(key.node, nullable="null" in setting.type) is not (wanted == "true")


def _wrong(key: Key, wanted: str, why: str) -> Diagnostic:
    is_empty = key.span.end == key.span.start
    return key.report(
        f"with this {why}",
        span=key.key_span if is_empty else key.span,
        subject=key.key,
        help=f"write `{key.key}: {wanted}`",
        fix=safe(f"Write `{wanted}`", key.write(wanted)),
    )


def _listed(names: dict[str, str]) -> str:
    *others, last = (f"`{name}`" for name in names)
    return f"{', '.join(others)} and {last} are" if others else f"{last} is"
