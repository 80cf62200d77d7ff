"""build-pin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envlint.conda import bounds, match_spec
from envlint.conda.match_spec import MatchSpec
from envlint.diagnostic import WARNING, Diagnostic, unsafe
from envlint.environment import CondaItem, Environment
from envlint.locks.names import is_called_lock
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Part
from envlint.systems import named

# conda-build ends a build in the hash of what it was built with, and a number: py39h6e9494a_0.
_HASH = lazy(r"h[0-9a-f]{7}(?=_|$)")
_HASH_OR_NUMBER = lazy(r"h[0-9a-f]{7}(?=_|$)|(?:^|_)[0-9]+(?=_|$)")
_HASH_OR_DIGIT = lazy(r"h[0-9a-f]{7}(?=_|$)|[0-9]")
_NAME = lazy(r"[A-Za-z0-9_.+]+")

# What a build was chosen for: CUDA or not (and for which torch), which BLAS, which MPI.
_CHOICE = lazy(
    r"(?:^|_)(cuda_?[0-9.]*[0-9]|cuda|(?:torch_[0-9.]+_)?(?:cu[0-9]{2,3}|[cg]pu)|mkl|openblas|eigen|mpi_(?:mpich|openmpi))"
    r"(?=_|py|h[0-9a-f]{7}|$)"
)

_TOLD = 3

# A list is an export where more than half of its items hold such builds, and at least so many.
_MANY = 5


def _told(names: list[str]) -> str:
    """The one message for all builds of a file."""
    if len(names) == 1:
        return (
            f"`{names[0]}` is pinned to one exact build: conda takes that upload and no other, not even a rebuild "
            "that mends a fault, and cannot solve this file once the channel drops it"
        )
    listed = ", ".join(f"`{name}`" for name in names[:_TOLD])
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return (
        f"{len(names)} packages are pinned to one exact build ({listed}{more}): conda takes these uploads and no "
        "others, not even rebuilds that mend a fault, and cannot solve this file once a channel drops one"
    )


def _advice(env: Environment, builds: Sequence[str]) -> str:
    """What to write, and for whom it matters most: builds with a hash are of one system, but for `noarch` packages."""
    has_hash = any(map(_HASH.search, builds))
    why = ": other systems may have other builds"
    if has_hash:
        why = (
            ": on another system these builds do not exist (but for those of `noarch` packages), "
            "and conda cannot solve the file"
        )
    if len(named(env)) == 1:
        why = ""
    return (
        f"write the version alone, as `conda env export --no-builds` does{why}; where the build chooses CUDA, a BLAS "
        "or an MPI, keep that word as a glob (`=*cuda118*`)"
    )


@rule(
    "build-pin",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    fold=_told,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1.3
  - libblas=3.9.0=*openblas
  - hdf5=1.14=mpi_mpich*
  - blas=1.0=mkl
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12.7=hc5c86c4_0_cpython
  - numpy=2.1.3=py312h58c1407_0
  - tqdm=4.67.0=pyhd8ed1ab_0  # noarch
""",
            under="hc5c86c4_0_cpython",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12.7
  - numpy=2.1.3
  - tqdm=4.67.0  # noarch
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytorch=2.5.1=cuda126_py312h1763f6d_303
""",
            under="cuda126_py312h1763f6d_303",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytorch=2.5.1=*cuda126*
""",
        ),
    ],
)
def build_pin(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Packages are pinned to the exact build that one machine had.

    `conda env export` writes `name=version=build` for everything it finds. A build such as `py312h58c1407_0` says
    with which compilers and libraries, for which Python and system the package was built; the `h` and seven
    characters are a hash of that. It is one upload. A rebuild with a fix is another, and is not taken; channels move
    superseded builds away, and then the file cannot be solved. But for `noarch` packages another operating system has
    other builds where they hold a hash, so conda finds nothing there; old ones such as `py27_0` were shared by systems.

    The version says what matters. Write `numpy=2.1.3`, as `conda env export --no-builds` does, or export what you
    asked for yourself with `--from-history`. To repeat an environment to the letter there are lock files
    (`conda list --explicit`, conda-lock).

    Reported is a build that holds a hash, or a number between underscores (`0`, `py_1`, `h7f98852_4`,
    `1_gnu`). Names without a digit (`mkl`, `openblas`) and globs (`*cuda*`, `mpi_mpich*`) are choices that people
    make, and silent; so is a spec that names a file by `url`, `md5` or `sha256`. A word such as `py310_cu118` is
    a choice in a list that people wrote, too; in an export (at least five builds as above, and more than half of
    the items) it came with the others, and is reported with them.

    All builds of a file are one finding. A file that is called a lock (a word `lock`, `locked` or `frozen` in its
    name or its folder's) means its builds, and is silent.

    **Fix** (unsafe: another build may be installed): the build goes, the version stays. Where the build tells CUDA
    from CPU, or names a BLAS or an MPI, that word stays as a glob: `pytorch=2.5.1=*cuda126*`. There is none
    where the item would be left without a version.

    References: [conda#7311](https://github.com/conda/conda/issues/7311),
    [conda#6073](https://github.com/conda/conda/issues/6073),
    [anaconda-issues#10183](https://github.com/ContinuumIO/anaconda-issues/issues/10183)
    """
    if is_called_lock(env.path):
        return
    asking = [(item, build) for item in env.conda if (build := item.spec.build) and _names_build(item, build)]
    exported = [(item, build) for item, build in asking if _HASH_OR_NUMBER.search(build.text)]
    if len(exported) >= _MANY and 2 * len(exported) > len(env.conda):
        exported = [(item, build) for item, build in asking if _HASH_OR_DIGIT.search(build.text)]
    advice = _advice(env, [build.text for _, build in exported])
    for item, build in exported:
        text = _portable(item, build)
        yield item.report(
            _told([item.name]),
            part=build,
            help=advice,
            fix=unsafe("Strip exported builds", item.replace(text)) if text else None,
        )


def _names_build(item: CondaItem, build: Part) -> bool:
    """Whether an item asks for one build, rather than for those that a glob takes, or for one file."""
    is_package = bool(item.name) and item.spec.kind == "package" and not item.spec.names_file
    return is_package and _NAME.fullmatch(build.text) is not None


def _portable(item: CondaItem, build: Part) -> str:
    """The spec with its version and what its build was chosen for; "" where that is not the same but for the
    build, or leaves the version open."""
    spec = item.spec
    if (spec.build_key or "").startswith("pypi"):
        return ""
    choice = _CHOICE.search(build.text)
    text = _with_build(spec, build, f"*{choice[1]}*") if choice else _without_build(spec, build)
    if item.is_common:  # a version is in front of the build, and nothing behind it
        return text
    new = match_spec.parse(text)
    channels = [part and part.text for part in (spec.channel, new.channel)]
    if new.error or new.name_key != spec.name_key or channels[0] != channels[1]:
        return ""
    return text if bounds.LEVELS.index(bounds.level(new.versions)) >= bounds.LEVELS.index("bounded") else ""


def _with_build(spec: MatchSpec, build: Part, wanted: str) -> str:
    return spec.text[: build.span.start] + wanted + spec.text[build.span.end :]


def _without_build(spec: MatchSpec, build: Part) -> str:
    """The spec with its version alone: `numpy 1.2.3 py_0`, which means just this version, as `numpy==1.2.3`."""
    text, span = spec.text, build.span
    if spec.brackets and any(pair.value == build for pair in spec.brackets):
        return _without_bracket(spec)
    if spec.version is None or spec.version.span.end > span.start:
        return ""
    version = spec.version
    head, written = text[: version.span.start], version.text
    if written[:1].isdigit() and "*" not in written and head.endswith(" "):
        head, written = head.rstrip(), f"=={written}"
    return head + written + text[span.end :]


def _without_bracket(spec: MatchSpec) -> str:
    """The spec without the pair that holds the build, and without brackets where it was the only one."""
    text = spec.text
    opened, closed = text.find("["), text.rfind("]")
    if text.count("[") != 1 or closed < opened:
        return ""
    pairs = [pair.strip() for pair in text[opened + 1 : closed].split(",")]
    kept = [pair for pair in pairs if pair.partition("=")[0].strip() != "build"]
    if len(kept) != len(pairs) - 1:
        return ""
    return text[:opened] + (f"[{', '.join(kept)}]" if kept else "") + text[closed + 1 :]
