"""What others' rules must be: their definition, and what they yield. Told in words, for who wrote them.

The rules that come with envlint are proved by its tests, so a plain run does not come here.
"""

from __future__ import annotations

from typing import Any

from envlint.config.values import hints_of, toml, type_name
from envlint.diagnostic import ERROR, MANUAL, SAFE, UNSAFE, WARNING, Diagnostic, Edit, Fix, Related
from envlint.patterns import lazy
from envlint.registry import selectors
from envlint.rule import GROUPS, KINDS, PRESETS, Invalid, Rule, Valid
from envlint.source import Span

_NAME = lazy(r"(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*/)?[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def definition_fault(rule: object) -> str:
    """What is wrong with a rule before it is run; "" where nothing is."""
    if not isinstance(rule, Rule):
        return f"{_brief(rule)} is no rule: a rule is a function under @rule(...)"
    if not isinstance(rule.name, str) or not _NAME.fullmatch(rule.name):
        return f"a rule is called {_brief(rule.name)}: write vendor/rule-name, in small letters with dashes"
    own = vendor(rule.name)
    if own == "envlint" or own in selectors(()):
        return f"{rule.name}: `{own}` is a word of envlint's own: call the vendor something else"
    groups = (*GROUPS, own) if own else GROUPS
    for what, word, known in (
        ("group", rule.group, groups),
        ("severity", rule.severity, (ERROR, WARNING)),
        ("preset", rule.preset, PRESETS),
        ("kind", rule.kind, KINDS),
    ):
        if word not in known:
            return f"{rule.name}: its {what} is {_brief(word)}, not one of {', '.join(known)}"
    if not callable(rule.check):
        return f"{rule.name}: its check is {_brief(rule.check)}, not a function"
    for what, kind, examples in (("valid", Valid, rule.valid), ("invalid", Invalid, rule.invalid)):
        if not all(isinstance(each, kind) for each in examples):
            return f"{rule.name}: what stands in {what} must be {kind.__name__}(...)"
    return _options_fault(rule)


def finding_fault(found: object, length: int) -> str:
    """What is wrong with something that a rule yields on a text of this length; "" where nothing is."""
    if not isinstance(found, Diagnostic):
        return f"it yields {_brief(found)}, not a diagnostic such as item.report(...)"
    for what, text in (("message", found.message), ("subject", found.subject)):
        if not isinstance(text, str) or not text:
            return f"the {what} of a finding is {_brief(text)}, not a text"
    if not isinstance(found.help, str):
        return f"the help of a finding is {_brief(found.help)}, not a text"
    if found.severity not in ("", ERROR, WARNING):
        return f"the severity of a finding is {_brief(found.severity)}, not error or warning"
    if not _is_place(found.span, length) or not (found.item is None or _is_place(found.item, length)):
        return f"a finding lies at {_brief(found.span)}, which is no Span in the file"
    for related in found.related:
        if not isinstance(related, Related) or not _is_place(related.span, length if related.path is None else None):
            return f"{_brief(related)} is no Related place of a finding"
    return _fix_fault(found.fix, length) if found.fix is not None else ""


def vendor(name: str) -> str:
    """Whose a rule is: the word before the slash; "" for envlint's own."""
    return name.rpartition("/")[0]


def _options_fault(rule: Rule) -> str:
    options = rule.options
    if options is None:
        return ""
    if not (isinstance(options, type) and issubclass(options, tuple)) or not hasattr(options, "_field_defaults"):
        return f"{rule.name}: its options are {_brief(options)}, not a NamedTuple class"
    defaults: dict[str, Any] = options._field_defaults
    for field in getattr(options, "_fields", ()):
        if field not in defaults:
            return f"{rule.name}: its option `{field}` has no default"
    try:
        hints = hints_of(options)
    except Exception as error:
        return f"{rule.name}: the types of its options cannot be read: {error}"
    for key, hint in hints.items():
        try:
            type_name(hint)
            toml(defaults[key.replace("-", "_")])
        except Exception:
            return (
                f"{rule.name}: its option `{key}` is of a type that a configuration cannot hold: take str, bool, "
                "int, Literal[...], tuple[..., ...] or Mapping[str, ...]"
            )
    return ""


def _fix_fault(fix: object, length: int) -> str:
    if not isinstance(fix, Fix):
        return f"the fix of a finding is {_brief(fix)}, not safe(...) or unsafe(...)"
    if fix.applicability not in (SAFE, UNSAFE, MANUAL) or not isinstance(fix.title, str):
        return f"the fix of a finding is {_brief(fix)}, not safe(title, change) or unsafe(title, change)"
    whole = isinstance(fix.edits, tuple) and all(isinstance(edit, Edit) for edit in fix.edits)
    if not whole or not all(_is_place(Span(edit.start, edit.end), length) for edit in fix.edits):
        return f"the edits of a fix are {_brief(fix.edits)}: there is one that is no Edit in the file"
    if not fix.edits or not all(isinstance(edit.text, str) for edit in fix.edits):
        return f"the fix `{fix.title}` changes nothing that could be written"
    return ""


def _is_place(span: object, length: int | None) -> bool:
    """Whether a span lies in a text of this length; of another file, it is not known."""
    if not isinstance(span, Span) or not all(isinstance(at, int) for at in span):
        return False
    return 0 <= span.start <= span.end and (length is None or span.end <= length)


def _brief(value: object) -> str:
    """A value of a plugin's, in one line, whatever its repr does."""
    try:
        shown = repr(value)
    except Exception:
        shown = f"a {type(value).__name__}"
    return shown if len(shown) < 80 else shown[:77] + "..."
