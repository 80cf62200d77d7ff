"""mismatched-cuda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic, Related
from envlint.environment import CondaItem, Environment, PipItem
from envlint.frameworks import brought_by_torch
from envlint.frameworks.cuda import Claim, claims_in, is_versioned
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule

_CPU = lazy(r"(?<![a-z])cpu(?![a-z])")
_GPU = lazy(r"(?<![a-z])(?:cuda|gpu|cu(?=[0-9]))")

# A build as an export writes it: a number at the end, as in `0` and `h7e8668a_6`.
_EXPORTED = lazy(r"(?:[A-Za-z0-9.]+_)*[0-9]+")

# Packages that are built for the CPU or for CUDA together.
_FAMILIES = (
    frozenset(
        """pytorch pytorch-cpu pytorch-gpu pytorch-cuda pytorch-mutex cpuonly libtorch torchvision torchaudio
        torch""".split()
    ),
    frozenset("tensorflow tensorflow-base tensorflow-cpu tensorflow-gpu libtensorflow libtensorflow_cc".split()),
)
_FOR_CPU = ("cpuonly", "pytorch-cpu")
_FOR_CUDA = ("pytorch-cuda", "pytorch-gpu")


@rule(
    "mismatched-cuda",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.11
  - cuda-version=12.8
  - cuda-nvcc=12.8
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu124
      - torch==2.4.0+cu124   # another 12, which is fine
"""
        ),
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.12
  - pytorch=2.5.1=*cpu*
  - torchvision=0.20
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: arrays
channels: [conda-forge]
dependencies:
  - python=3.10
  - cupy=12.2
  - cuda-version=11.2
  - cudatoolkit=11.8
""",
            under="cudatoolkit=11.8",
        ),
        Invalid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.11
  - cuda-version=12.4
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
""",
            under="--index-url https://download.pytorch.org/whl/cu118",
        ),
        Invalid(
            """\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.4
  - cpuonly
  - pytorch-cuda=12.4
""",
            under="pytorch-cuda=12.4",
        ),
    ],
)
def mismatched_cuda(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """Two items of the file go with CUDA versions that cannot agree.

    An environment has room for one CUDA. What is compared:

    - **conda items among themselves**: packages that have CUDA's version for their own (`cuda-version`,
      `cudatoolkit`, `pytorch-cuda`, `cuda-toolkit`, `cuda-nvcc`, …) and build strings that name one
      (`pytorch=*=*cuda118*`). Different major versions are a mismatch; `cuda-version` against `cudatoolkit` a
      different minor version, too, since the one constrains the other. Two that both name their build, as an export
      does, have been solved together, and are no mismatch: `cuda-cudart=11.8.89=0` beside `cuda-version=12.6=3`.
    - **pip lines**, with conda's items and among themselves: `+cu118`, `…/whl/cu118`, `cupy-cuda12x`,
      `nvidia-cudnn-cu12`, `jax[cuda12]`. Here only the major version counts: `cuda-version=12.8` beside `+cu124` works.
      `nvidia-nccl-cu12`, which XGBoost brings along, may stand beside any.
    - **builds for the CPU beside builds for CUDA** in one family, PyTorch's or TensorFlow's, and one list:
      `cpuonly` beside `pytorch-cuda`, `torchvision=*=*cpu*` beside `pytorch=*=*cuda*`, `+cpu` beside `+cu118`.

    What follows depends on the pair: the solve fails, a package that was meant for the GPU runs on the CPU, or a
    library of the wrong version is loaded and the program stops with an error from CUDA.

    There is one finding of each kind in a file: of versions at the first item that disagrees with one before it, of
    builds at the first of those that the file has fewer of. There is no fix: which is right, the file does not say.

    References: [conda-forge on CUDA](https://conda-forge.org/docs/user/cuda/),
    [conda-forge: cuda-version](https://github.com/conda-forge/cuda-version-feedstock)
    """
    yield from _versions(env)
    yield from _builds(env.conda, env.conda_names)
    yield from _builds(env.pip, env.pip_names)


def _versions(env: Environment) -> Iterator[Diagnostic]:
    claims = list(claims_in(env))
    for place, claim in enumerate(claims):
        others = [other for other in claims[:place] if not _agree(other, claim)]
        if others:
            yield _mismatch(env, claim, others)
            return


def _agree(one: Claim, other: Claim) -> bool:
    if _is_exported(one.item) and _is_exported(other.item):
        return True
    if not one.majors & other.majors:
        return False
    # These two constrain each other.
    if {one.item.name, other.item.name} != {"cuda-version", "cudatoolkit"}:
        return True
    return bool(one.minors & other.minors)


def _is_exported(item: CondaItem | PipItem) -> bool:
    """Whether an item names one upload: conda has found it to go with the others of its file."""
    return isinstance(item, CondaItem) and bool(item.spec.build_key and _EXPORTED.fullmatch(item.spec.build_key))


def _mismatch(env: Environment, claim: Claim, others: list[Claim]) -> Diagnostic:
    other = min(others, key=_is_of_nvidia)
    ours, theirs = _spoken(claim, other)
    torch = _torch_behind(env, other)
    what = f"`{torch.text}`, by its `{other.item.text}`," if torch else f"`{other.item.text}`"
    places: list[tuple[CondaItem | PipItem, str]] = [(torch, theirs)] if torch else []
    places += [(each.item, _spoken(each, claim)[0]) for each in others]
    return claim.item.report(
        f"`{claim.item.text}` goes with CUDA {ours}, {what} with CUDA {theirs}: one environment cannot serve both",
        help="choose one version of CUDA for all of them",
        related=tuple(Related(f"goes with CUDA {version}", item.span) for item, version in places[:3]),
    )


def _is_of_nvidia(claim: Claim) -> bool:
    """Whether this is a wheel that others bring along."""
    return claim.item.name.startswith("nvidia-")


def _torch_behind(env: Environment, claim: Claim) -> PipItem | None:
    """The line of torch, where that is what brought a wheel of NVIDIA's."""
    if claim.item.name not in brought_by_torch(item.name for item in env.pip):
        return None
    torch = next(item for item in env.pip if item.name == "torch")
    return None if "+" in torch.text or torch.line.url else torch


def _spoken(claim: Claim, other: Claim) -> tuple[str, str]:
    """The versions of two claims in words: by major, or by minor where the majors agree."""
    if claim.majors & other.majors:
        return _range(sorted(claim.minors)), _range(sorted(other.minors))
    return _range([str(each) for each in sorted(claim.majors)]), _range([str(each) for each in sorted(other.majors)])


def _range(versions: list[str]) -> str:
    return versions[0] if len(versions) == 1 else f"{versions[0]} to {versions[-1]}"


def _builds(items: tuple[CondaItem, ...] | tuple[PipItem, ...], names: frozenset[str]) -> Iterator[Diagnostic]:
    """Builds for the CPU beside builds for CUDA: the kind that is rarer in the file is out of place."""
    for family in _FAMILIES:
        if family.isdisjoint(names):
            continue
        built = [(item, kind) for item in items if item.name in family and (kind := _built_for(item))]
        if len({kind for _, kind in built}) == 2:
            odd = _rarer(items, built[0][1])
            ours = [item for item, kind in built if kind == odd]
            theirs = [item for item, kind in built if kind != odd]
            yield _mixed(odd, ours, theirs)


def _rarer(items: tuple[CondaItem, ...] | tuple[PipItem, ...], first: str) -> str:
    """CPU or CUDA, which fewer items of the list are for; where that is even, not what the first is for."""
    counts = Counter(
        "CUDA" if isinstance(item, CondaItem) and is_versioned(item) else _built_for(item) for item in items
    )
    second = _other(first)
    return first if counts[first] < counts[second] else second


def _other(kind: str) -> str:
    return "CUDA" if kind == "the CPU" else "the CPU"


def _built_for(item: CondaItem | PipItem) -> str:
    """CPU or CUDA, where an item says for which it is built."""
    if item.name in _FOR_CPU:
        return "the CPU"
    if item.name in _FOR_CUDA:
        return "CUDA"
    text = _said_of_build(item).lower()
    cpu, gpu = _CPU.search(text), _GPU.search(text)
    return "" if bool(cpu) == bool(gpu) else "the CPU" if cpu else "CUDA"


def _said_of_build(item: CondaItem | PipItem) -> str:
    if isinstance(item, CondaItem):
        return item.spec.build_key or ""
    return " ".join(clause.version.text.partition("+")[2] for clause in item.line.clauses)


def _mixed(kind: str, ours: list[CondaItem | PipItem], theirs: list[CondaItem | PipItem]) -> Diagnostic:
    item, *more = ours
    other, its = theirs[0], _other(kind)
    return item.report(
        f"`{item.text}` is for {kind}, `{other.text}` for {its}: if that can be installed at all, GPU code in one of "
        "them is missing or fails",
        help="choose builds of one kind",
        related=(
            Related(f"is for {its}", other.span),
            *(Related(f"is for {kind}, too", each.span) for each in more),
        ),
    )
