"""Writing first: to a conversation whose reference was kept, and to a person in a chat of their own."""

from __future__ import annotations

import json

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import ChannelAccount, ConversationParameters, ConversationReference
from teams_kit import MemoryHost, Sender, running

from botbridge.errors import Denied, Gone
from botbridge.testing.teams import FakeTeams, User
from botbridge_teams.adapter import TeamsAdapter


async def context_of(sender: Sender, adapter: TeamsAdapter | None = None) -> TurnContext:
    assert sender.cause is not None
    return (await (adapter or sender.adapter).extras(sender.cause))["teams_turn_context"]


def kept(context: TurnContext) -> ConversationReference:
    """The reference, as it comes back from wherever an app keeps it."""
    told = json.loads(json.dumps(TurnContext.get_conversation_reference(context.activity).serialize()))
    return ConversationReference().deserialize(told)


async def later(turn: TurnContext) -> None:
    await turn.send_activity("later")


async def test_a_conversation_is_written_to_after_a_restart(
    thread: Sender, chat: Sender, teams: FakeTeams, host: MemoryHost
) -> None:
    references = [kept(await context_of(sender)) for sender in (thread, chat)]
    async with running(teams, host) as again:
        context = await context_of(chat, again)
        for reference in references:
            await context.adapter.continue_conversation(reference, later)
    assert (thread.where.text, chat.where.text) == ("later", "later")


async def test_a_chat_is_opened_with_whoever_wrote_in_a_channel(thread: Sender, ada: User, teams: FakeTeams) -> None:
    context = await context_of(thread)
    await context.adapter.create_conversation(kept(context), later)
    assert (ada.chat.text, thread.where.text) == ("later", "")
    assert teams.calls_of("create")[0].status == 201


async def test_a_chat_is_opened_with_somebody_else(thread: Sender, teams: FakeTeams) -> None:
    eve, context = teams.user("eve"), await context_of(thread)
    await context.adapter.create_conversation(
        kept(context), later, ConversationParameters(members=[ChannelAccount(id=eve.id)])
    )
    assert eve.chat.text == "later"


async def test_nobody_is_written_to_who_does_not_have_the_app(thread: Sender, ada: User, teams: FakeTeams) -> None:
    context = await context_of(thread)
    ada.chat.place.installed = False
    with pytest.raises(Gone, match="BotNotInConversationRoster"):
        await context.adapter.create_conversation(kept(context), later)
    stranger = ConversationParameters(members=[ChannelAccount(id="29:nobody")])
    with pytest.raises(Denied, match="not known"):
        await context.adapter.create_conversation(kept(context), later, stranger)
