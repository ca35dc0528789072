"""The fake against what is published of Slack: method arguments, payload shapes, recordings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from botbridge.testing.slack import FakeSlack, User
from botbridge.testing.slack.methods import METHODS
from botbridge.testing.slack.signatures import SIGNATURES

from .conftest import SHARED, SPECS

SHAPES = SHARED / "specs" / "slack" / "payload-shapes"
RECORDINGS = SHARED / "payloads" / "slack"

# What current payloads carry beyond the published shapes, which are older; each seen in the recordings,
# or written on the page of the feature.
NEWER = {
    "context_team_id",
    "context_enterprise_id",
    "channel_type",
    "parent_user_id",
    "files",
    "upload",
    "team",
    "app_id",
    "bot_profile",
    "user",
    "enterprise",
    "state",
    "response_urls",
    "client_msg_id",
    "reactions",
    "reply_users",
}


def test_every_known_method_is_there() -> None:
    assert set(METHODS) == set(SIGNATURES) - {"apps.connections.open"}


@pytest.mark.skipif(not SPECS.is_dir(), reason="the published specification is not here")
@pytest.mark.parametrize("method", sorted(SIGNATURES))
def test_signatures_are_the_published_ones(method: str) -> None:
    published = json.loads((SPECS / f"{method}.json").read_text(encoding="utf-8"))
    signature = SIGNATURES[method]
    assert signature.arguments - {"foo"} == set(published["args"]["properties"]) - {"token"}
    # The page of chat.appendStream requires markdown_text, the official SDKs send chunks alone.
    odd = {"markdown_text"} if method == "chat.appendStream" else set()
    assert signature.required == set(published["args"].get("required", ())) - {"token"} - odd
    assert signature.takes_json == bool(published.get("json_input_supported"))
    assert signature.tier == published.get("rate_limits", "t4")
    assert signature.scopes == set((published.get("scope") or {}).get("bot", ()))


def beyond(value: Any, shape: Any, at: str = "") -> list[str]:
    """Return the paths of fields that the shape does not know."""
    if isinstance(value, list) and isinstance(shape, list):
        kinds = [item for item in shape if isinstance(item, dict)]
        return [p for item in value for p in _nearest(item, kinds, at)] if kinds else []
    if not (isinstance(value, dict) and isinstance(shape, dict) and shape):
        return []
    unknown = [f"{at}/{key}" for key in value if key not in shape and key not in NEWER]
    return unknown + [p for key in value if key in shape for p in beyond(value[key], shape[key], f"{at}/{key}")]


def _nearest(item: Any, kinds: list[dict[str, Any]], at: str) -> list[str]:
    same = [kind for kind in kinds if not isinstance(item, dict) or kind.get("type") == item.get("type")]
    return min((beyond(item, kind, at) for kind in same), key=len, default=[])


async def everything(slack: FakeSlack, client: AsyncWebClient, user: User) -> dict[str, dict[str, Any]]:
    """Let one of everything happen; return the payloads by name."""
    sent = await user.mention("hi", "C1")
    await user.edit(sent, "ho")
    await user.react(sent, "+1")
    await user.say("reply", thread=sent.thread)
    await user.say("file", "C1", files=[("a.png", b"x", "")])
    await slack.bot("B2").say("beep", "C1")
    await user.join("C1")
    await user.open_app_home("home")
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}, "action_id": "go", "value": "1"}
    blocks = [{"type": "actions", "elements": [button]}]
    posted = await client.chat_postMessage(channel="C1", text="x", blocks=blocks)
    await user.click(slack.channel("C1").messages[posted["ts"]], "Go")
    await user.command("/form", "x", "C1")
    await user.delete(sent)
    return {f"{d.type}.{d.payload.get('event', {}).get('subtype', '')}": d.payload for d in slack.deliveries}


NAMES = {
    "message.": "events/MessagePayload.json",
    "app_mention.": "events/AppMentionPayload.json",
    "message.message_changed": "events/MessageChangedPayload.json",
    "message.message_deleted": "events/MessageDeletedPayload.json",
    "message.file_share": "events/MessageFileSharePayload.json",
    "message.bot_message": "events/MessageBotPayload.json",
    "message.channel_join": "events/MessageChannelJoinPayload.json",
    "member_joined_channel.": "events/MemberJoinedChannelPayload.json",
    "reaction_added.": "events/ReactionAddedPayload.json",
    "file_shared.": "events/FileSharedPayload.json",
    "app_home_opened.": "events/AppHomeOpenedPayload.json",
    "block_actions.": "app-backend/interactive-components/BlockActionPayload.json",
    "/form.": "app-backend/slash-commands/SlashCommandPayload.json",
}


@pytest.mark.skipif(not SHAPES.is_dir(), reason="the published shapes are not here")
async def test_payloads_have_the_published_shapes(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    payloads = await everything(slack, client, user)
    assert set(NAMES) == set(payloads)
    strange = {
        name: found
        for name, path in NAMES.items()
        if (found := beyond(payloads[name], json.loads((SHAPES / path).read_text(encoding="utf-8"))))
    }
    assert strange == {}


def lacking(recorded: Any, made: Any, at: str = "") -> list[str]:
    """Return the paths of fields that were recorded but that the fake does not send."""
    if isinstance(recorded, list) and isinstance(made, list) and recorded and made:
        return lacking(recorded[0], made[0], f"{at}/0")
    if not (isinstance(recorded, dict) and isinstance(made, dict)):
        return []
    missing = [f"{at}/{key}" for key in recorded if key not in made]
    return missing + [p for key in recorded if key in made for p in lacking(recorded[key], made[key], f"{at}/{key}")]


def recorded(name: str) -> dict[str, Any]:
    path: Path = RECORDINGS / name
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not here")
async def test_payloads_have_what_was_recorded(slack: FakeSlack, client: AsyncWebClient, user: User) -> None:
    await user.dm("hello")
    direct = slack.deliveries[0].payload
    sent = await user.mention("hi", "C1")
    await user.say("more", thread=sent.thread)
    follow_up = slack.deliveries[-1].payload
    made = await everything(slack, client, user)
    actions = recorded("actions-reactions.json")
    pairs = [
        (recorded("dm.json")["directDM"], direct),
        (recorded("mention.json")["followUp"], follow_up),
        (actions["mention"], made["app_mention."]),
        (actions["reaction"], made["reaction_added."]),
        (actions["action"], made["block_actions."]),
        (recorded("member-joined.json")["mention"], made["app_mention."]),
    ]
    # An enterprise's ids come only from an enterprise; the recorded button was not in the first message.
    ours = {"/enterprise_id", "/message/thread_ts", "/container/thread_ts", "/actions/0/text/emoji"}
    assert [sorted(set(lacking(*pair)) - ours) for pair in pairs] == [[]] * len(pairs)
