"""What a pyproject.toml says that a project needs: PEP 621, or Poetry's own tables."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from envlint.patterns import lazy
from envlint.pypi.parse import parse_line
from envlint.pypi.plain import normalise
from envlint.source import Span
from envlint.values import NamedTuple

# Poetry's conditions: those of PEP 440, `^1.2`, `~1.2`, a version alone, and `1.2.*`.
_CARET = lazy(r"\^\s*([0-9]+(?:\.[0-9]+)*)")
_TILDE = lazy(r"~\s*([0-9]+(?:\.[0-9]+)*)")
_ALONE = lazy(r"(?:==?\s*)?([0-9]+(?:\.[0-9]+)*(?:\.\*)?)")
_SHARED = lazy(r"(?:>=|<=|>|<|!=|~=)\s*[0-9]+(?:\.[0-9]+)*(?:\.\*)?")


# The start of the file, for what cannot be placed.
_NOWHERE = Span(0, 0)


class Need(NamedTuple):
    """One dependency: what it is in the form of a pip line, how the file writes it, and where (code points of
    the decoded text; empty at the start of the file where that is not certain)."""

    requirement: str
    written: str
    span: Span


class Pyproject(NamedTuple):
    """A project's own name after PEP 503, the Python it asks for, and what it needs everywhere."""

    name: str
    python: Need | None
    needs: tuple[Need, ...]


def read(text: str, extras: Iterable[str] = ()) -> Pyproject | None:
    """What a pyproject.toml's text says, with the `optional-dependencies` called `extras`; None where it is no TOML,
    or holds no project."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    project = document.get("project")
    if isinstance(project, dict):
        return _of_project(project, text, tuple(map(normalise, extras)))
    poetry = _table(_table(document, "tool"), "poetry")
    return _of_poetry(poetry, text) if poetry else None


def _of_project(project: dict[str, Any], text: str, extras: tuple[str, ...]) -> Pyproject:
    name = normalise(_text(project.get("name")))
    optional = {normalise(key): value for key, value in _table(project, "optional-dependencies").items()}
    wanted = [*_texts(project.get("dependencies"))]
    seen: set[str] = set()
    ahead = [*extras]
    while ahead:
        extra = ahead.pop(0)
        if extra in seen:
            continue
        seen.add(extra)
        for each in _texts(optional.get(extra)):
            line = parse_line(each)
            if line.key and line.key == name:  # `all = ["demo[dev,test]"]`
                ahead += (normalise(part.text) for part in line.extras)
            else:
                wanted.append(each)
    python = _text(project.get("requires-python"))
    places = _quoted(text)
    needs = tuple(Need(each, each, places.get(each, _NOWHERE)) for each in dict.fromkeys(wanted))
    return Pyproject(name, Need(python, python, places.get(python, _NOWHERE)) if python else None, needs)


def _of_poetry(poetry: dict[str, Any], text: str) -> Pyproject:
    python: Need | None = None
    needs = []
    for name, value in _table(poetry, "dependencies").items():
        written = _text(value) or (_text(value.get("version")) if isinstance(value, dict) else "")
        versions = from_poetry(written)
        shown = f'{name} = "{written}"' if written else name
        span = _key(text, name)
        if name == "python":
            python = Need(versions, shown, span) if versions else None
        elif isinstance(value, str) or (isinstance(value, dict) and _UNCONDITIONAL.issuperset(value)):
            needs.append(Need(f"{name}{versions or ''}", shown, span))
    return Pyproject(normalise(_text(poetry.get("name"))), python, tuple(needs))


# Keys of a Poetry dependency that leave it needed on every machine.
_UNCONDITIONAL = frozenset(("version", "extras", "source", "allow-prereleases"))


def from_poetry(versions: str) -> str | None:
    """Poetry's version expression in pip's conditions: `>=1.2,<2.0` for `^1.2`; "" for any version, None for
    what has no plain form, such as alternatives."""
    if versions.strip() == "*":
        return ""
    conditions = [_from_poetry(part.strip()) for part in versions.split(",")]
    return None if None in conditions else ",".join(each for each in conditions if each)


def _from_poetry(condition: str) -> str | None:
    if caret := _CARET.fullmatch(condition):
        parts = [int(part) for part in caret[1].split(".")]
        # The first part that is not 0 may not change; where all are, the last one given.
        fixed = next((at for at, part in enumerate(parts) if part), len(parts) - 1)
        return f">={caret[1]},<{_next(parts, fixed)}"
    if tilde := _TILDE.fullmatch(condition):
        parts = [int(part) for part in tilde[1].split(".")]
        return f">={tilde[1]},<{_next(parts, min(1, len(parts) - 1))}"
    if alone := _ALONE.fullmatch(condition):
        return f"=={alone[1]}"
    return re.sub(r"\s", "", condition) if _SHARED.fullmatch(condition) else None


def _next(parts: list[int], fixed: int) -> str:
    """The first version in which the part `fixed` is another one."""
    return ".".join(map(str, [*parts[:fixed], parts[fixed] + 1]))


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> Iterator[str]:
    yield from (each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _quoted(text: str) -> dict[str, Span]:
    """Where each string stands that is in quotes once, letter by letter."""
    found: dict[str, Span] = {}
    for quote in "'\"":
        once: dict[str, Span] = {}
        at = 0
        for piece in text.split(quote)[:-1]:
            once[piece] = _NOWHERE if piece in once or not at else Span(at, at + len(piece))
            at += len(piece) + 1
        found |= {piece: span for piece, span in once.items() if span != _NOWHERE}
    return found


def _key(text: str, name: str) -> Span:
    """Where a line begins with this key below Poetry's dependencies; else the start of the file."""
    table = re.search(r"^\[tool\.poetry\.dependencies\][^\n]*\n((?:(?!\[)[^\n]*\n?)*)", text, re.MULTILINE)
    found = re.search(rf"^[\"']?({re.escape(name)})[\"']?\s*=[^\n\r]*", table[1], re.MULTILINE) if table else None
    return Span(*found.span()).shift(table.start(1)) if table and found else _NOWHERE
