"""Where the page of a rule is on the web.

The address of the project comes from the distribution's metadata, so it is written down once, in
pyproject.toml; while none is there, our own rules have no link. A plugin's rule brings its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata

from envlint import __version__
from envlint.rule import Rule

# Well-known labels of [project.urls], the best one first.
_LABELS = ("repository", "source", "homepage")


def project_url() -> str:
    """The address of the project's repository, "" while none is known."""
    try:
        entries = metadata("conda-envlint").get_all("Project-URL") or ()
    except PackageNotFoundError:
        return ""
    pairs = (entry.partition(",") for entry in entries)
    named = {label.strip().lower(): url.strip().rstrip("/") for label, _, url in pairs}
    return next((named[label] for label in _LABELS if _is_link(named.get(label, ""))), "")


def rule_pages(rules: Iterable[Rule], project: str) -> dict[str, str]:
    """The address of each rule's page, by the rule's name, for those that have one."""
    pages = {}
    for rule in rules:
        is_ours = "/" not in rule.name
        own = f"{project}/blob/v{__version__}/rules.md#{rule.name}" if is_ours and project else rule.url
        if _is_link(own):
            pages[rule.name] = own
    return pages


def _is_link(url: str) -> bool:
    return url.startswith(("https://", "http://"))
