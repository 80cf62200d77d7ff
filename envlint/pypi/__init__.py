"""What pip means by a line of its list: no YAML, no rules."""

from envlint.pypi.bounds import LEVELS, allows, allows_below, allows_from, contradictory, level, version_key
from envlint.pypi.index import INDEX_FLAGS, address, is_below
from envlint.pypi.line import EDITABLE, EMPTY, OPTION, PATH, REQUIREMENT, URL, Clause, LineError, Option, PipLine
from envlint.pypi.parse import parse_line
from envlint.pypi.plain import normalise

__all__ = [
    "EDITABLE",
    "EMPTY",
    "INDEX_FLAGS",
    "LEVELS",
    "OPTION",
    "PATH",
    "REQUIREMENT",
    "URL",
    "Clause",
    "LineError",
    "Option",
    "PipLine",
    "address",
    "allows",
    "allows_below",
    "allows_from",
    "contradictory",
    "is_below",
    "level",
    "normalise",
    "parse_line",
    "version_key",
]
