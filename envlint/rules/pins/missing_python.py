"""missing-python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import Environment
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

# Environments that have a Python before this file is read.
_BASE = ("base", "root")

# `python` as a word of its own: also in a spec that conda refuses, where another rule speaks.
_NAMES_PYTHON = lazy(r"(?:^|[\s:'\"])python(?![\w.:/-])|(?:^|\s)python\s*:", re.IGNORECASE)

# Packages that fix Python's version or stand for Python.
_FIXES_PYTHON = lazy(r"python_abi|cpython|python-freethreading|python-gil|graalpy|pypy(?:3[0-9.]*)?")


@rule(
    "missing-python",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests==2.32.3
"""
        ),
        Valid(
            """\
# No name: for `conda env update` of an environment that has a Python.
channels: [conda-forge]
dependencies:
  - pip
  - pip:
      - requests==2.32.3
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - numpy=2.1
  - pip
  - pip:
      - requests==2.32.3
""",
            under="pip",
            nth=2,
        ),
    ],
)
def missing_python(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """There is a `pip:` section, but `python` is not among the conda packages.

    pip brings along a Python, but nothing says which: conda takes the newest that the other packages allow, another
    one after each release. The lines of the pip section then meet a Python they may have no wheel for, and what
    worked in September fails in October. Tools look for the line, too: Binder sets up the Python that the file
    names, MLflow reads its version there.

    Silent without a `name`, or with the name `base`: such a file is added to an environment that has a Python. So is
    one with a `category` other than `main`, which conda-lock joins with the main file. `python_abi`, `pypy` and the
    like name a Python as well.

    There is no fix: which Python is right, the file does not say.

    References: [conda on using
    pip](https://docs.conda.io/projects/conda/en/latest/user-guide/tasks/manage-environments.html),
    [Python's release cycle](https://devguide.python.org/versions/)
    """
    section = next((section for section in env.pip_sections if section.items), None)
    if section is None or _is_added(env) or _has_python(env):
        return
    yield section.report(
        "a `pip:` section without `python` among the conda packages: the file does not say which Python it is for",
        span=section.key_span,
        subject="python",
        help="list `python=X.Y` as a conda package (unless the file is applied onto an environment that has one)",
    )


def _is_added(env: Environment) -> bool:
    """Whether the file is for an environment that has more than it says."""
    category = env.get("category")
    return env.name is None or env.name.text in ("", *_BASE) or (category is not None and category.text != "main")


def _has_python(env: Environment) -> bool:
    return (
        "python" in env.conda_names
        or any(_NAMES_PYTHON.search(item.text) for item in env.conda)
        or any(_FIXES_PYTHON.fullmatch(item.name) for item in env.conda)
        or any(installer.key.lower() == "python" for installer in env.installers)
    )
