"""condarc-invalid-value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import ERROR, Diagnostic, Related
from envlint.items import Item, Key
from envlint.nodes import Collection, Node, Scalar, resolve
from envlint.rule import CONDARC, Context, Invalid, Valid, rule
from envlint.spelling import is_misspelt

if TYPE_CHECKING:
    from envlint.condarc import Condarc

_LONG = 40


@rule(
    "condarc-invalid-value",
    group="condarc",
    kind=CONDARC,
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid("channels:\n  - conda-forge\nchannel_priority: strict\nalways_yes: yes\n", path=".condarc"),
        Valid("proxy_servers:\n  https: https://proxy.example.org:8080\nremote_max_retries: 5\n", path=".condarc"),
    ],
    invalid=[
        Invalid("channels: conda-forge\n", under="conda-forge", path=".condarc"),
        Invalid("channel_priority: stric\n", under="stric", path=".condarc"),
        Invalid("always_yes: maybe\n", under="maybe", path=".condarc"),
        Invalid("channel: [bioconda]\nchannels: [conda-forge]\n", under="channels", path=".condarc"),
        Invalid("exclude_newer: 2026-01-31\n", under="2026-01-31", path=".condarc"),
        Invalid("default_python: 3.10\n", under="3.10", path=".condarc"),
    ],
)
def condarc_invalid_value(file: Condarc, ctx: Context) -> Iterator[Diagnostic]:
    """A value that conda refuses, or reads otherwise than it is written.

    conda looks at a setting when it needs it, and stops there: some at `conda create` only, others at
    every command. Judged is

    - the type: `channels: conda-forge` is text where a list belongs, `remote_max_retries: many` no number.
      conda takes `yes`, `no`, `on`, `off` and numbers for true and false, `maybe` it refuses;
    - the words, where only some are known: `channel_priority` is `strict`, `flexible` or `disabled`;
    - a setting under two of its names, such as `channel` and `channels`: conda stops, and says
      "Multiple aliased keys";
    - dates without quotes and values with a tag of YAML's, wherever they stand: no command of conda runs
      with them, nor with a file that is a list;
    - `default_python: 3.10`, which is the number 3.1 to conda.

    Whether a path is there, and whether `solver` and `console` name a plugin that is installed, is not judged.

    **Fix**: none.

    References: [conda: settings](https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html)
    """
    from envlint.condarc import is_read, refused, settings

    if file.root is not None and not file.keys and (found := _no_mapping(file.root)):
        yield found
    first: dict[str, Key] = {}
    for key in file.keys:
        unreadable = [each for each in file.values(key) if not is_read(each)]
        yield from map(_unreadable, unreadable)
        setting = settings().get(key.key)
        if setting is None:
            continue
        seen = first.setdefault(setting.name, key)
        if seen.key != key.key:
            yield _twice(key, seen)
        elif not unreadable and (wrong := refused(setting, key.entry.value)):
            yield _refused(key, wrong.node, wrong.wanted)
        elif setting.name == "default_python" and key.kind == "float" and str(float(key.text)) != key.text:
            yield _shortened(key)


def _no_mapping(root: Scalar | Collection) -> Diagnostic | None:
    """A file of something else than keys and values. conda takes an empty one for none."""
    if isinstance(root, Collection):
        if not root.entries:
            return None
        what, span = "a list", root.entries[0].span
    elif root.kind == "null" or not root.value:
        return None
    else:
        what, span = "a single value", root.span
    return Diagnostic(f"the file is {what}: no command of conda runs with it", span, "file", "write `setting: value`")


def _unreadable(item: Item) -> Diagnostic:
    date = item.kind == "timestamp"
    what = f"`{item.text}` is a date to YAML" if date else "a value with a tag"
    return item.report(
        f"{what}: no command of conda runs with it",
        subject=_place(item),
        help="put it in quotes" if date else "delete the tag, and put the value in quotes where it is text",
    )


def _twice(key: Key, seen: Key) -> Diagnostic:
    from envlint.condarc import settings

    return key.report(
        f"`{key.key}` and `{seen.key}` are one setting: conda refuses both together",
        span=key.key_span,
        help=f"keep one of them, best as `{settings()[key.key].name}`",
        related=(Related("the other name", seen.key_span),),
    )


def _refused(key: Key, node: Node, wanted: str) -> Diagnostic:
    from envlint.condarc import settings

    near = next((word for word in settings()[key.key].words if is_misspelt(_text(node), word)), "")
    where = "" if node is key.entry.value else "what stands in "
    return key.report(
        f"{where}`{key.key}` must be {wanted}, not {_told(node)}: conda stops with an error",
        span=node.span if node.span.end > node.span.start else key.key_span,
        help=f"write `{near}`" if near else _help(node, wanted),
    )


def _shortened(key: Key) -> Diagnostic:
    return key.report(
        f"`{key.key}: {key.text}` is a number: conda reads {float(key.text)}",
        help=f"put it in quotes: `'{key.text}'`",
    )


def _help(node: Node, wanted: str) -> str:
    if wanted == "a list" and _text(node):
        return "write each on a line of its own, after a dash and a space"
    if wanted == "a mapping":
        return "write `name: value`, each on a line of its own"
    return "delete the key for the default" if isinstance(resolve(node), Scalar) and not _text(node) else ""


def _text(node: Node) -> str:
    value = resolve(node)
    return value.value if isinstance(value, Scalar) else ""


def _told(node: Node) -> str:
    value = resolve(node)
    if isinstance(value, Collection):
        return "a list" if value.kind == "seq" else "a mapping"
    if not value.value or value.kind == "null":
        return "nothing"
    return f"`{value.value}`" if len(value.value) < _LONG and "\n" not in value.value else "text"


def _place(item: Item) -> str:
    return item.key if isinstance(item, Key) and item.key else item.subject
