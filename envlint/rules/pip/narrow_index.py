"""narrow-index."""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import WARNING, Diagnostic, Related
from envlint.environment import PipFile, PipItem
from envlint.pypi import REQUIREMENT, Option, address, is_below
from envlint.rule import PIP, Context, Invalid, Valid, rule

_PYTORCH = "download.pytorch.org/whl"

# Projects that PyTorch's index does not hold (November 2026). It holds much else beside torch, and gets more: what
# torch, vLLM and their kind depend on. So only names that are far from these stand here.
_NOT_HELD = frozenset(
    """accelerate albumentations altair bandit beautifulsoup4 black bokeh boto3 catboost dash deepspeed diffusers django
    easydict evaluate faiss-cpu faiss-gpu flask gensim geopandas gradio h5py hydra-core imageio imageio-ffmpeg
    ipykernel ipython ipywidgets jax jaxlib joblib jupyter jupyterlab keras kornia librosa lightgbm lightning loguru
    mlflow mne monai moviepy mypy nibabel nltk notebook open-clip-torch opencv-contrib-python opencv-python openpyxl
    optuna papermill peft pingouin plotly pre-commit psycopg2 psycopg2-binary pylint pymongo pytest pytest-cov
    pytorch-lightning rasterio scanpy scikit-image scikit-learn seaborn segmentation-models-pytorch selenium
    sentence-transformers shap simpleitk spacy sqlalchemy statsmodels streamlit tensorflow timm torch-geometric
    trimesh trl ultralytics umap-learn xgboost yacs""".split()
)
_TOLD = 3
# What adds to the places where pip looks, or may do so: options of an included file count for all of them.
_FURTHER_PLACES = ("--extra-index-url", "--find-links", "--no-index", "--requirement", "--constraint")


@rule(
    "narrow-index",
    group="pip",
    severity=WARNING,
    since="0.1.0",
    kind=PIP,
    valid=[
        Valid(
            """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip
  - pip:
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
      - torchvision==0.16.0+cu118
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
      - --extra-index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
      - timm==1.0.9
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
      - --index-url https://download.pytorch.org/whl/cu118
      - torch==2.1.0+cu118
      - timm==1.0.9
      - scikit-learn==1.5.2
""",
            under="--index-url https://download.pytorch.org/whl/cu118",
        ),
    ],
)
def narrow_index(env: PipFile, ctx: Context) -> Iterator[Diagnostic]:
    """`--index-url` of PyTorch's own index, in a list with projects that it does not hold.

    In a requirements file, and so in the `pip:` section, `--index-url` counts for every line wherever it stands, and
    it replaces PyPI. PyTorch's index holds torch, torchvision, torchaudio, their dependencies and some more; for
    any other project pip says "No matching distribution found", after conda has installed all its packages, and
    installs none of the pip lines.

    Write `--extra-index-url`, which keeps PyPI. Between `2.1.0` from PyPI and `2.1.0+cu118` from the extra index pip
    takes the latter, and `torch==2.1.0+cu118` insists on it.

    What the index holds changes. The rule knows some ninety well-known projects that were not there in November
    2026, and is silent of all others; it is silent, too, where another option (`--extra-index-url`, `--find-links`)
    names a further place, and where `-r` or `-c` includes a file that may name one.

    There is no fix: with two indexes pip may choose other versions.

    References: [pip: requirements file
    format](https://pip.pypa.io/en/stable/reference/requirements-file-format/), [PyTorch: previous
    versions](https://pytorch.org/get-started/previous-versions/)
    """
    options = [(item, option) for item, option in env.pip_options if not item.line.error]
    if any(option.flag in _FURTHER_PLACES for _, option in options):
        return
    # Of several the last one counts.
    index = next((each for each in reversed(options) if each[1].flag == "--index-url"), None)
    if index is None or not _is_pytorch(index[1]):
        return
    missing = [item for item in env.pip if _needs_index(item) and item.name in _NOT_HELD]
    if missing:
        yield _finding(*index, missing)


def _is_pytorch(option: Option) -> bool:
    return option.value is not None and is_below(address(option.value.text), _PYTORCH)


def _needs_index(item: PipItem) -> bool:
    return item.line.kind == REQUIREMENT and item.line.url is None and not item.line.error


def _finding(item: PipItem, option: Option, missing: list[PipItem]) -> Diagnostic:
    listed = ", ".join(f"`{each.name}`" for each in missing[:_TOLD])
    more = f" and {len(missing) - _TOLD} more" if len(missing) > _TOLD else ""
    return item.report(
        f"`--index-url` replaces PyPI for every line, and PyTorch's index does not hold {listed}{more}",
        part=option.span,
        subject="pip/--index-url",
        help="write `--extra-index-url`, which keeps PyPI",
        related=tuple(Related("not on PyTorch's index", each.span) for each in missing[:9]),
    )
