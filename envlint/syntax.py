"""Why a text is not YAML, in plain words: the mistake behind the parser's complaint."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from envlint.diagnostic import Related
from envlint.nodes import Document
from envlint.patterns import lazy
from envlint.source import Fault, Span, line_starts

_REFUSED = "conda cannot read the file"

_PLACEHOLDER = lazy(r"\{[{%#]")
_PLACEHOLDERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_CONFLICT = lazy(r"^(?:<{7}|\|{7}|>{7})(?:[ \t][^\r\n]*)?\r?$|^={7}\r?$", re.MULTILINE)
_FENCE = lazy(r"^[ \t]*(?:```|~~~)[^\r\n]*", re.MULTILINE)
_EXPLICIT = lazy(r"^@EXPLICIT[ \t]*\r?$", re.MULTILINE)
_WEB_PAGE = lazy(r"\s*<(?:!doctype html|html)\b[^\r\n]*", re.IGNORECASE)
_TAB_INDENT = lazy(r"^ *\t[ \t]*", re.MULTILINE)
_LINE_END = lazy(r"[\r\n]")
_COMMENT = lazy(r"(?:^|[ \t])#")
_QUOTE_OR_HASH = lazy(r"[\"'#]")
_BRACKET = lazy(r"[\[\]{}]")
_MARGIN_KEY = lazy(r"^[A-Za-z_][\w-]*[ \t]*:(?=\s|$)", re.MULTILINE)
_WORD = lazy(r"[^\s,\[\]{}]+|\S")
_ODD_INDENT = lazy(" *([\u00a0\u2000-\u200b\u202f\u3000\ufeff]+)")
_ODD_LINE_END = lazy("[\x85\u2028\u2029]")
_PAIRS = {"[": "]", "{": "}"}
_BLOCK_HEADER = lazy(r"[|>][0-9+-]*$")
_BULLETS = ("*", "+", "•", "·", "‐", "‑", "–", "—", "−")
_KEYS = ("name", "channels", "dependencies", "variables", "prefix", "platforms")


class Cause(NamedTuple):
    """What is wrong, and where; `subject` names the kind of mistake."""

    subject: str
    message: str
    span: Span
    help: str = ""
    related: tuple[Related, ...] = ()


def explain(text: str, fault: Fault) -> Cause:
    """The cause of a fault in a text that is not YAML."""
    page = _Page(text)
    return (
        conflict(text)
        or _web_page(text)
        or _explicit_list(text)
        or template(text, page.comments)
        or _fence(page)
        or _translated(page, fault)
    )


def template_in(document: Document) -> Cause | None:
    """A template that YAML happens to load."""
    return template(document.source.text, [comment.span for comment in document.comments])


def template(text: str, comments: Iterable[Span]) -> Cause | None:
    """The first template expression outside comments."""
    if "{{" not in text and "{%" not in text and "{#" not in text:
        return None
    for span in _outside(_expressions(text), sorted(comments)):
        return Cause(
            "template",
            f"the file is a template: conda does not fill in `{_short(text[span.start : span.end])}`",
            span,
            "fill it in before conda reads the file, and lint what comes out; a template is best called `….j2`, "
            "a name that is passed over here",
        )
    return None


def _expressions(text: str) -> Iterator[Span]:
    """What a template engine would fill in: `{{ }}`, `{% %}`, and `{# #}` where a value may begin."""
    line_end, closed = 0, frozenset(_PLACEHOLDERS)
    for match in _PLACEHOLDER.finditer(text):
        opener, start = match.group(), match.start()
        if start >= line_end:
            line_end, closed = _line_end(text, start), frozenset(_PLACEHOLDERS)
        if opener not in closed or (opener == "{#" and start and not text[start - 1].isspace()):
            continue
        end = text.find(_PLACEHOLDERS[opener], match.end(), line_end)
        if end < 0:
            closed -= {opener}  # nor is one further on in this line
        else:
            yield Span(start - (opener == "{{" and text.startswith("$", start - 1)), end + 2)


def conflict(text: str) -> Cause | None:
    """The marks of a merge conflict, as git leaves them."""
    marks = [Span(*match.span()) for match in _CONFLICT.finditer(text)] if "<<<<" in text or ">>>>" in text else []
    if not marks:
        return None
    return _conflict(*(Span(mark.start, mark.start + len(text[mark.start : mark.end].rstrip("\r"))) for mark in marks))


def _conflict(first: Span, *others: Span) -> Cause:
    return Cause(
        "merge-conflict",
        f"a merge conflict was committed with the file: {_REFUSED}",
        first,
        "keep one side, or both, and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`",
        tuple(Related("belongs to the conflict", mark) for mark in others[:8]),
    )


class _Page:
    """A text that need not be YAML, by its lines, with its comments and quoted texts."""

    def __init__(self, text: str):
        self.text = text
        self.starts = line_starts(text)
        self.comments: list[Span] = []
        self.quotes: list[Span] = []
        self._read()

    def line_start(self, at: int) -> int:
        return self.starts[bisect_right(self.starts, at) - 1]

    def line(self, at: int) -> Span:
        """The line of a place, without its line end."""
        return Span(self.line_start(at), _line_end(self.text, at))

    def content(self, at: int) -> Span:
        """A line without indentation and comment; where it is empty, the last line that is not."""
        at = min(at, len(self.text))
        return self._written(self.line_start(at)) or self.above(at) or Span(at, at)

    def above(self, at: int) -> Span | None:
        """The nearest line above that holds more than blanks and a comment."""
        for number in range(bisect_right(self.starts, at) - 2, -1, -1):
            if found := self._written(self.starts[number]):
                return found
        return None

    def indent(self, line: Span) -> int:
        return line.start - self.line_start(line.start)

    def holds(self, line: Span, written: str) -> bool:
        """Whether a line begins with something."""
        return self.text.startswith(written, line.start)

    def _written(self, start: int) -> Span | None:
        line = self.text[start : _line_end(self.text, start)]
        comment = _COMMENT.search(line)
        written = line[: comment.start() if comment else len(line)].rstrip()
        begins = len(written) - len(written.lstrip())
        return Span(start + begins, start + len(written)) if written else None

    def _read(self) -> None:
        text, at = self.text, 0
        while match := _QUOTE_OR_HASH.search(text, at):
            at = match.start() + 1
            if match.group() != "#":
                if _begins_value(text, at - 1):
                    start, at = at - 1, _quote_end(text, at - 1)
                    self.quotes.append(Span(start, at))
            elif at == 1 or text[at - 2] in " \t\r\n":
                start, at = at - 1, _line_end(text, at - 1)
                self.comments.append(Span(start, at))


def _begins_value(text: str, at: int) -> bool:
    """Whether a value may begin here: after a dash, a colon, a bracket, a comma, or on a new line."""
    before = at - 1
    while before >= 0 and text[before] in " \t":
        before -= 1
    if before < 0 or text[before] in "\r\n[{,:?":
        return True
    return text[before] == "-" and (before == 0 or text[before - 1] in " \t\r\n") and before < at - 1


def _quote_end(text: str, start: int) -> int:
    """Where a quoted text ends, behind its closing quote; the end of the text without one."""
    quote, at = text[start], start + 1
    while at < len(text):
        if text[at] == "\\" and quote == '"':
            at += 2
        elif text[at] != quote:
            at += 1
        elif quote == "'" and text.startswith("''", at):
            at += 2
        else:
            return at + 1
    return len(text)


def _web_page(text: str) -> Cause | None:
    match = _WEB_PAGE.match(text)
    if match is None:
        return None
    start = match.end() - len(match.group().lstrip())
    return Cause(
        "web-page",
        f"this is a web page, not the file it shows: {_REFUSED}",
        Span(start, match.end()),
        "download the file itself: on GitHub, the address behind “Raw”",
    )


def _explicit_list(text: str) -> Cause | None:
    match = _EXPLICIT.search(text)
    if match is None:
        return None
    return Cause(
        "explicit-list",
        "this is an explicit list of package files, not an environment file: conda 26.3 and newer refuses it "
        "under this name",
        Span(match.start(), match.start() + len("@EXPLICIT")),
        "rename it to `explicit.txt`",
    )


def _fence(page: _Page) -> Cause | None:
    match = _FENCE.search(page.text)
    if match is None:
        return None
    return Cause(
        "markdown-fence",
        f"a Markdown fence stands in the file: {_REFUSED}",
        page.content(match.start()),
        "delete it, and all that is not the environment itself",
    )


# What ruamel.yaml says, as a pattern, and who makes plain words of it. Texts that are not here
# are the kernel's own, and plain already, or stand for mistakes too odd to say more about.
_Explain = Callable[[_Page, Fault, "re.Match[str]"], "Cause | None"]


def _translated(page: _Page, fault: Fault) -> Cause:
    line = page.line(fault.span.start)
    if odd := _ODD_LINE_END.search(page.text, page.line_start(max(0, line.start - 1)), line.end):
        return Cause(
            "control-character",
            f"a line break that only YAML knows (U+{ord(odd.group()):04X}) splits this line: {_REFUSED}",
            Span(*odd.span()),
            "delete it",
        )
    if odd := _ODD_INDENT.match(page.text, page.line_start(fault.span.start)):
        return Cause(
            "indentation",
            f"the line is indented with a space that is none to YAML (U+{ord(odd.group(1)[0]):04X}): {_REFUSED}",
            Span(*odd.span(1)),
            "write plain spaces; such spaces come with text that is copied from a web page",
        )
    for pattern, explanation in _TRANSLATIONS:
        match = pattern.match(fault.message)
        if match:
            return explanation(page, fault, match) or _general(page, fault)
    if fault.help or not _IS_RAW.match(fault.message):
        related = tuple(Related(message, span) for message, span in fault.related)
        return Cause(_own_subject(fault.message), fault.message, fault.span, fault.help, related)
    return _general(page, fault)


_IS_RAW = lazy(r"expected|found|could not|mapping|sequence|more indented|duplicate|while|unacceptable")


def _own_subject(message: str) -> str:
    words = (("a control", "control-character"), ("a second", "several-documents"))
    return next((subject for begin, subject in words if message.startswith(begin)), "unreadable")


def _general(page: _Page, fault: Fault) -> Cause:
    return Cause(
        "syntax",
        f"this is not YAML from here on: {_REFUSED}",
        page.content(fault.span.start),
        "look at the indentation, the quotes, the brackets and the colons of this line and of the line above",
    )


def _odd_character(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.span.start
    char = page.text[at]
    if char == "\t":
        return _tab(page, at)
    word = _word(page, at)
    if char == "`":
        help = f'use quotes, or nothing: "{word.strip("`")}"'
        return Cause("reserved-character", f"a backtick is no quote in YAML: {_REFUSED}", _word_span(page, at), help)
    return Cause(
        "reserved-character",
        f"a value cannot begin with `{char}` in YAML: {_REFUSED}",
        _word_span(page, at),
        f'put it in quotes: "{word}"',
    )


def _tab(page: _Page, at: int) -> Cause:
    start, end = at, at + 1
    while start and page.text[start - 1] in " \t":
        start -= 1
    while end < len(page.text) and page.text[end] in " \t":
        end += 1
    if start and page.text[start - 1] not in "\r\n":
        is_last = end == _line_end(page.text, at)
        where = "at the end of the line" if is_last else "before this value"
        message = f"a tab stands {where}, where YAML allows spaces only: {_REFUSED}"
        return Cause("tab", message, Span(at, at + 1), "delete it" if is_last else "write a space")
    count = len(_TAB_INDENT.findall(page.text))
    more = f"; {count} lines of the file begin with a tab" if count > 1 else ""
    return Cause(
        "tab",
        f"the line is indented with a tab, where YAML allows spaces only: {_REFUSED}",
        Span(start, end),
        f"indent it with spaces, as far as the lines that it belongs to{more}",
    )


def _no_colon(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    """A line that is neither a key nor an item."""
    at = fault.related[0][1].start if fault.related else fault.span.start
    return _bare_line(page, page.content(at))


def _bare_line(page: _Page, span: Span) -> Cause:
    written = page.text[span.start : span.end]
    word, _, rest = written.partition(" ")
    if written == "=======":
        return _conflict(span)
    if word in _KEYS:
        help = f"write `{word}: {_short(rest)}`" if rest else f"write `{word}:`"
        return Cause("missing-colon", f"the key `{word}` has no colon: {_REFUSED}", span, help)
    if word in _BULLETS:
        return _bullet(span, word)
    return Cause(
        "missing-colon",
        f"this line is neither a key nor a list item: {_REFUSED}",
        span,
        f"write `- {_short(written)}` in line with the other items, or `key: value`",
    )


def _bullet(span: Span, char: str) -> Cause:
    message = f"a list item begins with `- ` in YAML, not with `{char} `: {_REFUSED}"
    return Cause("bullet", message, Span(span.start, span.start + 1), "write `- `")


def _colon_too_many(page: _Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    at = fault.span.start
    line = page.content(at)
    before = page.text[line.start : at]
    if tab := _tab_above(page, at):
        return tab
    key, colon, value = before.removeprefix("- ").partition(": ")
    if colon and not value.startswith(("'", '"')):
        rest = page.text[line.start + len(before) - len(value) : line.end]
        return Cause(
            "second-colon",
            f"a second `: ` in one line: YAML would read a key in the value of `{_short(key)}`, and {_REFUSED}",
            Span(at, at + 1),
            f'put the value in quotes: `{_short(key)}: "{_short(rest)}"`, or begin a new line',
        )
    return _glued_line(page, line)


def _glued_line(page: _Page, line: Span) -> Cause | None:
    """A key that YAML takes for the rest of a text that begins further up."""
    first, above = line, page.above(line.start)
    sibling: Span | None = None
    while above is not None and page.indent(above) >= page.indent(line):
        is_item = page.text.startswith("-", above.start) and not page.text.startswith("-", line.start)
        if sibling is None and not is_item and page.indent(above) == page.indent(line):
            sibling = above
        first, above = above, page.above(above.start)
    if above is not None and not page.text[above.start : above.end].endswith(":"):
        return _too_deep(page, first, above)
    if sibling is None or page.text.startswith("- ", sibling.start):
        return None
    has_colon = re.search(r":(?:\s|$)", page.text[sibling.start : sibling.end])
    return None if has_colon else _bare_line(page, sibling)


def _too_deep(page: _Page, line: Span, above: Span) -> Cause:
    return Cause(
        "indentation",
        f"this line is indented deeper than the one above, so YAML takes it for the rest of that: {_REFUSED}",
        line,
        "line it up with the line above; if it belongs to that, end that with a colon",
        (Related("the line above", above),),
    )


def _list_behind_key(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    span = page.content(fault.span.start)
    return Cause(
        "indentation",
        f"a list cannot begin in the line of its key: {_REFUSED}",
        Span(min(fault.span.start, span.end), span.end),
        "write the first item on a line of its own, below the key",
    )


def _unexpected(page: _Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    """Something that does not fit the block around it."""
    found, at = match.group(1), fault.span.start
    line = page.content(at)
    if tab := _tab_above(page, at):
        return tab
    if quote := _quote_before(page, at):
        return _behind_quote(page, at, quote)
    if found in ("]", "}"):
        return Cause(
            "unopened-bracket",
            f"this `{found}` closes nothing: {_REFUSED}",
            Span(at, at + 1),
            f"delete it, or write the `{'[' if found == ']' else '{'}` that it belongs to",
        )
    if found in ("<block sequence start>", "-", "<block mapping start>", "?"):
        return _badly_indented(page, fault, line, is_item=page.text.startswith("-", line.start))
    above = page.above(line.start)
    if found == "<scalar>" and above and _BLOCK_HEADER.search(page.text, *above):
        return _block_text(page, fault, match)
    if found in ("<scalar>", ",") and at == line.start:
        return _bare_line(page, line)
    before = page.text[line.start : at].rstrip()
    if before.endswith(("]", "}")):
        return Cause(
            "behind-bracket",
            f"something follows the closing `{before[-1]}`: {_REFUSED}",
            Span(at, line.end),
            "put the whole value in quotes, or move this to a line of its own",
        )
    return None


def _badly_indented(page: _Page, fault: Fault, line: Span, is_item: bool) -> Cause:
    what = "item" if is_item else "key"
    above = _similar_above(page, line, is_item)
    here = page.indent(line)
    item = None if is_item else _similar_above(page, line, is_item=True)
    if item is not None and above is not None and page.indent(item) == here > page.indent(above):
        message = f"a dash is missing before this key, which stands among list items: {_REFUSED}"
        return Cause("missing-dash", message, line, f"write `- {_short(page.text[line.start : line.end])}`")
    if above is None or page.indent(above) == here:
        other = page.above(line.start)
        return Cause(
            "indentation",
            "a list item stands where a key belongs" if is_item else "a key stands where a list item belongs",
            line,
            "write the key that the list belongs to above it, such as `dependencies:`"
            if is_item
            else "a list and keys cannot stand side by side: write a key above the list, such as `dependencies:`",
            (Related("the line above", other),) if other else (),
        )
    return Cause(
        "indentation",
        f"this {what} begins {_spaces(here)} in, the {what} above {_spaces(page.indent(above))}: YAML cannot tell "
        f"where it belongs, and {_REFUSED}",
        line,
        f"line it up with the {what}s that it belongs to",
        (Related(f"the {what} above", above),),
    )


def _behind_quote(page: _Page, at: int, quote: Span) -> Cause:
    """Text behind a closing quote: it closes too early, or an earlier one was never closed."""
    char = page.text[quote.start]
    if {"\n", "\r"}.isdisjoint(page.text[quote.start : quote.end]):
        line = page.content(at)
        return Cause(
            "behind-quote",
            f"something follows the closing quote, and YAML has no place for it: {_REFUSED}",
            Span(at, max(line.end, at)),
            "put all of it in the quotes, or none of it",
            (Related("the quoted text", quote),),
        )
    return _unclosed_quote(page, quote.start, char, quote.end - 1)


def _quote_to_the_end(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.related[0][1].start if fault.related else fault.span.start
    return _unclosed_quote(page, at, page.text[at : at + 1] or "quote", None)


def _unclosed_quote(page: _Page, at: int, char: str, closed_at: int | None) -> Cause:
    end = max(at + 1, page.content(at).end)
    related = (Related("YAML takes this for the closing quote", Span(closed_at, closed_at + 1)),) if closed_at else ()
    return Cause(
        "unclosed-quote",
        f"the quote `{char}` that opens here is not closed in its line: {_REFUSED}",
        Span(at, end),
        f"write `{char}` behind the value, or delete this one",
        related,
    )


def _in_brackets(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    """A flow list or mapping that goes wrong: not closed, closed by the wrong bracket, a comma missing."""
    opener = fault.related[0][1].start if fault.related else fault.span.start
    at, char, found = fault.span.start, page.text[opener : opener + 1], match.group(1)
    if found in ("]", "}") and found != _PAIRS.get(char):
        return Cause(
            "unclosed-bracket",
            f"this `{char}` is closed by `{found}`: {_REFUSED}",
            Span(opener, opener + 1),
            f"write `{_PAIRS.get(char, ']')}` at the end",
            (Related("the wrong bracket", Span(at, at + 1)),),
        )
    closer = _closer(page, opener)
    if closer is None or (char == "[" and _MARGIN_KEY.search(page.text, opener, closer)):
        return _unclosed_bracket(page, opener)
    if found == ":":
        message = f"a `:` in brackets, where YAML expects `,` or `{_PAIRS.get(char, ']')}`: {_REFUSED}"
        return Cause("comma", message, Span(at, at + 1), "put the value in quotes")
    return Cause(
        "comma",
        f"a comma is missing before this: {_REFUSED}",
        _word_span(page, at),
        "write a comma between two values in brackets",
    )


def _unclosed_bracket(page: _Page, opener: int) -> Cause:
    char = page.text[opener]
    return Cause(
        "unclosed-bracket",
        f"the `{char}` that opens here is not closed: {_REFUSED}",
        Span(opener, opener + 1),
        f"write `{_PAIRS.get(char, ']')}` at the end",
    )


def _no_content(page: _Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    found, at = match.group(1), fault.span.start
    open_brackets = list(_open_brackets(page, at))
    if found == "<stream end>" and open_brackets:
        return _unclosed_bracket(page, open_brackets[-1])
    if found in ("]", "}") and open_brackets and _PAIRS[page.text[open_brackets[-1]]] != found:
        return _unclosed_bracket(page, open_brackets[-1])
    if found == "-" and open_brackets:
        opener = open_brackets[-1]
        message = f"a list with dashes stands behind this `{page.text[opener]}`, where commas belong: {_REFUSED}"
        return Cause("unclosed-bracket", message, Span(opener, opener + 1), "delete the bracket, or the dashes")
    if found == "," and open_brackets:
        return Cause(
            "comma", f"a comma too many: {_REFUSED}", Span(at, at + 1), "delete it, or write a value before it"
        )
    if found in (",", "]", "}"):
        word = _word(page, at)
        message = f"a value cannot begin with `{found}` in YAML: {_REFUSED}"
        return Cause("reserved-character", message, _word_span(page, at), f'delete it, or put it in quotes: "{word}"')
    return None


def _escape(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    end = min(fault.span.start + 1, len(page.text))
    start = page.text.rfind("\\", 0, end)
    return Cause(
        "escape",
        f"in double quotes a backslash begins an escape, and `{page.text[start:end]}` is none: {_REFUSED}",
        Span(start, end),
        "use single quotes, which take a backslash as it is, or write `\\\\`",
    )


def _block_header(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.related[0][1].start if fault.related else fault.span.start
    if quote := _quote_before(page, at):
        return _behind_quote(page, at, quote)
    char, line = page.text[at], page.content(at)
    what = "a version needs a package before it" if char == ">" else "a pipe begins a text of several lines"
    return Cause(
        "reserved-character",
        f"a value cannot begin with `{char}` in YAML: {_REFUSED}",
        Span(at, line.end),
        f'{what}; if it is meant so, put it in quotes: "{_short(page.text[at : line.end])}"',
    )


def _name_of_anchor(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.related[0][1].start if fault.related else fault.span.start
    return _star(page, at)


def _star(page: _Page, at: int) -> Cause:
    char, span, word = page.text[at], _word_span(page, at), _word(page, at)
    if word == "*" and page.text.startswith("* ", at):
        return _bullet(span, "*")
    if char == "&":
        message = f"a value cannot begin with `&` in YAML, which would give it a name: {_REFUSED}"
    else:
        message = f"YAML takes `{word}` for a reference to another value, and none has that name: {_REFUSED}"
    return Cause("alias", message, span, f'put it in quotes: "{word}"')


def _unknown_alias(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    return _star(page, fault.span.start)


def _document_ends(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    """Text where the document has ended: its first line stands deeper, or brackets close it."""
    at = min(fault.span.start, len(page.text))
    first = _first_content(page)
    if page.text.startswith("%", first.start):
        message = f"a line that begins with `%` is a directive to YAML, and needs `---` on a line below: {_REFUSED}"
        return Cause("directive", message, first, "delete the line")
    line = page.content(at)
    if page.indent(first) > page.indent(line):
        return Cause(
            "indentation",
            f"this line stands further left than the first line of the file, so YAML takes the document for ended: "
            f"{_REFUSED}",
            line,
            f"delete the {_spaces(page.indent(first))} before the first key, or indent all keys alike",
            (Related("the first line", first),),
        )
    return Cause(
        "syntax",
        f"the document has ended before this: {_REFUSED}",
        Span(at, max(at, line.end)),
        "delete what does not belong to it, or move it into the brackets",
        (Related("begins here", first),),
    )


def _directive(page: _Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    at = fault.related[0][1].start if fault.related else fault.span.start
    line = page.content(at)
    if not page.text.startswith("%", line.start):
        return None
    message = f"a line that begins with `%` is a directive to YAML, and this is none it knows: {_REFUSED}"
    return Cause("directive", message, line, "delete the line")


def _tag(page: _Page, fault: Fault, match: re.Match[str]) -> Cause | None:
    at = fault.related[0][1].start if fault.related else fault.span.start
    if not page.text.startswith("!", at):
        return _directive(page, fault, match)
    return Cause(
        "tag",
        f"a value that begins with `!` is a tag to YAML, and this is none: {_REFUSED}",
        _word_span(page, at),
        f'put it in quotes: "{_word(page, at)}"',
    )


def _block_text(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    return Cause(
        "indentation",
        f"the first lines of this text are indented deeper than the rest: {_REFUSED}",
        page.content(fault.span.start),
        "indent all lines of the text alike",
    )


def _after_end(page: _Page, fault: Fault, match: re.Match[str]) -> Cause:
    at = fault.span.start
    return Cause(
        "syntax",
        f"`...` ends the document, and something follows it: {_REFUSED}",
        Span(at, max(at, page.content(at).end)),
        "delete the `...`, or what follows it",
    )


_TRANSLATIONS: tuple[tuple[re.Pattern[str], _Explain], ...] = tuple(
    (lazy(pattern, re.DOTALL), explanation)
    for pattern, explanation in (
        (r"found character .* that cannot start any token", _odd_character),
        (r"could not find expected ':'", _no_colon),
        (r"mapping values are not allowed here", _colon_too_many),
        (r"sequence entries are not allowed here", _list_behind_key),
        (r"expected <block end>, but found '(.*)'", _unexpected),
        (r"expected ',' or '.', but got '(.*)'", _in_brackets),
        (r"expected the node content, but found '(.*)'", _no_content),
        (r"found unexpected (?:end of stream|document separator)", _quote_to_the_end),
        (r"found unknown escape|expected escape sequence", _escape),
        (r"expected (?:chomping or indentation|indentation indicator)", _block_header),
        (r"expected '<document start>'", _document_ends),
        (r"found non-comment content", _after_end),
        (r"more indented follow up line", _block_text),
        (r"the alias \*", _unknown_alias),
        (r"found undefined tag handle|expected '!'|expected '>'|expected URI", _tag),
        (r"found (?:duplicate|incompatible) YAML|duplicate tag handle|expected a digit", _directive),
        (r"expected alphabetic or numeric", lambda *of: _directive(*of) or _name_of_anchor(*of)),
        (r"expected ' '", lambda *of: _directive(*of) or _tag(*of)),
        (r"expected a comment or a line break", lambda *of: _directive(*of) or _block_header(*of)),
    )
)


def _tab_above(page: _Page, at: int) -> Cause | None:
    """A tab in the indentation of this line or the line above, where YAML took it for text."""
    line = page.content(at)
    for each in (line, page.above(line.start)):
        start = page.line_start(each.start) if each else 0
        if each and "\t" in page.text[start : each.start]:
            return _tab(page, page.text.index("\t", start))
    return None


def _closer(page: _Page, opener: int) -> int | None:
    """Where the bracket at `opener` is closed."""
    depth = 0
    for bracket in _brackets(page, opener, len(page.text)):
        depth += 1 if page.text[bracket.start] in _PAIRS else -1
        if depth == 0:
            return bracket.start
    return None


def _open_brackets(page: _Page, until: int) -> Iterator[int]:
    """The brackets that are open at a place, the outermost first."""
    stack: list[int] = []
    for bracket in _brackets(page, 0, until):
        if page.text[bracket.start] in _PAIRS:
            if stack or _begins_value(page.text, bracket.start):
                stack.append(bracket.start)
        elif stack:
            stack.pop()
    yield from stack


def _brackets(page: _Page, start: int, end: int) -> Iterator[Span]:
    """The brackets between two places, without those in comments and quotes."""
    spans = (Span(*match.span()) for match in _BRACKET.finditer(page.text, start, end))
    yield from _outside(spans, sorted((*page.comments, *page.quotes)))


def _outside(spans: Iterable[Span], hidden: list[Span]) -> Iterator[Span]:
    """The spans that do not begin within a hidden one; both in the order of the text."""
    at = 0
    for span in spans:
        while at < len(hidden) and hidden[at].end <= span.start:
            at += 1
        if at == len(hidden) or span.start < hidden[at].start:
            yield span


def _quote_before(page: _Page, at: int) -> Span | None:
    """The quoted text that ends right before a place, blanks apart."""
    end = at
    while end and page.text[end - 1] in " \t":
        end -= 1
    return next((quote for quote in page.quotes if quote.end == end), None)


def _line_end(text: str, at: int) -> int:
    match = _LINE_END.search(text, at)
    return match.start() if match else len(text)


def _similar_above(page: _Page, line: Span, is_item: bool) -> Span | None:
    """The nearest item above, for an item; the nearest key above, for a key."""
    above = page.above(line.start)
    while above is not None and page.text.startswith("-", above.start) != is_item:
        above = page.above(above.start)
    return above


def _first_content(page: _Page) -> Span:
    match = re.search(r"^[ \t]*(?!#|---)\S", page.text, re.MULTILINE)
    return page.content(match.start() if match else 0)


def _spaces(count: int) -> str:
    return "1 space" if count == 1 else f"{count} spaces"


def _word_span(page: _Page, at: int) -> Span:
    """What stands at a place, up to a blank."""
    match = _WORD.match(page.text, at)
    return Span(at, match.end() if match else at)


def _word(page: _Page, at: int) -> str:
    span = _word_span(page, at)
    return _short(page.text[span.start : span.end])


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
