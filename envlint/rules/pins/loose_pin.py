"""loose-pin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Literal

from envlint.conda import bounds
from envlint.diagnostic import WARNING, Diagnostic, Fix, safe
from envlint.environment import CondaItem, Environment, PipItem
from envlint.frameworks import names as framework_names
from envlint.locks.names import maybe_locks
from envlint.patterns import any_glob, lazy
from envlint.pypi import normalise
from envlint.rule import Context, Invalid, Project, Valid, rule
from envlint.source import parts_of
from envlint.values import NamedTuple
from envlint.versions import Versions

Level = Literal["any", "lower", "bounded", "minor", "exact"]

_EXEMPT = """pip setuptools wheel conda mamba ca-certificates certifi openssl tzdata pre-commit pytest* black
ruff flake8* mypy isort pylint sphinx* notebook ipykernel ipython jupyterlab tqdm git make cmake ninja compilers
nomkl cpuonly nbsphinx myst-* furo pydata-sphinx-theme coverage twine _* python_abi ld_impl_*"""

# What CUDA's parts are called: where `cuda-version` is pinned, they have no other version to take.
_OF_CUDA = lazy(r"cuda-(?!version$)[a-z-]+|lib(?:cu|nv|npp|cufile)[a-z-]*|nsight-[a-z-]+")

# The level that files are held to; words of a file's or an environment's name, and folders, that say it is there to
# test with what is newest; how rare upper bounds are in one: one in so many.
_USUAL: Level = "bounded"
_NEWEST = frozenset("ci test tests testing nightly latest upstream".split())
_CI = frozenset(("ci", ".ci", ".github"))
_WORD = lazy(r"[a-z0-9]+")
_FEW = 10


class Options(NamedTuple):
    level: Annotated[Level, "how tight each pin must be"] = "bounded"
    python: Annotated[Literal[Level, ""], "the same for python; empty: as `level`"] = ""
    frameworks: Annotated[
        Literal[Level, ""], "the same for the frameworks of framework-from-pip; empty: as `level`"
    ] = ""
    packages: Annotated[Mapping[str, Level], "the same for single packages, by name"] = {}
    exempt: Annotated[tuple[str, ...], "names, as globs, that need no pin"] = tuple(_EXEMPT.split())


@rule(
    "loose-pin",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    options=Options,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pandas>=2.2,<3
  - pytorch=2.5=*cuda*
  - ruff
  - pip
  - pip:
      - requests~=2.32
      - example-tool @ https://example.org/example_tool-1.4.2-py3-none-any.whl
"""
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python
  - pandas
""",
            path="environment.yml",
            files={"conda-lock.yml": "metadata:\n  sources:\n  - environment.yml\npackage: []\n"},
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pandas
""",
            under="pandas",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - requests>=2.32
""",
            under="requests>=2.32",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pandas
""",
            under="pandas",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pandas=2.2
""",
            versions={"pandas": "2.2.3"},
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pytorch=2.5
""",
            under="pytorch=2.5",
            options={"frameworks": "exact"},
        ),
    ],
)
def loose_pin(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A package whose version is left open.

    Without a version, or with a lower bound only, the file describes another environment each time
    it is used: what was installed when the code worked is not what a colleague, or the CI, gets next
    year. An open version also makes conda look through many more candidates.

    Levels, from loose to tight:

    | level | conda list | pip list |
    |---|---|---|
    | `any` | `pandas` | `pandas` |
    | `lower` | `pandas>=2.2` | `pandas>=2.2` |
    | `bounded` | `pandas=2`, `pandas>=2.2,<3` | `pandas==2.*`, `pandas~=2.2`, `pandas<3` |
    | `minor` | `pandas=2.2`, `pandas=2.2.*`, `pandas~=2.2.3` | `pandas==2.2.*`, `pandas~=2.2.3` |
    | `exact` | `pandas==2.2.3`, `pandas=2.2.3` | `pandas==2.2.3` |

    `level` is what every package must reach. `python`, `frameworks` (PyTorch, TensorFlow, JAX, CuPy,
    ONNX Runtime) and `packages` set it for some, and `exempt` takes names out: by default tools that do not change
    results. `packages` wins over `exempt`.

    Silent are URLs, paths, `-r` and `-e`, a spec that fixes a build only (`pytorch=*=cuda*`), virtual
    packages and names with `*`; and all of a file that has a lock, beside it or by the configuration:
    which lock belongs to which file, `lock-drift` says, and whether the two agree. A file that is
    conda-lock's source by its own word (`platforms`, and `conda-lock` among its packages) takes its
    versions from the lock, wherever that is.

    CUDA's own parts (`cuda-nvcc`, `libcufft-dev`) need no pin where `cuda-version` has one.

    A file that is there to test with what is newest needs no upper bounds: where its name, or the environment's, holds
    `ci`, `test`, `nightly`, `latest` or `upstream`, or it lies under `ci` or `.github`, and at most one in ten packages
    has an upper bound, `bounded` (the default `level`) becomes `lower`. Another `level` holds there, too.

    **Fix** (safe; with `--pin-from` only: which versions are right, the file does not say): the version that a lock, a
    conda environment, or the output of `conda list` has: `pandas=2.2`, with `--pin-level exact` `pandas==2.2.3`, on pip
    lines `pandas==2.2.*` or `pandas==2.2.3`. A pin allows nothing that the line shuts out. With `--pin-from` a lock
    beside the file silences nothing, and what cannot be pinned says why.

    References: [conda#10592](https://github.com/conda/conda/issues/10592),
    [conda#7239](https://github.com/conda/conda/issues/7239), [package match
    specifications](https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html)
    """
    if ctx.versions is None and (_is_source_of_lock(env) or _is_locked(env, ctx.project)):
        return
    wanted = _Wanted(ctx.options)
    items: tuple[CondaItem | PipItem, ...] = (*env.conda, *env.pip)
    found = [(item, level) for item in items if item.name and (level := item.level) is not None]
    if ctx.options.level == _USUAL and _says_newest(env):
        levels = [level for item, level in found if wanted.judges(item)]
        if _FEW * sum(_is_tight_enough(level, _USUAL) for level in levels) <= len(levels):
            wanted = _Wanted(ctx.options._replace(level="lower"))
    has_cuda = "cuda-version" in env.conda_names | env.pip_names and any(
        item.name == "cuda-version" and level not in ("any", "lower") for item, level in found
    )
    told = "" if ctx.versions else _FROM_WHERE
    for item, level in found:
        if level == bounds.LEVELS[-1]:  # tight enough, whatever is asked
            continue
        asked = wanted.level(item)
        if not _is_tight_enough(level, asked):
            if has_cuda and isinstance(item, CondaItem) and _OF_CUDA.fullmatch(item.name):
                continue
            help, fix = _mended(item, asked, ctx.versions)
            yield item.report(_message(item, level, asked), help=help + told, fix=fix)
            told = ""


def _is_source_of_lock(env: Environment) -> bool:
    """Whether conda-lock makes the versions of this file: it reads `platforms`, and stands in the list itself."""
    return env.get("platforms") is not None and "conda-lock" in env.conda_names | env.pip_names


def _says_newest(env: Environment) -> bool:
    """Whether a file says that it is there to test with what is newest."""
    *folders, file = parts_of(env.path)
    words = _WORD.findall(f"{file} {env.name.text if env.name else ''}".lower())
    return not (_NEWEST.isdisjoint(words) and _CI.isdisjoint(folders))


class _Wanted:
    """The level that each package must reach."""

    def __init__(self, options: Options):
        self.options = options
        self.packages = {normalise(name): level for name, level in options.packages.items()}
        self.is_exempt = _exempt(tuple(options.exempt))

    def judges(self, item: CondaItem | PipItem) -> bool:
        """Whether the level of the file holds for a package: python's version is chosen for other reasons."""
        return item.name != "python" and self.level(item) != "any"

    def level(self, item: CondaItem | PipItem) -> str:
        """The level for one package."""
        name = normalise(item.name)
        options = self.options
        if name in self.packages:
            return self.packages[name]
        if self.is_exempt(name):
            return "any"
        if name == "python" and isinstance(item, CondaItem):
            return options.python or options.level
        if options.frameworks and name in framework_names():
            return options.frameworks
        return options.level


@lru_cache(16)
def _exempt(globs: tuple[str, ...]) -> Callable[[str], bool]:
    return any_glob(list(map(normalise, globs)))


def _is_tight_enough(found: str, wanted: str) -> bool:
    return bounds.LEVELS.index(found) >= bounds.LEVELS.index(wanted)


def _message(item: CondaItem | PipItem, found: str, wanted: str) -> str:
    if found == "any":
        what = "leaves the version open" if _says_version(item) else "has no version"
        return f"`{item.text}` {what}: each new environment may get another version"
    if found == "lower":
        return f"`{item.text}` has no upper bound: a new environment may get a release that does not fit"
    return f"`{item.text}` is a looser pin than the level `{wanted}` that is asked for"


def _says_version(item: CondaItem | PipItem) -> bool:
    return bool(item.spec.version if isinstance(item, CondaItem) else item.line.clauses)


# Said once a file: it is long, and true of all.
_FROM_WHERE = "; `--fix --pin-from` takes versions from a lock, or from an environment that works"


def _mended(item: CondaItem | PipItem, asked: str, versions: Versions | None) -> tuple[str, Fix | None]:
    """What to write, and the fix that does, with the versions that the user has given."""
    if versions is None:
        from envlint.pinning.advice import advice

        return advice(item, asked), None
    from envlint.pinning.pin import NoPin, pin

    found = pin(item, asked, versions)
    if isinstance(found, NoPin):
        return f"not pinned: {found.reason}", None
    return f"write `{found.text}`: {versions.source} has {found.version}", safe(f"Write `{found.text}`", found.change)


def _is_locked(env: Environment, project: Project | None) -> bool:
    """Whether there is a lock of this file."""
    if project is None:
        return False
    if not maybe_locks(project.neighbours()):
        return bool(project.locks())
    from envlint.drift import own_locks

    return bool(own_locks(env, project))
