"""Rules that stay as they are, and a command line on them: for what stands around the real rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import pytest

from envlint import cli
from envlint.diagnostic import ERROR, WARNING, Diagnostic, Related, safe, unsafe
from envlint.environment import Environment
from envlint.rule import Context, Invalid, Valid, rule


class Options(NamedTuple):
    """One field for each type that an option can have."""

    message: Annotated[str, "what is said"] = "is loud"
    strict: bool = False
    most: int = 3
    allow: tuple[str, ...] = ()
    levels: Mapping[str, str] = {}
    orders: tuple[tuple[str, ...], ...] = (("a", "b"),)
    level: Literal["any", "all"] = "any"
    two_words: str = ""


@rule(
    "loud-name",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    options=Options,
    valid=[Valid("dependencies: [a]\n"), Valid("dependencies: [B]\n", options={"allow": ("B",)})],
    invalid=[Invalid("dependencies: [a, B]\n", under="B", fixed="dependencies: [a, b]\n")],
)
def loud_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A name is written in capitals. It hurts the ears.

    **Fix**: whisper.
    """
    for item in env.conda:
        if item.text != item.text.lower() and item.text not in ctx.options.allow:
            related = (Related("the list", env.keys[-1].key_span),)
            change = safe("Write it small", item.replace(item.text.lower()))
            yield item.report(f"{item.text} {ctx.options.message}", help="whisper", related=related, fix=change)


@rule(
    "loose-pin",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    valid=[Valid("dependencies: [a=1]\n")],
    invalid=[Invalid("dependencies: [a]\n", under="a", fixed="dependencies: [a=1]\n")],
)
def loose_pin(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A package has no version."""
    for item in env.conda:
        if "=" not in item.text and item.text.islower():
            yield item.report(f"{item.text} has no version", fix=unsafe("Pin it", item.replace(f"{item.text}=1")))


@rule(
    "evil-package",
    group="packages",
    severity=ERROR,
    since="0.1.0",
    preset="strict",
    valid=[Valid("dependencies: [a=1]\n")],
    invalid=[Invalid("dependencies: [evil=1]\n", under="evil=1")],
)
def evil_package(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A package is evil."""
    for item in env.conda:
        if item.text.startswith("evil"):
            yield item.report(f"{item.text} is evil")


@rule("broken-rule", group="document", severity=ERROR, since="0.1.0")
def broken_rule(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A rule that fails on `boom=1`."""
    for item in env.conda:
        if item.text == "boom=1":
            raise RuntimeError("kaboom")
    yield from ()


RULES = (broken_rule, loud_name, evil_package, loose_pin)


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


# What names the branch that a change goes to: it counts for --since auto.
CI = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")


def command_line(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Outcome]:
    """`cli("--fix", path)` → exit code, output and error of a run with the rules above."""
    monkeypatch.setattr(cli, "builtin_rules", lambda: RULES)
    for name in (*CI, "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*argv: str | Path) -> Outcome:
        capfdbinary.readouterr()
        try:
            code = cli.main([str(each) for each in argv])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capfdbinary.readouterr()
        return Outcome(code, out.decode(), err.decode())

    return run
