"""What is wrong with a text that ruamel does not read, as diagnostics say it: imported for such a text only."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from envlint.source import Fault, Span


def fault_of(error: Exception, parsed_to: int, text: str) -> Fault:
    """What ruamel raised while it read `text`; `parsed_to` is the offset it had come to."""
    if isinstance(error, MarkedYAMLError):
        return _marked_fault(error, text)
    if isinstance(error, ReaderError):
        return _reader_fault(error)
    # ruamel fails in many ways on odd input, and so does conda with it
    return Fault(f"conda's YAML reader fails on this file: {error}", _here(parsed_to, text))


def _here(at: int, text: str) -> Span:
    """One code point at an offset, or the empty end of the text."""
    at = min(at, len(text))
    return Span(at, min(at + 1, len(text)))


def _marked_fault(error: MarkedYAMLError, text: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    span = _here(mark.index if mark else 0, text)
    problem = str(error.problem or error.context or "not valid YAML")
    related: tuple[tuple[str, Span], ...] = ()
    context = error.context_mark
    if context and mark and context.index != mark.index:
        related = ((str(error.context or "begun here"), _here(context.index, text)),)
    return Fault(problem, span, related=related)


def _reader_fault(error: ReaderError) -> Fault:
    char = error.character if isinstance(error.character, int) else ord(str(error.character)[:1] or "\0")
    return Fault(
        f"a control character (U+{char:04X}) that YAML does not allow",
        Span(error.position, error.position + 1),
        "delete it: the file may have been saved in a wrong encoding",
    )


def several_documents(at: int, text: str) -> Fault:
    return Fault(
        "a second YAML document begins here: conda refuses the file",
        Span(at, at + 3 if text.startswith("---", at) else at + 1),
        "keep one document in a file: move what follows to a file of its own",
    )


_FLATTEN = "an environment file nests three levels: a list in `pip:` in `dependencies`"


def too_deep(at: int, depth: int) -> Fault:
    return Fault(f"nested more than {depth} levels deep: the file was not read further", Span(at, at + 1), _FLATTEN)
