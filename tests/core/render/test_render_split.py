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


def test_seams_prefer_blocks_then_items_then_lines() -> None:
    text = "# Title\n\nFirst words.\n\n- one\n- two\n  - inner\n- three"
    assert split(text, Limits(30)) == ["# Title\n\nFirst words.", "- one\n- two\n  - inner\n- three"]
    assert split(text, Limits(22)) == ["# Title\n\nFirst words.", "- one\n- two\n  - inner", "- three"]


def test_a_fence_is_closed_and_reopened_with_its_info_string() -> None:
    text = "````py title=x\n" + "\n".join(f"line_{n:02}" for n in range(10)) + "\n````"
    parts = split(text, Limits(60))
    assert len(parts) > 1
    assert all(part.startswith("````py title=x\n") and part.endswith("\n````") for part in parts)


def test_a_table_gets_its_header_again() -> None:
    text = "| name | size |\n|---|--:|\n" + "\n".join(f"| file{n} | {n} |" for n in range(20))
    parts = split(text, Limits(120))
    assert len(parts) > 1
    assert all(part.startswith("| name | size |\n|---|--:|\n| file") for part in parts)


def test_a_row_longer_than_a_message_is_cut_and_the_table_goes_on() -> None:
    text = "| a | b |\n|---|---|\n| 1 | " + "word " * 60 + "|\n| 2 | 3 |"
    parts = split(text, Limits(100))
    assert parts[-1] == "| a | b |\n|---|---|\n| 2 | 3 |"
    assert sum(part.count("word") for part in parts) == 60


def test_a_nested_item_that_is_cut_off_does_not_turn_into_code() -> None:
    text = "1.  one\n    - " + "two " * 10 + "\n      - three\n\n        ```py\n        x = 1\n        ```\n2.  four"
    parts = split(text, Limits(60))
    kinds = [token.type for part in parts for token in PARSER.parse(part)]
    assert "code_block" not in kinds
    assert kinds.count("fence") == 1
    assert parts[-1].endswith("2.  four")


def test_a_cut_quote_goes_on_as_a_quote() -> None:
    parts = split("> " + "words " * 30, Limits(60))
    assert len(parts) > 2
    assert all(part.startswith("> words") for part in parts)


def test_a_heading_is_not_left_alone_at_the_end() -> None:
    assert split("Some words here.\n\n## Next\n\nMore words.", Limits(28)) == [
        "Some words here.",
        "## Next\n\nMore words.",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "[a link](https://example.org/some/where)",
        "<https://example.org/some/where/else>",
        "<@U0123456789>",
        "`some code with spaces in it`",
        "**strong words with spaces**",
        "![an image](https://example.org/x.png)",
    ],
)
@pytest.mark.parametrize("before", range(0, 40, 3))
def test_what_belongs_together_stays_together(whole: str, before: int) -> None:
    text = "x" * before + " " + "ab " * 20 + whole + " and more words" * 5
    assert any(whole in part for part in split(text, Limits(80)))


@pytest.mark.parametrize("cluster", ["👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "e\u0301\u0323", "각", "\\*", "❤️"])
def test_no_cut_inside_a_letter(cluster: str) -> None:
    for lead in ("", "x", "xx"):
        parts = split(lead + cluster * 50, Limits(40))
        assert len(parts) > 1
        assert "".join(parts) == lead + cluster * 50
        assert all(part.removeprefix(lead).replace(cluster, "") == "" for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/" + "x" * 15_000,
        "words " * 17_000,
        "x" * 100_000,
        "```" + "i" * 300 + "\n" + "code\n" * 200 + "```",
        "> > - ```py\n" + "> >   code\n" * 300 + "> >   ```",
        "> " * 3000 + "x",
        "- " * 3000 + "x",
        "`" * 5000,
        "[" * 5000 + "]" * 5000,
        "e" + "\u0301" * 5000,
        "\U0001f468\u200d" * 3000,
        "\ud83d" * 3000,
        "|" * 5000 + "\n" + "-|" * 5000,
        "a" + " " * 5000 + "b",
        "\t" * 5000 + "x",
        "\r" * 3000 + "a\rb\r\nc",
        "1. " + "2. " * 3000,
        "\x00\x0b\x0c\x1c\u2028\u0085" * 500,
    ],
    ids=lambda text: ascii(text[:12]),
)
@pytest.mark.parametrize("limits", [Limits(50), Limits(2000), Limits(300, blocks=2, measure=utf16)], ids=repr)
def test_hostile_text(text: str, limits: Limits) -> None:
    parts = split(text, limits)
    assert is_subsequence(solid(text), solid("".join(parts)))
    assert all(limits.measure(part) <= limits.chars for part in parts)


@pytest.mark.parametrize("chars", range(1, 40))
def test_tiny_limits_lose_nothing(chars: int) -> None:
    text = "# h\n\n```python\ncode here\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> - quoted `x y`\n"
    parts = split(text, Limits(chars))
    assert all(len(part) <= chars for part in parts)
    assert is_subsequence(solid(text), solid("".join(parts)))


def test_a_limit_must_hold_something() -> None:
    for chars, blocks in ((0, None), (10, 0)):
        with pytest.raises(ValueError, match="must hold something"):
            Limits(chars, blocks)
