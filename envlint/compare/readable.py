"""A text → the environment to compare, or why it is none."""

from __future__ import annotations

from envlint.document import parse
from envlint.environment import Environment
from envlint.recognise import is_environment, is_named_environment
from envlint.secrets import masked
from envlint.source import Source
from envlint.syntax import explain


class NotCompared(ValueError):
    """Why a file cannot be compared, in one line that names it."""


def environment_of(source: Source) -> Environment:
    """Raises NotCompared for what is no YAML, and no environment file."""
    document = parse(source)
    if document.fault:
        cause = source.fault or explain(source.text, document.fault)
        place = source.position(cause.span.start)
        raise NotCompared(f"{source.path}:{place.line}:{place.column}: {masked(cause.message)}")
    env = Environment(document)
    if not env.keys or not (is_environment(document) or is_named_environment(_path(source.path))):
        raise NotCompared(f"{source.path}: is no environment file")
    return env


def _path(name: str) -> str:
    return name.rpartition(":")[2]
