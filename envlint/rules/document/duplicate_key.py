"""duplicate-key."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import ERROR, Diagnostic, Related
from envlint.environment import Environment
from envlint.items import File
from envlint.nodes import Collection, Entry, Scalar, collections, resolve
from envlint.rule import ANY_KIND, Context, Invalid, Valid, rule


@rule(
    "duplicate-key",
    group="document",
    severity=ERROR,
    since="0.1.0",
    kind=ANY_KIND,
    valid=[
        Valid("name: demo\nchannels: [conda-forge]\ndependencies:\n  - python=3.12\n"),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
dependencies:
  - numpy=2.1
""",
            under="dependencies",
            nth=2,
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
variables:
  DATA_HOME: data
  LOG_LEVEL: info
  DATA_HOME: /srv/data
""",
            under="DATA_HOME",
            nth=2,
        ),
    ],
)
def duplicate_key(file: File, ctx: Context) -> Iterator[Diagnostic]:
    """A key stands twice in one mapping, at the top level, in `variables` or anywhere below.

    conda refuses the whole file. The others read it, each in its own way: mamba keeps the first of
    two top-level keys, what reads with PyYAML (conda-lock, MLflow) the last; the packages of the
    other one are gone without a word.

    **Fix**: none, since only you know which of the two is meant. Join the lists under one key, or
    delete the one that is out of date.

    References: [the YAML specification, 3.2.1.3](https://yaml.org/spec/1.2.2/#3213-node-comparison)
    """
    for node in collections(file.root):
        if node.kind == "map":
            yield from _repeats(node, is_environment=node is file.root and isinstance(file, Environment))


def _repeats(mapping: Collection, is_environment: bool) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Entry] = {}
    for entry in mapping.entries:
        key = resolve(entry.key) if entry.key else None
        if not isinstance(key, Scalar) or entry.key is None:
            continue
        seen = first.setdefault((key.kind, "" if key.kind == "null" else key.value), entry)
        if seen is not entry and seen.key is not None:
            others = "; mamba reads only the first, conda-lock only the last" if is_environment else ""
            yield Diagnostic(
                f"the key `{key.value}` stands here a second time: conda refuses the file{others}",
                entry.key.span,
                key.value or "null",
                help="join both under one key, or delete one of them",
                related=(Related("first here", seen.key.span),),
                item=entry.span,
            )
