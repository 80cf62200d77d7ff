"""What libyaml, ruamel's C source, meets in a text: it is there with the extra `fast`."""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.main import CParser  # type: ignore[attr-defined]  # None without the extra

from envlint.document import swift


def is_there() -> bool:
    return CParser is not None


def events(text: str) -> Iterator[swift.Event]:
    """The events as values of our own. Raises what libyaml raises."""
    parser, documents = CParser(text), 0
    while parser.check_event():
        event = parser.get_event()
        kind, start, end = type(event), event.start_mark.index, event.end_mark.index
        if kind is ScalarEvent:
            yield swift.Event(swift.SCALAR, start, end, event.value, event.style or "")
        elif kind is SequenceStartEvent:
            yield swift.Event(swift.SEQUENCE, start, end, flow=event.flow_style)
        elif kind is MappingStartEvent:
            yield swift.Event(swift.MAPPING, start, end, flow=event.flow_style)
        elif kind is SequenceEndEvent or kind is MappingEndEvent:
            yield swift.Event(swift.END, start, end)
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise swift.Declined
