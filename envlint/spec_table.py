"""How conda, mamba and pixi read a package spec, what is lost, and the form that all read alike: `envlint spec`.

What mamba and pixi make of a spec is told where it was compared (`conda/portability.py`), and by kinds where conda
drops something (run with libmamba 2.8.1 and rattler 0.28, lenient as pixi is).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from envlint.conda.bounds import satisfiable
from envlint.conda.losses import Loss, losses
from envlint.conda.match_spec import MatchSpec, parse
from envlint.conda.portability import Difference, differences, means
from envlint.reporters.shown import shown
from envlint.secrets import masked

VERSION = 1

_ALIKE = "as conda"
_REFUSES = "refuses the spec"
# For each kind of loss: mamba, pixi.
_OTHERS = {
    "brackets": ("drops the brackets, or refuses the spec", "refuses the spec, or drops the brackets"),
    "comment": ("may take the # for text", _ALIKE),
    "condition": (_REFUSES, "takes the condition for version and build"),
    "dangling": ("drops a lone =, refuses the others", _REFUSES),
    "empty": ("any package", _REFUSES),
    "extras": ("drops the extras, or takes them for part of the name", _REFUSES),
    "feature": ("takes the @ for text", "refuses the spec, or takes the @ for a build"),
    "key": ("drops the key", _REFUSES),
    "namespace": (_ALIKE, _ALIKE),
    "operator": (_REFUSES, _REFUSES),
    "pair": ("drops it, or refuses the spec", _REFUSES),
    "parentheses": ("drops the parentheses", "reads versions in parentheses, refuses other text"),
    "repeat": (_ALIKE, _ALIKE),
    "replaced": ("may take what stands before the brackets", _ALIKE),
    "version key": (_REFUSES, _REFUSES),
    "words": (_ALIKE, _ALIKE),
}
_NOT_COMPARED = "not compared"


class Reading:
    """A spec as each client reads it, in words; `fields` is what conda makes of it, None where it refuses."""

    def __init__(self, text: str):
        spec = parse(text)
        lost, parting = losses(spec), differences(spec)
        self.text = text
        self.fields = _fields(spec) if spec.error is None else None
        self.refusal = spec.error.message if spec.error else ""
        self.mamba = _other("mamba", spec, lost, parting)
        self.pixi = _other("pixi", spec, lost, parting)
        self.lost = tuple(loss.message for loss in lost)
        self.fails = next((each.message for each in parting if "conda" in each.targets), "")
        self.never = _never(spec)
        self.portable = None if self.never else _portable(spec, lost, parting)

    @property
    def is_clean(self) -> bool:
        """Whether a version can fit, and every client takes the spec at its word; name=version=build counts as that."""
        if self.refusal or self.lost or self.fails or self.never:
            return False
        return {self.pixi, self.mamba} <= {_ALIKE, _FUZZY}

    @property
    def conda(self) -> str:
        if self.fields is None:
            return f"refuses the spec: {self.refusal}"
        name = self.fields["name"] or "any package"
        rest = (f"{key} {value}" for key, value in self.fields.items() if key != "name" and value)
        return "; ".join(filter(None, (", ".join((name, *rest)), self.never, self.fails)))


_FUZZY = "takes the version for a family, 1.2 for 1.2.*"


def text(readings: Iterable[Reading]) -> str:
    """A block a spec."""
    return "\n\n".join(map(_block, readings)) + "\n"


def as_json(readings: Iterable[Reading]) -> str:
    """One object; what is not ASCII is escaped, and secrets are masked."""
    return json.dumps({"version": VERSION, "specs": [_object(each) for each in readings]}, indent=2) + "\n"


def _block(reading: Reading) -> str:
    lost = reading.lost or (("nothing",) if reading.fields is not None else ())
    rows = [("conda", reading.conda), ("mamba", reading.mamba), ("pixi", reading.pixi)]
    rows += [("lost" if at == 0 else "", each) for at, each in enumerate(lost)]
    rows.append(("write", reading.portable or "no form is sure to be what was meant"))
    return "\n".join((shown(reading.text), *(f"  {name:<7}{shown(words)}" for name, words in rows)))


def _object(reading: Reading) -> dict[str, Any]:
    return {
        "spec": masked(reading.text),
        "conda": {
            "accepts": reading.fields is not None,
            **(reading.fields or {}),
            "problem": masked(reading.refusal or reading.never or reading.fails) or None,
        },
        "mamba": masked(reading.mamba),
        "pixi": masked(reading.pixi),
        "lost": [masked(each) for each in reading.lost],
        "portable": reading.portable and masked(reading.portable),
        "clean": reading.is_clean,
    }


def _fields(spec: MatchSpec) -> dict[str, str | None]:
    return {
        "name": spec.name_key or None,
        "version": spec.version_spec,
        "build": spec.build_key,
        "channel": spec.channel and masked(spec.channel.text),
        "subdir": spec.subdir and spec.subdir.text,
    }


def _other(client: str, spec: MatchSpec, lost: tuple[Loss, ...], parting: tuple[Difference, ...]) -> str:
    """What another client than conda makes of the spec."""
    if spec.error is not None or spec.kind == "file":
        return _NOT_COMPARED
    known = [each.message.removeprefix(f"{client} ") for each in parting if client in each.targets]
    kinds = [_OTHERS.get(loss.kind) for loss in lost]
    told = [each[client == "pixi"] for each in kinds if each]
    if _REFUSES in told:
        return _REFUSES
    if known or (told and None not in kinds):
        return "; ".join(dict.fromkeys((*(each for each in told if each != _ALIKE), *known))) or _ALIKE
    if lost:
        return _NOT_COMPARED
    return _FUZZY if client == "mamba" and _exact_form(spec) else _ALIKE


def _never(spec: MatchSpec) -> str:
    """What is wrong where no version at all satisfies the conditions, else ""."""
    versions = spec.versions
    return "" if versions is None or satisfiable([versions]) else "no version satisfies this"


def _portable(spec: MatchSpec, lost: tuple[Loss, ...], parting: tuple[Difference, ...]) -> str | None:
    """The spec as every client reads it alike: itself where it is that."""
    if spec.error is not None:
        return spec.error.suggestion
    if lost:
        return next((loss.suggestion for loss in lost if loss.suggestion), None)
    if parting:
        return parting[0].suggestion
    return _exact_form(spec) or spec.text


def _exact_form(spec: MatchSpec) -> str | None:
    """`name ==1.2 build` for `name=1.2=build`, which is exact to conda and pixi, and 1.2.* to mamba."""
    if spec.name is None or spec.version is None or spec.build is None or spec.brackets:
        return None
    gap = spec.text[spec.version.span.end : spec.build.span.start]
    if gap != "=" or spec.version.text[:1] != "=" or spec.version.text[1:2] == "=" or "*" in spec.version.text:
        return None
    form = f"{spec.text[: spec.name.span.end]} ={spec.version.text} {spec.build.text}"
    return form if means(form, spec) else None
