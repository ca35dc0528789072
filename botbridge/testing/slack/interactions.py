"""What a person's clicks, forms and commands look like to the app."""

from __future__ import annotations

import copy
from typing import Any

from botbridge.testing.slack import filled, plain
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile

JSON = dict[str, Any]


def find_element(blocks: list[JSON], target: str) -> tuple[JSON, JSON]:
    """Return (block, element) of what `target` names: a label or an action_id. Raises LookupError."""
    for block, element in plain.interactive(blocks):
        if target in _names(element):
            return block, element
    known = [name for _, element in plain.interactive(blocks) for name in plain.labels(element)]
    raise LookupError(f"nothing to click is called {target!r}; there is {known}")


def _names(element: JSON) -> list[str]:
    names = [element.get("action_id", ""), plain.label(element)]
    for side in plain.sides_of(element):
        names += [side["text"]["text"], side["value"]]
    return [name for name in names if name]


def action(block: JSON, element: JSON, target: str, value: Any) -> JSON:
    """Return the action of using `element`. Raises LookupError when a menu needs a value, or has none such."""
    common_part = {
        "type": element["type"],
        "action_id": element.get("action_id", ""),
        "block_id": block.get("block_id", ""),
    }
    for side in plain.sides_of(element):
        if target in (side["text"]["text"], side["value"]):
            return {**common_part, "text": side["text"], "value": side["value"]}
    if element["type"] in ("button", "icon_button", "workflow_button"):
        return {**common_part, **{key: element[key] for key in ("text", "value", "style") if key in element}}
    if value is None:
        raise LookupError(f"say which value to choose for {plain.label(element)!r}")
    return {**common_part, **filled.chosen(element, value)}


def person(profile: Profile) -> JSON:
    """Return the `user` of an interaction."""
    return {
        "id": profile.id,
        "username": profile.name,
        "name": profile.name,
        "team_id": profile.team.id,
    }


def common(profile: Profile, kind: str, token: str) -> JSON:
    """Return what every interaction starts with."""
    team = profile.team
    return {
        "type": kind,
        "user": person(profile),
        "api_app_id": team.app_id,
        "token": token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def place(channel: Channel) -> JSON:
    """Return the `channel` of an interaction."""
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}


def on_message(message: Message) -> JSON:
    """Return where an interaction with a message happened; an ephemeral message is not shown in it."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": copy.deepcopy(message.raw)}
    return {"container": container, "channel": place(message.channel), **shown}


def on_view(view: JSON) -> JSON:
    """Return where an interaction with a modal or the Home tab happened."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": copy.deepcopy(view)}


def slash_command(profile: Profile, channel: Channel, command: str, text: str, token: str) -> JSON:
    """Return the form of a slash command."""
    team = profile.team
    return {
        "token": token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": place(channel)["name"],
        "user_id": profile.id,
        "user_name": profile.name,
        "command": command,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
    }
