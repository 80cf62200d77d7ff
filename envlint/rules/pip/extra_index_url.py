"""extra-index-url."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from envlint.diagnostic import WARNING, Diagnostic
from envlint.environment import PipFile
from envlint.pypi import address, is_below
from envlint.rule import PIP, Context, Invalid, Valid, rule
from envlint.values import NamedTuple

# PyPI, and mirrors that hold what it holds.
_PYPI = """pypi.org/simple pypi.python.org/simple pypi.tuna.tsinghua.edu.cn/simple mirrors.tuna.tsinghua.edu.cn/pypi
mirrors.aliyun.com/pypi pypi.mirrors.ustc.edu.cn/simple mirrors.ustc.edu.cn/pypi mirrors.cloud.tencent.com/pypi
mirrors.bfsu.edu.cn/pypi pypi.douban.com/simple""".split()

_FRAMEWORKS = """download.pytorch.org/whl data.pyg.org/whl data.dgl.ai/wheels storage.googleapis.com/jax-releases
pypi.nvidia.com pypi.ngc.nvidia.com developer.download.nvidia.com/compute""".split()


class Options(NamedTuple):
    allow: Annotated[tuple[str, ...], "hosts, or hosts with a path, that may stand beside PyPI"] = tuple(_FRAMEWORKS)


@rule(
    "extra-index-url",
    group="pip",
    severity=WARNING,
    since="0.1.0",
    kind=PIP,
    options=Options,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --extra-index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
"""
        ),
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --index-url https://packages.example.org/all/simple
      - example-tool==1.4.2
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
  - pip
  - pip:
      - --extra-index-url https://packages.example.org/simple
      - example-tool==1.4.2
""",
            under="--extra-index-url https://packages.example.org/simple",
        ),
        Invalid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --index-url https://packages.example.org/simple
      - --extra-index-url https://pypi.org/simple
      - example-tool==1.4.2
""",
            under="--extra-index-url https://pypi.org/simple",
        ),
    ],
)
def extra_index_url(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """pip is told of an index beside PyPI, and any of them can win any name.

    pip knows no order among its indexes. It looks for every project, and for all that these depend on, in all of
    them, and takes the highest version. Whoever publishes the name of a private project on PyPI, with a high
    version, has their code installed. This is called dependency confusion (CVE-2018-20225), and pip behaves so by
    design.

    Write a single `--index-url` of an index that serves your projects and passes the rest on from PyPI (devpi,
    Artifactory, Nexus and others can), or name a private wheel by its URL.

    The option `allow` lists hosts, with or without a path, that may stand beside PyPI. By default these are the
    frameworks' own indexes: of PyTorch, PyG, DGL, JAX and NVIDIA. PyPI itself and its mirrors may stand beside
    those, but not beside another `--index-url`.

    There is no fix: which index is to be trusted, the file does not say.

    References: [pip install --extra-index-url](https://pip.pypa.io/en/stable/cli/pip_install/),
    [pip#8606](https://github.com/pypa/pip/issues/8606), [pip#11722](https://github.com/pypa/pip/issues/11722),
    [CVE-2018-20225](https://github.com/advisories/GHSA-7p5p-7qq5-cc86)
    """
    options: Options = ctx.options
    found = [
        (item, option, address(option.value.text))
        for item, option in env.pip_options
        if option.value and option.flag in ("--index-url", "--extra-index-url") and not item.line.error
    ]
    known = [root.partition("//")[2] if "//" in root else root for root in options.allow]
    private = any(
        place and option.flag == "--index-url" and not _is_one_of(place, [*known, *_PYPI]) for _, option, place in found
    )
    for item, option, place in found:
        trusted = known if private else [*known, *_PYPI]
        if place and option.flag == "--extra-index-url" and not _is_one_of(place, trusted):
            host = place.partition("/")[0]
            yield item.report(
                f"pip looks for every project on `{host}` and on the other index, and takes the higher version: who "
                "publishes a private project's name on the public one gets in (dependency confusion)",
                part=option.span,
                subject=f"pip/{host}",
                help="use one `--index-url` that serves both, or name private wheels by URL",
            )


def _is_one_of(place: str, roots: list[str]) -> bool:
    return any(is_below(place, root) for root in roots)
