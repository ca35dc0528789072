"""`response_url`: up to five answers to an interaction within half an hour."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from botbridge.testing.slack import limits
from botbridge.testing.slack.blocks import check_message
from botbridge.testing.slack.channels import Channel
from botbridge.testing.slack.message import Message
from botbridge.testing.slack.refusal import Refusal
from botbridge.testing.slack.views import with_ids
from botbridge.testing.slack.workspace import Workspace

JSON = dict[str, Any]


@dataclass
class Ticket:
    """What one `response_url` is about."""

    channel: Channel
    user: str
    message: Message | None
    expires: float
    uses: int = 0


@dataclass(eq=False)
class ResponseUrls:
    """Makes response URLs and answers what is posted to them."""

    workspace: Workspace
    tickets: dict[str, Ticket] = field(default_factory=dict)

    def new(self, channel: Channel, user: str, message: Message | None) -> str:
        """Return a URL for an interaction in `channel`."""
        key = secrets.token_urlsafe(16)
        expires = self.workspace.clock.now() + limits.RESPONSE_URL_SECONDS
        self.tickets[key] = Ticket(channel, user, message, expires)
        return f"{self.workspace.host}/response/{key}"

    async def handle(self, request: web.Request) -> web.Response:
        """Take one answer."""
        ticket = self.tickets.get(request.match_info["key"])
        if ticket is None or self.workspace.clock.now() > ticket.expires:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if ticket.uses >= limits.RESPONSE_URL_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        ticket.uses += 1
        try:
            self._apply(ticket, _object(await request.read()))
        except (Refusal, ValueError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        return web.json_response({"ok": True})

    def show(self, url: str, answer: JSON) -> None:
        """Show what the app said in its acknowledgement of a command; that is no use of the URL."""
        try:
            self._apply(self.tickets[url.rpartition("/")[2]], answer)
        except Refusal as refusal:
            self.workspace.tell("refused", refusal)

    def _apply(self, ticket: Ticket, answer: JSON) -> None:
        if answer.get("delete_original") and ticket.message:
            self._delete(ticket.message)
            return
        blocks = answer.get("blocks")
        if blocks:
            check_message(blocks)
        said = {"text": answer.get("text", ""), "blocks": with_ids(blocks) if blocks else None}
        if answer.get("replace_original") and ticket.message:
            self.workspace.change(ticket.message, event=not ticket.message.ephemeral_to, **said)
            return
        self._post(ticket, answer, {k: v for k, v in said.items() if v is not None})

    def _delete(self, message: Message) -> None:
        if message.ephemeral_to:
            self.workspace.ephemerals.remove(message)
            message.deleted = True
            self.workspace.tell("deleted", message)
        else:
            self.workspace.delete(message)

    def _post(self, ticket: Ticket, answer: JSON, said: JSON) -> None:
        team = ticket.channel.team
        raw: JSON = {
            "type": "message",
            "subtype": "bot_message",
            "bot_id": team.bot_id,
            "app_id": team.app_id,
            "user": team.bot_user_id,
            **said,
        }
        if answer.get("thread_ts"):
            raw["thread_ts"] = answer["thread_ts"]
        if answer.get("response_type") == "in_channel":
            self.workspace.post(ticket.channel, raw)
            return
        raw["ts"] = self.workspace.clock.timestamp()
        message = Message(self.workspace, ticket.channel, raw, ephemeral_to=ticket.user)
        message.versions.append(message.text)
        self.workspace.ephemerals.append(message)
        self.workspace.tell("posted", message)


def _object(body: bytes) -> JSON:
    value = json.loads(body)
    if not isinstance(value, dict):
        raise Refusal("invalid_payload")
    return value
