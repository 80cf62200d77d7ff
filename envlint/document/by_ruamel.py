"""The tree of a text by ruamel.yaml, which conda reads with: imported only where a text is not of the plainest layout.

The tree is built from parser events; the tokens that the parser consumes on the way give what events lack: dashes,
colons, tags, comments.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.parser import Parser
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import (
    AnchorToken,
    BlockEntryToken,
    KeyToken,
    ScalarToken,
    TagToken,
    ValueToken,
)

from envlint.document.growth import MAX_DEPTH, Growth, Open, sure_kind
from envlint.nodes import Alias, Document, Scalar
from envlint.source import Fault, Part, Source, Span


def read(source: Source) -> Document:
    """Read a source, whatever stands in it. Never raises: what cannot be read is the document's `fault`."""
    builder = _Builder(source.text)
    fault = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a redefined anchor only warns
            builder.build()
    except _FoundFault as found:
        fault = found.fault
    except Exception as error:
        from envlint.document.faults import fault_of

        fault = fault_of(error, builder.parsed_to, source.text)
    root = None if fault else builder.root
    return Document(source, root, tuple(builder.comments), bool(builder.aliases), fault)


def kind_of(value: str) -> str:
    """What ruamel's YAML 1.2 makes of an unquoted value."""
    return sure_kind(value) or str(_resolver().resolve(ScalarNode, value, (True, False))).rpartition(":")[2]


def loads(text: str) -> bool:
    """Whether ruamel's round-trip loader, the one conda reads with, takes the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _YAML(typ="rt", pure=True).load(text)
    except Exception:
        return False
    return True


@cache
def _resolver() -> Any:
    """ruamel's for a text that names no version of YAML."""
    return _YAML(typ="safe", pure=True).resolver


class _FoundFault(Exception):
    def __init__(self, fault: Fault):
        self.fault = fault


def _too_deep(at: int) -> _FoundFault:
    from envlint.document.faults import too_deep

    return _FoundFault(too_deep(at, MAX_DEPTH))


class _YAML(YAML):
    """ruamel's front, which does not look for plug-ins on the disk for each file."""

    def official_plug_ins(self) -> list[str]:
        return []


class _Scanner(Scanner):
    """ruamel's scanner, which also hands out each token the parser takes, and caps the nesting.

    ruamel finds its parts by properties, millions of times a second, and judges a token anew whenever the parser
    looks at it: here the parts are attributes, and a token that is ready stays so until it is taken.
    """

    reader: Any = None
    flow_level: int = 0

    def __init__(self, loader: Any, take: Callable[[Any], None]):
        self.reader = loader.reader
        self.ready = False
        super().__init__(loader=loader)
        self.take = take

    def check_token(self, *choices: Any) -> bool:
        if not self.ready:
            self._make_ready()
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def peek_token(self) -> Any:
        if not self.ready:
            self._make_ready()
        return self.tokens[0] if self.tokens else None

    def get_token(self) -> Any:
        if not self.ready:
            self._make_ready()
        if not self.tokens:
            return None
        self.ready = False
        self.tokens_taken += 1
        token = self.tokens.pop(0)
        self.take(token)
        return token

    def _make_ready(self) -> None:
        while self.need_more_tokens():
            self.fetch_more_tokens()
        self.ready = True

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:
        if self.flow_level >= MAX_DEPTH:
            raise _too_deep(self.reader.index)
        super().fetch_flow_collection_start(TokenClass, to_push)
        self.flow_level = len(self.flow_context)

    def fetch_flow_collection_end(self, TokenClass: Any) -> None:
        super().fetch_flow_collection_end(TokenClass)
        self.flow_level = len(self.flow_context)


class _Parser(Parser):
    """ruamel's parser, its parts as attributes."""

    scanner: Any = None
    resolver: Any = None

    def __init__(self, loader: Any):
        super().__init__(loader=loader)
        self.scanner, self.resolver = loader.scanner, loader.resolver


class _Builder(Growth):
    """Turns the events of one document into a tree."""

    def __init__(self, text: str):
        super().__init__(text)
        self.tokens: list[Any] = []
        self.parsed_to = 0
        self.taken_to = 0
        # A fresh reader for each file: it remembers a %YAML directive. "safe" and pure: the
        # round-trip scanner alters folded text, the C one counts the byte-order mark differently.
        self.yaml = _YAML(typ="safe", pure=True)
        self.yaml.Parser = _Parser
        self.yaml.Scanner = lambda loader: _Scanner(loader, self.take)

    def build(self) -> None:
        documents = 0
        for event in self.yaml.parse(self.text):
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is SequenceStartEvent or kind is MappingStartEvent:
                self._collection(event, "seq" if kind is SequenceStartEvent else "map")
            elif kind is SequenceEndEvent or kind is MappingEndEvent:
                self.close(event.end_mark.index)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    from envlint.document.faults import several_documents

                    raise _FoundFault(several_documents(event.start_mark.index, self.text))
            self.tokens.clear()
            self.parsed_to = event.end_mark.index

    def take(self, token: Any) -> None:
        """Note a token that the parser takes, and the comments between it and the one before."""
        start = token.start_mark.index
        if start > self.taken_to and self.text.find("#", self.taken_to, start) >= 0:
            self.comments_between(self.taken_to, start)
        if type(token) is ScalarToken and token.style in ("|", ">"):
            self.header_comment(start)
        self.taken_to = max(self.taken_to, token.end_mark.index)
        self.tokens.append(token)

    def _scalar(self, event: Any) -> None:
        start, end = self._start(event), event.end_mark.index
        style = event.style or ""
        mark, tag, content = self._marks(start)
        value = event.value
        if not value and not style:
            # ruamel puts an empty value where the next token begins: it belongs behind its mark
            start = content = end = self._behind_mark(mark, content)
            mark = mark if mark.end > mark.start else Span(start, start)
        self.add(Scalar(value, self._kind(event, value), Span(content, end), start, style, tag, event.anchor), mark)

    def _start(self, event: Any) -> int:
        """Where a node begins with its tag and anchor: ruamel forgets the first of the two."""
        properties: list[int] = [
            token.start_mark.index for token in self.tokens if type(token) in (TagToken, AnchorToken)
        ]
        return min([int(event.start_mark.index), *properties])

    def _marks(self, start: int) -> tuple[Span, Part | None, int]:
        """The dash or colon before a node, its tag, and where its content begins after both."""
        mark, tag, content = Span(start, start), None, start
        for token in self.tokens:
            kind = type(token)
            if kind is BlockEntryToken or kind is ValueToken:
                mark = Span(token.start_mark.index, token.end_mark.index)
            elif kind is KeyToken:
                mark = Span(token.start_mark.index, token.start_mark.index)
            elif kind is AnchorToken:
                content = token.end_mark.index
            elif kind is TagToken:
                span = Span(token.start_mark.index, token.end_mark.index)
                tag = Part(self.text[span.start : span.end], span)
                content = span.end
            elif kind is ScalarToken:
                content = token.start_mark.index
        return mark, tag, content

    def _behind_mark(self, mark: Span, content: int) -> int:
        """Where an empty value stands: behind its tag or anchor, its dash or colon, or its key."""
        if any(type(token) in (TagToken, AnchorToken) for token in self.tokens):
            return content
        if mark.end > mark.start:
            return mark.end
        parent = self.stack[-1] if self.stack else None
        return parent.key.span.end if parent and parent.key else mark.start

    def _kind(self, event: Any, value: str) -> str:
        plain, quoted = event.implicit
        if event.tag is not None and not plain and not quoted:
            return "tagged"
        if event.style:
            return "str"
        if kind := sure_kind(value):
            return kind
        if self.yaml.scanner.yaml_version is None:
            return kind_of(value)
        tag = self.yaml.resolver.resolve(ScalarNode, value, (True, False))
        return str(tag).rpartition(":")[2]

    def _alias(self, event: Any) -> None:
        span = Span(event.start_mark.index, event.end_mark.index)
        target = self.anchors.get(event.anchor)
        if target is None:
            raise _FoundFault(Fault(f"the alias *{event.anchor} names an anchor that is not defined", span))
        alias = Alias(event.anchor, span, target)
        self.aliases.append(alias)
        self.add(alias, self._marks(span.start)[0])

    def _collection(self, event: Any, kind: str) -> None:
        top = self._start(event)
        if len(self.stack) >= MAX_DEPTH:
            raise _too_deep(top)
        mark, tag, _ = self._marks(top)
        self.open(Open(kind, top, bool(event.flow_style), tag, event.anchor, mark))
