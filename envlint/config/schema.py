"""The JSON Schema of envlint.toml and of `[tool.envlint]`, made from the keys and the rules' options."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

from envlint.config import Keys, Mebibytes, Selector, VersionSpec
from envlint.config.values import hints_of, hints_of_rule, plain_type
from envlint.registry import selectors
from envlint.rule import Rule

# The draft that editors' TOML plugins read.
_DRAFT = "http://json-schema.org/draft-07/schema#"

_VERSION = r"(===?|~=|!=|<=?|>=?)\s*v?\d[\w.*+!-]*"
_VERSIONS = rf"^\s*(v?\d[\w.*+!-]*|{_VERSION}(\s*,\s*{_VERSION})*)?\s*$"


def as_json(rules: tuple[Rule, ...]) -> str:
    """The schema as it is shipped in data/config.schema.json."""
    return json.dumps(schema(rules), indent=1) + "\n"


def schema(rules: tuple[Rule, ...]) -> dict[str, Any]:
    """What a configuration may hold where these are the rules."""
    keys = _table(hints_of(Keys), Keys._field_defaults, "envlint's configuration")
    keys["properties"]["rules"] = {
        "type": "object",
        "description": "by rule: its options and its severity",
        "additionalProperties": False,
        "properties": {rule.name: _rule(rule) for rule in rules},
    }
    return {
        "$schema": _DRAFT,
        "title": "envlint",
        **keys,
        "definitions": {
            "selector": {"description": "a rule, a group or a preset", "enum": list(selectors(rules))},
            "versions": {"description": "such as >=0.1,<2", "type": "string", "pattern": _VERSIONS},
        },
    }


def _rule(rule: Rule) -> dict[str, Any]:
    defaults = rule.options._field_defaults if rule.options is not None else {}
    return _table(hints_of_rule(rule), defaults, rule.manual.strip().partition("\n")[0])


def _table(hints: Mapping[str, Any], defaults: Mapping[str, Any], told: str) -> dict[str, Any]:
    properties = {}
    for key, hint in hints.items():
        properties[key] = _documented(hint)
        field = key.replace("-", "_")
        if field in defaults:
            properties[key]["default"] = defaults[field]
    return {"type": "object", "description": told, "additionalProperties": False, "properties": properties}


def _documented(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is Annotated:
        kind, told = get_args(hint)[:2]
        return {"description": told, **_type(kind)}
    return _type(hint)


def _type(hint: Any) -> dict[str, Any]:
    if hint is Selector:
        return {"$ref": "#/definitions/selector"}
    if hint is Mebibytes:
        return {"type": "integer", "minimum": 1}
    if hint is VersionSpec:
        # Beside a reference draft 7 reads nothing else.
        return {"allOf": [{"$ref": "#/definitions/versions"}]}
    origin, args = get_origin(plain_type(hint)), get_args(plain_type(hint))
    if origin is Literal:
        return {"enum": list(args)}
    if origin is tuple:
        return {"type": "array", "items": _type(args[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _type(args[1])}
    return {"type": {str: "string", bool: "boolean", int: "integer"}[plain_type(hint)]}
