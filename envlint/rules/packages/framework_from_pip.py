"""framework-from-pip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from envlint import moves
from envlint.diagnostic import WARNING, Change, Diagnostic, Related, unsafe
from envlint.environment import CondaItem, Environment, PipItem
from envlint.frameworks import Framework, Project, frameworks
from envlint.patterns import lazy
from envlint.pypi import EDITABLE, REQUIREMENT, URL, normalise
from envlint.rule import Context, Invalid, Valid, rule
from envlint.systems import marked, meant
from envlint.translate import conda_name
from envlint.values import NamedTuple

if TYPE_CHECKING:
    from envlint.frameworks.places import Plan

_CONDA = lazy(r"(?i)\b(?:conda|mamba|anaconda)")


class Options(NamedTuple):
    """`frameworks`: which ones, a family or any PyPI project. `allow`: what may come from pip all the same, by
    either name. `allow_index`: be silent where a CUDA build is chosen on purpose."""

    frameworks: tuple[str, ...] = ("pytorch", "tensorflow", "jax", "cupy", "onnxruntime-gpu")
    allow: tuple[str, ...] = ()
    allow_index: bool = True


@rule(
    "framework-from-pip",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    options=Options,
    valid=[
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytorch=2.5.1=cuda*
  - torchvision=0.20
"""
        ),
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
"""
        ),
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - jax[cuda12]==0.4.35
"""
        ),
        Valid(
            """\
name: train-windows
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - tensorflow==2.18.0
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pip
  - pip:
      - example-tool==1.4.2
      - torch==2.5.1
      - torchvision>=0.20,<0.21
""",
            under="torch==2.5.1",
            fixed="""\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pytorch=2.5.1
  - torchvision>=0.20,<0.21
  - pip
  - pip:
      - example-tool==1.4.2
""",
        ),
        Invalid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - cuda-version=12.6
  - pip
  - pip:
      - jax==0.4.35
""",
            under="jax==0.4.35",
            fixed="""\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - cuda-version=12.6
  - jax=0.4.35
  - pip
""",
        ),
        Invalid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
""",
            under="torch==2.1.0+cu118",
            options={"allow_index": False},
        ),
    ],
)
def framework_from_pip(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """An AI framework comes from PyPI, where conda-forge has it.

    What a framework's wheel brings depends on the system, and conda knows nothing of it:

    - `torch` brings CUDA libraries of its own on Linux (x86-64), beside those that conda may have put there:
      inside the wheel up to 1.12, as `nvidia-…` packages since 1.13. On Windows and macOS PyPI's wheels are built
      without CUDA, so a file that trains on the GPU on Linux quietly uses the CPU on Windows.
    - `tensorflow`, `jax`, `cupy` and `onnxruntime-gpu` bring no CUDA libraries unless an extra such as
      `tensorflow[and-cuda]` or `jax[cuda12]` asks for them. They look for CUDA when they start, and pip does not
      check that `cudatoolkit` and `cudnn` of the conda list are the versions that the wheel was built for.
    - With `pytorch` from conda and `torchvision` from PyPI, pip replaces conda's torch by the version that the wheel
      was built for.
    - Two stacks in one environment can load two copies of OpenMP ("OMP: Error #15").

    conda-forge builds these frameworks for the CPU and for CUDA, and picks the build that fits the machine.
    `pytorch=*=cuda*` insists on a GPU build (PyTorch 1.7.1, TensorFlow 2.6, jaxlib 0.3.10 and newer),
    `cuda-version=12` chooses the major version of CUDA.

    Silent where the build is chosen on purpose: a package index of the framework (`--index-url
    https://download.pytorch.org/whl/cu118`), wheels built for certain builds of torch (`--find-links
    https://data.pyg.org/whl/torch-2.2.0+cu118.html`, `torch-scatter==2.1.2+pt24cu121`), a local version
    (`+cu118`), a CUDA extra (`[cuda12]`, `[and-cuda]`), a wheel's or a repository's URL; and where another line
    needs PyPI's build, as vLLM, FlashAttention, xFormers or TensorFlow Addons do, whose wheels are compiled
    against it. Set `allow-index = false` to hear of these, too. Also silent where conda-forge does not build for a
    system that the file is for: TensorFlow for Windows and macOS, JAX for Windows, CuPy and ONNX Runtime's GPU
    build for macOS; where neither a channel of the file nor conda-forge ever had the version (conda-forge went
    from TensorFlow 1.14 to 2.4); where the comment behind a line says why it does not come from conda; and in
    files for macOS alone, where there is no CUDA, unless conda has a part of the framework. A file says for which
    system it is by `platforms`, by a word of its name or its folder's, by a marker of the line, or by packages
    that one system alone has.

    Nor does it speak where MLflow is a target, which drops the conda list but for Python and its tools.

    There is one finding for each framework. The libraries on top of one, such as `transformers`, are not meant.

    **Options**: `frameworks` (families `pytorch`, `tensorflow`, `jax`, `cupy`, `onnxruntime-gpu`, or any PyPI
    project), `allow` (what may come from pip all the same), `allow-index`.

    **Fix** (unsafe: the version must exist on conda-forge, and other builds are other files): the lines move to the
    conda list under their conda names, with comments behind them, and a pip section that had no other line goes.
    In a file that is for the CPU (by its name, a package or a build) they ask for that build, `pytorch=2.5.1=cpu*`:
    conda-forge's packages take the one for CUDA on a machine with a driver.
    There is none for lines with extras, markers, URLs or versions that conda does not know, such as `2.1.0+cu118`,
    nor where `channels` lists none that has the framework.

    References: [conda-forge on CUDA](https://conda-forge.org/docs/user/cuda/),
    [conda#14761](https://github.com/conda/conda/issues/14761),
    [pytorch#32369](https://github.com/pytorch/pytorch/issues/32369),
    [pytorch#78490](https://github.com/pytorch/pytorch/issues/78490),
    [pytorch#138506](https://github.com/pytorch/pytorch/issues/138506)
    """
    options: Options = ctx.options
    if "mlflow" in ctx.targets or not env.pip:
        return
    allowed = {normalise(word) for word in options.allow}
    for word in options.frameworks:
        framework = _framework(normalise(word))
        if framework.key in allowed or env.pip_names.isdisjoint(framework.projects):
            continue
        systems = meant(env)
        items = [item for item in env.pip if item.name in framework.projects and item.name not in allowed]
        items = [item for item in items if _is_requirement(item) and not framework.lacks & (systems | marked(item))]
        if items and not _is_explained(env, items):
            yield from _judged(env, framework, items, systems, options)


def _judged(
    env: Environment, framework: Framework, items: Sequence[PipItem], systems: frozenset[str], options: Options
) -> Iterator[Diagnostic]:
    """The one finding for a framework, unless its build is chosen on purpose, or is harmless."""
    from envlint.frameworks import builds, places

    if options.allow_index and builds.is_chosen(env, framework):
        return
    items = _in_order(framework, places.only_in_pip(env, items) or items)
    partner = places.partner(env, framework)
    if partner or (places.has_place(env, framework, items) and not _is_harmless(env, framework, systems, options)):
        yield _finding(env, framework, items, partner, systems)


def _framework(word: str) -> Framework:
    """A known family, or a project that the options name."""
    if known := frameworks().get(word):
        return known
    conda = conda_name(word)
    return Framework(word, word, projects={word: Project(conda.name if conda else "")})


def _is_requirement(item: PipItem) -> bool:
    return item.line.kind in (REQUIREMENT, URL, EDITABLE) and not item.line.error


def _is_explained(env: Environment, items: Sequence[PipItem]) -> bool:
    """Whether the comment behind a line says why it does not come from conda."""
    return any(_CONDA.search(moves.comment_behind(env, item)) for item in items)


def _in_order(framework: Framework, items: Sequence[PipItem]) -> list[PipItem]:
    """The framework itself first, then what is built on it."""
    ranks = {project: rank for rank, project in enumerate(framework.projects)}
    return sorted(items, key=lambda item: ranks[item.name])


def _is_harmless(env: Environment, framework: Framework, systems: frozenset[str], options: Options) -> bool:
    """Whether PyPI's build is needed by others of the section, or brings and lacks nothing: macOS has no CUDA."""
    if framework.key not in frameworks():
        return False
    if options.allow_index and any(item.name in framework.built_on for item in env.pip):
        return True
    return systems == {"osx"}


def _finding(
    env: Environment,
    framework: Framework,
    items: Sequence[PipItem],
    partner: CondaItem | None,
    systems: frozenset[str],
) -> Diagnostic:
    from envlint.frameworks import builds, places, words

    first, *others = items
    wants_cpu = builds.wants_cpu(env, items)
    plan = places.plan(env, framework, items, wants_cpu and systems != {"osx"})
    names = [item.name for item in items]
    related = tuple(Related(f"`{item.name}` belongs to it", item.span) for item in others)
    has_fix = plan.is_possible and not plan.is_hidden and (plan.sources or not env.channels)
    return first.report(
        words.message(env, framework, first.name, partner, systems, wants_cpu),
        help=words.advice(env, framework, plan, partner, names, systems, wants_cpu),
        related=related,
        fix=unsafe(f"Move {framework.title} to the conda list", _moved(env, framework, items, plan))
        if has_fix
        else None,
    )


def _moved(env: Environment, framework: Framework, items: Sequence[PipItem], plan: Plan) -> Change | None:
    """All lines of the framework in the conda list; None where one of them cannot go."""
    from envlint.frameworks.places import is_movable

    lines: list[moves.Line] = []
    for item, (first, *others) in zip(items, plan.specs, strict=True):
        if not is_movable(framework, item):
            return None
        lines += [moves.Line(first, moves.comment_behind(env, item)), *map(moves.Line, others)]
    inserted = moves.into_conda(env, [*lines, *map(moves.Line, plan.beside)])
    removed = moves.out_of_pip(env, items, with_comments=True)
    return inserted + removed if inserted and removed else None
