"""PyTorch of the channel pytorch: it chooses CUDA in its own way, and ended with 2.5."""

from __future__ import annotations

from envlint.environment import CondaItem, Environment


def own_pytorch(env: Environment) -> CondaItem | None:
    """The item that asks for PyTorch, if that comes from the channel pytorch: named in the spec, or the highest of
    the channels that have it."""
    item = next((item for item in env.conda if item.name == "pytorch"), None)
    if item is None:
        return None
    if item.channel is not None:
        return item if item.channel.canonical == "pytorch" else None
    having = (each for each in env.channels if _has_pytorch(each.canonical, each.parsed.is_defaults_family))
    highest = next(having, None)
    return item if highest is not None and highest.canonical == "pytorch" else None


def _has_pytorch(channel: str, is_defaults: bool) -> bool:
    return is_defaults or channel in ("pytorch", "conda-forge")
