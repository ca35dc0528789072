"""What people do, and what the app hears of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from botbridge.testing.teams import FakeTeams, User

from .conftest import HandMade

EXECUTE = {"type": "Action.Execute", "title": "Go", "verb": "go", "data": {"n": 1}}
SUBMIT = {"type": "Action.Submit", "title": "Send", "data": {"n": 2}}
DIALOG = {"type": "Action.Submit", "title": "Open", "data": {"msteams": {"type": "task/fetch"}}}
NAME = {"type": "Input.Text", "id": "name", "isRequired": True, "errorMessage": "Who?"}


def content(*elements: dict[str, Any], actions: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    body = [{"type": "TextBlock", "text": "card"}, *elements]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": actions or []}


async def sent(app: HandMade, ada: User, card: dict[str, Any], **more: Any) -> Any:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    _, answer = await app.send(ada.chat, attachments=[attachment], **more)
    return ada.chat.messages[answer["id"]]


async def heard(app: HandMade) -> dict[str, Any]:
    await app.teams.delivered()
    return app.heard[-1]


async def test_a_personal_message_reaches_the_app(app: HandMade, ada: User) -> None:
    said = await ada.say("1 < 2 & 3")
    activity = await heard(app)
    assert (activity["type"], activity["text"], activity["id"]) == ("message", "1 < 2 & 3", said.id)
    assert activity["from"] == {"id": ada.id, "name": "Ada Lovelace", "aadObjectId": ada.aad_object_id}
    assert activity["conversation"]["conversationType"] == "personal"
    assert activity["attachments"][-1] == {"contentType": "text/html", "content": "<p>1 &lt; 2 &amp; 3</p>"}


async def test_elsewhere_it_has_to_be_named(app: HandMade, ada: User, teams: FakeTeams) -> None:
    await ada.say("hello all", teams.group())
    said = await ada.mention("hello bot", teams.channel())
    activity = await heard(app)
    assert len(app.heard) == 1
    assert activity["text"] == "<at>Botbridge</at> hello bot"
    assert activity["conversation"]["id"] == said.conversation.id == f"{teams.channel().id};messageid={said.id}"
    assert activity["entities"][0]["mentioned"]["id"] == activity["recipient"]["id"]
    await ada.mention("again", said.conversation)
    assert (await heard(app))["conversation"]["id"] == said.conversation.id
    teams.rsc = True
    await ada.say("aside", said.conversation)
    assert (await heard(app))["text"] == "aside"


async def test_what_people_do_to_messages_is_told(app: HandMade, ada: User, teams: FakeTeams) -> None:
    said = await ada.say("one")
    await app.send(ada.chat, text="answer")
    await ada.edit(said, "two")
    assert (await heard(app))["channelData"]["eventType"] == "editMessage"
    await ada.delete(said)
    assert (await heard(app))["type"] == "messageDelete"
    await ada.restore(said)
    assert (await heard(app))["channelData"]["eventType"] == "undeleteMessage"
    answer = ada.chat.shown[-1]
    await ada.react(answer, "heart")
    assert (await heard(app))["reactionsAdded"] == [{"type": "heart"}]
    await ada.unreact(answer, "heart")
    assert (await heard(app))["reactionsRemoved"] == [{"type": "heart"}]
    with pytest.raises(PermissionError):
        await ada.edit(answer, "mine")


async def test_the_app_comes_and_goes(app: HandMade, ada: User, teams: FakeTeams) -> None:
    await ada.install()
    await teams.delivered()
    await ada.uninstall()
    await teams.delivered()
    kinds = [one["type"] for one in app.heard]
    assert sorted(kinds[:2]) == sorted(kinds[2:]) == ["conversationUpdate", "installationUpdate"]
    await ada.install(teams.channel())
    assert "messageid" not in (await heard(app))["conversation"]["id"]
    await teams.user("eve").join(teams.group())
    assert (await heard(app))["membersAdded"][0]["id"] == teams.user("eve").id


async def test_a_button_is_executed_and_its_answer_shown(app: HandMade, ada: User) -> None:
    message = await sent(app, ada, content(NAME, actions=[EXECUTE]))
    with pytest.raises(ValueError, match="Who"):
        await ada.click(message, "Go")
    with pytest.raises(LookupError):
        await ada.click(message, "Stop")
    app.body = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": content()}
    delivery = await ada.click(message, "Go", {"name": "Ada"})
    assert delivery is not None
    assert delivery.problem == ""
    assert (await heard(app))["value"]["action"]["data"] == {"n": 1, "name": "Ada"}
    assert message.buttons == []
    app.body = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "done"}
    await ada.click(await sent(app, ada, content(actions=[EXECUTE])), "Go")
    assert ada.notice == "done"


@pytest.mark.parametrize("body", [None, {}, {"statusCode": 200}, {"statusCode": 200, "type": "x", "value": 1}])
async def test_an_answer_to_a_button_that_does_not_fit_is_an_error(app: HandMade, ada: User, body: Any) -> None:
    message = await sent(app, ada, content(actions=[EXECUTE]))
    app.body = body
    delivery = await ada.click(message, "Go")
    assert delivery is not None
    assert delivery.problem
    assert message.buttons == ["Go"]


async def test_submit_sends_a_message_with_its_data(app: HandMade, ada: User) -> None:
    message = await sent(app, ada, content(actions=[SUBMIT]))
    await ada.click(message, "Send")
    activity = await heard(app)
    assert (activity["type"], activity["value"], activity["replyToId"]) == ("message", {"n": 2}, message.id)
    assert "text" not in activity


async def test_a_dialog_opens_and_is_submitted(app: HandMade, ada: User) -> None:
    message = await sent(app, ada, content(actions=[DIALOG]))
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content(NAME, actions=[SUBMIT])}
    app.body = {"task": {"type": "continue", "value": {"title": "Form", "card": card}}}
    await ada.click(message, "Open")
    assert ada.dialog == card["content"]
    app.body = {"task": {"type": "message", "value": "thanks"}}
    await ada.submit({"name": "Ada"})
    assert (await heard(app))["value"]["data"] == {"n": 2, "name": "Ada"}
    assert (ada.dialog, ada.notice) == (None, "thanks")
    app.body = {"task": {"type": "continue", "value": {}}}
    await ada.click(message, "Open")
    assert ada.notice
    with pytest.raises(LookupError):
        await ada.submit()


async def test_feedback_wants_an_empty_answer(app: HandMade, ada: User) -> None:
    message = await sent(app, ada, content(), channelData={"feedbackLoop": {"type": "default"}})
    delivery = await ada.rate(message, "dislike", "too short")
    assert (delivery.activity["value"]["actionValue"]["reaction"], delivery.problem) == ("dislike", "")
    app.body = {"ok": True}
    assert (await ada.rate(message)).problem
    app.body = None
    plain = await sent(app, ada, content())
    with pytest.raises(LookupError):
        await ada.rate(plain)


async def test_an_activity_that_is_not_taken_comes_again(app: HandMade, ada: User, teams: FakeTeams) -> None:
    app.status = 503
    await ada.say("hi")
    await teams.delivered()
    assert (len(app.heard), teams.deliveries[0].retries, teams.deliveries[0].acknowledged) == (3, 2, False)
    assert len({one["id"] for one in app.heard}) == 1
    app.status = 401
    await ada.say("hi")
    await teams.delivered()
    assert teams.deliveries[1].retries == 0


async def test_an_app_that_takes_too_long_hears_it_again(ada: User, app: HandMade, teams: FakeTeams) -> None:
    teams.courier.deadline, app.pause = 0.05, 0.2
    await ada.say("hi")
    await teams.delivered()
    assert [one.reason for one in teams.deliveries[0].attempts] == ["no answer in time"] * 3
    await asyncio.sleep(0.2)


async def test_activities_can_arrive_twice(app: HandMade, ada: User, teams: FakeTeams) -> None:
    teams.faults.duplicate_deliveries = 1
    await ada.say("hi")
    await teams.delivered()
    assert len(app.heard) == 2
