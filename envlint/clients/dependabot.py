"""What Dependabot can find and edit.

Source: dependabot-core, conda/lib/dependabot/conda (file_fetcher.rb, file_parser.rb, file_updater.rb), 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envlint import layout
from envlint.diagnostic import Diagnostic, Related
from envlint.environment import CondaItem, Environment, PipItem
from envlint.patterns import lazy
from envlint.source import parts_of
from envlint.spelling import is_misspelt

_NAMES = ("environment.yml", "environment.yaml")
_FULL = lazy(r"[^=]+=[^=]+=[A-Za-z0-9_]+")
_SHOWN = 9


def findings(env: Environment) -> Iterator[Diagnostic]:
    name = parts_of(env.path)[-1]
    if name not in _NAMES and not name.startswith("<"):
        yield from _misses(env, name)
        return
    full = [item for item in env.conda if _is_full(item.text)]
    if full:
        yield _on_items(
            full,
            "Dependabot skips all conda packages of a file in which one has a build string",
            "leave the builds to a lock file, or write `name=version`",
        )
    else:
        packages = [item for item in env.conda if item.name != "pip"]
        yield from _indents(env, packages, range(2, 5), "conda packages that are indented by two to four columns")
    yield from _indents(env, env.pip, range(5, 1000), "pip lines that are indented by five columns or more")


def _misses(env: Environment, name: str) -> Iterator[Diagnostic]:
    stem = name.partition(".")[0].lower()
    if stem != "environment" and not is_misspelt(stem, "environment"):  # else misnamed-file speaks
        yield env.report(
            f"Dependabot does not find `{name}`: it looks for `environment.yml` and `environment.yaml`",
            name,
            help="rename the file, or let it have a folder of its own",
        )


def _indents(env: Environment, items: Sequence[CondaItem | PipItem], good: range, what: str) -> Iterator[Diagnostic]:
    wrong = [item for item in items if item.parent.flow or _indent(env, item) not in good]
    if wrong:
        yield _on_items(wrong, f"Dependabot edits only {what}, each in a line of its own", "indent the list so")


def _indent(env: Environment, item: CondaItem | PipItem) -> int:
    return layout.column(env.document, item.entry.span.start)


def _on_items(items: Sequence[CondaItem | PipItem], message: str, help: str) -> Diagnostic:
    first, *others = items
    related = tuple(Related("and here", each.span) for each in others[:_SHOWN])
    return first.report(message, subject="dependencies", help=help, related=related)._replace(item=None)


def _is_full(text: str) -> bool:
    """Whether `name=version=build`, as Dependabot sees it."""
    return not any(char in text for char in "<>!~,[") and "==" not in text and bool(_FULL.fullmatch(text))
