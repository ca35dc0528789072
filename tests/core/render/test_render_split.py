"""Cutting a finished text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.render.markdown import count_blocks
from botbridge.render.split import Limits, split

from .documents import LINES, NOISE, PARSER, closes_its_fences, documents, is_subsequence, solid


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


LIMITS = st.builds(
    Limits,
    chars=st.integers(40, 400),
    blocks=st.sampled_from([None, None, 1, 3, 10]),
    measure=st.sampled_from([len, utf16]),
)
ROOMY = st.builds(Limits, chars=st.integers(100, 400), blocks=st.sampled_from([None, 2, 10]))


@given(documents(), LIMITS)
def test_every_word_of_a_document_arrives_once_and_in_order(text: str, limits: Limits) -> None:
    words = re.findall(r"w\d+", "\n".join(split(text, limits)))
    assert words == re.findall(r"w\d+", text)


@given(documents(), ROOMY)
def test_code_keeps_its_lines_and_indentation(text: str, limits: Limits) -> None:
    def code(source: str) -> list[str]:
        return [line for token in PARSER.parse(source) if token.type == "fence" for line in _lines(token.content)]

    assert [line for part in split(text, limits) for line in code(part)] == code(text)


def _lines(content: str) -> list[str]:
    return [line for line in content.split("\n") if line]


@given(documents(), ROOMY)
def test_rows_stay_rows_under_their_header(text: str, limits: Limits) -> None:
    def cells(source: str) -> list[str]:
        tokens = PARSER.parse(source)
        return [
            tokens[at + 1].content
            for at, token in enumerate(tokens)
            if token.type in {"td_open", "th_open"} and tokens[at + 1].content not in "hk"
        ]

    assert [cell for part in split(text, limits) for cell in cells(part)] == cells(text)


@given(documents(), LIMITS)
def test_quoted_words_stay_quoted(text: str, limits: Limits) -> None:
    def quoted(source: str) -> list[str]:
        tokens, depth, words = PARSER.parse(source), 0, []
        for token in tokens:
            depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
            if depth:
                words += re.findall(r"w\d+", token.content)
        return words

    assert [word for part in split(text, limits) for word in quoted(part)] == quoted(text)


@given(st.one_of(documents(), NOISE, LINES), LIMITS)
def test_parts_keep_the_limits(text: str, limits: Limits) -> None:
    for part in split(text, limits):
        assert part.strip()
        assert limits.measure(part) <= limits.chars
        if limits.blocks:
            assert count_blocks(part) <= limits.blocks


@given(st.one_of(NOISE, LINES), LIMITS)
def test_noise_loses_nothing(text: str, limits: Limits) -> None:
    assert is_subsequence(solid(text), solid("".join(split(text, limits))))


@given(st.text(max_size=600), LIMITS)
def test_text_without_markup_gains_nothing(text: str, limits: Limits) -> None:
    text = re.sub(r"[`~|>]", "", text)
    assert solid("".join(split(text, limits))) == solid(text)


@given(st.one_of(documents(), NOISE, LINES), LIMITS)
def test_each_part_closes_its_fences(text: str, limits: Limits) -> None:
    assert all(closes_its_fences(part) for part in split(text, limits))


@given(st.one_of(NOISE, LINES))
def test_blocks_are_never_counted_too_low(text: str) -> None:
    top = [token for token in PARSER.parse(text) if token.level == 0 and token.nesting >= 0]
    assert count_blocks(text) >= len(top)


@given(st.one_of(NOISE, LINES, documents()))
def test_what_fits_is_left_alone(text: str) -> None:
    whole = text.strip() and closes_its_fences(text)
    if whole:
        (part,) = split(text, Limits(10_000))
        extra = part.lstrip().removeprefix(text.strip())  # a fence left open at the end is closed
        assert not extra.strip("\n> `~")


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n"])
def test_blank_text_has_no_parts(text: str) -> None:
    assert split(text, Limits(100)) == []
