"""pip-name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from envlint import moves
from envlint.conda import channel as conda_channel
from envlint.conda.channel import Channel
from envlint.data import read_table
from envlint.diagnostic import ERROR, Change, Diagnostic, unsafe
from envlint.environment import CondaItem, Environment
from envlint.rule import Context, Invalid, Valid, rule
from envlint.translate import pip_version, without_revision

_ONLY_PYPI = "pip"
# The channels that the table was held against, beside Anaconda's.
_CHECKED = ("conda-forge", "bioconda", "pytorch", "nodefaults")


@rule(
    "pip-name",
    group="packages",
    severity=ERROR,
    since="0.1.0",
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - opencv=4.10
  - scikit-learn=1.5
"""
        ),
        Valid(
            """\
name: demo
channels: [https://conda.example.org/our-builds, conda-forge]
dependencies:
  - python=3.12
  - opencv-python=4.10
"""
        ),
    ],
    invalid=[
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - opencv-python=4.10
  - numpy=2.1
""",
            under="opencv-python",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - opencv=4.10
  - numpy=2.1
""",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - mediapipe=0.10.18
  - numpy=2.1
""",
            under="mediapipe",
            fixed="""\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
  - pip
  - pip:
      - mediapipe==0.10.18
""",
        ),
    ],
)
def pip_name(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A name from PyPI, or from an `import` line, is in the conda list, where no channel has it.

    conda and PyPI name many projects differently: `torch` is `pytorch` on every conda channel, `cv2` and
    `opencv-python` are `opencv`, `skimage` is `scikit-image`, and `huggingface-hub` is spelled `huggingface_hub`.
    conda does not look such a name up elsewhere: the solve fails with `PackagesNotFoundError`.

    The names are a fixed table of those that conda-forge, bioconda, Anaconda's channels and the pytorch channel never
    had. The rule is silent where another channel is in play (in `channels`, or as `channel::name`), which may have
    any name, and for a spec with a build string, which somebody has seen installed.

    **Fix** (unsafe): the name that conda uses, with the same version; the version may be one that conda does not
    have. What only PyPI has moves to the pip section, which is made where there is none.

    References: [conda#9101](https://github.com/conda/conda/issues/9101),
    [conda-forge, feedstock outputs](https://github.com/conda-forge/feedstock-outputs)
    """
    names = _names()
    if names.keys().isdisjoint(env.conda_names) or not all(_is_checked(channel.parsed) for channel in env.channels):
        return
    for item in env.conda:
        right = names.get(item.name)
        if right and not item.spec.build_key and _is_from_checked(item):
            yield _only_on_pypi(env, item) if right == _ONLY_PYPI else _renamed(item, right)


def _is_checked(channel: Channel) -> bool:
    return channel.is_defaults_family or channel.canonical in _CHECKED


def _is_from_checked(item: CondaItem) -> bool:
    return item.spec.channel is None or _is_checked(conda_channel.parse(item.spec.channel.text))


def _renamed(item: CondaItem, right: str) -> Diagnostic:
    written = item.spec.name
    before, rest = (item.text[: written.span.start], item.text[written.span.end :]) if written else ("", "")
    sound = without_revision(rest, right)
    return item.report(
        f"no conda channel has a package `{item.name}`: conda's name for it is `{right}`",
        part=written,
        help=f"write `{right}`" if sound == rest else f"write `{right}{sound}`: a fourth part only PyPI's wheels have",
        fix=unsafe(f"Rename to `{right}`", item.replace(f"{before}{right}{sound}") if written else None),
    )


def _only_on_pypi(env: Environment, item: CondaItem) -> Diagnostic:
    return item.report(
        f"no conda channel has a package `{item.name}`: only PyPI has it",
        part=item.spec.name,
        help=f"write `{item.name}` in the pip section",
        fix=unsafe("Move to the pip section", _moved(env, item)),
    )


def _moved(env: Environment, item: CondaItem) -> Change | None:
    """The item as a line of the pip section; None where its version has no plain form."""
    spec = item.spec
    if spec.name is None or spec.channel or spec.brackets:
        return None
    version = pip_version(item.text[spec.name.span.end :])
    if version is None:
        return None
    return moves.from_conda_to_pip(env, item, item.name + version)


@cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in read_table("pip_names.tsv")}
