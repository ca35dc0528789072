"""A bot of the real SDK talks to the fake as it would to Teams."""

from __future__ import annotations

from botbridge.testing.teams import FakeTeams


async def test_it_answers_in_chats_groups_and_threads(sdk: FakeTeams) -> None:
    ada = sdk.user("ada")
    for said in (
        await ada.say("hi"),
        await ada.mention("hi", sdk.group()),
        await ada.mention("hi", sdk.channel()),
    ):
        assert (await said.conversation.reply(15)).text == "echo: hi"
    await sdk.delivered()
    assert [delivery.status for delivery in sdk.deliveries] == [201] * 3
    assert all(call.token for call in sdk.calls_of("send"))


async def test_it_edits_and_deletes(sdk: FakeTeams) -> None:
    ada = sdk.user("ada")
    said = await ada.say("edit")
    (edited,) = await said.conversation.settled(15)
    assert (edited.text, edited.versions, edited.edited) == ("after", ["before", "after"], True)
    await ada.say("delete")
    (gone,) = await said.conversation.settled(15)
    assert gone.text == "gone"


async def test_its_cards_can_be_clicked_and_it_welcomes(sdk: FakeTeams) -> None:
    ada = sdk.user("ada")
    await ada.install()
    assert (await ada.chat.reply(15)).text == "welcome"
    await ada.say("card")
    card = await ada.chat.reply(15)
    assert (card.text, card.buttons) == ("a card", ["Go"])
    delivery = await ada.click(card, "Go")
    assert delivery is not None
    assert delivery.activity["value"]["action"]["data"] == {"n": 1}
    # What the SDK answers there is not what Teams wants, and people see an error.
    assert delivery.problem


async def test_it_turns_forged_activities_away(sdk: FakeTeams) -> None:
    forged = sdk.authority.sign("https://elsewhere.example/")
    body = b'{"type": "message", "channelId": "msteams", "serviceUrl": "x", "conversation": {"id": "a"}, "id": "1"}'
    assert (await sdk.post_raw(body, token=forged)).status in (401, 403, 500)
    assert sdk.calls_of("send") == []
