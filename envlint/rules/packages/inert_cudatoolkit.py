"""inert-cudatoolkit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from envlint.conda.allowed import allows, allows_series
from envlint.conda.bounds import has_upper_bound
from envlint.conda.version_spec import Clause
from envlint.data import read_table
from envlint.diagnostic import WARNING, Change, Diagnostic, Related, unsafe
from envlint.environment import Channel, CondaItem, Environment, PipItem
from envlint.frameworks.pytorch_channel import own_pytorch
from envlint.patterns import any_glob
from envlint.rule import Context, Invalid, Valid, rule

# What PyTorch 1.13 is to its companions: older ones hold PyTorch back.
_COMPANIONS = {"torchvision": ">=0.14", "torchaudio": ">=0.13", "python": ">=3.7"}
_BUILT_ON_PYTORCH = ("pytorch", "torch", "fastai", "lightning", "timm", "kornia", "monai", "pyro")


@rule(
    "inert-cudatoolkit",
    group="packages",
    severity=WARNING,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: train
channels: [pytorch, conda-forge]
dependencies:
  - python=3.10
  - pytorch=1.12   # the last that cudatoolkit chooses for
  - cudatoolkit=11.6
"""
        ),
        Valid(
            """\
name: arrays
channels: [conda-forge]
dependencies:
  - python=3.10
  - cupy=12.2
  - cudatoolkit=11.8
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.10
  - pytorch=2.0
  - cudatoolkit=11.8
""",
            under="cudatoolkit=11.8",
            fixed="""\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.10
  - pytorch=2.0
  - pytorch-cuda=11.8
""",
        ),
        Invalid(
            """\
name: train
channels:
  - pytorch
  - conda-forge
dependencies:
  - python=3.10
  - pytorch=2.0
  - cudatoolkit=11.7
""",
            under="cudatoolkit=11.7",
            fixed="""\
name: train
channels:
  - pytorch
  - nvidia
  - conda-forge
dependencies:
  - python=3.10
  - pytorch=2.0
  - pytorch-cuda=11.7
""",
        ),
        Invalid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.10
  - cudatoolkit=11.8
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0
""",
            under="cudatoolkit=11.8",
            fixed="""\
name: train
channels: [conda-forge]
dependencies:
  - python=3.10
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0
""",
        ),
    ],
)
def inert_cudatoolkit(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`cudatoolkit` is listed, but nothing in the file heeds or uses it.

    Up to PyTorch 1.12 the version of `cudatoolkit` chose the CUDA build of PyTorch. Two habits outlived that:

    - **PyTorch 1.13 and newer of the channel pytorch** take their CUDA from the package `pytorch-cuda`. Beside them
      `cudatoolkit=11.8` is a download that no one loads, and which CUDA PyTorch is built for stays open.
    - **torch wheels** (the pip section) bring their own CUDA, or are built without. They do not look for conda's.

    Write `pytorch-cuda=11.8`, with the channel `nvidia`, which has the packages that it asks for; or leave the line
    out.

    Silent where `pytorch-cuda` is listed already; where something else may use `cudatoolkit` (RAPIDS, CuPy, cuDNN,
    Numba, TensorFlow, JAX, MXNet, ONNX Runtime, …, from conda or from pip); where PyTorch comes from conda-forge or
    from Anaconda's channels, whose builds for CUDA 11 use it; where the pins of Python or torchvision hold PyTorch
    below 1.13; and for a spec with a build string. A torch from PyPI that framework-from-pip names is left to that
    rule, which says of `cudatoolkit` that it is not used.

    **Fix** (unsafe: another build of PyTorch may be installed): the line becomes `pytorch-cuda` in the same version,
    where PyTorch was built for it, and the channel `nvidia` is listed behind `pytorch`. Beside a wheel the line goes.

    References: [PyTorch: previous versions](https://pytorch.org/get-started/previous-versions/),
    [pytorch/builder#1110](https://github.com/pytorch/builder/pull/1110)
    """
    if "cudatoolkit" not in env.conda_names:
        return
    item = next(item for item in env.conda if item.name == "cudatoolkit")
    if item.spec.build_key or _is_used(env, item):
        return
    pytorch = own_pytorch(env)
    if pytorch and _takes_pytorch_cuda(env, pytorch):
        yield _beside_conda(env, item, pytorch)
    wheel = next((each for each in env.pip if each.name == "torch"), None)
    if wheel and not any(each.name.startswith(_BUILT_ON_PYTORCH) for each in env.conda):
        yield _beside_wheel(item, wheel)


def _is_used(env: Environment, toolkit: CondaItem) -> bool:
    """Whether something else may use CUDA's libraries, or chooses them already."""
    names = (env.conda_names | env.pip_names) - {"", toolkit.name}
    return any(map(_may_use(), names))


@cache
def _may_use() -> Callable[[str], bool]:
    """Whether a package of a name may use CUDA's libraries."""
    return any_glob([word for row in read_table("cuda.tsv") if row[0] == "user" for word in row[1].split()])


def _takes_pytorch_cuda(env: Environment, pytorch: CondaItem) -> bool:
    """Whether this PyTorch is 1.13 or newer: by its pin, or because nothing holds it back."""
    asked = pytorch.versions
    if not allows(asked, ">=1.13"):
        return False
    return not allows(asked, "<=1.12.9999") or not any(_holds_back(each) for each in env.conda if each is not pytorch)


def _holds_back(item: CondaItem) -> bool:
    if item.name in _COMPANIONS:
        return not allows(item.versions, _COMPANIONS[item.name])
    return item.name.startswith(_BUILT_ON_PYTORCH) and has_upper_bound(item.versions)


def _beside_conda(env: Environment, item: CondaItem, pytorch: CondaItem) -> Diagnostic:
    choices = _choices(pytorch)
    wanted = _asked(item) if _asked(item) in choices else None
    return item.report(
        f"`{item.text}` chooses nothing: PyTorch 1.13 and newer of the channel pytorch takes its CUDA from "
        "`pytorch-cuda`",
        help=_advice(choices, wanted),
        related=(Related("does not use it", pytorch.span),),
        fix=unsafe("Choose CUDA by `pytorch-cuda`", _chosen(env, item, wanted)) if wanted else None,
    )


def _choices(pytorch: CondaItem) -> list[str]:
    """The versions of `pytorch-cuda` that there are builds of this PyTorch for."""
    rows = [row for row in read_table("cuda.tsv") if row[0] == "choice" and allows_series(pytorch.versions, row[1])]
    return sorted({version for row in rows for version in row[2].split()}, key=lambda text: tuple(text.split(".")))


def _asked(item: CondaItem) -> str:
    """The minor version that a spec asks for, if it is just one: 11.8 of `=11.8` and `==11.8.0`."""
    versions = item.versions
    only = versions.tree if versions else None
    if not isinstance(only, Clause) or only.version is None or only.operator not in ("=", "=="):
        return ""
    return ".".join(only.version.text.split(".")[:2])


def _advice(choices: list[str], wanted: str | None) -> str:
    if wanted:
        return f"write `pytorch-cuda={wanted}`, with the channel `nvidia` for its packages, or leave the line out"
    listed = ", ".join(choices)
    return f"write `pytorch-cuda`, in a version that PyTorch is built for ({listed}), or leave the line out"


def _chosen(env: Environment, item: CondaItem, version: str) -> Change | None:
    """`pytorch-cuda` in the item's place, and the channel `nvidia`; None where that would stand in a wrong order."""
    replaced = item.replace(f"pytorch-cuda={version}")
    known = [each for each in env.channels if _is_ordered(each)]
    if replaced is None or not known or known[0].canonical != "pytorch":
        return None
    if any(each.canonical == "nvidia" for each in env.channels):
        return replaced
    inserted = known[0].insert_after("nvidia")
    return replaced + inserted if inserted else None


def _is_ordered(channel: Channel) -> bool:
    return channel.parsed.is_defaults_family or channel.canonical in ("pytorch", "conda-forge")


def _beside_wheel(item: CondaItem, wheel: PipItem) -> Diagnostic:
    return item.report(
        f"nothing here uses `{item.text}`: `torch` from the pip section brings its own CUDA, or has none",
        help="leave it out; the wheel decides which CUDA there is",
        related=(Related("does not look for it", wheel.span),),
        fix=unsafe("Leave `cudatoolkit` out", item.remove()),
    )
