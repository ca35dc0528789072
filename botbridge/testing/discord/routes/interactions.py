"""Answers to interactions: the first one, and what follows under the same token."""

from __future__ import annotations

from typing import Final

from botbridge.testing.discord import drafts, limits
from botbridge.testing.discord.interactions import DEFERRED, Interaction
from botbridge.testing.discord.message import EPHEMERAL, LOADING, Message
from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.routes.desk import Desk
from botbridge.testing.discord.routes.messages import change
from botbridge.testing.discord.routes.route import NO_CONTENT, Answer, Route

_TRUE: Final = frozenset({"true", "True", "1"})


def callback(desk: Desk) -> Answer:
    """The first answer, within three seconds."""
    interaction_id, token = desk.param("interaction_id"), desk.param("webhook_token")
    told = desk.interactions.answer(interaction_id, token, desk.body, desk.call.files)
    return (200, told) if desk.call.query.get("with_response") in _TRUE else NO_CONTENT


def _interaction(desk: Desk) -> Interaction:
    return desk.interactions.by_token(desk.param("webhook_id"), desk.param("webhook_token"))


def follow_up(desk: Desk) -> Answer:
    """One more message; the first after a deferred answer takes its place."""
    found = _interaction(desk)
    if found.answered == DEFERRED and found.original is not None and found.original.raw["flags"] & LOADING:
        return 200, _filled(desk, found.original).as_discord()
    guild = found.channel.guild
    if guild is not None and not guild.installed and len(found.follow_ups) >= limits.FOLLOW_UPS:
        raise Refusal(40094)
    kept = drafts.check_new(desk.body, desk.call.files, ephemeral=True)
    message = desk.interactions.post(found, kept, desk.call.files)
    found.follow_ups.append(message)
    return 200, message.as_discord()


def _message(desk: Desk) -> Message:
    """The message that the path names, `@original` the one that the first answer made."""
    found, wanted = _interaction(desk), desk.param("message_id")
    known = [found.original, *found.follow_ups]
    message = (
        found.original if wanted == "@original" else next((one for one in known if one and one.id == wanted), None)
    )
    if message is None or message.deleted:
        raise Refusal(10008)
    return message


def get_original(desk: Desk) -> Answer:
    """A message under this token."""
    return 200, _message(desk).as_discord()


def edit(desk: Desk) -> Answer:
    """Let a message under this token say something else."""
    return 200, _filled(desk, _message(desk)).as_discord()


def _filled(desk: Desk, message: Message) -> Message:
    """Carry out an edit; a message that only said that the app is thinking says something from now on."""
    was_loading = message.raw["flags"] & LOADING
    message.raw["flags"] &= ~LOADING
    try:
        change(desk, message)
    except Refusal:
        message.raw["flags"] |= was_loading
        raise
    message.raw["flags"] |= EPHEMERAL if message.ephemeral_to else 0
    return message


def delete(desk: Desk) -> Answer:
    """Take a message under this token away."""
    desk.world.delete(_message(desk))
    return NO_CONTENT


_WEBHOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE: Final = f"{_WEBHOOK}/messages/{{message_id}}"
ROUTES: Final = (
    Route(
        "interaction_callback",
        "POST",
        "/interactions/{interaction_id}/{webhook_token}/callback",
        callback,
        is_open=True,
    ),
    Route("follow_up", "POST", _WEBHOOK, follow_up, is_open=True),
    Route("get_original", "GET", _MESSAGE, get_original, is_open=True),
    Route("edit_original", "PATCH", _MESSAGE, edit, is_open=True),
    Route("delete_original", "DELETE", _MESSAGE, delete, is_open=True),
)
