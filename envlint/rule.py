"""What a rule is: a name, a check and its manual, as one immutable value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from envlint.diagnostic import Diagnostic
from envlint.source import Source
from envlint.values import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from envlint.environment import Environment
    from envlint.suppress import Judged
    from envlint.versions import Versions

GROUPS = ("document", "channels", "packages", "pins", "pip", "project", "condarc", "style")

# default: right on real files almost always. strict: adds what only some teams want. preview: new
# rules. policy: in the default preset, silent until configured. opt-in: only by name, or "all".
PRESETS = ("default", "strict", "preview", "policy", "opt-in")

# What a rule is handed: the model of one kind of file (kinds.py), of each that has lines for pip, or whatever
# file there is.
ENVIRONMENT, CONDARC, REQUIREMENTS, PIP, ANY_KIND = KINDS = ("environment", "condarc", "requirements", "pip", "any")
_WITH_PIP = (ENVIRONMENT, REQUIREMENTS)

TARGETS = ("conda", "mamba", "pixi", "conda-lock", "dependabot", "mlflow", "repo2docker")
DEFAULT_TARGETS = ("conda", "mamba")


class Member(NamedTuple):
    """An environment file as it lies there, by its path from the linted file's folder."""

    path: str
    environment: Environment


class Group(NamedTuple):
    """Environment files among which the linted one is found, too: those that the configuration says to be
    one group (`declared`), else those of its folder."""

    members: tuple[Member, ...] = ()
    declared: bool = False


T = TypeVar("T")


class Project:
    """The files around the linted one, read-only; this one knows of none. Paths are relative to the
    file's folder."""

    def exists(self, path: str) -> bool:
        return False

    def read(self, path: str) -> bytes | None:
        return None

    def neighbours(self) -> tuple[str, ...]:
        return ()

    def locks(self) -> tuple[str, ...] | None:
        """The locks that the configuration gives the file; None where it does not say."""
        return None

    def once(self, what: str, make: Callable[[], T]) -> T:
        """What `make` works out from the files around; in one run the same value for all files of a folder."""
        return make()

    def group(self) -> Group:
        """The environment files that may belong together with the linted one, parsed; in one run the same
        value for all files of a folder."""
        return Group()


class Context(NamedTuple):
    """What a rule may know beside its file. `options` is the rule's own typed NamedTuple; `ignores`
    are for a rule that judges them, `versions` what the user has given to pin to."""

    options: Any = None
    targets: tuple[str, ...] = DEFAULT_TARGETS
    project: Project | None = None
    today: date | None = None
    ignores: tuple[Judged, ...] = ()
    versions: Versions | None = None


class Valid(NamedTuple):
    """A file on which the rule is silent; `kind` is its kind where that shows neither in it nor in its path."""

    text: str
    path: str = "environment.yml"
    options: Mapping[str, Any] = {}
    targets: tuple[str, ...] = DEFAULT_TARGETS
    files: Mapping[str, str] = {}
    kind: str = ""


class Invalid(NamedTuple):
    """A file on which the rule gives exactly one diagnostic, under the `nth` place of the text
    `under`; `fixed` is the file after its fix (safe or unsafe), None where there is no fix. `versions` are
    those of packages, by name, that --pin-from gives."""

    text: str
    under: str
    nth: int = 1
    fixed: str | None = None
    path: str = "environment.yml"
    options: Mapping[str, Any] = {}
    targets: tuple[str, ...] = DEFAULT_TARGETS
    files: Mapping[str, str] = {}
    kind: str = ""
    versions: Mapping[str, str] = {}


def source_of(example: Valid | Invalid) -> Source:
    """The file that an example is."""
    return Source.decode(example.path, example.text.encode()).of_kind(example.kind)


# The first argument is the model of a file of the rule's kind: an Environment, or a Condarc.
Check = Callable[[Any, Context], Iterable[Diagnostic]]

# For a rule whose findings are told as one a file: the message for the subjects it found.
Fold = Callable[[list[str]], str]


class Rule(NamedTuple):
    """A rule. `manual` is the check's docstring: what it finds, why that hurts, how it is mended.
    A plugin's rule has an `origin`, its package with the version: `envlint-acme 1.0`, and maybe a page
    of its own at `url`."""

    name: str
    group: str
    severity: str
    since: str
    check: Check
    preset: str = "default"
    options: Any = None
    valid: tuple[Valid, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    reads_faulty: bool = False
    fold: Fold | None = None
    judges_ignores: bool = False
    url: str = ""
    origin: str = ""
    kind: str = ENVIRONMENT

    @property
    def manual(self) -> str:
        return self.check.__doc__ or ""

    @property
    def summary(self) -> str:
        """The manual's first sentence."""
        return " ".join(self.manual.split("\n\n")[0].split()).split(". ")[0].rstrip(".")


def kinds_for(kind: str) -> tuple[str, ...]:
    """What a rule says it is for, one of these, if it judges files of a kind."""
    return (kind, ANY_KIND, PIP) if kind in _WITH_PIP else (kind, ANY_KIND)


class Settings(NamedTuple):
    """What a run asks for: the rules in their order, their options by rule name, the targets, by
    rule name the severities that differ from the rule's own, whether ignore comments count, the
    names of rules that are `known` though they are not run, and the versions to pin to."""

    rules: tuple[Rule, ...]
    options: Mapping[str, Any] = {}
    targets: tuple[str, ...] = DEFAULT_TARGETS
    today: date | None = None
    severities: Mapping[str, str] = {}
    ignores: bool = True
    known: frozenset[str] = frozenset()
    versions: Versions | None = None


def rule(
    name: str,
    *,
    group: str,
    severity: str,
    since: str,
    preset: str = "default",
    options: Any = None,
    valid: Iterable[Valid] = (),
    invalid: Iterable[Invalid] = (),
    reads_faulty: bool = False,
    fold: Fold | None = None,
    judges_ignores: bool = False,
    url: str = "",
    kind: str = ENVIRONMENT,
) -> Callable[[Check], Rule]:
    """Make a rule of a generator `check(file, ctx)` that yields diagnostics; `kind` says of which files,
    and so what `file` is: an Environment, a Condarc, Requirements, with "pip" an Environment or Requirements, or with
    "any" the File that each of them is.

    `options` is a NamedTuple class whose defaults are the rule's defaults; `reads_faulty` lets the
    rule see files that are not YAML; with `fold` its findings are told as one a file; one that
    `judges_ignores` comes after all others, in files with ignore comments only; `url` is where a
    plugin's rule has a page of its own.
    `testing.check` proves the definition.
    """

    def make(check: Check) -> Rule:
        how = preset, options, tuple(valid), tuple(invalid), reads_faulty, fold, judges_ignores, url
        return Rule(name, group, severity, since, check, *how, kind=kind)

    return make
