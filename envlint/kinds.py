"""The kinds of files: what each is recognised by, and the model that its rules are handed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from envlint import document as yaml
from envlint import rule
from envlint.environment import Environment
from envlint.items import File
from envlint.nodes import Document
from envlint.recognise import is_environment, is_named_condarc, is_named_environment
from envlint.source import Source
from envlint.values import NamedTuple


class Kind(NamedTuple):
    """A kind of file. `name` is what a rule says it is for."""

    name: str
    recognises: Callable[[Document], bool]
    model: Callable[[Document], File]


def _requirements(document: Document) -> File:
    from envlint.requirements import Requirements

    return Requirements(document)


def _condarc(document: Document) -> File:
    from envlint.condarc import Condarc

    return Condarc(document)


# The first that recognises a file has it: a name says more than what stands in the file.
KINDS = (
    Kind(rule.REQUIREMENTS, lambda document: _is_for_pip(document.source), _requirements),
    Kind(rule.CONDARC, lambda document: is_named_condarc(document.source.path), _condarc),
    Kind(rule.ENVIRONMENT, lambda document: is_named_environment(document.source.path), Environment),
    Kind(rule.ENVIRONMENT, is_environment, Environment),
)


@lru_cache(maxsize=1)  # what was linted is shown next, less its secrets
def read(source: Source) -> Document:
    """The located tree of a file: of YAML, or of the lines of a requirements file."""
    if _is_for_pip(source):
        from envlint import requirements

        return requirements.document(source)
    return yaml.parse(source)


def is_loadable(source: Source) -> bool:
    """Whether the reader that the file is for, conda's or pip's, takes its text."""
    return _is_for_pip(source) or yaml.loads(source.text)


def kind_of(document: Document) -> Kind | None:
    """What kind of file a document is; None where it is none of ours."""
    return next((kind for kind in KINDS if kind.recognises(document)), None)


def _is_for_pip(source: Source) -> bool:
    return source.kind == rule.REQUIREMENTS
