"""conda's version order: which texts are versions, and which of two is the later one.

Source: CEP 33 and the behaviour of conda 26.7. Comparison ignores case; a missing part counts as 0, so
`1.1 == 1.1.0`; `dev` stands before any other word, words before numbers, numbers before `post`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from envlint.patterns import lazy
from envlint.source import Span

# (rank, number, word): words rank before numbers, numbers before `post`.
Element = tuple[int, int, str]
Component = tuple[Element, ...]

_ZERO: Element = (1, 0, "")
_NO_EPOCH: Component = (_ZERO,)
_POST: Element = (2, 0, "")
# Upper case sorts before the underscore and the lower-case words.
_DEV: Element = (0, 0, "DEV")

_ALLOWED = lazy(r"[*.+!_0-9a-z]+")
_STRANGE = lazy(r"[^*.+!_0-9a-zA-Z]+")
_RUNS = lazy(r"[0-9]+|[*]+|[^0-9*]+")
# What most versions are: nothing in them is to be checked.
_PLAIN = lazy(r"[0-9]{1,9}(?:\.[0-9]{1,9})*")
# Python refuses to read longer numbers, and so does conda.
_MAX_DIGITS = 4300
_MAX_SHOWN = 60


class InvalidVersion(ValueError):
    """A text that conda does not read as a version or version expression; `span` counts in that text."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class Version:
    """A version in conda's order: `Version("1.2rc1") < Version("1.2") == Version("1.2.0")`.

    Raises InvalidVersion for a text conda refuses. `text` is the lower-cased text, with dashes read as
    underscores; `components` is the main version, the epoch first; `local` is what follows a `+`.
    """

    __slots__ = ("components", "local", "text")

    def __init__(self, text: str) -> None:
        if _PLAIN.fullmatch(text):
            self.text = text
            self.components: tuple[Component, ...] = (_NO_EPOCH, *map(_number, text.split(".")))
            self.local: tuple[Component, ...] = ()
            return
        self.text = _normal(text)
        main, plus, local = self.text.partition("+")
        epoch, _, release = main.rpartition("!")
        self.components = (_component(epoch or "0"), *_components(release))
        self.local = _components(local) if plus else ()

    def __eq__(self, other: object) -> bool:
        return self._compare(other) == 0 if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: Version) -> bool:
        return self._compare(other) < 0

    def __le__(self, other: Version) -> bool:
        return self._compare(other) <= 0

    def __gt__(self, other: Version) -> bool:
        return self._compare(other) > 0

    def __ge__(self, other: Version) -> bool:
        return self._compare(other) >= 0

    def __hash__(self) -> int:
        return hash((_trimmed(self.components), _trimmed(self.local)))

    def __repr__(self) -> str:
        return f"Version({self.text!r})"

    def __str__(self) -> str:
        return self.text

    def starts_with(self, prefix: Version) -> bool:
        """Whether this version lies in the family of `prefix`: 1.2, 1.2.3 and 1.2rc1 in that of 1.2, 1.20 not."""
        if prefix.local:
            return _compare(self.components, prefix.components) == 0 and _starts_with(self.local, prefix.local)
        return _starts_with(self.components, prefix.components)

    def _compare(self, other: Version) -> int:
        return _compare(self.components, other.components) or _compare(self.local, other.local)


def _compare(left: tuple[Component, ...], right: tuple[Component, ...]) -> int:
    for a, b in zip_longest(left, right, fillvalue=()):
        if a != b:
            for x, y in zip_longest(a, b, fillvalue=_ZERO):
                if x != y:
                    return -1 if x < y else 1
    return 0


def _starts_with(components: tuple[Component, ...], prefix: tuple[Component, ...]) -> bool:
    *before, last = prefix
    if _compare(components[: len(before)], tuple(before)) != 0:
        return False
    here = components[len(before)] if len(components) > len(before) else ()
    at = len(last) - 1
    if _compare((here[:at],), (last[:at],)) != 0:
        return False
    element = here[at] if len(here) > at else _ZERO
    if last[at][0] == 0:
        return element[0] == 0 and element[2].startswith(last[at][2])
    return element == last[at]


def _trimmed(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Without what compares as absent: zeros at the end of a component, empty components at the end."""
    kept: list[Component] = []
    for component in components:
        end = len(component)
        while end and component[end - 1] == _ZERO:
            end -= 1
        kept.append(component[:end])
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _components(text: str) -> tuple[Component, ...]:
    # An underscore at the end is kept: openssl's 1.0.1_ sorts before 1.0.1a.
    words = text[:-1].replace("_", ".").split(".") if text.endswith("_") else text.replace("_", ".").split(".")
    if text.endswith("_"):
        words[-1] += "_"
    return tuple(map(_component, words))


@lru_cache(256)  # most are small: two objects less for each
def _number(word: str) -> Component:
    return ((1, int(word), ""),)


def _component(word: str) -> Component:
    elements = tuple(map(_element, _RUNS.findall(word)))
    # Letters are kept in step with numbers: 1.rc1 is 1.0rc1.
    return elements if word[0].isdigit() else (_ZERO, *elements)


def _element(run: str) -> Element:
    if run.isdigit():
        return (1, int(run), "")
    if run == "post":
        return _POST
    return _DEV if run == "dev" else (0, 0, run)


def _normal(text: str) -> str:
    """The text conda compares, or InvalidVersion with the reason in plain words."""
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    version = stripped.lower()
    if not version:
        raise InvalidVersion("there is no version", Span(0, len(text)))
    if not _ALLOWED.fullmatch(version) and "-" in version and "_" not in version:
        version = version.replace("-", "_")
    if not _ALLOWED.fullmatch(version):
        raise _strange(stripped, start)
    _check_structure(version, start)
    return version


def _strange(stripped: str, start: int) -> InvalidVersion:
    found = _STRANGE.search(stripped)
    if found and set(found[0]) == {"-"} and "_" in stripped:
        return InvalidVersion(
            f"the version {show(stripped)} mixes dashes and underscores", Span(start, start + len(stripped))
        )
    span = Span(start + found.start(), start + found.end()) if found else Span(start, start + len(stripped))
    what = f"a version cannot hold {show(found[0])}" if found else "a version holds only ASCII letters and digits"
    return InvalidVersion(what, span)


def _check_structure(version: str, start: int) -> None:
    for mark, meaning in (("!", "epoch mark"), ("+", "local part")):
        if version.count(mark) > 1:
            at = start + version.index(mark, version.index(mark) + 1)
            raise InvalidVersion(f"a version has one {meaning} at most: `{mark}` is here twice", Span(at, at + 1))
    epoch, bang, rest = version.rpartition("!")
    if bang and not epoch.isdigit():
        raise InvalidVersion("the epoch before `!` must be a number", Span(start, start + len(epoch) + 1))
    offset = start + len(epoch) + len(bang)
    release, plus, local = rest.partition("+")
    if not release:
        end = "`+`" if plus else "its end"
        raise InvalidVersion(f"the version has nothing before {end}", Span(start, start + len(version)))
    _check_words(release[:-1] if release.endswith("_") else release, offset, release.endswith("_"))
    if plus:
        # Here conda gives the last underscore no special meaning, but an empty part is refused alike.
        _check_words(local, offset + len(release) + 1, False)
    if len(version) > _MAX_DIGITS:
        for run in _RUNS.finditer(version):
            if len(run[0]) > _MAX_DIGITS and run[0].isdigit():
                raise InvalidVersion("the number is too long", Span(start + run.start(), start + run.end()))


def _check_words(text: str, offset: int, open_end: bool) -> None:
    at = offset
    words = re.split(r"[._]", text)
    for index, word in enumerate(words):
        last = index == len(words) - 1
        if not word and not (last and open_end):
            if last and index:
                raise InvalidVersion("the version ends in a separator", Span(at - 1, at))
            if not index:
                raise InvalidVersion(
                    "the version starts with a separator" if text else "there is nothing after +",
                    Span(at if text else at - 1, at + 1 if text else at),
                )
            raise InvalidVersion("there is nothing between two separators", Span(at - 1, at + 1))
        at += len(word) + 1


def show(text: str) -> str:
    """A piece of text for a message: quoted, shortened, and what cannot be seen by its code point."""
    text = text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 3] + "..."
    if text.isprintable() and text.strip():
        return f"`{text}`" if "`" not in text else f"'{text}'"
    names = {" ": "a space", "\t": "a tab", "\n": "a line break", "\u00a0": "a no-break space"}
    first = text.strip()[:1] or text[:1]
    if first.isprintable() and first.strip():
        return show(first)
    return names.get(first, f"the invisible character U+{ord(first):04X}")
