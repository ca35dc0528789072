"""From the connector to the inbox: stored before it is acknowledged, once, and answered where somebody waits."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity
from teams_kit import MemoryHost, Sender

from botbridge.model.event import ChatClosed, ChatOpened, dump, load
from botbridge.testing.teams import FakeTeams, User
from botbridge_teams.adapter import TeamsAdapter


async def test_both_addresses_take_activities(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost
) -> None:
    assert teams.deliver_to is not None
    await ada.say("one")
    await teams.delivered()
    teams.deliver_to = teams.deliver_to.replace("/teams/events", "/api/messages")
    await ada.say("two")
    await teams.delivered()
    assert [one.text for one in host.messages] == ["one", "two"]


async def test_an_activity_is_acknowledged_after_it_was_stored(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost
) -> None:
    gate = asyncio.Event()
    host.before_storing = gate.wait
    await ada.say("hi")
    await asyncio.sleep(0.1)
    assert not teams.deliveries[0].attempts
    gate.set()
    await teams.delivered()
    assert teams.deliveries[0].status == 200


async def test_what_cannot_be_stored_comes_again(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost
) -> None:
    tries = iter((True, False))

    async def first_full() -> None:
        host.full = next(tries)

    host.before_storing = first_full
    await ada.say("hi")
    await teams.delivered()
    assert [one.status for one in teams.deliveries[0].attempts] == [503, 200]
    assert [one.text for one in host.messages] == ["hi"]


async def test_an_activity_that_comes_twice_is_one(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost
) -> None:
    teams.faults.duplicate_deliveries = 1
    await ada.say("hi")
    await teams.delivered()
    teams.redeliver(teams.deliveries[0])
    await teams.delivered()
    assert len(host.events) == 1
    assert [one.status for one in teams.deliveries] == [200] * 3


async def test_unknown_types_are_taken_and_logged(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "botbridge_teams")
    for kind in ("somethingNew", "typing"):
        activity = {**_plain(teams, ada), "type": kind}
        assert (await teams.post_raw(json.dumps(activity).encode())).status == 200
    assert caplog.text.count("are not known") == 1
    assert "somethingNew" in caplog.text


def _plain(teams: FakeTeams, ada: User) -> dict[str, Any]:
    return {
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": teams.world.service_url(ada.person.tenant),
        "from": ada.person.account(),
        "recipient": teams.world.bot.account(),
        "conversation": ada.chat.account(),
    }


async def test_what_people_change_afterwards_is_taken_and_nothing(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost
) -> None:
    said = await ada.say("one")
    await ada.edit(said, "two")
    await ada.delete(said)
    await ada.restore(said)
    await ada.type()
    await teams.delivered()
    assert [one.text for one in host.messages] == ["one"]
    assert {one.status for one in teams.deliveries} == {200}


async def test_coming_and_going(adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost) -> None:
    await ada.install()
    await teams.delivered()
    assert [type(one) for one in host.events] == [ChatOpened, ChatOpened]
    assert len({one.thread for one in host.events}) == 1
    await ada.uninstall()
    await teams.delivered()
    assert [type(one) for one in host.events[2:]] == [ChatClosed, ChatClosed]


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [
        ("adaptiveCard/action", 200, "activity.message"),
        ("task/fetch", 200, "Nothing is behind"),
        ("task/submit", 200, "Nothing is behind"),
        ("signin/verifyState", 412, "sign in"),
        ("signin/tokenExchange", 412, "sign in"),
        ("composeExtension/query", 501, ""),
        ("message/submitAction", 200, ""),
    ],
)
async def test_invokes_are_answered_with_what_teams_understands(
    adapter: TeamsAdapter, teams: FakeTeams, ada: User, host: MemoryHost, name: str, status: int, word: str
) -> None:
    await ada.say("hi")
    await teams.delivered()
    delivery = await ada._invoke(ada.chat, name, {})
    assert (delivery.status, delivery.problem) == (status, "")
    assert word in delivery.attempts[-1].answer
    assert delivery.latency < 1
    assert len(host.events) == 1


async def test_apps_find_the_turn_context_of_the_sdk(chat: Sender, ada: User) -> None:
    assert chat.cause is not None
    extras = await chat.adapter.extras(chat.cause)
    context = extras["teams_turn_context"]
    assert isinstance(context, TurnContext)
    assert (context.activity.text, context.activity.from_property.aad_object_id) == ("hi", ada.aad_object_id)
    sent = await context.send_activity("from the SDK")
    await context.update_activity(Activity(id=sent.id, type="message", text="edited by the SDK"))
    assert ada.chat.text == "edited by the SDK"
    await context.delete_activity(sent.id)
    assert ada.chat.text == ""


async def test_the_turn_context_is_there_after_a_restart_too(chat: Sender, host: MemoryHost, teams: FakeTeams) -> None:
    assert chat.cause is not None
    stored = load(json.loads(json.dumps(dump(chat.cause))))
    context = (await chat.adapter.extras(stored))["teams_turn_context"]
    await context.send_activity("again")
    assert chat.where.text == "again"


async def test_people_are_completed_from_the_roster_once(chat: Sender, teams: FakeTeams) -> None:
    author = chat.cause.author if chat.cause else None
    assert author is not None
    told = await asyncio.gather(*(chat.adapter.author(author) for _ in range(5)))
    assert {(one.name, one.email) for one in told} == {("Ada Lovelace", "ada@example.com")}
    assert len(teams.calls_of("member")) == 1


async def test_a_roster_that_fails_changes_nothing(chat: Sender, teams: FakeTeams) -> None:
    author = chat.cause.author if chat.cause else None
    assert author is not None
    teams.faults.status(503, "member")
    assert await chat.adapter.author(author) == author
    assert await chat.adapter.author(author) == author
    assert len(teams.calls_of("member")) == 1
    stranger = type(author)(platform="teams", native_id="nobody")
    assert await chat.adapter.author(stranger) == stranger


async def test_before_and_after_its_life_nothing_is_taken(teams: FakeTeams, host: MemoryHost) -> None:
    adapter = TeamsAdapter.create(host)  # type: ignore[arg-type]
    assert not adapter.ready
    async with adapter.run():
        assert adapter.ready
    assert not adapter.ready
