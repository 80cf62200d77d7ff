"""What the Python API gives back: immutable tuples of plain values."""

from __future__ import annotations

from envlint.diagnostic import ERROR, Fix
from envlint.values import NamedTuple


class Related(NamedTuple):
    """Another place that belongs to a diagnostic, in the file `path`. Counted as in Diagnostic."""

    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Diagnostic(NamedTuple):
    """One finding, with the fields that `--output-format json` has, but `url`.

    Lines and columns are 1-based and count code points; the end is exclusive. `severity` is `error` or
    `warning`. `subject` names what is wrong (`numpy`, `channels/defaults`) and stays the same while the
    file is edited around it: (path, rule, subject) tells whether two findings are the same. `help`
    says what to write, "" where the message does. `fix` is None where there is none. `fingerprint` is
    one name for path, rule and subject, and for which of several equal ones it is. Passwords and tokens
    of the file are masked in every text; a fix that would reveal one is left out.
    """

    path: str
    rule: str
    group: str
    severity: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    help: str = ""
    subject: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    fingerprint: str = ""


class Fault(NamedTuple):
    """Something that broke in envlint or in one of its rules: never the file's fault."""

    message: str
    traceback: str = ""


class Result(NamedTuple):
    """What `lint` found, in the order of the file. `passed_over` says why the file was not looked at,
    "" where it was; `faults` is what broke on the way, and what should be told to who wrote the rule. `included` are
    the results of the requirements files that the file includes, and those in turn, as far as `project` has them."""

    path: str
    diagnostics: tuple[Diagnostic, ...] = ()
    passed_over: str = ""
    faults: tuple[Fault, ...] = ()
    included: tuple[Result, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics of severity `error`."""
        return tuple(each for each in self.diagnostics if each.severity == ERROR)


class Mended(NamedTuple):
    """What `fix` has mended, and how: `title` is the fix's, `applicability` is `safe` or `unsafe`."""

    rule: str
    subject: str
    message: str
    title: str
    applicability: str


class Fixed(NamedTuple):
    """What `fix` made of a text.

    `text` is the new text, equal to the old one where nothing was mended; `data` is the same as bytes:
    in the encoding of the bytes that were given, with their byte-order mark; UTF-8 for a text. `mended`
    is what was put right, in that order, and `left` what still is to be found in `text`. `held_back`
    says why nothing was mended where the file forbids it. The rest is as in Result.
    """

    path: str
    text: str
    data: bytes
    mended: tuple[Mended, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    held_back: str = ""
    passed_over: str = ""
    faults: tuple[Fault, ...] = ()
