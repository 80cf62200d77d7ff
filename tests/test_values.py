"""Our NamedTuple and cached_property behave as typing's and functools' do."""

from __future__ import annotations

import pickle
import typing
from typing import Any

import pytest

from envlint import values


class Ours(values.NamedTuple):
    """A value."""

    name: str
    size: int = 1
    tags: tuple[str, ...] = ()

    @property
    def shout(self) -> str:
        return self.name.upper()

    @classmethod
    def small(cls, name: str) -> Ours:
        return cls(name, 0)


class Theirs(typing.NamedTuple):
    """A value."""

    name: str
    size: int = 1
    tags: tuple[str, ...] = ()


class One(values.NamedTuple):
    only: int


class Nothing(values.NamedTuple):
    pass


def test_a_property_asked_of_the_class_is_itself() -> None:
    class Slow:
        @values.cached_property
        def answer(self) -> int:
            """The answer."""
            return 42

    assert Slow.answer.__doc__ == "The answer."
    assert Slow().answer == 42


@pytest.mark.parametrize(
    ("args", "kwargs"), [(("a",), {}), (("a", 2), {}), (("a",), {"tags": ("x",)}), ((), {"size": 3, "name": "b"})]
)
def test_construction_and_all_that_is_read_of_a_value(args: Any, kwargs: Any) -> None:
    ours, theirs = Ours(*args, **kwargs), Theirs(*args, **kwargs)
    assert tuple(ours) == tuple(theirs)
    assert ours == theirs and hash(ours) == hash(theirs)
    assert (ours.name, ours.size, ours.tags) == (theirs.name, theirs.size, theirs.tags)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert ours._asdict() == theirs._asdict()
    assert Ours._make(theirs) == ours and type(Ours._make(theirs)) is Ours
    assert ours._replace(size=9) == theirs._replace(size=9) and type(ours._replace(size=9)) is Ours
    assert pickle.loads(pickle.dumps(ours)) == ours


@pytest.mark.parametrize(
    ("args", "kwargs"), [((), {}), (("a", 1, (), 4), {}), (("a",), {"name": "b"}), (("a",), {"colour": "red"})]
)
def test_a_wrong_call_is_refused_as_typing_refuses_it(args: Any, kwargs: Any) -> None:
    for made in (Ours, Theirs):
        with pytest.raises(TypeError):
            made(*args, **kwargs)
    with pytest.raises(ValueError, match="colour"):
        Ours("a")._replace(colour="red")  # type: ignore[call-arg]


def test_what_a_class_says_of_itself() -> None:
    for name in ("_fields", "_field_defaults", "__match_args__"):
        assert getattr(Ours, name) == getattr(Theirs, name)
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs)
    assert Ours.__doc__ == "A value." and Ours.__module__ == __name__


def test_values_do_not_change_and_hold_no_more_than_their_fields() -> None:
    for name in ("size", "other"):
        with pytest.raises(AttributeError):
            setattr(Ours("a"), name, 2)
    assert not hasattr(Ours("a"), "__dict__")


def test_methods_patterns_and_classes_of_one_field_or_none() -> None:
    assert Ours("a").shout == "A" and Ours.small("b").size == 0
    match Ours("a", 2):
        case Ours(name, size):
            assert (name, size) == ("a", 2)
    assert One(3) == (3,) and One(only=3).only == 3 and Nothing() == ()


def test_a_field_without_a_default_cannot_follow_one_that_has_it() -> None:
    with pytest.raises(TypeError, match="default"):
        type(values.NamedTuple)("Bad", (values.NamedTuple,), {"__annotations__": {"a": int, "b": int}, "a": 1})


class Counting:
    """Counts how often it is asked."""

    asked = 0

    @values.cached_property
    def answer(self) -> int:
        """What is asked for."""
        self.asked += 1
        return 42


def test_a_cached_property_is_made_once() -> None:
    one, other = Counting(), Counting()
    assert (one.answer, one.answer, one.asked, other.asked) == (42, 42, 1, 0)
    assert Counting.__dict__["answer"].__doc__ == "What is asked for."
