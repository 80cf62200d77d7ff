"""wrong-type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envlint import layout
from envlint.diagnostic import ERROR, Change, Diagnostic, Edit, Fix, safe, unsafe
from envlint.environment import Environment, Item, Key
from envlint.nodes import Collection, Scalar, resolve
from envlint.patterns import lazy
from envlint.rule import Context, Invalid, Valid, rule
from envlint.source import Span
from envlint.values import NamedTuple

# What YAML makes of a value, in words. Whatever is not listed is text, or another rule's matter.
_KINDS = {
    "null": "nothing",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "seq": "a list",
    "map": "a mapping",
}
_NO_TEXT = frozenset(("bool", "int", "float", "timestamp"))

# `-numpy` for `- numpy`: YAML reads such lines as one text. `-e .` is an option.
_DASH_ALONE = lazy(r"-\u00a0*(?=\w)(?![A-Za-z](?:\s|$))")
_ONE_WORD = lazy(r"[^\s,\[\]{}]+")
_WORDS = lazy(r"[\w./:${}@-]+(?:[ ]*,[ ]*[\w./:${}@-]+)+")

_RIGHT = """\
name: '1234'
channels: [conda-forge]
dependencies:
  - python=3.12
  - numpy=2.1
"""


class _Wanted(NamedTuple):
    kind: str
    words: str
    help: str


_LIST_HELP = "write each {what} on a line of its own, after a dash and a space"
_NO_LIST_HELP = {"dependencies": "; `[]` is an empty list", "channels": ", or delete the key"}
_ODD_SPACES = ("\u00a0", "\u202f", "\u3000")
_ODD_SPACES_HELP = "indent the lines with plain spaces: these are non-breaking ones, which YAML takes for text"
_WANTED = {
    "name": _Wanted("str", "text", "write the name, in quotes where it is a number, or delete the key"),
    "prefix": _Wanted("str", "text", "write a path, or delete the key"),
    "channels": _Wanted("seq", "a list", _LIST_HELP.format(what="channel")),
    "dependencies": _Wanted("seq", "a list", _LIST_HELP.format(what="package")),
    "variables": _Wanted("map", "a mapping", "write each variable on a line of its own, as `NAME: value`"),
    "platforms": _Wanted("seq", "a list", _LIST_HELP.format(what="platform, such as `linux-64`,")),
}


@rule(
    "wrong-type",
    group="document",
    severity=ERROR,
    since="0.1.0",
    valid=[Valid(_RIGHT)],
    invalid=[
        Invalid(_RIGHT.replace("'1234'", "1234"), under="1234", fixed=_RIGHT),
        Invalid(_RIGHT.replace("[conda-forge]", "conda-forge"), under="conda-forge", fixed=_RIGHT),
        Invalid(_RIGHT.replace("python=3.12", "3.12"), under="3.12"),
        Invalid(_RIGHT.replace("2.1\n", "2.1\n  -\n"), under="-", nth=4, fixed=_RIGHT),
    ],
)
def wrong_type(env: Environment, ctx: Context) -> Iterator[Diagnostic]:
    """A value is of another kind than conda reads there: a text where a list belongs, a number where
    a name belongs, nothing at all.

    YAML decides by the looks of a value: `1234`, `3.10`, `true` and `2024-01-01` are no text, an
    empty value is null, `-numpy` without a space is no list item. conda 25.9 and newer checks the
    keys it reads, 26.3 and newer refuses the file; in a file called otherwise than
    `environment.yml` it only says that it cannot detect the format. In a pip section conda checks
    nothing: of `pip: mypy` it makes the requirements m, y, p and y.

    **Fix**: a name is put in quotes as it is written, a lone channel becomes a list, an empty item
    is deleted. These are safe, since conda refuses the file as it is and there is one reading.
    With `--unsafe-fixes`, channels with commas between them and `-numpy` items become a list, and so
    does a lone requirement. A number in `dependencies` is never put in quotes: `"3.10"` would be a
    package called 3.10.

    References: [conda#15269](https://github.com/conda/conda/issues/15269),
    [conda#11353](https://github.com/conda/conda/issues/11353),
    [CEP 24](https://conda.org/learn/ceps/cep-0024)
    """
    yield from _of_the_file(env)
    for key in env.keys:
        yield from _of_a_key(key)
        if key.key in ("channels", "dependencies", "platforms"):
            yield from _of_items(key)
    for section in env.pip_sections:
        yield from _of_a_pip_section(section)
        yield from _of_items(section)


def _of_the_file(env: Environment) -> Iterator[Diagnostic]:
    root = env.root
    if isinstance(root, Collection) and root.kind == "seq" and root.tag is None:
        first = root.entries[0].span if root.entries else root.span
        yield env.report(
            "the file is a list, where conda expects keys: it refuses the file",
            "dependencies",
            first,
            help="write `dependencies:` on a line above the list, with `name:` and `channels:` before it",
        )
    elif isinstance(root, Scalar) and root.kind not in ("null", "tagged"):
        yield env.report(
            "the file is one text, where conda expects keys: under this name it refuses the file",
            "dependencies",
            _first_line(env.text, root.span),
            help="write `dependencies:` and below it each package on a line of its own, after a dash and a space; "
            "conda reads a bare list of specs from a file called `requirements.txt` or `spec.txt`",
        )


def _of_a_key(key: Key) -> Iterator[Diagnostic]:
    wanted = _WANTED.get(key.key)
    found = "is empty" if key.kind == "null" else f"is {_KINDS.get(key.kind, 'text')}"
    if wanted is None or key.kind in (wanted.kind, "tagged", "merge", "value") or key.node.tag is not None:
        return
    if key.key == "platforms" and key.kind == "null":
        return  # conda-lock takes it for no list at all, and locks for its own platforms
    if not (key.kind == "str" and (glued := _glued_items(key))):
        outcome = (
            f"conda-lock expects {wanted.words}: it refuses the file"
            if key.key == "platforms"
            else f"conda expects {wanted.words}: 26.3 and newer refuse the file"
        )
        yield key.report(
            f"`{key.key}` {found}, where {outcome}",
            span=key.key_span if key.kind == "null" else _first_line(key.document.source.text, key.span),
            help=_ODD_SPACES_HELP if key.kind == "str" and _has_odd_indent(key) else _key_help(key, wanted),
            fix=_key_fix(key),
        )
        return
    yield key.report(
        "a space is missing after the dash, so YAML reads one text here, not a list: conda refuses the file",
        span=_first_line(key.document.source.text, key.span),
        help="write `- ` before each item",
        fix=unsafe("Write a space after each dash", glued),
    )


def _key_help(key: Key, wanted: _Wanted) -> str:
    return wanted.help + (_NO_LIST_HELP.get(key.key, "") if key.kind == "null" else "")


def _has_odd_indent(key: Key) -> bool:
    """Whether the value's own line begins with spaces that YAML takes for text."""
    return key.text[:1] in _ODD_SPACES and key.text.lstrip().startswith("-")


def _key_fix(key: Key) -> Fix | None:
    if key.key == "name" and key.kind in _NO_TEXT:
        return safe("Put the name in quotes", key.replace(key.text))
    if key.key == "channels" and key.kind == "str":
        if _ONE_WORD.fullmatch(key.text):
            return safe("Make a list of the channel", _as_list(key, [key.text]))
        if _WORDS.fullmatch(key.text):
            return unsafe("Make a list of the channels", _as_list(key, re.split(" *, *", key.text)))
    return None


def _as_list(key: Key, texts: list[str]) -> Change | None:
    """The texts as a flow list in place of a scalar of one line."""
    node, span = key.entry.value, key.span
    if not isinstance(node, Scalar) or node.anchor or node.style in ("|", ">"):
        return None
    written = [layout.quote(text, node.style, flow=True) for text in texts]
    if None in written or not {"\n", "\r"}.isdisjoint(key.document.source.text[span.start : span.end]):
        return None
    return Change((Edit(*span, f"[{', '.join(filter(None, written))}]"),))


def _glued_items(key: Key) -> Change | None:
    """Spaces behind the dashes of a text whose every line is an item without one, all equally far in; else None."""
    node, text = key.entry.value, key.document.source.text
    if not isinstance(node, Scalar) or node.style or node.anchor:
        return None
    edits, indents = [], set()
    for line in re.finditer(r"[^\s][^\r\n]*", text[node.span.start : node.span.end]):
        dash = _DASH_ALONE.match(line.group())
        if dash is None:
            return None
        start = node.span.start + line.start()
        edits.append(Edit(start, start + dash.end(), "- "))
        indents.add(text[layout.line_start(text, start) : start])
    return Change(tuple(edits)) if len(indents) == 1 and not "".join(indents).strip(" ") else None


def _of_items(key: Key) -> Iterator[Diagnostic]:
    """What is no text in a list of texts. A mapping in `dependencies` is an installer."""
    if not isinstance(key.node, Collection) or key.node.kind != "seq":
        return
    for entry in key.node.entries:
        node = resolve(entry.value)
        if node.kind not in _KINDS or node.tag is not None or (key.key, node.kind) == ("dependencies", "map"):
            continue
        yield _item_report(key, Item(key.document, key.node, entry))


def _item_report(key: Key, item: Item) -> Diagnostic:
    text = item.document.source.text
    if item.kind == "null":
        return item.report(
            f"an item of `{key.key}` is empty: {_outcome(key)}",
            span=item.entry.span,
            subject=f"{key.key}/null",
            help="write what is missing, or delete the item",
            fix=safe("Delete the empty item", item.remove()),
        )
    if isinstance(item.node, Collection):
        name = _first_key(item.node)
        return item.report(
            f"an item of `{key.key}` is {_KINDS[item.kind]}, where text belongs: {_outcome(key)}",
            span=_first_line(text, item.span),
            subject=f"{key.key}/{name}" if name else f"{key.key}/{item.kind}",
            help=_item_help(key, item, name),
        )
    return item.report(
        f"`{item.text}` is {_KINDS[item.kind]} to YAML, where text belongs: {_outcome(key)}",
        subject=f"{key.key}/{item.text}",
        help=_item_help(key, item, ""),
    )


def _outcome(key: Key) -> str:
    if key.key == "pip":
        return "conda cannot hand it to pip"
    return "conda-lock refuses the file" if key.key == "platforms" else "conda refuses the file"


def _item_help(key: Key, item: Item, name: str) -> str:
    if item.kind == "seq":
        return f"write its items into `{key.key}` itself, each after one dash"
    if item.kind == "map" and key.key == "pip" and name:
        if _holds_a_list(item.node):
            return f"delete `{name}:`, and write what is under it as items of `pip:` itself"
        return f"write `{name}==…` for a version"
    if item.kind == "map":
        return "write plain text after the dash"
    if key.key in ("dependencies", "pip") and item.kind not in ("int", "float"):
        return "write a package's name; a version follows " + ("`==`" if key.key == "pip" else "`=`")
    if key.key in ("dependencies", "pip"):
        operator = "==" if key.key == "pip" else "="
        return f"write a package's name; if `{item.text}` is a version, `NAME{operator}{item.text}`"
    return f'put it in quotes if it is a name: `"{item.text}"`'


def _of_a_pip_section(section: Key) -> Iterator[Diagnostic]:
    """`pip:` with something else than a list in it; with nothing it is empty-section's."""
    if section.kind in ("seq", "null") or section.kind not in (*_KINDS, "str") or section.node.tag is not None:
        return
    outcome = {
        "str": "conda passes each letter to pip as a requirement of its own",
        "map": "conda hands pip the keys alone, without their values",
    }
    found = "text" if section.kind == "str" else _KINDS[section.kind]
    one_word = section.kind == "str" and _ONE_WORD.fullmatch(section.text)
    glued = _glued_items(section) if section.kind == "str" else None
    yield section.report(
        f"`pip:` holds {found}, not a list: {outcome.get(section.kind, 'conda cannot hand it to pip')}",
        span=_first_line(section.document.source.text, section.span),
        subject="pip:",
        help="write each requirement on a line of its own below `pip:`, after a dash and a space",
        fix=unsafe("Write a space after each dash", glued)
        or (unsafe("Make a list of the requirement", _as_list(section, [section.text])) if one_word else None),
    )


def _holds_a_list(node: Scalar | Collection) -> bool:
    value = resolve(node.entries[0].value) if isinstance(node, Collection) and node.entries else None
    return isinstance(value, Collection) and value.kind == "seq"


def _first_key(node: Collection) -> str:
    key = node.entries[0].key if node.entries else None
    return key.value if isinstance(key, Scalar) else ""


def _first_line(text: str, span: Span) -> Span:
    """The span as far as its first line goes."""
    ends = (text.find(char, *span) for char in "\r\n")
    stop = min((end for end in ends if end >= 0), default=span.end)
    return Span(span.start, span.start + len(text[span.start : stop].rstrip(" \t")))
