"""How repo2docker, and so Binder, finds the version of Python.

Source: repo2docker, buildpacks/conda/__init__.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.conda.portability import means
from envlint.diagnostic import Diagnostic, safe
from envlint.environment import CondaItem, Environment
from envlint.patterns import lazy

_PYTHON = lazy(r"python\s*=+\s*([0-9.]+)")


def findings(env: Environment) -> Iterator[Diagnostic]:
    """A version of Python that Binder does not see. A `python` without one asks for nothing."""
    pythons = [item for item in env.conda if item.name == "python" and item.spec.version is not None]
    if not pythons or any(_PYTHON.match(item.text) for item in env.conda):
        return
    form = _form(pythons[0])
    yield pythons[0].report(
        f"Binder does not find the version of Python in `{pythons[0].text}`, and begins with its default Python",
        help=f"write `{form}`" if form else "name one version as `python=3.12` does, with nothing before it",
        fix=safe(f"Write `{form}`", pythons[0].replace(form)) if form else None,
    )


def _form(item: CondaItem) -> str | None:
    """The item as Binder reads it, if that means the same to conda."""
    clauses = list(item.spec.clauses())
    if len(clauses) != 1 or clauses[0].version is None or clauses[0].operator not in ("=", "=="):
        return None
    form = f"python{clauses[0].operator}{clauses[0].version.text}"
    return form if means(form, item.spec) else None
