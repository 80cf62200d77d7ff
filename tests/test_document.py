"""The located tree: exact spans on every layout, faults instead of exceptions."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

from envlint import document as yaml
from envlint.document.growth import sure_kind
from envlint.nodes import Alias, Collection, Document, Node, Scalar, walk
from envlint.source import Source
from tests.shared import shared

EVERYTHING = """\
# first
--- # start
name: &n  demo   # c1
channels: [a, 'b # no', # c2
  "c\\td"]
dependencies:
  - *n
  - !!str "x y"
  -
  # c3
  - >-  # c4
     folded
      text

  - plain
    over two lines
  - pip:
    - a#b
    - {x: , y, "z": [1, 2]}
    -   spaced
variables: {}
prefix:

# last"""


def resolver_of(version: tuple[int, int]) -> VersionedResolver:
    return VersionedResolver(version=version, loader=YAML(typ="rt", pure=True))


def parse(text: str) -> Document:
    return yaml.parse(Source("environment.yml", text))


def shown(node: Node | None, text: str) -> object:
    """A tree as nested lists of (what is there, source text)."""
    if node is None:
        return None
    here = text[node.span.start : node.span.end]
    if isinstance(node, Alias):
        return ("alias", here)
    if isinstance(node, Scalar):
        return (node.kind, node.value, here)
    return [
        (shown(entry.key, text), shown(entry.value, text), text[entry.mark.start : entry.mark.end])
        for entry in node.entries
    ]


def test_every_node_stands_where_it_is_written() -> None:
    document = parse(EVERYTHING)
    assert document.fault is None
    s = lambda text, here=None: ("str", text, here or text)  # noqa: E731
    assert shown(document.root, EVERYTHING) == [
        (s("name"), s("demo"), ":"),
        (
            s("channels"),
            [(None, s("a"), ""), (None, s("b # no", "'b # no'"), ""), (None, s("c\td", '"c\\td"'), "")],
            ":",
        ),
        (
            s("dependencies"),
            [
                (None, ("alias", "*n"), "-"),
                (None, ("tagged", "x y", '"x y"'), "-"),
                (None, ("null", "", ""), "-"),
                (None, s("folded\n text", ">-  # c4\n     folded\n      text\n\n"), "-"),
                (None, s("plain over two lines", "plain\n    over two lines"), "-"),
                (
                    None,
                    [
                        (
                            s("pip"),
                            [
                                (None, s("a#b"), "-"),
                                (
                                    None,
                                    [
                                        (s("x"), ("null", "", ""), ":"),
                                        (s("y"), ("null", "", ""), ""),
                                        (
                                            s("z", '"z"'),
                                            [(None, ("int", "1", "1"), ""), (None, ("int", "2", "2"), "")],
                                            ":",
                                        ),
                                    ],
                                    "-",
                                ),
                                (None, s("spaced"), "-"),
                            ],
                            ":",
                        )
                    ],
                    "-",
                ),
            ],
            ":",
        ),
        (s("variables"), [], ":"),
        (s("prefix"), ("null", "", ""), ":"),
    ]


def test_comments_are_found_between_tokens_only() -> None:
    document = parse(EVERYTHING)
    found = [(EVERYTHING[comment.span.start : comment.span.end], comment.own_line) for comment in document.comments]
    assert found == [
        ("# first", True),
        ("# start", False),
        ("# c1", False),
        ("# c2", False),
        ("# c3", True),
        ("# c4", False),
        ("# last", True),
    ]


def test_empty_values_stand_behind_their_mark() -> None:
    text = "a:   # c\n\nb: &x\nc:\n- \n- !!null\n"
    root = parse(text).root
    assert isinstance(root, Collection)
    assert [entry.value.span.start for entry in root.entries[:2]] == [2, 15]
    inner = root.entries[2].value
    assert isinstance(inner, Collection)
    assert [text[: entry.value.span.start].count("\n") for entry in inner.entries] == [4, 5]


def test_tags_and_anchors_are_kept_apart_from_the_value() -> None:
    text = "a: !!str  &x 3.10"
    root = parse(text).root
    assert isinstance(root, Collection)
    value = root.entries[0].value
    assert isinstance(value, Scalar)
    assert (value.tag and value.tag.text, value.anchor, text[slice(*value.span)], value.start) == (
        "!!str",
        "x",
        "3.10",
        3,
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3.10", "float"),
        ("1e3", "float"),
        ("010", "int"),
        ("0x1F", "int"),
        ("true", "bool"),
        ("True", "bool"),
        ("yes", "str"),
        ("on", "str"),
        ("~", "null"),
        ("null", "null"),
        ("2024-01-02", "timestamp"),
        ("3.10.1", "str"),
        ("'3.10'", "str"),
        ("1_000", "int"),
        (".inf", "float"),
        ("=", "value"),
    ],
)
def test_kinds_are_those_of_the_reader_conda_uses(text: str, kind: str) -> None:
    root = parse(text).root
    assert isinstance(root, Scalar)
    assert root.kind == kind
    if not text.startswith("'"):
        tag = YAML(typ="rt", pure=True).resolver.resolve(ScalarNode, text, (True, False))
        assert str(tag).rpartition(":")[2] == kind


RESOLVERS = tuple(resolver_of(version) for version in ((1, 1), (1, 2)))


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.text("0123456789.+-eExXo_:~=<bBtTzZ abcdefgnulyNTrsi", max_size=9),
        st.from_regex(r"[-+]?[0-9]{1,3}[.:_-]?[0-9a-fx]{0,9}", fullmatch=True),
        st.sampled_from("null Null nULL NULL true True tRUE FALSE false yes No on OFF y N ~ ٣ ² 1² 1.² 0. 00".split()),
    )
)
def test_a_kind_without_a_parser_is_that_of_every_version(text: str) -> None:
    kind = sure_kind(text)
    for resolver in RESOLVERS:
        tag = resolver.resolve(ScalarNode, text, (True, False))
        assert kind in ("", str(tag).rpartition(":")[2])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "int"), ("0", "int"), ("1.5", "float"), ("", "null"), ("~", "null"), ("null", "null"), ("true", "bool"),
        ("False", "bool"), ("0a1", "str"), ("8GB", "str"), ("name", "str"), ("01", ""), ("0x1f", ""), ("1e5", ""),
        ("yes", ""), ("1:30", ""), ("2001-01-01", ""), ("1_000", ""), ("-1", ""), (".5", ""),
    ],
)  # fmt: skip
def test_what_is_told_without_a_parser(text: str, kind: str) -> None:
    """The head of a lock and variables of an environment hold numbers: for them no parser is imported."""
    assert sure_kind(text) == kind


def test_a_directive_changes_one_file_only() -> None:
    old = parse("%YAML 1.1\n---\nyes").root
    assert isinstance(old, Scalar)
    assert old.kind == "bool"
    new = parse("yes").root
    assert isinstance(new, Scalar)
    assert new.kind == "str"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a: [1,\nb: 2\n", 12),
        ("a: 'x\nb: 2\n", 11),
        ("\ta: b", 0),
        ("- a\n---\n- b", 4),
        ("a: *x", 3),
        ("a: \x00", 3),
        ("a: \x7f", 3),
        ("%YAML 9.9\n---\na", None),
        ("%TAG ! tag:x\n%TAG ! tag:y\n---\na", None),
        ('"\\UFFFFFFFF"', None),
        ("? - a\n : b\n: - c\n- d", None),
        ("[" * 100_000, 100),
        ("- " * 100_000, 200),
        ("{a: " * 100_000, None),
        ("a: " * 200 + "1", None),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_place(text: str, at: int | None) -> None:
    began = time.perf_counter()
    document = parse(text)
    assert document.fault is not None
    assert document.root is None
    if at is not None:
        assert document.fault.span.start == at
    assert 0 <= document.fault.span.start <= document.fault.span.end <= len(text)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_document_is_no_fault(text: str) -> None:
    document = parse(text)
    assert document.fault is None
    assert document.root is None or document.root.span.start == document.root.span.end


def test_cyclic_and_exploding_aliases_are_leaves() -> None:
    assert len(list(walk(parse("a: &a [*a, *a]\n").root))) == 5
    bomb = "a: &a [x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(20)
    )
    document = parse(bomb)
    assert document.fault is None
    assert sum(1 for _ in walk(document.root)) < 400


@pytest.mark.slow
def test_real_files_have_exact_spans_whatever_their_line_ends() -> None:
    scalars = 0
    for path in sorted(shared("corpus/environments").iterdir()):
        text = Source.decode(path.name, path.read_bytes()).text.replace("\r\n", "\n")
        values = []
        for variant in (text, text.replace("\n", "\r\n"), text.replace("\n", "\r"), "🐍".join(["# ", "\n"]) + text):
            document = parse(variant)
            nodes = [node for node in walk(document.root) if isinstance(node, Scalar)]
            values.append([node.value for node in nodes])
            for node in nodes:
                here = variant[node.span.start : node.span.end]
                quotes = len(node.style) if node.style in "'\"" else 0
                if "\n" not in here and "\r" not in here and "\\" not in here and "''" not in here:
                    assert here[quotes : len(here) - quotes] == node.value, (path.name, here)
                    scalars += 1
        assert all(value == values[0] for value in values[1:]), path.name
    assert scalars > 60_000
