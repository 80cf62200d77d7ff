"""What MLflow's virtualenv and uv modes take from an environment file: Python, pip, setuptools, wheel, pip lines.

Source: mlflow-skinny 3.17.2, mlflow/utils/environment.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import Diagnostic, Related
from envlint.environment import CondaItem, Environment
from envlint.patterns import lazy

_READ = lazy(r"(python|pip|setuptools|wheel)(<|<=|>|>=|=|==|~=|!=)?([0-9.]+)?")
_SHOWN = 9


def findings(env: Environment) -> Iterator[Diagnostic]:
    yield from _python(env)
    dropped = [item for item in env.conda if item.name not in ("", "python") and not _READ.fullmatch(item.text)]
    if dropped:
        first, *others = dropped
        yield first.report(
            f"MLflow installs no conda packages in its virtualenv and uv modes: {_names(dropped)}",
            subject="dependencies",
            help="put what the model needs into the pip section, or serve it with the env manager `conda`",
            related=tuple(Related("nor this", each.span) for each in others[:_SHOWN]),
        )._replace(item=None)


def _python(env: Environment) -> Iterator[Diagnostic]:
    """The first item for Python that MLflow reads counts."""
    pythons = [item for item in env.conda if item.name == "python"]
    readable = next((match for item in pythons if (match := _READ.fullmatch(item.text))), None)
    if pythons and not readable:
        yield pythons[0].report(
            f"MLflow does not read `{pythons[0].text}`, and takes the Python it runs in",
            help="write `python=3.12`, without spaces, channel or star",
        )
    elif readable and (message := _misread(readable[2], readable[3])):
        item = next(item for item in pythons if item.text == readable[0])
        yield item.report(message, help="write `python=3.12`")


def _misread(operator: str | None, version: str | None) -> str:
    if operator is None:
        return "MLflow refuses a `python` without a version"
    if operator in ("<", ">", "!="):
        return f"MLflow refuses `{operator}` for Python"
    return f"MLflow reads this as Python {version} itself" if operator not in ("=", "==") else ""


def _names(items: list[CondaItem]) -> str:
    names = list(dict.fromkeys(item.name for item in items))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f"`{name}`" for name in names[:3]) + more
