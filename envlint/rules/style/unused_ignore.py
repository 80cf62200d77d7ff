"""unused-ignore."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envlint import suppress
from envlint.diagnostic import WARNING, Change, Diagnostic, Edit, Fix, safe
from envlint.items import File
from envlint.rule import ANY_KIND, Context, Invalid, Valid, rule
from envlint.source import Part, Span
from envlint.suppress import Judged

_FILE = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy{}
"""


@rule(
    "unused-ignore",
    group="style",
    severity=WARNING,
    since="0.1.0",
    kind=ANY_KIND,
    judges_ignores=True,
    valid=[
        Valid(_FILE.format("  # envlint: ignore[loose-pin] the tests run with every version")),
        Valid("# envlint: ignore-file[loose-pin] a template for our courses\n" + _FILE.format("")),
    ],
    invalid=[
        Invalid(
            _FILE.format("=2.1  # envlint: ignore[loose-pin] the tests run with every version"),
            under="# envlint: ignore[loose-pin] the tests run with every version",
            fixed=_FILE.format("=2.1"),
        ),
        Invalid(
            _FILE.format("  # envlint: ignore[pip-name, loose-pin] the tests run with every version"),
            under="pip-name",
            fixed=_FILE.format("  # envlint: ignore[loose-pin] the tests run with every version"),
        ),
        Invalid(
            _FILE.format("=2.1  # envlint: ignore why is this here"),
            under="# envlint: ignore why is this here",
        ),
    ],
)
def unused_ignore(file: File, ctx: Context) -> Iterator[Diagnostic]:
    """An ignore comment silences nothing: what it names is not found there, or is the name of no rule.

    It was needed once, stands on the wrong line, or is misspelt. Left alone it would hide the next finding of that
    rule, which nobody has looked at.

    Also reported: a comment that names no rules (`# envlint: ignore` alone would silence whatever comes), another
    word than `ignore` and `ignore-file`, and an `ignore-file` behind the first key.

    Only rules that were run are judged: `envlint --select pins` says nothing of an ignored `duplicate-package`.
    Names of plugins that are not installed are let be.

    **Fix** (safe): the names that silence nothing go, and the comment with the last of them; a misspelt name is
    put right. There is none while something else can be fixed in the same place, which could make the comment needed
    again, nor for a comment that is refused.
    """
    for judged in ctx.ignores:
        if judged.ignore.fault:
            yield _refused(judged)
        elif judged.idle or judged.unknown:
            yield _unused(file, judged)


def _refused(judged: Judged) -> Diagnostic:
    ignore = judged.ignore
    names = ", ".join(judged.here) or "rule-name"
    message, help = {
        suppress.NO_NAMES: (
            "this silences nothing, since it names no rules in brackets",
            f"write `# envlint: {ignore.word}[{names}]` and the reason",
        ),
        suppress.NO_WORD: (
            f"`{ignore.word}` is no word of envlint: this silences nothing",
            "write `# envlint: ignore[rule-name]` and the reason",
        ),
        suppress.LATE: (
            "`ignore-file` behind the first key silences nothing",
            "move it to a line above the first key",
        ),
    }[ignore.fault]
    return Diagnostic(message, ignore.span, ignore.word, help)


def _unused(file: File, judged: Judged) -> Diagnostic:
    ignore = judged.ignore
    unknown = tuple(name for name, _ in judged.unknown)
    wrong = sorted((*judged.idle, *unknown), key=lambda name: name.span)
    whole = len(wrong) == len(ignore.names)
    near = " and ".join(f"`{right}`" for _, right in judged.unknown if right)
    here = " and ".join(f"`{rule}`" for rule in judged.here if not ignore.whole_file)
    where = "in this file" if ignore.whole_file else "here"
    parts = [f"{_told(judged.idle, 'finds', 'find')} nothing {where}"] if judged.idle else []
    parts += [_told(unknown, "is no rule", "are no rules")] if unknown else []
    return Diagnostic(
        f"nothing to ignore: {', and '.join(parts)}",
        ignore.span if whole else Span(wrong[0].span.start, wrong[-1].span.end),
        "ignore/" + ", ".join(name.text for name in wrong),
        f"you may mean {near}" if near else f"what is found here is {here}" if here else "",
        fix=_fix(file, judged, wrong) if judged.settled else None,
    )


def _told(names: Sequence[Part], one: str, many: str) -> str:
    return " and ".join(f"`{name.text}`" for name in names) + f" {one if len(names) == 1 else many}"


def _fix(file: File, judged: Judged, wrong: Sequence[Part]) -> Fix | None:
    ignore = judged.ignore
    right = {name.span: meant for name, meant in judged.unknown}
    texts = [right.get(name.span, "") if name in wrong else name.text for name in ignore.names]
    left = list(dict.fromkeys(text for text in texts if text))
    if not left:
        return safe("Remove the comment", Change((Edit(*suppress.removal(file.document, ignore), ""),)))
    listed = Edit(ignore.names[0].span.start, ignore.names[-1].span.end, ", ".join(left))
    return safe("Write the rule's name" if any(right.values()) else "Remove what is unused", Change((listed,)))
