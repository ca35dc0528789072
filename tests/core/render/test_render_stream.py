"""Cutting a text while it grows."""

import re

from hypothesis import given
from hypothesis import strategies as st

from botbridge.render.limits import Limits
from botbridge.render.markdown import count_blocks
from botbridge.render.stream import Part, Roller, hold_back

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


@given(TEXTS, TEXTS, LIMITS)
def test_reset_is_a_fresh_start(before: str, text: str, limits: Limits) -> None:
    roller, fresh = Roller(limits), Roller(limits)
    roller.feed(before)
    roller.reset(text)
    if not text.startswith(before):
        fresh.feed(text)
        assert roller.parts() == fresh.parts()
    assert is_subsequence(solid(text), solid("".join(texts(roller.finish()))))
