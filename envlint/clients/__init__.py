"""What single clients make of an environment file: what they refuse, drop or read otherwise than conda.

A module a client, or a topic on which clients differ; each is read only if its client is a target. Single specs are
`conda/portability.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator

from envlint.diagnostic import Diagnostic
from envlint.environment import Environment


def findings(env: Environment, targets: tuple[str, ...]) -> Iterator[Diagnostic]:
    """All that is not single specs, for the clients in `targets`."""
    if "sel(" in env.text or any("[" in each for each in _comments(env)):
        from envlint.clients import selectors

        yield from selectors.findings(env, targets)
    if env.pip and ("pixi" in targets or "conda-lock" in targets):
        from envlint.clients import pip_lines

        yield from pip_lines.findings(env, targets)
    if "pixi" in targets:
        from envlint.clients import pixi

        yield from pixi.findings(env)
    if "dependabot" in targets:
        from envlint.clients import dependabot

        yield from dependabot.findings(env)
    if "mlflow" in targets:
        from envlint.clients import mlflow

        yield from mlflow.findings(env)
    if "repo2docker" in targets:
        from envlint.clients import repo2docker

        yield from repo2docker.findings(env)


def _comments(env: Environment) -> Iterator[str]:
    return (env.text[slice(*comment.span)] for comment in env.document.comments)
