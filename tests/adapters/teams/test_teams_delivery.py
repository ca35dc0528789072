"""Effects become what people see, over real HTTP, also when Teams refuses, fails or forgets to answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from outgoing import message
from teams_kit import MemoryHost, Sender, running

from botbridge.capability import Rate
from botbridge.errors import Denied, Gone, RateLimited, Refused, Unavailable
from botbridge.model.effect import Delete, Post, StreamAppend, Working
from botbridge.model.event import ChatClosed, MessageReceived
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.mention import mention
from botbridge.testing.teams import FakeTeams, User, limits
from botbridge_teams import address, capabilities
from botbridge_teams.adapter import TeamsAdapter

TABLE = "| a | b |\n| - | - |\n| 1 | 2 |"


async def in_group(teams: FakeTeams, ada: User, host: MemoryHost, adapter: TeamsAdapter) -> Sender:
    said = await ada.mention("hi", teams.group())
    await teams.delivered()
    return Sender(adapter, said.conversation, host.events[-1])


async def test_an_answer_stands_where_it_was_asked_for(
    chat: Sender, thread: Sender, teams: FakeTeams, ada: User, host: MemoryHost, adapter: TeamsAdapter
) -> None:
    group = await in_group(teams, ada, host, adapter)
    for sender in (chat, thread, group):
        ref = await sender.post("**Hi** there")
        shown = await sender.where.reply()
        assert shown.text == "**Hi** there"
        assert address.activity_id(ref) == shown.id
        assert MessageRef.parse(str(ref)) == ref


async def test_a_message_is_edited_and_taken_away(chat: Sender, thread: Sender) -> None:
    for sender in (chat, thread):
        ref = await sender.post("one")
        shown = await sender.where.reply()
        for _ in range(2):
            await sender.edit(ref, "two")
        assert (shown.text, shown.versions[0]) == ("two", "one")
        for _ in range(2):
            await sender.adapter.deliver(Delete(thread=sender.key, ref=ref, message_id="m"))
        assert shown.deleted


async def test_what_text_cannot_show_is_one_card_with_everything(chat: Sender) -> None:
    ref = await chat.post(f"before\n\n{TABLE}\n\nafter")
    shown = await chat.where.reply()
    (card,) = shown.cards
    assert [one["type"] for one in card["body"]] == ["TextBlock", "Table", "TextBlock"]
    assert "text" not in shown.raw
    await chat.edit(ref, "plain again")
    assert (shown.text, shown.cards) == ("plain again", [])


async def test_a_card_that_is_refused_goes_out_as_text(
    chat: Sender, teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    teams.faults.error(400, "BadSyntax", "send")
    ref = await chat.post(TABLE)
    shown = await chat.where.reply()
    assert shown.cards == []
    assert all(word in shown.text for word in "ab12")
    teams.faults.error(400, "BadSyntax", "update")
    await chat.edit(ref, TABLE.replace("1", "3"))
    assert "3" in shown.text
    assert caplog.text.count("its card was refused") == 2


async def test_text_that_is_refused_is_refused(chat: Sender, teams: FakeTeams) -> None:
    teams.faults.error(400, "BadSyntax", "send")
    with pytest.raises(Refused) as caught:
        await chat.post("plain")
    assert caught.value.code == "BadSyntax"
    assert len(teams.calls_of("send")) == 1


async def test_a_message_that_is_too_large_is_refused_with_the_code_that_says_so(chat: Sender) -> None:
    with pytest.raises(Refused) as caught:
        await chat.post("x" * limits.MESSAGE_BYTES)
    assert caught.value.code == "MessageSizeTooBig"


async def test_the_longest_part_arrives_whole(chat: Sender) -> None:
    text = ("word " * 10_000)[: capabilities.TEXT_UNITS].rstrip()
    text = text[: len(text) - max(0, chat.adapter.measure(text) - capabilities.TEXT_UNITS)]
    assert chat.adapter.measure(text) <= capabilities.TEXT_UNITS
    await chat.post(text)
    assert (await chat.where.reply()).text == text.rstrip()


async def test_where_the_app_was_taken_away_the_chat_ends(
    chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost
) -> None:
    chat.where.place.installed = False
    for _ in range(2):
        with pytest.raises(Gone):
            await chat.post("hello?")
    (closed,) = [one for one in host.events if isinstance(one, ChatClosed)]
    assert closed.thread == chat.key
    chat.cause = None
    with pytest.raises(Gone):
        await chat.post("hello?")


async def test_a_message_that_is_gone_is_said_to_be_gone(chat: Sender, host: MemoryHost) -> None:
    ref = await chat.post("one")
    (await chat.where.reply()).deleted = True
    with pytest.raises(Gone):
        await chat.edit(ref, "two")
    assert not any(isinstance(one, ChatClosed) for one in host.events)


async def test_who_is_mentioned_is_notified_and_nobody_else(thread: Sender, teams: FakeTeams, ada: User) -> None:
    known, stranger = mention(ada.aad_object_id, "Ada Lovelace"), mention("nobody", "Bob")
    await thread.post(f"{known} and {stranger} and <at>Eve</at>")
    shown = await thread.where.reply()
    assert shown.text.replace("\u200b", "") == "@Ada Lovelace and @Bob and <at>Eve</at>"
    assert [one["id"] for one in shown.mentions] == [ada.id]
    assert [one.who for one in teams.pings] == [ada.id]
    await thread.post(f"{TABLE}\n\n{known}")
    shown = await thread.where.reply()
    assert [one["id"] for one in shown.mentions] == [ada.id]


async def test_growing_answers_are_labelled_and_say_that_more_comes(thread: Sender, adapter: TeamsAdapter) -> None:
    ref = await thread.post("The answer", streaming=True)
    shown = await thread.where.reply()
    assert (shown.text, shown.ai_label) == ("The answer …", True)
    await thread.edit(ref, "The answer is", streaming=True)
    assert shown.text == "The answer is …"
    await thread.edit(ref, "The answer is 42.")
    assert (shown.text, shown.ai_label) == ("The answer is 42.", True)
    await thread.post("Said at once.", id="other")
    assert not (await thread.where.reply()).ai_label


async def test_the_label_stays_when_a_message_is_edited_after_a_restart(
    thread: Sender, teams: FakeTeams, host: MemoryHost
) -> None:
    ref = MessageRef.parse(str(await thread.post("The answer", streaming=True)))
    shown = await thread.where.reply()
    async with running(teams, host) as again:
        await Sender(again, thread.where, thread.cause).edit(ref, "edited", id="another")
    assert (shown.text, shown.ai_label) == ("edited", True)


async def test_the_label_can_be_left_off(teams: FakeTeams, ada: User, tmp_path: Path) -> None:
    host = MemoryHost(teams.env(), tmp_path, teams={"ai_label": False})
    async with running(teams, host) as adapter:
        said = await ada.say("hi")
        await teams.delivered()
        chat = Sender(adapter, said.conversation, host.events[-1])
        ref = await chat.open("The answer")
        await chat.close(ref, "The answer is 42.")
        shown = await ada.chat.reply()
    assert (shown.text, shown.ai_label) == ("The answer is 42.", False)


async def test_being_at_work_is_typing_in_groups_and_nothing_in_channels(
    thread: Sender, teams: FakeTeams, ada: User, host: MemoryHost, adapter: TeamsAdapter
) -> None:
    group = await in_group(teams, ada, host, adapter)
    for on in (True, False):
        await adapter.deliver(Working(thread=group.key, cause=group.cause, on=on))
        await adapter.deliver(Working(thread=thread.key, cause=thread.cause, on=on))
    (call,) = teams.calls_of("typing")
    assert call.conversation == group.where.id


async def test_half_a_character_is_sent_as_a_question_mark(chat: Sender) -> None:
    await chat.post("a \ud83d b")
    assert (await chat.where.reply()).text == "a ? b"


async def test_a_token_that_was_revoked_is_replaced(chat: Sender, teams: FakeTeams) -> None:
    await chat.post("one")
    teams.authority.revoke()
    await chat.post("two")
    assert [one.text for one in chat.where.answers] == ["one", "two"]
    assert len(teams.calls_of("token")) == 2


async def test_an_app_that_is_not_let_in_says_what_to_check(chat: Sender, teams: FakeTeams) -> None:
    teams.faults.error(401, "Unauthorized", "send", times=None)
    with pytest.raises(Denied, match="TEAMS_APP_PASSWORD"):
        await chat.post("one")
    assert len(teams.calls_of("send")) == 2


async def test_calls_that_may_have_arrived_say_so(chat: Sender, teams: FakeTeams) -> None:
    teams.faults.drop("send")
    with pytest.raises(Unavailable) as dropped:
        await chat.post("one")
    teams.faults.rate_limit("send", retry_after=7)
    with pytest.raises(RateLimited) as limited:
        await chat.post("one")
    assert (dropped.value.ambiguous, limited.value.retry_after) == (True, 7.0)


async def test_many_speak_at_once_with_one_token(chat: Sender, teams: FakeTeams) -> None:
    await asyncio.gather(*(chat.post(f"{number}", id=f"m{number}") for number in range(7)))
    assert len(chat.where.answers) == 7
    assert len(teams.calls_of("token")) == 1


async def test_a_stored_conversation_is_written_to_after_a_restart(
    thread: Sender, teams: FakeTeams, host: MemoryHost
) -> None:
    heard = host.messages[0]
    steps = [{"type": "user_message", "metadata": {"ref": str(heard.ref)}}, {"type": "assistant_message"}]
    host.threads = {thread.key.thread_id: {"id": thread.key.thread_id, "steps": steps}}
    async with running(teams, host) as again:
        later = Sender(again, thread.where)
        await later.post("Good morning")
        assert (await thread.where.reply()).text == "Good morning"


async def test_where_nobody_wrote_yet_an_emulators_address_is_not_guessed(adapter: TeamsAdapter) -> None:
    nowhere = ThreadKey(address.PLATFORM, ("19:x@thread.v2",))
    with pytest.raises(Refused) as caught:
        await adapter.deliver(Post(thread=nowhere, message=message("hi"), text="hi"))
    assert caught.value.code == "unknown_service_url"


async def test_an_address_that_changes_is_followed(chat: Sender, ada: User, teams: FakeTeams, host: MemoryHost) -> None:
    dead = "http://127.0.0.1:9/"
    moved = {**host.messages[0].raw, "id": "moved", "serviceUrl": dead}
    await teams.post_raw(json.dumps(moved).encode(), token=teams.authority.sign(dead))
    with pytest.raises(Unavailable) as caught:
        await chat.post("one")
    assert not caught.value.ambiguous
    await ada.say("again")
    await teams.delivered()
    await chat.post("two")
    assert chat.where.text == "two"


# pacing


def allowed(rates: Iterable[Rate], seconds: float) -> float:
    """How many calls buckets let through in any window of so many seconds, at most."""
    return min(one.burst + one.per_second * seconds for one in rates)


@pytest.mark.parametrize("kind", [Post, Delete])
def test_the_pace_keeps_every_window(kind: type) -> None:
    key = address.thread_key("a:1")
    ref = address.message_ref("a:1", "1", "https://smba.example/", "tenant", "")
    effect = (
        Post(thread=key, message=message("x"), text="x")
        if kind is Post
        else Delete(thread=key, ref=ref, message_id="m")
    )
    for seconds, calls in limits.SEND_WINDOWS:
        assert allowed(capabilities.rates(effect), seconds) <= calls


def test_the_pace_is_the_conversations_and_the_tenants() -> None:
    raw = {"conversation": {"id": "a:1", "tenantId": "t1"}}
    cause = MessageReceived(key="k", thread=address.thread_key("a:1"), raw=raw, text="hi", author=None)
    said = Post(thread=cause.thread, cause=cause, message=message("x"), text="x")
    assert [one.key for one in capabilities.rates(said)] == ["teams:tenant:t1", "teams:a:1", "teams:a:1:hour"]
    ref = address.message_ref("a:1", "1", "https://smba.example/", "t1", "")
    grown = StreamAppend(thread=cause.thread, ref=ref, message=message("x"), text="x")
    assert [(one.key, one.per_second) for one in capabilities.rates(grown)] == [("teams:a:1:stream", 1.0)]
    assert capabilities.rates(Working(thread=cause.thread, on=True)) == []
    shared = capabilities.rates(said)[0]
    assert shared.per_second + shared.burst <= limits.TENANT_PER_SECOND
