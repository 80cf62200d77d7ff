"""What the shell offers behind TAB. argcomplete speaks with the shells; here is what there is to say."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence

import argcomplete
from argcomplete.completers import FilesCompleter
from argcomplete.shell_integration import shellcode

from envlint.registry import selectors
from envlint.reporters import FORMATS
from envlint.rule import TARGETS, Rule

SHELLS = ("bash", "zsh", "fish", "powershell")

Completer = Callable[..., Iterable[str]]


def script(shell: str) -> str:
    """What the shell runs to know of us. Raises ValueError for one that is not in SHELLS."""
    if shell not in SHELLS:
        raise ValueError(shell)
    code: str = shellcode(["envlint", "conda-envlint"], shell=shell)
    return code.strip() + "\n"


def complete(parser: argparse.ArgumentParser, commands: Sequence[str], rules: tuple[Rule, ...]) -> None:
    """Tell the shell, which called us for that, what may stand at the cursor; the process ends there."""
    offers: dict[str, Completer] = {
        "words": _words(commands, rules),
        **dict.fromkeys(("select", "extend_select", "ignore"), _list(selectors(rules))),
        "target": _list(TARGETS),
        "output_format": _list(FORMATS),
        **dict.fromkeys(("since", "set", "add_ignores", "max_warnings"), _list(())),
    }
    for action in parser._actions:
        if action.dest in offers:
            action.completer = offers[action.dest]  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _words(commands: Sequence[str], rules: tuple[Rule, ...]) -> Completer:
    """Paths, or commands; behind a command what it takes."""
    takes = {"explain": [rule.name for rule in rules], "rules": [], "spec": [], "completion": SHELLS}
    files = FilesCompleter()

    def offer(prefix: str, parsed_args: argparse.Namespace, **_: object) -> Iterable[str]:
        given = parsed_args.words or []
        if given and given[0] in takes:
            return takes[given[0]]
        return [*(() if given else commands), *files(prefix)]

    return offer


def _list(words: Iterable[str]) -> Completer:
    """Words that may stand behind a comma, too."""
    known = tuple(words)

    def offer(prefix: str, **_: object) -> Iterable[str]:
        before = prefix[: prefix.rfind(",") + 1]
        return [before + word for word in known if word not in before.split(",")]

    return offer
