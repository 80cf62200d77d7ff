"""What conda takes as the value of a setting: its coercions, after conda/auxlib/type_coercion.py."""

from __future__ import annotations

from envlint.condarc.settings import Setting
from envlint.nodes import Node, Scalar, resolve
from envlint.patterns import lazy
from envlint.values import NamedTuple

# The words for true and false, in any case, beside numbers; a value that is not there is false.
_TRUE = ("true", "yes", "on", "y")
_FALSE = ("false", "no", "off", "n", "non", "none", "")
_NULL = ("none", "~", "null", "\0")
# Where numbers are taken as well, or the words of an enumeration, there are fewer.
_FEW = lazy(r"true|yes|on|false|no|off", 2)  # re.IGNORECASE
_WHOLE = lazy(r"[-+]?\d+")

_WANTED = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool|int": "a whole number, true or false",
    "bool|str": "true, false or a path",
    "list": "a list",
    "map": "a mapping",
}
_MANY = 6  # words, that a message does not list
_SCHEME = lazy(r"[a-z][a-z0-9]{0,11}://")
_VARIABLE = lazy(r"[$%]\{?\w")
_PYTHON = lazy(r"[23]\.\d+")
_ZERO = lazy(r"[-+]?(?:0[xob])?[0_.]+(?:e[-+]?\d+)?")


class Refused(NamedTuple):
    """What conda refuses in a value, and what it wants in its place, in words."""

    node: Node
    wanted: str


def refused(setting: Setting, value: Node) -> Refused | None:
    """The first thing that conda refuses in the value of a setting; None where it takes it all."""
    return _refused(setting, setting.type, value) if setting.type else None


def truth(value: Scalar, *, nullable: bool = False) -> bool | None:
    """What conda makes of a value where it wants true or false; None where that is neither. Nothing at all
    is false, but not where it is `nullable`."""
    word = value.value.strip().lower()
    if value.kind == "null" or (nullable and word in _NULL):
        return None if nullable else False
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    if value.kind in ("int", "float"):
        return not _ZERO.fullmatch(word)
    number = word.replace(".", "", 1)
    try:
        return bool(float(number)) if number.isnumeric() else bool(complex(number))
    except ValueError:
        return None


def _refused(setting: Setting, wanted: str, node: Node) -> Refused | None:
    value = resolve(node)
    shape, _, inner = wanted.partition(" ")
    if not inner:
        return (
            None
            if isinstance(value, Scalar) and _takes(setting, wanted, value)
            else Refused(node, _words(setting, wanted))
        )
    if isinstance(value, Scalar):
        return None if value.kind == "null" else Refused(node, _WANTED[shape])
    if value.kind != ("seq" if shape == "list" else "map") and (value.entries or shape == "map"):
        return Refused(node, _WANTED[shape])
    found = (_refused(setting, inner, entry.value) for entry in value.entries if not _is_merge(entry.key))
    return next(filter(None, found), None)


def _takes(setting: Setting, wanted: str, value: Scalar) -> bool:
    """Whether conda makes a value of the wanted type of a scalar. One with a tag, or a date, it never
    reads: that is for who asks."""
    text, kinds = value.value.strip(), set(wanted.split("|"))
    if value.kind in ("tagged", "timestamp"):
        return True
    if "str" in kinds:
        return _is_valid(setting, value)
    if kinds <= {"bool", "null"}:
        return truth(value) is not None or ("null" in kinds and text.lower() in _NULL)
    if value.kind == "null":
        return False
    if kinds == {"bool", "int"}:
        return value.kind in ("bool", "int") or bool(_FEW.fullmatch(text) or _WHOLE.fullmatch(text))
    if "enum" in kinds:
        return text in setting.words or ("bool" in kinds and bool(_FEW.fullmatch(text)))
    return value.kind in ("bool", "int") or _is_number(text, whole=kinds == {"int"}, given=value.kind)


def _is_number(text: str, *, whole: bool, given: str) -> bool:
    """Whether Python makes a number of a text; of a number with a fraction it makes a whole one."""
    if given == "float":
        return not whole or text.lstrip("+-").lower() not in (".inf", ".nan")
    try:
        int(text) if whole else float(text)
    except ValueError:
        return False
    return True


def _is_valid(setting: Setting, value: Scalar) -> bool:
    """What conda asks of some texts. It fills in variables first, of which nothing is known here."""
    text = value.value
    if setting.words:
        return value.kind != "null" and text in setting.words
    if setting.name == "channel_alias":
        return value.kind != "null" and bool(not text or _SCHEME.match(text) or _VARIABLE.search(text))
    if setting.name == "default_python":
        return value.kind == "null" or text.lower() in ("", "none") or bool(_PYTHON.fullmatch(text.strip()))
    return True


def _words(setting: Setting, wanted: str) -> str:
    if setting.name == "channel_alias":
        return "a URL, such as `https://conda.example.org`"
    if setting.name == "default_python":
        return "a version such as `3.12`"
    if setting.words:
        *others, last = (f"`{word}`" for word in setting.words if not word.isupper())
        if len(others) > _MANY:
            return "one of the words that conda knows"
        return f"{', '.join(others)} or {last}"
    return _WANTED.get(wanted, _WANTED[wanted.replace("|null", "").replace("null|", "")])


def _is_merge(key: Node | None) -> bool:
    return isinstance(key, Scalar) and key.kind == "merge"
