"""The line scanner against a full parser."""

from hypothesis import given
from hypothesis import strategies as st

from botbridge.render import scan

from .documents import LINES, PARSER, documents


def scanned(text: str) -> dict[str, set[int]]:
    """The lines that lie in fences and those that are table rows, as the scanner sees them."""
    state, found = scan.START, {"fence": set[int](), "table_open": set[int]()}
    for number, line in enumerate(scan.lines(text)):
        step = scan.read(state, line)
        if step.after.fence or (state.fence and step.reopen.fence):
            found["fence"].add(number)
        if step.after.table:
            found["table_open"].add(number)
            if state.table is None:
                found["table_open"].add(number - 1)
        state = step.after
    return found


def parsed(text: str) -> dict[str, set[int]]:
    found = {"fence": set[int](), "table_open": set[int]()}
    for token in PARSER.parse(text):
        if token.type in found and token.map:
            found[token.type] |= set(range(*token.map))
    return found


@given(st.one_of(documents(), LINES))
def test_documents_are_read_as_a_parser_reads_them(text: str) -> None:
    assert scanned(text) == parsed(text)


def test_lines_end_where_commonmark_ends_them() -> None:
    text = "a\rb\r\nc\n\x0b\u2028d\x85e"
    assert scan.lines(text) == ["a\r", "b\r\n", "c\n", "\x0b\u2028d\x85e"]
