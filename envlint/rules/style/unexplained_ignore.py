"""unexplained-ignore."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import suppress
from envlint.diagnostic import WARNING, Diagnostic
from envlint.items import File
from envlint.rule import ANY_KIND, Context, Invalid, Valid, rule


@rule(
    "unexplained-ignore",
    group="style",
    severity=WARNING,
    since="0.1.0",
    kind=ANY_KIND,
    preset="strict",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy  # envlint: ignore[loose-pin] the tests run with every version
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy  # envlint: ignore[loose-pin]
""",
            under="# envlint: ignore[loose-pin]",
        ),
    ],
)
def unexplained_ignore(file: File, ctx: Context) -> Iterator[Diagnostic]:
    """An ignore comment gives no reason.

    A finding that somebody once chose to live with looks, a year later, like one that nobody has seen. With the
    reason behind the brackets, the next reader knows when the comment may go.

    A comment that names no rules is refused by `unused-ignore`, and silent here.

    **Fix**: none.
    """
    for ignore in suppress.ignores(file.document):
        if not ignore.fault and not ignore.reason.text:
            names = ", ".join(name.text for name in ignore.names)
            yield Diagnostic(
                f"`{names}` is ignored without a reason",
                ignore.span,
                f"ignore/{names}",
                f"write it behind the brackets: `# envlint: {ignore.word}[{names}] any version will do`",
            )
