"""Tables as Markdown, as CSV, and as lines that can be read alone."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from botbridge.capability import TableLimits
from botbridge.render import table
from botbridge.render.table import Frame

RENDERER = MarkdownIt("gfm-like", {"linkify": False, "html": True})

names = st.text(max_size=12)
cells = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | st.text(max_size=80)
frames = st.lists(names, min_size=1, max_size=12).flatmap(
    lambda columns: st.tuples(
        st.just(columns), st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=15)
    )
)


def frame(columns: list[str], rows: list[list[Any]]) -> Frame:
    return Frame.of({"columns": columns, "rows": rows[: table.PAGE], "total": len(rows)})


def rendered(text: str) -> tuple[list[list[str]], set[str]]:
    """The rows of the one table that this Markdown is, as plain texts, and every kind of token in it."""
    tokens = RENDERER.parse(text)
    rows: list[list[str]] = []
    kinds = {token.type for token in tokens}
    for before, token in itertools.pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        if before.type in {"th_open", "td_open"}:
            kinds |= {child.type for child in token.children or []}
            rows[-1].append("".join(child.content for child in token.children or []))
    return rows, kinds


# Markdown


def test_a_small_table_is_shown_whole() -> None:
    shown = frame(["ship", "draft"], [["Ariadne", 3.5], [None, True]])
    assert shown.as_markdown() == "| ship | draft |\n| --- | --- |\n| Ariadne | 3.5 |\n|   | True |"
    assert shown.fits(table.IN_MARKDOWN)


def test_of_a_large_one_the_corner_and_what_is_missing() -> None:
    columns = [f"c{number}" for number in range(11)]
    shown = frame(columns, [[row * 100 + column for column in range(11)] for row in range(60)])
    assert not shown.fits(table.IN_MARKDOWN)
    text, _, note = shown.as_markdown().partition("\n\n")
    rows, _ = rendered(text)
    assert (len(rows), {len(row) for row in rows}) == (11, {8})
    assert rows[-1][-1] == "907"
    assert note == "*50 more rows, 3 more columns*"


@pytest.mark.parametrize(
    ("shown", "limits", "fits"),
    [
        (frame(["c"], [["x"]] * 10), TableLimits(rows=10, columns=1), True),
        (frame(["c"], [["x"]] * 11), TableLimits(rows=10, columns=1), False),
        (frame(["c", "d"], [["x", "y"]]), TableLimits(rows=10, columns=1), False),
        (frame(["c"], [["long"]]), TableLimits(cell=4), True),
        (frame(["c"], [["longer"]]), TableLimits(cell=4), False),
        (frame(["c"], [["four"]] * 2), TableLimits(chars=9), True),
        (frame(["c"], [["four"]] * 3), TableLimits(chars=9), False),
        (Frame(("c",), [["x"]], 2), TableLimits(rows=10), False),  # of which not all came along
        (Frame(("c",), [["x"]], 10**6), TableLimits(), True),  # the others can be asked for
    ],
)
def test_what_fits(shown: Frame, limits: TableLimits, fits: bool) -> None:
    assert shown.fits(limits) is fits


def test_long_cells_are_cut() -> None:
    rows, _ = rendered(frame(["c"], [["x" * 100], ["y" * 60]]).as_markdown())
    assert rows[1:] == [["x" * 59 + "…"], ["y" * 60]]


@pytest.mark.parametrize("props", [{}, {"columns": None, "rows": None, "total": None}, {"rows": [[1]]}])
def test_nothing_is_shown_of_nothing(props: dict[str, Any]) -> None:
    assert Frame.of(props).as_markdown() == ""


@given(frames)
def test_whatever_is_in_it_stays_one_table_of_words(data: tuple[list[str], list[list[Any]]]) -> None:
    text, _, note = frame(*data).as_markdown().partition("\n\n")
    rows, kinds = rendered(text)
    assert len(rows) == 1 + min(10, len(data[1]))
    assert {len(row) for row in rows} == {min(8, len(data[0]))}
    assert not {kind for kind in kinds if kind.startswith(("html", "link", "strong", "em_", "image", "code", "s_"))}
    assert bool(note) == (len(data[1]) > 10 or len(data[0]) > 8)


# Lines


@given(frames, st.integers(-2, 20), st.integers(0, 20))
def test_any_rows_are_read_without_the_others(data: tuple[list[str], list[list[Any]]], offset: int, limit: int) -> None:
    columns, rows = data
    content = table.dump(columns, range(len(rows)), rows)
    whole = json.loads(content)
    assert (whole["columns"], whole["index"], whole["data"]) == (columns, list(range(len(rows))), rows)
    lines = io.StringIO(content.decode())  # as a file is read: other ends of lines in a cell are none
    assert table.read(lines, offset, limit) == rows[max(0, offset) : max(0, offset + limit)]


def test_half_of_a_pair_is_no_text() -> None:
    assert json.loads(table.dump(["a\ud800"], [0], [["\udfffb"]])) == {
        "columns": ["a?"],
        "index": [0],
        "data": [["?b"]],
    }


# CSV


@given(frames)
def test_csv_gives_the_words_back_and_runs_nothing(data: tuple[list[str], list[list[Any]]]) -> None:
    columns, rows = data
    told = list(csv.reader(io.StringIO(table.as_csv(columns, rows), newline="")))
    assert len(told) == len(rows) + 1
    for row, read in zip([columns, *rows], told, strict=True):
        for value, cell in zip(row, read, strict=True):
            assert cell.removeprefix("'") == table.as_text(value).removeprefix("'")
            assert isinstance(value, int | float) or cell[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_numbers_are_numbers_in_csv() -> None:
    assert table.as_csv(["a", "b"], [[-1, -2.5], [None, "-1"]]) == "a,b\r\n-1,-2.5\r\n,'-1\r\n"
