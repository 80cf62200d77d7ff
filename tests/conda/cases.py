"""The reference cases for conda's specs and versions, and the rows a check leaves out."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from envlint.conda.version import InvalidVersion
from envlint.conda.version_parser import parse_version_spec
from tests.shared import shared


class Row(NamedTuple):
    """One spec and what each client makes of it: the fields it reads, or None where it refuses."""

    text: str
    conda: dict[str, Any] | None
    pixi: dict[str, Any] | None
    mamba: dict[str, Any] | None


def matchspec_rows() -> list[Row]:
    with shared("cases/matchspec.tsv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                json.loads(row["spec_json"]),
                _result(row["conda_result"]),
                _result(row["rattler_lenient"]),
                _result(row["libmamba_result"]),
            )
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def version_matches() -> tuple[list[str], dict[str, dict[str, str]]]:
    """Versions, and for each expression and client a 0 or 1 a version (or an error's text)."""
    data = json.loads(shared("cases/version_match.json").read_text(encoding="utf-8"))
    return data["versions"], data["res"]


@cache
def matched(expression: str | None, more: tuple[str, ...] = ()) -> str:
    """Which versions conda's reading of the expression lets through, as 0 and 1; `error` where that fails."""
    try:
        spec = parse_version_spec(expression or "*")
        return "".join("01"[spec.matches(version)] for version in (*_versions(), *more))
    except InvalidVersion:
        return "error"


def neighbours(expression: str) -> tuple[str, ...]:
    """Versions at and just above those an expression names."""
    named = dict.fromkeys(text.strip(".") for text in re.findall(r"[0-9][0-9.a-z]*(?:\+\w+)?", expression))
    return tuple(re.sub(r"(?=\+)|$", end, text, count=1) for text in named for end in ("", ".1", ".1.1", ".dev0"))


@cache
def _versions() -> tuple[str, ...]:
    more = "1.7 1.7.1 1.8 2.3.1 3.9.1 3.12.1 0.20 0.21 2023.1 10 3.9.15 0.13.15 1.7.35"
    return (*version_matches()[0], *more.split())


def exceptions(check: str) -> dict[str, str]:
    """The specs that a check leaves out, each with its reason."""
    with (Path(__file__).parent / "exceptions.tsv").open(encoding="utf-8", newline="") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {json.loads(spec): reason for name, spec, reason in rows if name == check}


def _result(text: str) -> dict[str, Any] | None:
    loaded: dict[str, Any] | None = json.loads(text[3:]) if text.startswith("ok ") else None
    return loaded
