"""Cutting a text while it grows."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botbridge.render.hold import hold_back
from botbridge.render.limits import Limits
from botbridge.render.markdown import count_blocks
from botbridge.render.stream import Part, Roller

from .documents import LINES, NOISE, closes_its_fences, documents, is_subsequence, solid

TEXTS = st.one_of(documents(), NOISE, LINES)
LIMITS = st.builds(Limits, chars=st.integers(60, 300), blocks=st.sampled_from([None, 1, 4]))


@st.composite
def tokens(draw: st.DrawFn) -> list[str]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=60)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def texts(parts: list[Part]) -> list[str]:
    return [part.text for part in parts]


@given(tokens(), LIMITS, st.floats(0.3, 1.0))
def test_what_was_shown_stays(growth: list[str], limits: Limits, soft: float) -> None:
    roller = Roller(limits, soft)
    sent: dict[int, str] = {}
    for token in growth:
        roller.feed(token)
        for index, part in enumerate(roller.parts()):
            assert part.text.startswith(sent.get(index, ""))
            ready = part.text if part.closed else part.text[: len(part.text) - hold_back(part.text)]
            sent[index] = max(sent.get(index, ""), ready, key=len)
            roller.shown(index, len(sent[index]))
    final = texts(roller.finish())
    assert len(sent) <= len(final)
    assert all(final[index].startswith(text) for index, text in sent.items())


@given(tokens(), LIMITS)
def test_closed_parts_stay_and_only_the_last_is_open(growth: list[str], limits: Limits) -> None:
    roller, closed = Roller(limits), []
    for token in growth:
        roller.feed(token)
        parts = roller.parts()
        assert parts[: len(closed)] == closed
        assert all(part.closed for part in parts[:-1])
        closed = [part for part in parts if part.closed]
    assert roller.finish()[: len(closed)] == closed


@given(tokens(), LIMITS, st.booleans())
def test_nothing_is_lost_and_the_limits_hold(growth: list[str], limits: Limits, show: bool) -> None:
    roller, text = Roller(limits), "".join(growth)
    for token in growth:
        roller.feed(token)
        open_parts = roller.parts()
        if show and open_parts:
            roller.shown(len(open_parts) - 1, len(open_parts[-1].text))
        assert all(len(part.text) <= limits.chars for part in open_parts)
    final = texts(roller.finish())
    assert is_subsequence(solid(text), solid("".join(final)))
    assert all(len(part) <= limits.chars for part in final)
    assert not limits.blocks or all(count_blocks(part) <= limits.blocks for part in final)
    assert all(closes_its_fences(part) for part in final)


@given(documents(), st.integers(60, 300))
def test_every_word_of_a_document_arrives_once(text: str, chars: int) -> None:
    roller = Roller(Limits(chars))
    for token in re.findall(r"\S+\s*|\s+", text):
        roller.feed(token)
        parts = roller.parts()
        roller.shown(len(parts) - 1, len(parts[-1].text) if parts else 0)
    words = re.findall(r"w\d+", "\n".join(texts(roller.finish())))
    assert words == re.findall(r"w\d+", text)


def test_past_the_soft_limit_the_next_block_begins_a_new_message() -> None:
    roller = Roller(Limits(100), soft=0.5)
    for token in ["word " * 12, "\n\n", "Next ", "paragraph"]:
        roller.feed(token)
    assert texts(roller.parts()) == [("word " * 12).strip(), "Next paragraph"]


def test_a_fence_goes_on_in_the_next_message() -> None:
    roller = Roller(Limits(60))
    roller.feed("```py\n")
    for number in range(12):
        roller.feed(f"line_{number}\n")
        parts = roller.parts()
        roller.shown(len(parts) - 1, len(parts[-1].text))
        assert parts[-1].text.startswith("```py\n")
    *closed, last = roller.parts()
    assert closed
    assert all(part.text.endswith("\n```") for part in closed)
    assert not last.text.endswith("```")
    assert roller.finish()[-1].text.endswith("\n```")


def test_words_near_the_limit_wait_until_they_are_whole() -> None:
    roller = Roller(Limits(100))
    shown = ""
    for char in "abcdefg " * 12 + "[a link](https://example.org/x) end":
        roller.feed(char)
        part = roller.parts()[0]
        assert part.text.startswith(shown)
        shown = part.text
        roller.shown(0, len(shown))
    first, second = texts(roller.finish())
    assert first == ("abcdefg " * 12).strip()
    assert second == "[a link](https://example.org/x) end"


def test_carriage_returns_over_token_ends() -> None:
    roller = Roller(Limits(100))
    for token in ["```\r", "\na", "\r", "b\r", "\n```", "\r\nend"]:
        roller.feed(token)
    assert texts(roller.finish()) == ["```\r\na\rb\r\n```\r\nend"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("hello", 0),
        ("", 0),
        ("a <!chan", 6),
        ("a <@U12", 5),
        ("a <@U12>", 0),
        ("a < b", 0),
        ("<" + "x" * 60, 0),
        ("a\r", 1),
        ("a\r\n", 0),
        ("a\\", 1),
        ("a\\\\", 0),
        ("a\ud83d", 1),
        ("a😀", 1),
        ("a😀 ", 0),
        ("a👩\u200d", 2),
        ("ae\u0301", 2),
        ("é", 0),
        ("a🇩", 1),
        ("a🇩🇪", 2),
        ("e" + "\u0301" * 500, 64),
    ],
)
def test_hold_back_what_may_still_change(text: str, held: int) -> None:
    assert hold_back(text) == held
