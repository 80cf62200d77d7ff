"""syntax-error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envlint.diagnostic import ERROR, Diagnostic
from envlint.items import File
from envlint.nodes import Collection, Node, Scalar, resolve, walk
from envlint.patterns import holds_any, lazy
from envlint.rule import ANY_KIND, Context, Invalid, Valid, rule
from envlint.source import Fault

if TYPE_CHECKING:
    from envlint.syntax import Cause

# What a template or a merge conflict holds, also where YAML loads the file.
_MARKS = ("{{", "{%", "{#", "<<<<<<<", ">>>>>>>")
# Python reads no whole number of more digits from text, and ruamel.yaml is written in Python.
_MAX_DIGITS = 4300
# What YAML takes, and ruamel.yaml may fail on: a date, or an odd key, which has one of these signs.
_MAY_BE_DATE = lazy(r"-\d\d?-\d")
_MAY_BE_ODD_KEY = lazy(r"<<|\?\s|\]\s*:|\}\s*:")
_ODD = ("<<", "?", "]", "}")
_LONG_NUMBER = lazy(rf"[\d_]{{{_MAX_DIGITS}}}")
_DATE = lazy(r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d))?")

_RIGHT = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
"""


@rule(
    "syntax-error",
    group="document",
    severity=ERROR,
    since="0.1.0",
    kind=ANY_KIND,
    reads_faulty=True,
    valid=[Valid(_RIGHT), Valid("# {{ cookiecutter.name }} stood here\n" + _RIGHT)],
    invalid=[
        Invalid(_RIGHT.replace("  - p", "\t- p"), under="\t"),
        Invalid(_RIGHT.replace("[conda-forge]", "[conda-forge"), under="["),
        Invalid(_RIGHT.replace("dependencies:", "dependencies"), under="dependencies"),
        Invalid(_RIGHT.replace("demo", '"{{ cookiecutter.project }}"'), under="{{ cookiecutter.project }}"),
        Invalid("<<<<<<< HEAD\nname: demo\n=======\nname: show\n>>>>>>> main\n" + _RIGHT[11:], under="<<<<<<< HEAD"),
    ],
)
def syntax_error(file: File, ctx: Context) -> Iterator[Diagnostic]:
    """The file is not YAML, so nothing can read it; or it is a template that was never filled in.

    Found by name: tabs, unclosed quotes and brackets, missing colons and dashes, indentation that
    does not fit, values that begin with a character that YAML keeps for itself (`@`, `*`, `%`, a
    backtick), merge-conflict marks, Markdown fences, a web page in place of the file, several
    documents in one file, text that is not UTF-8 or UTF-16, control characters.

    conda often says no more than "Unable to detect the environment format": it has tried to read
    the file, and kept to itself why that failed. A file with this fault gets this one finding, since
    nothing else about it is certain. So does a template that YAML happens to load, such as
    `name: "{{ cookiecutter.name }}"`; what is filled in decides all else. Files called `….j2` or
    `….devenv.yml` (conda-devenv's), and files whose path holds `{{`, are templates by name and passed
    over; so are those that hold `{{` or `{%` where a word of their name or of a near folder is
    `template`, `templates`, `cookiecutter` or `skeleton`.

    **Fix**: none.

    References: [conda#9161](https://github.com/conda/conda/issues/9161),
    [the YAML specification](https://yaml.org/spec/1.2.2/)
    """
    if file.fault is not None:
        yield _of_fault(file, file.fault)
    elif file.source.kind:
        return  # no YAML: other rules say what pip cannot read
    elif holds_any(file.text, _MARKS) and (cause := _in_loadable(file)):
        yield _report(cause)
    elif _may_fail(file.text):
        for fault in filter(None, map(_failing, walk(file.root))):
            yield Diagnostic(fault.message, fault.span, "unreadable", fault.help)


def _may_fail(text: str) -> bool:
    """Whether a closer look may find what `_failing` knows: False is certain."""
    if _MAY_BE_DATE.search(text) or (holds_any(text, _ODD) and _MAY_BE_ODD_KEY.search(text)):
        return True
    return len(text) > _MAX_DIGITS and _LONG_NUMBER.search(text) is not None


def _of_fault(file: File, fault: Fault) -> Diagnostic:
    if file.source.fault is not None:
        return Diagnostic(fault.message, fault.span, "encoding", fault.help)
    from envlint import syntax

    return _report(syntax.explain(file.text, fault))


def _in_loadable(file: File) -> Cause | None:
    from envlint import syntax

    return syntax.conflict(file.text) or syntax.template_in(file.document)


def _report(cause: Cause) -> Diagnostic:
    return Diagnostic(cause.message, cause.span, cause.subject, cause.help, cause.related)


def _failing(node: Node) -> Fault | None:
    """A value that parses as YAML, and that conda's reader then cannot make anything of."""
    if isinstance(node, Collection):
        return _failing_key(node) if node.kind == "map" else None
    if not isinstance(node, Scalar) or node.tag is not None:
        return None
    if node.kind == "timestamp" and not _is_date(node.value):
        message = f"`{node.value}` looks like a date to YAML, and is none: conda cannot read the file"
        return Fault(message, node.span, "put it in quotes")
    if node.kind == "int" and len(node.value) > _MAX_DIGITS:
        message = f"a number of more than {_MAX_DIGITS} digits: conda cannot read the file"
        return Fault(message, node.span, "put it in quotes")
    return None


def _failing_key(mapping: Collection) -> Fault | None:
    for entry in mapping.entries:
        key = entry.key
        if isinstance(key, Scalar) and key.kind == "merge" and not _is_mergeable(entry.value):
            message = "`<<` takes the keys of another mapping, and this is none: conda cannot read the file"
            return Fault(message, key.span, "write `<<: *name`, where `&name` stands before a mapping")
        if isinstance(key, Collection) and any(isinstance(resolve(each.value), Collection) for each in key.entries):
            message = "a list or mapping stands where a key belongs: conda cannot read the file"
            return Fault(message, key.span, "delete the `?` before it, or write a plain key")
    return None


def _is_mergeable(node: Node) -> bool:
    value = resolve(node)
    if isinstance(value, Collection) and value.kind == "seq":
        return all(_is_mapping(entry.value) for entry in value.entries)
    return _is_mapping(value)


def _is_mapping(node: Node) -> bool:
    value = resolve(node)
    return isinstance(value, Collection) and value.kind == "map"


def _is_date(text: str) -> bool:
    from datetime import datetime

    match = _DATE.match(text)
    if match is None:
        return True
    try:
        datetime(*(int(part) for part in match.groups("0")))  # type: ignore[arg-type]
    except ValueError:
        return False
    return True
