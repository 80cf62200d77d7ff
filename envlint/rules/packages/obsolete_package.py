"""obsolete-package."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from envlint import moves
from envlint.conda.allowed import allows
from envlint.conda.channel import PATH, VARIABLE, Channel
from envlint.data import read_table
from envlint.diagnostic import WARNING, Change, Diagnostic, Fix, unsafe
from envlint.environment import CondaItem, Environment, PipItem
from envlint.frameworks.pytorch_channel import own_pytorch
from envlint.pypi import INDEX_FLAGS, REQUIREMENT, Option, allows_below, allows_from
from envlint.rule import Context, Invalid, Valid, rule
from envlint.translate import conda_name, spelling
from envlint.values import NamedTuple

# Indexes that hold nothing under the names of the table but what PyPI holds.
_KNOWN_INDEXES = ("pypi.org", "pypi.python.org", "pytorch.org", "pyg.org", "pytorch-geometric.com")
_EXACT = ("==", "===", "~=")
# Before this Python there is no TensorFlow with the extra `and-cuda`.
_NEW_PYTHON = "3.9"


class Obsolete(NamedTuple):
    """A name of which nothing is to be had, from the version `gone` on or at all: what to use, and why. `known`:
    which versions there are (conda), or which were the old name's own (pip)."""

    name: str
    gone: str
    use: str
    why: str
    known: str = ""


@rule(
    "obsolete-package",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.10
  - cupy=12.2
  - cudatoolkit=11.8   # still there, 12 is not
"""
        ),
        Valid(
            """\
name: train-windows
channels: [conda-forge]
dependencies:
  - python=3.9
  - pip
  - pip:
      - tensorflow-gpu==2.10.1
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: arrays
channels: [conda-forge]
dependencies:
  - python=3.12
  - cupy=13.6
  - cudatoolkit=12.4
""",
            under="cudatoolkit=12.4",
            fixed="""\
name: arrays
channels: [conda-forge]
dependencies:
  - python=3.12
  - cupy=13.6
  - cuda-version=12.4
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - example-tool==1.4.2
      - sklearn==0.0.post1
""",
            under="sklearn==0.0.post1",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - example-tool==1.4.2
      - scikit-learn
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pathlib
""",
            under="pathlib",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
""",
        ),
    ],
)
def obsolete_package(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A name under which there is nothing to be had, or nothing but a stub.

    - `cudatoolkit` ended with 11.8. For CUDA 12 and newer conda-forge has single packages, and `cuda-version` chooses
      their version. `cudatoolkit-dev` ended with 11.7.
    - `tensorflow-gpu` on PyPI is a stub from 2.12 on, which fails on purpose. A line without a version, or with a
      lower bound only, takes just that one. Versions up to 2.11 are still there, and silent. For a Python before
      3.9 they are what to ask for (`tensorflow-gpu<2.12`): there is no newer TensorFlow with CUDA as an extra.
    - `sklearn` on PyPI fails on purpose, but for its first release, 0.0; the project is `scikit-learn`. `pytorch` and
      `skimage` on PyPI are placeholders for `torch` and `scikit-image`; `cv2` and `PIL` are names to import.
    - `pathlib` is a part of Python. The package of that name is a copy from 2014.

    Only names that are sure are in the table. Renamed packages that still resolve are not reported, nor is
    `tensorflow-gpu` in the conda list, which conda-forge still builds. Silent for a spec with a build string, beside
    a channel that is a URL or a path of your own, and for pip lines beside a package index of your own.

    **Fix** (unsafe): the name to use, with the same version where that can be meant; or the line goes, where Python
    has the module, or the file lists the right name already.

    References: [conda-forge and CUDA 12](https://github.com/conda-forge/conda-forge.github.io/issues/1963),
    [sklearn on PyPI](https://github.com/scikit-learn/sklearn-pypi-package),
    [tensorflow-gpu on PyPI](https://pypi.org/project/tensorflow-gpu/),
    [pathlib on conda-forge](https://github.com/conda-forge/admin-requests/pull/1113)
    """
    packages, projects = _table("conda"), _table("pip")
    if not packages.keys().isdisjoint(env.conda_names) and not any(_is_own(each.parsed) for each in env.channels):
        for conda_item in env.conda:
            row = packages.get(conda_item.name)
            if row and _is_gone(conda_item, row):
                yield _in_conda(env, conda_item, row)
    if not projects.keys().isdisjoint(env.pip_names) and not any(_is_own_index(each) for _, each in env.pip_options):
        for pip_item in env.pip:
            row = projects.get(pip_item.name)
            if row and _is_judged(pip_item) and (not row.gone or allows_from(pip_item.line.clauses, row.gone)):
                yield _in_pip(env, pip_item, row)


def _is_own(channel: Channel) -> bool:
    """Whether a channel may have any name: it is no public one, nor a copy of one."""
    return channel.kind in (PATH, VARIABLE) or "://" in channel.canonical


def _is_gone(item: CondaItem, row: Obsolete) -> bool:
    if item.spec.build_key or (item.channel is not None and _is_own(item.channel)):
        return False
    return not row.known or not allows(item.versions, row.known)


def _is_own_index(option: Option) -> bool:
    if option.flag not in INDEX_FLAGS or option.value is None:
        return False
    return not any(index in option.value.text for index in _KNOWN_INDEXES)


def _is_judged(item: PipItem) -> bool:
    """Whether a line asks an index for a name, whatever the version of Python."""
    line = item.line
    marker = line.marker.text if line.marker else ""
    excludes = any(clause.operator.text == "!=" for clause in line.clauses)
    return line.kind == REQUIREMENT and not (line.url or line.error or excludes or "python_" in marker)


def _in_conda(env: Environment, item: CondaItem, row: Obsolete) -> Diagnostic:
    pytorch = own_pytorch(env) if row.name == "cudatoolkit" else None
    use = "pytorch-cuda" if pytorch else row.use
    listed = any(each.name == use for each in env.conda)
    return item.report(
        f"`{item.text}` does not exist: {row.why}" if row.use else f"`{item.name}` is not needed: {row.why}",
        help=_advice(use, listed),
        fix=None if pytorch and not listed else _fix(use, listed, _renamed(item, use), item.remove()),
    )


def _renamed(item: CondaItem, name: str) -> Change | None:
    written = item.spec.name
    if written is None or item.spec.channel:
        return None
    return item.replace(item.text[: written.span.start] + name + item.text[written.span.end :])


def _in_pip(env: Environment, item: PipItem, row: Obsolete) -> Diagnostic:
    known = conda_name(row.use)
    listed = any(each.name == row.use for each in env.pip) or any(
        known is not None and spelling(each.name) in known.spellings for each in env.conda
    )
    is_tensorflow = row.use == "tensorflow"
    written = _renamed_line(item, row)
    if is_tensorflow and not listed and _is_before(env, _NEW_PYTHON) and allows_below(item.line.clauses, row.gone):
        written, is_tensorflow = _bounded(item, row.gone), False
    also = "; `tensorflow[and-cuda]` (2.14 and newer) brings its CUDA libraries on Linux" if is_tensorflow else ""
    use = row.use and (written or row.use)
    return item.report(
        _pip_message(item, row),
        help=_advice(row.use if listed else use, listed) + also,
        fix=_fix(use, listed, item.replace(written) if written else None, moves.out_of_pip(env, [item])),
    )


def _is_before(env: Environment, python: str) -> bool:
    """Whether the file's Python is one before this."""
    return any(item.name == "python" and not allows(item.versions, f">={python}") for item in env.conda)


def _bounded(item: PipItem, gone: str) -> str | None:
    """The line as it is, held below the version from which on there is nothing."""
    line = item.line
    if line.name is None or line.continues:
        return None
    if line.clauses:
        at = line.clauses[-1].span.end
    else:
        at = item.text.index("]", line.extras[-1].span.end) + 1 if line.extras else line.name.span.end
    return f"{item.text[:at]}{',' if line.clauses else ''}<{gone}{item.text[at:]}"


def _renamed_line(item: PipItem, row: Obsolete) -> str | None:
    """The line with the right name, and with its version unless that is one that only the old name had."""
    line = item.line
    if line.name is None or line.options or line.continues or not row.use:
        return None
    rest = item.text[line.name.span.end :]
    own = tuple(row.known.split())
    if any(clause.operator.text in _EXACT and clause.version.text.startswith(own) for clause in line.clauses):
        if line.extras or line.marker:
            return None
        rest = ""
    return item.text[: line.name.span.start] + row.use + rest


def _pip_message(item: PipItem, row: Obsolete) -> str:
    if not row.use:
        return f"`{item.name}` is not needed: {row.why}"
    if row.gone and allows_below(item.line.clauses, row.gone):
        return f"`{item.text}` cannot be installed: pip takes the newest version, and {row.why}"
    return f"`{item.text}` cannot be installed: {row.why}"


def _advice(use: str, listed: bool) -> str:
    if not use:
        return "leave it out"
    return f"leave it out: `{use}` is listed already" if listed else f"write `{use}`"


def _fix(use: str, listed: bool, renamed: Change | None, removed: Change | None) -> Fix | None:
    if use and not listed:
        return unsafe(f"Write `{use}`", renamed)
    return unsafe("Leave it out", removed)


@cache
def _table(kind: str) -> dict[str, Obsolete]:
    """What is known of the conda list's names, or the pip section's."""
    return {row[1]: Obsolete(*row[1:]) for row in read_table("obsolete.tsv") if row[0] == kind}
