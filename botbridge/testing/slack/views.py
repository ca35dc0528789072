"""Modals and Home tabs: triggers, stacks, hashes."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from botbridge.testing.slack import limits
from botbridge.testing.slack.blocks import check_view
from botbridge.testing.slack.clock import Clock
from botbridge.testing.slack.events import new_id
from botbridge.testing.slack.people import Team
from botbridge.testing.slack.refusal import Refusal

JSON = dict[str, Any]


@dataclass
class Trigger:
    """Who may be shown a modal, and until when; it can be exchanged once."""

    user: str
    expires: float
    used: bool = False


@dataclass
class Views:
    """What every person sees of the app besides messages: the modal stack and the Home tab, by user id."""

    clock: Clock
    stacks: dict[str, list[JSON]] = field(default_factory=dict)
    homes: dict[str, JSON] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)

    def new_trigger(self, user: str) -> str:
        """Return a `trigger_id` for something that a person just did."""
        trigger = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self.triggers[trigger] = Trigger(user, self.clock.now() + limits.TRIGGER_SECONDS)
        return trigger

    def exchange(self, trigger_id: str) -> str:
        """Return the person behind a trigger.

        Raises Refusal: `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`.
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.clock.now() > trigger.expires:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def open(self, user: str, view: Any, team: Team) -> JSON:
        """Show a modal as the first of a new stack."""
        shown = self._modal(view, team)
        self.stacks[user] = [shown]
        return shown

    def push(self, user: str, view: Any, team: Team) -> JSON:
        """Show a modal on top of the open ones. Raises Refusal: `push_limit_reached`, `not_found`."""
        stack = self.stacks.get(user)
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= limits.MODAL_STACK:
            raise Refusal("push_limit_reached")
        shown = self._modal(view, team, root=stack[0]["id"], previous=stack[-1]["id"])
        stack.append(shown)
        return shown

    def update(self, view_id: str, external_id: str, view: Any, team: Team, hash_: str) -> JSON:
        """Replace an open view. Raises Refusal: `not_found`, `hash_conflict`."""
        shown = self.find(view_id, external_id)
        if shown is None:
            raise Refusal("not_found")
        self._check_hash(shown, hash_)
        fresh = self._complete(view, team)
        kept = {key: shown[key] for key in ("id", "root_view_id", "previous_view_id")}
        shown.clear()
        shown.update({**fresh, **kept})
        return shown

    def publish(self, user: str, view: Any, team: Team, hash_: str) -> JSON:
        """Replace a person's Home tab. Raises Refusal: `hash_conflict`, `invalid_arguments`."""
        if not isinstance(view, dict) or view.get("type") != "home":
            raise Refusal("invalid_arguments", ["[ERROR] view must be of type home [json-pointer:/view/type]"])
        if user in self.homes:
            self._check_hash(self.homes[user], hash_)
        self.homes[user] = self._complete(view, team)
        return self.homes[user]

    def find(self, view_id: str, external_id: str = "") -> JSON | None:
        """Return an open view by one of its ids."""
        everywhere = [v for stack in self.stacks.values() for v in stack] + list(self.homes.values())
        for view in everywhere:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
        return None

    def _modal(self, view: Any, team: Team, root: str = "", previous: str | None = None) -> JSON:
        if not isinstance(view, dict) or view.get("type") != "modal":
            raise Refusal("invalid_arguments", ["[ERROR] view must be of type modal [json-pointer:/view/type]"])
        shown = self._complete(view, team)
        shown["root_view_id"] = root or shown["id"]
        shown["previous_view_id"] = previous
        return shown

    def _complete(self, view: JSON, team: Team) -> JSON:
        if len(json.dumps(view)) > limits.VIEW_BYTES:
            raise Refusal("view_too_large")
        check_view(view)
        if view.get("external_id") and self.find("", view["external_id"]):
            raise Refusal("duplicate_external_id")
        made = new_id("V")
        return {
            "id": made,
            "team_id": team.id,
            "app_id": team.app_id,
            "bot_id": team.bot_id,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "root_view_id": made,
            "previous_view_id": None,
            "state": {"values": {}},
            **view,
            "blocks": with_ids(view["blocks"]),
            "hash": f"{int(self.clock.now())}.{secrets.token_hex(4)}",
        }

    @staticmethod
    def _check_hash(shown: JSON, hash_: str) -> None:
        if hash_ and hash_ != shown["hash"]:
            raise Refusal("hash_conflict")


def with_ids(blocks: list[JSON]) -> list[JSON]:
    """Return blocks with the `block_id` and `action_id` that Slack adds where the app gave none."""
    return [_with_ids(block) for block in blocks]


def _with_ids(block: JSON) -> JSON:
    made = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
    for key in ("elements", "actions"):
        if isinstance(block.get(key), list) and block["type"] in ("actions", "context_actions", "card"):
            made[key] = [_with_action(e) for e in block[key]]
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            made[key] = _with_action(block[key])
    if block.get("child_blocks"):
        made["child_blocks"] = with_ids(block["child_blocks"])
    return made


def _with_action(element: JSON) -> JSON:
    needs = element["type"] != "image" and not element.get("action_id")
    return {**element, "action_id": secrets.token_urlsafe(4)} if needs else dict(element)
