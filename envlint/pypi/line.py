"""The parts of one pip line, as values."""

from __future__ import annotations

from envlint.source import Part, Span
from envlint.values import NamedTuple

# What a line is. The rest of the parts depends on it: see PipLine.
REQUIREMENT = "requirement"
OPTION = "option"
EDITABLE = "editable"
PATH = "path"
URL = "url"
EMPTY = "empty"


class Clause(NamedTuple):
    """One version condition: an operator of PEP 440 and the version text it compares with."""

    operator: Part
    version: Part

    @property
    def span(self) -> Span:
        return Span(self.operator.span.start, self.version.span.end)


class Option(NamedTuple):
    """One option: its canonical long name, as it is written, and its value if it takes one."""

    flag: str
    written: Part
    value: Part | None

    @property
    def span(self) -> Span:
        return Span(self.written.span.start, self.value.span.end if self.value else self.written.span.end)


class LineError(NamedTuple):
    """Why pip refuses a line (`fails`), or reads it other than it looks.

    `suggestion` is the whole line, rewritten, where it has one plausible reading; `split` is the
    lines it should have been, where these are several. `since` is the first pip that refuses the
    line, where older ones take it.
    """

    message: str
    span: Span
    fails: bool
    suggestion: str | None = None
    split: tuple[str, ...] = ()
    since: str = ""


class PipLine(NamedTuple):
    """How pip reads one line of a requirements file. All spans count in `text`.

    kind         what is set
    requirement  name, key, extras, clauses; url, scheme, ref, egg for `name @ url`; marker; options
    url          url, scheme, ref, egg; name and key where a wheel's name or #egg= tells; marker; options
    path         path, extras; marker; options
    editable     path and extras, or url, scheme, ref, egg, name and key; options
    option       options (pip takes several in one line)
    empty        nothing: blank, or a comment
    """

    text: str
    kind: str
    name: Part | None = None
    key: str | None = None  # the name as PEP 503 compares it; None where a variable is part of it
    extras: tuple[Part, ...] = ()
    clauses: tuple[Clause, ...] = ()
    url: Part | None = None
    scheme: str | None = None  # lower case, with the version control system: "git+https"
    ref: Part | None = None  # the branch, tag or commit of a version control URL
    egg: Part | None = None
    marker: Part | None = None
    path: Part | None = None
    options: tuple[Option, ...] = ()
    error: LineError | None = None
    continues: bool = False  # ends in a backslash: pip glues the next line to it

    @property
    def vcs(self) -> str | None:
        """The version control system of the URL: git, hg, svn or bzr."""
        return self.scheme.partition("+")[0] if self.scheme and "+" in self.scheme else None

    @property
    def flag(self) -> str | None:
        """The canonical name of the first option."""
        return self.options[0].flag if self.options else None

    @property
    def value(self) -> Part | None:
        """The value of the first option."""
        return self.options[0].value if self.options else None


def excerpt(text: str) -> str:
    """A text as it is shown in a message."""
    text = text if len(text) <= 60 else text[:59] + "…"
    return repr(text) if "`" in text or not text.isprintable() else f"`{text}`"
