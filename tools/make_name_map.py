"""Make envlint/data/names.tsv: which conda package is which PyPI project.

    pip download --no-deps --dest DIR conda-pypi grayskull
    python tools/make_name_map.py DIR/conda_pypi-*.whl DIR/grayskull-*.whl

What conda-pypi says counts before grayskull, and tools/name_corrections.tsv before both.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
CORRECTIONS = ROOT / "tools/name_corrections.tsv"
NAME_MAP = ROOT / "envlint/data/names.tsv"

# Some keys of conda-pypi's map are the hashes in old download addresses.
_HASH = re.compile(r"[0-9a-f]{40,}")
_LEFT_OUT = "-"


class Row(NamedTuple):
    """A PyPI project, its conda package, other conda packages of the same project, their channel."""

    project: str
    conda: str
    also: str = ""
    channel: str = ""


def main(conda_pypi: Path, grayskull: Path) -> None:
    rows = {row.project: row for row in (*read_grayskull(grayskull), *read_conda_pypi(conda_pypi))}
    rows |= {row.project: row for row in read_corrections()}
    kept = sorted(row for row in rows.values() if row.conda != _LEFT_OUT and not _HASH.match(row.project))
    source = f"# source {version(conda_pypi)} (MIT), {version(grayskull)} (Apache-2.0), tools/name_corrections.tsv"
    licences = "licences in licenses/; date 2026-11-22"
    NAME_MAP.write_text(f"{source}; {licences}\n" + "".join(map(written, kept)), encoding="utf-8")
    print(f"{len(kept)} rows, {sum(not is_same(row) for row in kept)} of them with another conda name")


def read_conda_pypi(wheel: Path) -> list[Row]:
    names = json.loads(read(wheel, "conda_pypi/grayskull_pypi_mapping.json"))
    return [Row(normalise(project), row["conda_name"]) for project, row in names.items()]


def read_grayskull(wheel: Path) -> list[Row]:
    names = YAML(typ="safe").load(read(wheel, "grayskull/strategy/config.yaml"))
    return [Row(normalise(project), row["conda_forge"]) for project, row in names.items()]


def read_corrections() -> list[Row]:
    lines = CORRECTIONS.read_text(encoding="utf-8").splitlines()[1:]
    rows = [Row(*line.split("\t")) if "\t" in line else Row(line, "") for line in lines]
    return [row._replace(conda=row.conda or row.project) for row in rows]


def written(row: Row) -> str:
    """One line; a conda name equal to the project's is left empty."""
    fields = (row.project, "" if is_same(row) else row.conda, row.also, row.channel)
    return f"{row.project}\t" + "\t".join(fields[1:]).rstrip("\t") + "\n"


def is_same(row: Row) -> bool:
    return row.conda == row.project


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read(wheel: Path, path: str) -> str:
    with ZipFile(wheel) as files:
        return files.read(path).decode("utf-8")


def version(wheel: Path) -> str:
    name, number, *_ = wheel.name.split("-")
    return f"{name.replace('_', '-')} {number}"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
