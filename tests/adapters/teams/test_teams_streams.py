"""Native streams: begun, gone over from a progress bar, stopped by people, lost, and never twice at a time."""

from __future__ import annotations

import asyncio

import pytest
from outgoing import element
from teams_kit import MemoryHost, Sender

from botbridge.errors import RateLimited, Refused, StreamLost, StreamStopped, Unavailable
from botbridge.model.effect import Working
from botbridge.model.event import StopRequested
from botbridge.testing.teams import FakeTeams, User
from botbridge_teams import address
from botbridge_teams.capabilities import STREAM_BEAT, STREAM_INTERVAL
from botbridge_teams.streams import Open, Streams


class Time:
    """The adapter's clock for streams, moved by hand."""

    def __init__(self, sender: Sender) -> None:
        self.seconds = 1_000.0
        sender.adapter._running().delivery._streams.now = lambda: self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def time(chat: Sender) -> Time:
    return Time(chat)


async def working(sender: Sender, *, on: bool = True) -> None:
    await sender.adapter.deliver(Working(thread=sender.key, cause=sender.cause, on=on))


async def test_a_stream_is_told_the_whole_text_each_time(chat: Sender, teams: FakeTeams) -> None:
    ref = await chat.open("The")
    (shown,) = chat.where.answers
    await chat.append(ref, "The answer")
    assert (shown.text, shown.streaming, shown.ai_label) == ("The answer", True, False)
    await chat.close(ref, "The answer is 42.")
    assert (shown.text, shown.streaming, shown.ai_label) == ("The answer is 42.", False, True)
    infos = [call.stream for call in teams.calls if call.stream]
    assert [one.get("streamSequence") for one in infos] == [1, 2, None]
    assert {one.get("streamId") for one in infos[1:]} == {shown.id}
    assert address.activity_id(ref) == shown.id


async def test_the_end_may_be_a_card_and_have_files(chat: Sender) -> None:
    ref = await chat.open("| a |")
    await chat.close(ref, "| a |\n| - |\n| 1 |", element("dot.png", b"png", mime="image/png"))
    answer, picture = chat.where.answers
    assert [one["type"] for one in answer.cards[0]["body"]] == ["Table"]
    assert (answer.ai_label, picture.files, picture.ai_label) == (True, ["dot.png"], False)


async def test_a_card_at_the_end_that_is_refused_is_text(chat: Sender, teams: FakeTeams) -> None:
    ref = await chat.open("| a |")
    teams.faults.error(400, "BadSyntax", "stream.final")
    await chat.close(ref, "| a |\n| - |\n| 1 |")
    (shown,) = chat.where.answers
    assert (shown.cards, shown.streaming) == ([], False)
    assert "1" in shown.text


async def test_outside_of_personal_chats_there_is_no_stream(thread: Sender, teams: FakeTeams) -> None:
    with pytest.raises(StreamLost):
        await thread.open("The")
    assert [call for call in teams.calls if call.stream] == []


async def test_one_stream_at_a_time(chat: Sender) -> None:
    ref = await chat.open("one", id="m1")
    with pytest.raises(StreamLost, match="one at a time"):
        await chat.open("two", id="m2")
    await chat.close(ref, "one", id="m1")
    await chat.close(await chat.open("two", id="m2"), "two", id="m2")
    assert [one.text for one in chat.where.answers] == ["one", "two"]


async def test_where_streams_are_refused_none_is_tried_for_a_while(chat: Sender, teams: FakeTeams, time: Time) -> None:
    teams.faults.no_streams = True
    for _ in range(3):
        with pytest.raises(StreamLost):
            await chat.open("The")
    await working(chat)
    assert len(teams.calls_of("stream.start")) == 1
    assert chat.where.working  # by a typing indicator
    teams.faults.clear()
    time.pass_by(601)
    await chat.close(await chat.open("The"), "The")


async def test_what_streams_lose_is_a_stream_lost(chat: Sender, teams: FakeTeams) -> None:
    teams.faults.stream_dies(chunks=1, times=2)
    ref = await chat.open("The")
    with pytest.raises(StreamLost) as caught:
        await chat.append(ref, "The answer")
    assert not isinstance(caught.value, StreamStopped)
    calls = len(teams.calls)
    with pytest.raises(StreamLost):
        await chat.append(ref, "The answer is")
    assert len(teams.calls) == calls  # nobody is asked about a stream that is over
    ref = await chat.open("Two")
    with pytest.raises(StreamLost):
        await chat.close(ref, "Two and a half")


async def test_after_two_minutes_the_message_goes_on_by_edits(chat: Sender, teams: FakeTeams) -> None:
    ref = await chat.open("The")
    teams.clock.advance(121)
    with pytest.raises(StreamLost, match="streaming time"):
        await chat.append(ref, "The answer")
    await chat.edit(ref, "The answer is 42.")
    (shown,) = chat.where.answers
    assert (shown.text, shown.ai_label) == ("The answer is 42.", True)


async def test_an_open_stream_is_not_edited(chat: Sender) -> None:
    ref = await chat.open("The")
    with pytest.raises(Refused) as caught:
        await chat.edit(ref, "Another")
    assert caught.value.code == "ContentStreamNotAllowed"


@pytest.mark.parametrize("ends", [False, True])
async def test_stop_is_told_once_by_the_next_call(chat: Sender, ada: User, host: MemoryHost, *, ends: bool) -> None:
    ref = await chat.open("The")
    await ada.stop()
    with pytest.raises(StreamStopped):
        await (chat.close(ref, "The answer") if ends else chat.append(ref, "The answer"))
    (stop,) = [one for one in host.events if isinstance(one, StopRequested)]
    assert (stop.thread, stop.author) == (chat.key, host.messages[0].author)
    (shown,) = chat.where.answers
    assert (shown.text, shown.stopped) == ("The", True)


async def test_a_stop_that_cannot_be_stored_is_logged(
    chat: Sender, ada: User, host: MemoryHost, caplog: pytest.LogCaptureFixture
) -> None:
    ref = await chat.open("The")
    await ada.stop()
    host.full = True
    with pytest.raises(StreamStopped):
        await chat.append(ref, "The answer")
    assert "is lost: the disk is full" in caplog.text


# the progress bar


async def test_the_progress_bar_becomes_the_stream(chat: Sender, teams: FakeTeams, time: Time) -> None:
    await working(chat)
    assert (chat.where.progress, chat.where.answers) == ("Thinking…", [])
    with pytest.raises(RateLimited) as caught:
        await chat.open("The")
    assert caught.value.retry_after == STREAM_INTERVAL
    time.pass_by(STREAM_INTERVAL)
    ref = await chat.open("The")
    await chat.close(ref, "The answer")
    await working(chat, on=False)
    assert ([one.text for one in chat.where.answers], chat.where.progress) == (["The answer"], "")
    methods = [call.method for call in teams.calls if call.conversation == chat.where.id]
    assert methods == ["stream.informative", "stream.chunk", "stream.final"]


async def test_the_progress_bar_becomes_the_message(chat: Sender, teams: FakeTeams) -> None:
    await working(chat)
    ref = await chat.post("The answer")
    (shown,) = chat.where.answers
    assert (shown.text, shown.id, shown.ai_label) == ("The answer", address.activity_id(ref), False)
    await chat.edit(ref, "Another")
    assert (shown.text, chat.where.progress) == ("Another", "")
    assert teams.calls_of("send") == []


async def test_without_an_answer_the_progress_bar_goes(chat: Sender, teams: FakeTeams) -> None:
    await working(chat, on=False)
    assert teams.calls_of("delete") == []
    await working(chat)
    await working(chat, on=False)
    assert (chat.where.progress, chat.where.shown[1:]) == ("", [])
    assert len(teams.calls_of("delete")) == 1


async def test_a_progress_bar_that_stays_is_logged(
    chat: Sender, teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "botbridge_teams")
    await working(chat)
    teams.faults.error(403, "ForbiddenOperationException", "delete")
    await working(chat, on=False)
    assert "stays until its time is over" in caplog.text


async def test_the_progress_bar_is_said_again_to_hear_of_a_stop(
    chat: Sender, teams: FakeTeams, time: Time, ada: User, host: MemoryHost
) -> None:
    for _ in range(3):
        await working(chat)
    assert len(teams.calls_of("stream.informative")) == 1
    time.pass_by(STREAM_BEAT)
    await working(chat)
    assert [one.stream["streamSequence"] for one in teams.calls_of("stream.informative")] == [1, 2]
    await ada.stop()
    time.pass_by(STREAM_BEAT)
    with pytest.raises(StreamStopped):
        await working(chat)
    assert [type(one) for one in host.events[1:]] == [StopRequested]


async def test_an_answer_after_a_stop_is_a_message_of_its_own(chat: Sender, ada: User, host: MemoryHost) -> None:
    await working(chat)
    await ada.stop()
    await chat.post("The answer")
    assert chat.where.text == "The answer"
    assert [type(one) for one in host.events[1:]] == [StopRequested]


async def test_a_progress_bar_whose_time_is_over_does_not_take_the_answer_along(chat: Sender, teams: FakeTeams) -> None:
    await working(chat)
    teams.clock.advance(121)
    await chat.post("The answer")
    assert (chat.where.text, len(chat.where.answers)) == ("The answer", 1)


@pytest.mark.parametrize("after", [False, True])
async def test_an_answer_whose_acknowledgement_was_lost_is_said_once(
    chat: Sender, teams: FakeTeams, *, after: bool
) -> None:
    await working(chat)
    teams.faults.drop("stream.final", after=after)
    with pytest.raises(Unavailable):
        await chat.post("The answer")
    await chat.post("The answer")
    assert [one.text for one in chat.where.answers] == ["The answer"]


async def test_a_stream_that_goes_over_and_is_lost_begins_anew(chat: Sender, teams: FakeTeams, time: Time) -> None:
    await working(chat)
    teams.clock.advance(121)
    time.pass_by(121)
    with pytest.raises(StreamLost):
        await chat.open("The")
    await chat.close(await chat.open("The"), "The answer")
    assert chat.where.text == "The answer"


# the table of streams


async def test_calls_of_one_conversation_go_one_after_the_other() -> None:
    streams, key, order = Streams(), address.thread_key("a:1"), []

    async def call(name: str) -> None:
        async with streams.turn(key):
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    await asyncio.gather(call("a"), call("b"))
    assert order == ["a in", "a out", "b in", "b out"]
    assert not streams._turns


def test_what_is_remembered_of_refusals_is_bounded() -> None:
    streams = Streams(lambda: 0.0)
    for number in range(10_001):
        streams.refuse(address.thread_key(f"a:{number}"))
    assert not streams.are_refused(address.thread_key("a:0"))
    assert streams.are_refused(address.thread_key("a:10000"))


def test_sequences_count_up() -> None:
    open_ = Open("1")
    assert [open_.next(0.0)["streamSequence"] for _ in range(3)] == [2, 3, 4]
