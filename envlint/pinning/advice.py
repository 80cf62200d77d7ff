"""What to write for an item that is too loose, where nobody says which version is right."""

from __future__ import annotations

from envlint.environment import CondaItem, PipItem


def advice(item: CondaItem | PipItem, wanted: str) -> str:
    """The item as tight as a level asks, with letters for the numbers."""
    if wanted == "lower":
        return f"write a lower bound: `{_with_version(item, '>=X.Y')}`"
    if wanted == "exact":
        return f"write the version: `{_with_version(item, '==X.Y.Z')}`"
    minor = _with_version(item, "=X.Y" if isinstance(item, CondaItem) else "==X.Y.*")
    return f"write the version: `{minor}`" + (f" or `{_with_version(item, '>=X.Y,<Z')}`" if wanted == "bounded" else "")


def _with_version(item: CondaItem | PipItem, version: str) -> str:
    """The item with another version: what else it says stays."""
    if isinstance(item, PipItem):
        line = item.line
        extras = f"[{','.join(extra.text for extra in line.extras)}]" if line.extras else ""
        marker = f"; {line.marker.text}" if line.marker else ""
        return f"{line.name.text if line.name else item.name}{extras}{version}{marker}"
    spec = item.spec
    name = spec.name.text if spec.name else item.name
    name = f"{item.channel.canonical}::{name}" if item.channel else name
    if not spec.build_key:
        return name + version
    if version.startswith("=") and not version.startswith("=="):
        return f"{name}{version}={spec.build_key}"
    return f"{name} {version} {spec.build_key}"
