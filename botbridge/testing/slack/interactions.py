"""What a person's clicks look like to the app."""

from __future__ import annotations

import copy
from typing import Any

from botbridge.testing.slack import plain
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.people import Profile

JSON = dict[str, Any]


def find_action(blocks: list[JSON], target: str, value: str | None) -> JSON:
    """Return the action of clicking `target`: a label or an action_id. Raises LookupError."""
    for block, element in plain.interactive(blocks):
        if action := _act(element, target, value):
            return {**action, "block_id": block.get("block_id", "")}
    known = [plain.label(element) for _, element in plain.interactive(blocks)]
    raise LookupError(f"nothing to click is called {target!r}; there is {known}")


def _act(element: JSON, target: str, value: str | None) -> JSON | None:
    if element["type"] == "feedback_buttons":
        return _feedback(element, target)
    if target not in (element.get("action_id"), plain.label(element)):
        return None
    common = {"type": element["type"], "action_id": element.get("action_id", "")}
    if element["type"] in ("button", "icon_button", "workflow_button"):
        return {**common, "text": element["text"], **({"value": element["value"]} if "value" in element else {})}
    return {**common, **_chosen(element, value)}


def _feedback(element: JSON, target: str) -> JSON | None:
    for side in ("positive_button", "negative_button"):
        button = element[side]
        if target in (button["text"]["text"], button["value"], side):
            common = {"type": "feedback_buttons", "action_id": element.get("action_id", "")}
            return {**common, "text": button["text"], "value": button["value"]}
    return None


def _chosen(element: JSON, value: str | None) -> JSON:
    if value is None:
        raise LookupError(f"choose a value for {plain.label(element)!r}")
    fields = {
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "datetimepicker": "selected_date_time",
        "users_select": "selected_user",
        "conversations_select": "selected_conversation",
        "channels_select": "selected_channel",
        "plain_text_input": "value",
    }
    if element["type"] in fields:
        return {fields[element["type"]]: value}
    option = _option(element, value)
    many = element["type"].startswith("multi_") or element["type"] == "checkboxes"
    return {"selected_options": [option]} if many else {"selected_option": option}


def _option(element: JSON, value: str) -> JSON:
    options = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    for option in options:
        if value in (option["value"], option["text"]["text"]):
            return dict(option)
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    raise LookupError(f"{plain.label(element)!r} has no option {value!r}")


def person(profile: Profile) -> JSON:
    """Return the `user` of an interaction."""
    return {
        "id": profile.id,
        "username": profile.name,
        "name": profile.name,
        "team_id": profile.team.id,
    }


def common(profile: Profile, kind: str) -> JSON:
    """Return what every interaction starts with."""
    team = profile.team
    return {
        "type": kind,
        "user": person(profile),
        "api_app_id": team.app_id,
        "token": "verification",
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def block_actions(profile: Profile, message: Message, action: JSON) -> JSON:
    """Return `block_actions` for something in a message."""
    channel = message.channel
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.ephemeral_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    shown = {} if message.ephemeral_to else {"message": copy.deepcopy(message.raw)}
    name = "directmessage" if channel.kind == "im" else channel.name
    return {
        **common(profile, "block_actions"),
        "container": container,
        "channel": {"id": channel.id, "name": name},
        **shown,
        "state": {"values": {}},
        "actions": [action],
    }
