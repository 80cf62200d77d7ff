"""Make envlint/data/condarc_keys.tsv: the keys of .condarc, their aliases, types and allowed values.

    python tools/make_condarc_keys.py MAMBA_SOURCE

with a Python that has conda, and a checkout of mamba. conda tells of its settings itself; mamba's are
those that its libmamba/src/api/configuration.cpp lets a configuration file set.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from conda.base.context import Context
from conda.common.configuration import MapParameter, SequenceParameter

TABLE = Path(__file__).parents[1] / "envlint/data/condarc_keys.tsv"
MAMBA = "libmamba/src/api/configuration.cpp"

# What plugins and others read at the top level of the file.
OTHERS = {
    "plugins": "conda",
    **dict.fromkeys(("anaconda_anon_usage", "anaconda_heartbeat"), "anaconda-anon-usage"),
    **dict.fromkeys(("anaconda_ident", "repo_tokens"), "anaconda-ident"),
}

_NAMES = {"NoneType": "null"}


def main(mamba_source: Path) -> None:
    """Write the table."""
    mamba = mamba_keys((mamba_source / MAMBA).read_text())
    rows = {}
    for own, loader in Context._parameter_loaders.items():
        names = sorted(name for name in loader.names if not name.startswith("_"))
        name = own.lstrip("_")
        aliases = [each for each in names if each != name]
        readers = "conda mamba" if name in mamba else "conda"
        rows[name] = (name, " ".join(aliases), type_of(loader.type), " ".join(allowed(loader.type)), readers)
    for name, reader in {**dict.fromkeys(mamba, "mamba"), **OTHERS}.items():
        if not any(name in (row[0], *row[1].split()) for row in rows.values()):
            rows[name] = (name, "", "", "", reader)
    head = (
        "# source conda 26.7, conda/base/context.py, and mamba 2, " + MAMBA + ": names, aliases, conda's types and "
        f"allowed values, who reads it; tools/make_condarc_keys.py; date {date.today()}"
    )
    TABLE.write_text("\n".join([head, *("\t".join(rows[name]) for name in sorted(rows))]) + "\n")


def type_of(parameter: Any) -> str:
    """`bool`, `str|null`, `list str`, `map list str`; `enum` where values are named."""
    if isinstance(parameter, SequenceParameter):
        return f"list {type_of(parameter._element_type)}"
    if isinstance(parameter, MapParameter):
        return f"map {type_of(parameter._element_type)}"
    types = parameter._element_type if isinstance(parameter._element_type, tuple) else (parameter._element_type,)
    if hasattr(types[0], "__members__"):
        return "bool|enum" if _takes_bools(types[0]) else "enum"
    return "|".join(sorted(_NAMES.get(each.__name__, each.__name__) for each in types))


def allowed(parameter: Any) -> list[str]:
    """The values of an enumeration with the names that go for them, and the fields of `conda list`."""
    if hasattr(members := getattr(parameter, "_element_type", None), "__members__"):
        values = [str(each.value) for each in members]
        return [*values, *(name for name in members.__members__ if name not in values)]
    if parameter is Context._parameter_loaders["list_fields"].type:
        from conda.base.constants import CONDA_LIST_FIELDS

        return sorted(CONDA_LIST_FIELDS)
    return []


def _takes_bools(members: Any) -> bool:
    try:
        return bool(members("yes") and members("no"))
    except ValueError:
        return False


def mamba_keys(source: str) -> list[str]:
    """What mamba reads from a configuration file."""
    parts = re.split(r"Configurable\(\s*\"(\w+)\"", source)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return [name for name, rest in pairs if ".set_rc_configurable(" in rest]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
