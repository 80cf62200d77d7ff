"""Which rules come with envlint, and which of all there are a run asks for."""

from __future__ import annotations

from collections.abc import Iterable

from envlint.rule import GROUPS, Rule

_PRESET_HOLDS = {
    "default": ("default", "policy"),
    "strict": ("default", "policy", "strict"),
    "preview": ("preview",),
    "all": ("default", "policy", "strict", "preview", "opt-in"),
}

# A file that cannot be read must never pass as clean: this rule runs unless it is ignored by name.
_ALWAYS = "syntax-error"


class UnknownSelector(ValueError):
    """A word in select or ignore that is no rule, group or preset."""

    def __init__(self, word: str, known: tuple[str, ...]):
        super().__init__(word)
        self.word = word
        self.known = known


def builtin_rules() -> tuple[Rule, ...]:
    """The rules that come with envlint, by group, in the order of the catalogue."""
    from envlint.rules import RULES

    return RULES


def selectors(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Every word that select and ignore understand."""
    names = [rule.name for rule in rules]
    vendors = dict.fromkeys(name.partition("/")[0] for name in names if "/" in name)
    return (*names, *GROUPS, *vendors, *_PRESET_HOLDS)


def select_rules(rules: tuple[Rule, ...], select: Iterable[str], ignore: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that `select` names less those that `ignore` names; a more exact word wins: a rule
    over its group, a group over a preset, and `ignore` among equals. Raises UnknownSelector."""
    chosen, dropped = tuple(select), tuple(ignore)
    known = selectors(rules)
    for word in (*chosen, *dropped):
        if word not in known:
            raise UnknownSelector(word, known)
    picked = []
    for rule in rules:
        wanted = max((_exactness(rule, word) for word in chosen), default=0)
        unwanted = max((_exactness(rule, word) for word in dropped), default=0)
        if wanted > unwanted or (rule.name == _ALWAYS and rule.name not in dropped):
            picked.append(rule)
    return tuple(picked)


def without(rules: tuple[Rule, ...], words: Iterable[str]) -> tuple[Rule, ...]:
    """The rules less those that a word names in any way, as it is meant for single files; the rule
    on what cannot be read goes by its name only."""
    dropped = tuple(words)
    return tuple(
        rule
        for rule in rules
        if not any(_exactness(rule, word) and (rule.name != _ALWAYS or word == _ALWAYS) for word in dropped)
    )


def _exactness(rule: Rule, word: str) -> int:
    """How exactly a word names a rule: 0 not at all, 1 by preset, 2 by group or vendor, 3 by name."""
    if word == rule.name:
        return 3
    if word == rule.group or rule.name.startswith(f"{word}/"):
        return 2
    return 1 if rule.preset in _PRESET_HOLDS.get(word, ()) else 0
