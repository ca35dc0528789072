"""The activities that Teams sends for what people do."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any

from botbridge.testing.teams.conversations import Conversation, Place
from botbridge.testing.teams.message import Message
from botbridge.testing.teams.people import Person
from botbridge.testing.teams.world import World

JSON = dict[str, Any]


def activity(world: World, kind: str, person: Person | None, where: Conversation, **fields: Any) -> JSON:
    """Return what all activities of a person have in common, with `fields`."""
    who = {"from": person.account(), "locale": person.locale, "localTimezone": person.timezone} if person else {}
    entities = [_client_info(person)] if person else []
    return {
        "type": kind,
        "timestamp": world.stamp(),
        "localTimestamp": world.stamp(),
        "channelId": "msteams",
        "serviceUrl": world.service_url(where.place.tenant),
        **who,
        "conversation": where.account(),
        "recipient": world.bot.account(),
        "entities": entities,
        "channelData": channel_data(where.place),
        **fields,
    }


def _client_info(person: Person) -> JSON:
    told = {"locale": person.locale, "country": person.country, "platform": "Web", "timezone": person.timezone}
    return {"type": "clientInfo", **told}


def channel_data(place: Place, **more: Any) -> JSON:
    """Return what Teams adds to activities of a place."""
    team = {"teamsChannelId": place.id, "teamsTeamId": place.team, "channel": {"id": place.id}} if place.team else {}
    named = {"team": {"id": place.team}} if place.team else {}
    return {**team, **named, "tenant": {"id": place.tenant}, **more}


def said(
    world: World,
    person: Person,
    where: Conversation,
    text: str,
    *,
    mention: bool = False,
    attachments: Sequence[JSON] = (),
) -> JSON:
    """Return a message; with `mention` it begins with the app's name."""
    base = activity(world, "message", person, where)
    tag = f"<at>{world.bot.name}</at>"
    whole = f"{tag} {text}".rstrip() if mention else text
    if mention:
        base["entities"] = [{"mentioned": world.bot.account(), "text": tag, "type": "mention"}, *base["entities"]]
    twin = {"contentType": "text/html", "content": f"<p>{_html(world, text, mention)}</p>"}
    return {**base, "text": whole, "textFormat": "plain", "attachments": [*attachments, twin]}


def _html(world: World, text: str, mention: bool) -> str:
    itemtype = 'itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0"'
    named = f"<span {itemtype}>{html.escape(world.bot.name)}</span>&nbsp;" if mention else ""
    return named + html.escape(text, quote=False)


def changed(world: World, person: Person, message: Message, kind: str, event: str) -> JSON:
    """Return `messageUpdate` or `messageDelete` for a person's message as it is now."""
    where = message.conversation
    text = {"text": message.raw.get("text", ""), "textFormat": "plain"} if kind == "messageUpdate" else {}
    told = channel_data(where.place, eventType=event)
    return activity(world, kind, person, where, id=message.id, channelData=told, **text)


def reacted(world: World, person: Person, message: Message, kind: str, *, added: bool) -> JSON:
    """Return `messageReaction` for a message of the app."""
    name = "reactionsAdded" if added else "reactionsRemoved"
    told = {name: [{"type": kind}], "replyToId": message.id}
    return activity(world, "messageReaction", person, message.conversation, id=f"r:{world.new_id()}", **told)


def installed(world: World, person: Person, where: Conversation, action: str) -> list[JSON]:
    """Return what Teams sends when the app comes (`add`) or goes (`remove`)."""
    came = action == "add"
    change = "membersAdded" if came else "membersRemoved"
    in_team = bool(where.place.team)
    event = {"eventType": "teamMemberAdded" if came else "teamMemberRemoved"} if in_team else {}
    update = activity(
        world,
        "conversationUpdate",
        person,
        where,
        id=f"f:{world.new_id()}",
        channelData=channel_data(where.place, **event),
        **{change: [{"id": world.bot.id}]},
    )
    return [update, activity(world, "installationUpdate", person, where, id=f"f:{world.new_id()}", action=action)]


def joined(world: World, person: Person, where: Conversation) -> JSON:
    """Return what Teams sends when somebody comes into a chat."""
    told = {"membersAdded": [{"id": person.id, "aadObjectId": person.aad_object_id}]}
    return activity(world, "conversationUpdate", person, where, id=f"f:{world.new_id()}", **told)


def invoke(world: World, person: Person, where: Conversation, name: str, value: JSON, **fields: Any) -> JSON:
    """Return an invoke, which the app answers at once."""
    return activity(world, "invoke", person, where, id=f"f:{world.new_id()}", name=name, value=value, **fields)


def submitted(world: World, person: Person, message: Message, data: JSON) -> JSON:
    """Return the message that `Action.Submit` sends."""
    fields = {"id": f"f:{world.new_id()}", "value": data, "replyToId": message.id}
    told = channel_data(message.conversation.place, source={"name": "message"})
    return activity(world, "message", person, message.conversation, channelData=told, **fields)


def feedback(world: World, person: Person, message: Message, reaction: str, text: str) -> JSON:
    """Return the invoke of a thumb under a message, with what was written about it."""
    told = {"reaction": reaction, "feedback": json.dumps({"feedbackText": text})}
    value = {"actionName": "feedback", "actionValue": told}
    return invoke(world, person, message.conversation, "message/submitAction", value, replyToId=message.id)
