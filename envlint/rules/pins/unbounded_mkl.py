"""unbounded-mkl."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.conda.allowed import allows
from envlint.diagnostic import WARNING, Change, Diagnostic, Related, unsafe
from envlint.environment import CondaItem, Environment
from envlint.frameworks.pytorch_channel import own_pytorch
from envlint.rule import Context, Invalid, Valid, rule
from envlint.systems import meant

_BOUND = "<2024.1"


@rule(
    "unbounded-mkl",
    group="pins",
    severity=WARNING,
    since="0.1.0",
    preset="strict",
    valid=[
        Valid(
            """\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.1
  - pytorch-cuda=12.1
  - mkl<2024.1
"""
        ),
        Valid(
            """\
name: train
channels: [conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.1
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.1
  - pytorch-cuda=12.1
""",
            under="pytorch=2.1",
            fixed="""\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.1
  - mkl<2024.1
  - pytorch-cuda=12.1
""",
        ),
        Invalid(
            """\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.1
  - pytorch-cuda=12.1
  - mkl>=2021
""",
            under="mkl>=2021",
            fixed="""\
name: train
channels: [pytorch, nvidia, conda-forge]
dependencies:
  - python=3.11
  - pytorch=2.1
  - pytorch-cuda=12.1
  - mkl>=2021,<2024.1
""",
        ),
    ],
)
def unbounded_mkl(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """`mkl` is free to reach a version that breaks an old PyTorch of the channel pytorch.

    Builds of PyTorch up to 2.4 of the channel `pytorch` ask for `mkl` without an upper bound. MKL 2024.1 dropped
    a symbol that they use, so on Linux `import torch` fails with "undefined symbol: iJIT_NotifyEvent" in an
    environment that is made today, though the file has not changed.

    The rule speaks where PyTorch comes from the channel `pytorch`, by name or by the order of the channels, its pin
    allows nothing but 1.10 to 2.4, which the reports are about, and `mkl` may be 2025 or newer. It is silent for a file
    that names Windows or macOS.

    **Fix** (unsafe: an older MKL gets installed): `mkl<2024.1`.

    References: [pytorch#123097](https://github.com/pytorch/pytorch/issues/123097),
    [TransFun#5](https://github.com/jianlin-cheng/TransFun/issues/5)
    """
    pytorch = own_pytorch(env)
    if pytorch is None or not _breaks(pytorch) or not meant(env) <= {"linux"}:
        return
    mkl = next((item for item in env.conda if item.name == "mkl"), None)
    if mkl is None:
        yield pytorch.report(
            f"nothing holds `mkl` back beside `{pytorch.text}` of the channel pytorch: with MKL 2024.1 and newer "
            "`import torch` fails on Linux (undefined symbol: iJIT_NotifyEvent)",
            subject="mkl",
            help=f"add `mkl{_BOUND}`",
            fix=unsafe("Bound `mkl`", pytorch.insert_after(f"mkl{_BOUND}")),
        )
    elif allows(mkl.versions, ">=2025"):
        yield mkl.report(
            f"`{mkl.text}` may become 2024.1 or newer, with which `import torch` of `{pytorch.text}` from the channel "
            "pytorch fails on Linux (undefined symbol: iJIT_NotifyEvent)",
            help=f"write `mkl{_BOUND}`",
            related=(Related("needs an older MKL", pytorch.span),),
            fix=unsafe("Bound `mkl`", _bounded(mkl)),
        )


def _breaks(pytorch: CondaItem) -> bool:
    """Whether all that the pin allows is known to need the symbol."""
    asked = pytorch.versions
    return asked is not None and not allows(asked, ">=2.5") and not allows(asked, "<=1.9.9999")


def _bounded(mkl: CondaItem) -> Change | None:
    """The item with an upper bound: behind a lower one, or in the place of no version."""
    spec = mkl.spec
    if spec.build_key or spec.brackets or spec.name is None or not allows(spec.versions, _BOUND):
        return None
    if spec.version is None:
        return mkl.replace(mkl.text.rstrip() + _BOUND)
    return mkl.replace(f"{mkl.text.rstrip()},{_BOUND}") if spec.version.text.startswith(">") else None
