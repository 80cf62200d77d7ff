"""yaml-tag."""

from __future__ import annotations

from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import ERROR, WARNING, Change, Diagnostic, Edit, Fix, safe, unsafe
from envlint.environment import Environment
from envlint.nodes import Alias, Collection, Node, Scalar, walk
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Part

# What YAML's own tags say about a list or a mapping is true anyway; a lone `!` says "text".
_HARMLESS = ("!!seq", "!!map", "!")
_OTHER_KINDS = ("!!set", "!!omap", "!!pairs")
_TYPED = ("!!int", "!!float", "!!bool", "!!null", "!!timestamp", "!!binary")

_RIGHT = """\
name: demo
channels: [conda-forge]
dependencies:
  - python=3.12
"""


@rule(
    "yaml-tag",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[Valid(_RIGHT.replace("demo", "'3.10'"))],
    invalid=[
        Invalid(_RIGHT.replace("demo", "!!str 3.10"), under="!!str", fixed=_RIGHT.replace("demo", "'3.10'")),
        Invalid(_RIGHT.replace("- p", "- !!str p"), under="!!str", fixed=_RIGHT),
        Invalid(
            _RIGHT.replace("[conda-forge]", "!!python/tuple [conda-forge]"),
            under="!!python/tuple",
            fixed=_RIGHT,
        ),
    ],
)
def yaml_tag(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A value carries a YAML tag, such as `!!str` or `!!python/tuple`.

    A tag once was a way to say that `3.10` is text. conda 26.1 and newer does not take a value with
    a tag for text any more, and refuses it in `name`, `channels` and `dependencies`; what reads with
    PyYAML (conda-lock, MLflow) refuses every tag but YAML's own. A value that begins with `!`, as in
    `- !=1.2`, is a tag to YAML, too.

    **Fix**: `!!str` goes, and the value is put in quotes where it needs them. Safe, since that is
    what the tag says. Another tag is deleted with `--unsafe-fixes`; a tag that makes a number or a
    date of a value is left to you.

    References: [the YAML specification, tags](https://yaml.org/spec/1.2.2/#3212-tags)
    """
    if "!" not in env.text:
        return
    specs = {id(item.entry.value) for item in env.dependencies}
    for node in walk(env.root):
        if not isinstance(node, Alias) and node.tag is not None and node.tag.text not in _HARMLESS:
            yield _report(env, node, node.tag, id(node) in specs)


def _report(env: Environment, node: Node, tag: Part, is_spec: bool) -> Diagnostic:
    severity = ERROR
    if isinstance(node, Collection) and tag.text in (*_OTHER_KINDS, *_TYPED, "!!str"):
        message = f"the tag `{tag.text}`: conda expects a plain list or mapping"
        help = "delete the tag"
    elif isinstance(node, Collection):
        message = f"the tag `{tag.text}`: conda ignores it, but conda-lock and MLflow refuse the file"
        help = "delete the tag"
        severity = WARNING
    elif isinstance(node, Scalar) and not node.value and not node.style and tag.text != "!!str":
        message = f"`{tag.text}` begins with `!`, so YAML takes it for a tag and the value for nothing"
        help = "put it in quotes; a version needs a package before it, as in `numpy !=1.2`"
    else:
        message = f"the tag `{tag.text}`: conda 26.1 and newer does not read a value with a tag as text"
        help = "put the value in quotes instead" if tag.text == "!!str" else "delete the tag"
    return Diagnostic(message, tag.span, tag.text, help, fix=_fix(env, node, tag, is_spec), severity=severity)


def _fix(env: Environment, node: Node, tag: Part, is_spec: bool) -> Fix | None:
    title = f"Delete `{tag.text}`"
    if tag.text in _TYPED:
        return None
    if isinstance(node, Collection):
        return unsafe(title, _without_tag(env.text, tag))
    if not isinstance(node, Scalar) or node.anchor or not node.value:
        return None
    written = _written(env, node)
    # quotes around a number make a package of it that does not exist
    if written is None or (is_spec and not node.style and written[0] in "'\""):
        return None
    change = Change((Edit(tag.span.start, node.span.end, written),))
    return safe(title, change) if tag.text == "!!str" else unsafe(title, change)


def _written(env: Environment, node: Scalar) -> str | None:
    """The value without its tag: as it stands, or quoted where it would not be text otherwise."""
    source = env.text[node.span.start : node.span.end]
    if node.style:
        return source
    # a flow list is the narrower place: what may stand plainly there may stand anywhere
    written = layout.quote(node.value, flow=True)
    return None if "\n" in source or "\r" in source else written


def _without_tag(text: str, tag: Part) -> Change | None:
    """The tag goes with the blanks before it; None where it begins a line."""
    start = tag.span.start
    while start and text[start - 1] == " ":
        start -= 1
    return Change((Edit(start, tag.span.end, ""),)) if start and text[start - 1] not in "\r\n" else None
