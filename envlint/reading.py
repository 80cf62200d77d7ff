"""The bytes of a file → the model of an environment file."""

from __future__ import annotations

from envlint import document as yaml
from envlint.environment import Environment
from envlint.recognise import is_environment, is_named_environment, is_template_path, may_be_environment
from envlint.source import Source


def parsed(path: str, data: bytes) -> Environment | None:
    """A file's model; None where it is no environment file, or cannot be read."""
    source = Source.decode(path, data)
    if source.fault or is_template_path(path) or not (is_named_environment(path) or may_be_environment(source.text)):
        return None
    document = yaml.parse(source)
    if document.fault or not (is_named_environment(path) or is_environment(document)):
        return None
    return Environment(document)
