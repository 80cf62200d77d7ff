"""`NamedTuple` as in `typing`, at a tenth of its price, and `cached_property` as in `functools`, at a third.

Start-up is the price of every commit, and `typing.NamedTuple` compiles a constructor for each class:
0.15 ms, for some eighty classes of which a run uses half. Here a class gets its constructor when it is
first called, and classes with as many fields share what is compiled; from then on it is as fast as
the original. To a type checker it is `typing.NamedTuple`.

`functools.cached_property` takes a lock before Python 3.12, and each item of a file has several of them.
"""

import sys
from typing import TYPE_CHECKING

__all__ = ["NamedTuple", "cached_property"]

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from functools import cached_property
else:

    class cached_property:
        def __init__(self, make):
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, item, owner=None):
            if item is None:
                return self
            value = item.__dict__[self._name] = self._make(item)
            return value


if TYPE_CHECKING or sys.version_info >= (3, 14):
    # From 3.14 on a class body holds no annotations, only a function that makes them.
    from typing import NamedTuple
else:
    from collections import _tuplegetter
    from functools import cache
    from types import FunctionType

    @cache
    def _constructor(size):
        """The code of a constructor for so many fields, whose names are still to be set."""
        fields = "".join(f", field_{index}" for index in range(size))
        return eval(f"lambda cls{fields}: new(cls, ({fields.removeprefix(',')}{',' * (size == 1)}))").__code__

    class _Maker(type):
        """Makes a tuple of a class body: its annotated names are the fields, in their order."""

        def __new__(mcs, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if list(defaults) != list(fields[len(fields) - len(defaults) :]):
                raise TypeError(f"{name}: a field without a default follows one that has it")
            body |= {field: _tuplegetter(index, None) for index, field in enumerate(fields)}
            body |= {"__slots__": (), "__match_args__": fields, "_fields": fields, "_field_defaults": defaults}
            return type.__new__(mcs, name, bases, body)

    class NamedTuple(tuple, metaclass=_Maker):
        def __new__(cls, /, *args, **kwargs):
            code = _constructor(len(cls._fields)).replace(co_name="__new__", co_varnames=("cls", *cls._fields))
            defaults = tuple(cls._field_defaults.values())
            make = FunctionType(code, {"new": tuple.__new__}, "__new__", defaults)
            make.__qualname__ = f"{cls.__qualname__}.__new__"
            cls.__new__ = staticmethod(make)
            return make(cls, *args, **kwargs)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **changes):
            values = map(changes.pop, self._fields, self)
            changed = self.__class__(*values)
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return changed

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            shown = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{self.__class__.__name__}({shown})"
