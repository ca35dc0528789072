"""What hangs beside a message: tables stand after it, and nothing that fails is lost without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from outgoing import element, message
from slack_kit import Talk

from botbridge.adapter import Placed
from botbridge.model.clock import utc_now
from botbridge.model.effect import Edit, HideElement, Post, StreamClose, StreamOpen
from botbridge.model.element import ElementData
from botbridge.model.ids import MessageRef

PING = "<!channel> <@U1> & *b*"
NUMBERS = {"columns": ["a"], "rows": [[1], [None]], "total": 2}


def table(name: str = "numbers", **props: Any) -> ElementData:
    return element(name, type="dataframe", props={**NUMBERS, **props})


def posting(talk: Talk, *elements: ElementData, text: str = "see") -> Post:
    made = message(text, *elements, created_at=utc_now())
    return Post(thread=talk.heard.thread, cause=talk.heard, message=made, text=text)


async def post(talk: Talk, *elements: ElementData, text: str = "see") -> Placed:
    placed = await talk.adapter.deliver(posting(talk, *elements, text=text))
    return placed if isinstance(placed, Placed) else Placed(ref=placed)


def first_lines(talk: Talk) -> list[str]:
    return [said.text.split("\n")[0] for said in talk.slack.thread.answers]


async def test_every_table_is_a_message_of_its_own_after_the_words(talk: Talk) -> None:
    placed = await post(talk, table("one"), table("two"), element("a.txt", b"x"))
    words, file, one, two = talk.slack.thread.answers
    assert (words.text, [sent["name"] for sent in file.files]) == ("see", ["a.txt"])
    assert one.text == "**one**\n\n| a |\n| --- |\n| 1 |\n|   |"
    assert two.text.startswith("**two**")
    assert {name: ref.parts[0] for name, ref in placed.elements.items() if name != "el-a.txt"} == {
        "el-one": one.ts,
        "el-two": two.ts,
    }


async def test_a_table_can_be_taken_away(talk: Talk) -> None:
    placed = await post(talk, table())
    _, shown = talk.slack.thread.answers
    hide = HideElement(thread=talk.heard.thread, element_id="el-numbers", ref=placed.elements["el-numbers"])
    for _ in range(2):
        await talk.adapter.deliver(hide)
    assert shown.deleted


async def test_an_element_without_a_place_of_its_own_takes_nothing_away(talk: Talk) -> None:
    await talk.adapter.deliver(HideElement(thread=talk.heard.thread, element_id="el"))
    assert not talk.slack.calls_of("chat.delete")


async def test_tables_without_words_are_named(talk: Talk) -> None:
    await post(talk, table(), text="")
    assert first_lines(talk) == ["numbers", "**numbers**"]


async def test_an_edit_shows_a_table_that_is_new_and_no_other(talk: Talk) -> None:
    placed = await post(talk, table("one"))
    assert placed.ref is not None
    both = message("see", table("one"), table("two"))
    edit = Edit(thread=talk.heard.thread, ref=placed.ref, message=both, text="see", shown=placed.elements)
    added = await talk.adapter.deliver(edit)
    assert isinstance(added, Placed)
    assert set(added.elements) == {"el-two"}
    assert await talk.adapter.deliver(replace(edit, shown={**placed.elements, **added.elements})) is None
    assert first_lines(talk) == ["see", "**one**", "**two**"]


async def test_a_stream_ends_with_its_tables(talk: Talk) -> None:
    made = message("see", table())
    opened = StreamOpen(thread=talk.heard.thread, cause=talk.heard, message=made, text="see")
    ref = await talk.adapter.deliver(opened)
    assert isinstance(ref, MessageRef)
    await talk.adapter.deliver(StreamClose(thread=talk.heard.thread, ref=ref, message=made, text=""))
    assert first_lines(talk) == ["see", "**numbers**"]


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_attachments", "restricted_action"])
async def test_a_table_that_slack_refuses_is_said(talk: Talk, caplog: pytest.LogCaptureFixture, code: str) -> None:
    placed = await post(talk)
    assert placed.ref is not None
    talk.slack.faults.error("chat.postMessage", code)
    shown = message("see", table())
    await talk.adapter.deliver(Edit(thread=talk.heard.thread, ref=placed.ref, message=shown, text="see"))
    _, note = first_lines(talk)
    assert note == "_numbers could not be sent (Slack refused it)_"
    assert "is not sent" in caplog.text


async def test_a_short_failure_costs_no_table(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botbridge_slack.attachments._PAUSE", 0.0)
    placed = await post(talk)
    assert placed.ref is not None
    talk.slack.faults.status(503, "chat.postMessage")
    talk.slack.faults.rate_limit("chat.postMessage", retry_after=0)
    shown = message("see", table())
    await talk.adapter.deliver(Edit(thread=talk.heard.thread, ref=placed.ref, message=shown, text="see"))
    assert first_lines(talk) == ["see", "**numbers**"]


async def test_names_and_cells_notify_nobody(talk: Talk) -> None:
    hostile = table(PING, columns=[PING], rows=[[PING]], total=1)
    await post(talk, hostile, element(PING, b"x"), element(PING, b"", id="empty"))
    await post(talk, element(PING, url="https://example.com/"), text="")
    assert talk.slack.pings == []
    assert "!channel>" in talk.slack.thread.text
