"""Who is in a conversation, and opening new ones."""

from __future__ import annotations

from typing import Any

from botbridge.testing.teams import limits
from botbridge.testing.teams.conversations import Conversation
from botbridge.testing.teams.posting import Answer, Posting
from botbridge.testing.teams.refusal import Refusal, bad
from botbridge.testing.teams.world import World

JSON = dict[str, Any]


def member(conversation: Conversation, native_id: str) -> JSON:
    """Return one member, asked for by either of their ids. Raises Refusal(404)."""
    found = conversation.place.member(native_id)
    if found is None:
        raise Refusal(404, "MemberNotFoundInConversation", "The member was not found in the conversation.")
    return found.member()


def members(conversation: Conversation, *, paged: bool) -> Any:
    """Return the members, as a page if it was asked for."""
    everybody = [one.member() for one in conversation.place.members.values()]
    return {"members": everybody[: limits.PAGE]} if paged else everybody


def create(world: World, parameters: JSON, tenant: str, posting: Posting) -> Answer:
    """Open a chat with a person, or a thread in a channel; an activity that comes along is its first message."""
    channel_data = parameters.get("channelData")
    told: JSON = channel_data if isinstance(channel_data, dict) else {}
    if parameters.get("isGroup"):
        conversation = _thread(world, told, parameters.get("activity"))
    else:
        conversation = _chat(world, parameters, told, tenant)
    if not conversation.place.installed:
        raise Refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    activity = parameters.get("activity")
    if not isinstance(activity, dict):
        return 201, {"id": conversation.id}
    _, answer = posting.send(conversation, activity)
    if conversation.kind == "channel":
        conversation = world.conversation(conversation.place, str(answer.get("id")))
    return 201, {"id": conversation.id, "activityId": answer.get("id")}


def _chat(world: World, parameters: JSON, channel_data: JSON, tenant: str) -> Conversation:
    named = parameters.get("members")
    if not isinstance(named, list) or len(named) != 1 or not isinstance(named[0], dict):
        raise bad("a chat is opened with exactly one member", "BadArgument")
    if (channel_data.get("tenant") or {}).get("id", parameters.get("tenantId")) != tenant:
        raise bad("the tenant of the person is missing or another", "BadArgument")
    wanted = named[0].get("id")
    person = next((one for one in world.people.values() if wanted in (one.id, one.aad_object_id)), None)
    if person is None:
        raise Refusal(403, "ForbiddenOperationException", "The person is not known to the bot.")
    return world.personal(person)


def _thread(world: World, channel_data: JSON, activity: Any) -> Conversation:
    place = world.places.get(str((channel_data.get("channel") or {}).get("id")))
    if place is None or not isinstance(activity, dict):
        raise bad("a thread is opened in a channel, with its first message", "BadArgument")
    return Conversation(world, place)
