"""Messages: what Teams takes, tears apart, refuses, and how it is read."""

from __future__ import annotations

from typing import Any

import pytest

from botbridge.testing.teams import FakeTeams, User
from botbridge.testing.teams.message import CARD, CONSENT

from .conftest import HandMade

BODY = [{"type": "TextBlock", "text": "in a card"}]


def card(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"type": "AdaptiveCard", "version": "1.5", "body": list(elements) or BODY, **more}
    return {"contentType": CARD, "content": content}


async def test_a_message_is_shown_edited_and_deleted(app: HandMade, ada: User) -> None:
    _, sent = await app.send(ada.chat, text="one")
    assert [message.text for message in ada.chat.shown] == ["one"]
    assert await app.update(ada.chat, sent["id"], text="two") == (200, sent)
    assert ada.chat.shown[0].versions == ["one", "two"]
    assert (await app.delete(ada.chat, sent["id"]))[0] == 200
    assert ada.chat.shown == []
    assert (await app.update(ada.chat, sent["id"], text="three"))[0] == 404


async def test_text_with_a_card_is_torn_apart_and_has_no_id(app: HandMade, ada: User) -> None:
    assert await app.send(ada.chat, text="above", attachments=[card()]) == (202, {})
    assert [message.text for message in ada.chat.shown] == ["above", "in a card"]
    _, sent = await app.send(ada.chat, text="one")
    status, answer = await app.update(ada.chat, sent["id"], text="above", attachments=[card()])
    assert (status, answer["error"]["message"]) == (400, "Activity resulted into multiple skype activities")


@pytest.mark.parametrize(
    ("activity", "status"),
    [
        ({}, 400),
        ({"text": " "}, 400),
        ({"text": "x", "textFormat": "html"}, 400),
        ({"attachments": [{"contentType": "application/zip"}]}, 400),
        ({"attachments": [{}]}, 400),
        ({"text": "x" * 60_000}, 413),
        ({"attachments": [card(*[{"type": "TextBlock", "text": "x" * 1000}] * 60)]}, 413),
        ({"attachments": [{"contentType": "image/png", "contentUrl": "http://example.com/a.png"}]}, 400),
        ({"attachments": [{"contentType": "image/png", "contentUrl": "data:image/png;base64,!!"}]}, 400),
        (
            {"attachments": [{"contentType": "image/png", "contentUrl": "data:image/png;base64," + "AAAA" * 350_000}]},
            413,
        ),
        (
            {"attachments": [{"contentType": "image/png", "contentUrl": "data:image/png;base64," + "AAAA" * 100_000}]},
            201,
        ),
        ({"attachments": [{"contentType": CONSENT, "name": "a", "content": {}}]}, 400),
        ({"text": "x", "entities": [{"type": "https://schema.org/Message", "@type": "Message"}] * 2}, 400),
        ({"text": "x", "entities": [{"type": "mention"}]}, 400),
        ({"text": "x", "entities": "none"}, 400),
    ],
)
async def test_what_is_no_message_is_refused(app: HandMade, ada: User, activity: dict[str, Any], status: int) -> None:
    got, answer = await app.send(ada.chat, **activity)
    assert (got, bool(ada.chat.shown)) == (status, status == 201), answer


async def test_places_that_are_not_known_or_left_are_refused(app: HandMade, ada: User, teams: FakeTeams) -> None:
    status, answer = await app.call("POST", "conversations/a:1nobody/activities", {"type": "message", "text": "x"})
    assert (status, answer["error"]["code"]) == (404, "ConversationNotFound")
    await ada.uninstall()
    status, answer = await app.send(ada.chat, text="x")
    assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_people_have_their_own_messages_to_themselves(app: HandMade, ada: User) -> None:
    said = await ada.say("mine")
    assert (await app.update(ada.chat, said.id, text="yours"))[0] == 403
    assert (await app.delete(ada.chat, said.id))[0] == 403


async def test_mentions_ping_whom_they_declare(app: HandMade, ada: User, teams: FakeTeams) -> None:
    entity = {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": ada.id, "name": "Ada"}}
    await app.send(ada.chat, text="hey <at>Ada</at>", entities=[entity])
    await app.send(ada.chat, text="hey <at>Eve</at>, and <at>Ada</at>")
    await app.send(ada.chat, text="nobody", entities=[entity])
    await app.send(
        ada.chat, attachments=[card({"type": "TextBlock", "text": "<at>Ada</at>"}, msteams={"entities": [entity]})]
    )
    assert [ping.who for ping in teams.pings] == [ada.id] * 2
    assert [one.text for one in ada.chat.shown] == ["hey @Ada", "hey Eve, and Ada", "nobody", "@Ada"]


async def test_a_message_in_a_channel_begins_a_thread(app: HandMade, ada: User, teams: FakeTeams) -> None:
    general = teams.channel("general")
    path = f"conversations/{general.id}/activities"
    _, sent = await app.call("POST", path, {"type": "message", "text": "news"})
    thread = teams.world.conversations[f"{general.id};messageid={sent['id']}"]
    await app.send(thread, text="more")
    assert [one.text for one in thread.shown] == ["news", "more"]


async def test_chats_can_be_opened(app: HandMade, ada: User, teams: FakeTeams) -> None:
    opening = {"isGroup": False, "members": [{"id": ada.id}], "channelData": {"tenant": {"id": ada.person.tenant}}}
    assert await app.call("POST", "conversations", opening) == (201, {"id": ada.chat.id})
    status, answer = await app.call("POST", "conversations", {**opening, "activity": {"type": "message", "text": "hi"}})
    assert (status, ada.chat.shown[0].id) == (201, answer["activityId"])
    assert (await app.call("POST", "conversations", {**opening, "members": [{"id": "29:x"}]}))[0] == 403
    assert (await app.call("POST", "conversations", {**opening, "channelData": {}}))[0] == 400


async def test_the_roster_knows_people_by_both_ids(app: HandMade, ada: User) -> None:
    for native_id in (ada.id, ada.aad_object_id):
        status, member = await app.call("GET", f"conversations/{ada.chat.id}/members/{native_id}")
        assert (status, member["email"], member["aadObjectId"]) == (200, "ada@example.com", ada.aad_object_id)
    assert (await app.call("GET", f"conversations/{ada.chat.id}/members/29:x"))[0] == 404
    _, page = await app.call("GET", f"conversations/{ada.chat.id}/pagedmembers")
    assert [one["id"] for one in page["members"]] == [ada.id]


async def test_typing_passes(app: HandMade, ada: User, teams: FakeTeams) -> None:
    await app.send(ada.chat, type="typing")
    assert ada.chat.working
    teams.clock.advance(3.1)
    assert not ada.chat.working
    await app.send(ada.chat, type="typing")
    await app.send(ada.chat, text="here")
    assert not ada.chat.working


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        ({"type": "TextBlock"}, "missing required property: text"),
        ({"type": "TextBlock", "text": "x", "size": "Huge"}, "size"),
        ({"type": "Marquee"}, "unknown element"),
        ({"type": "CodeBlock", "codeSnippet": "x", "language": "Klingon"}, "language"),
        (
            {"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": [{"type": "Cell"}]}]},
            "TableCell",
        ),
        ({"type": "Container", "items": [{"type": "TextBlock"}]}, "/body/0/items/0"),
        ({"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": "x"}]}, "url"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": [{"title": "x"}]}, "value"),
    ],
)
async def test_a_card_that_cannot_be_shown_is_refused(
    app: HandMade, ada: User, element: dict[str, Any], problem: str
) -> None:
    status, answer = await app.send(ada.chat, attachments=[card(element)])
    assert status == 400
    assert problem in answer["error"]["message"]


async def test_two_inputs_with_one_id_and_new_versions_are_refused(app: HandMade, ada: User) -> None:
    inputs = [{"type": "Input.Text", "id": "a"}] * 2
    for attachment in (card(*inputs), card(version="2.0"), card(version="x"), card(type="Card")):
        assert (await app.send(ada.chat, attachments=[attachment]))[0] == 400


async def test_a_card_is_read_as_it_is_seen(app: HandMade, ada: User) -> None:
    rows = [[{"type": "TextBlock", "text": word}] for word in ("a", "b")]
    table = {
        "type": "Table",
        "columns": [{"width": 1}] * 2,
        "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": row} for row in rows]}] * 2,
    }
    elements = [
        {"type": "TextBlock", "text": "Title", "style": "heading", "size": "ExtraLarge"},
        table,
        {"type": "CodeBlock", "codeSnippet": "x = 1", "language": "Python"},
        {"type": "Container", "style": "emphasis", "items": [{"type": "TextBlock", "text": "said"}]},
        {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
        {"type": "Icon", "name": "x", "fallback": {"type": "TextBlock", "text": "instead"}},
    ]
    actions = [{"type": "Action.OpenUrl", "title": "Open", "url": "https://example.com"}]
    await app.send(ada.chat, attachments=[card(*elements, actions=actions)])
    (shown,) = ada.chat.shown
    assert shown.text == (
        "# Title\n\n| a | b |\n| --- | --- |\n| a | b |\n\n```python\nx = 1\n```\n\n> said\n\na: b\n\ninstead"
    )
    assert shown.buttons == ["Open"]
