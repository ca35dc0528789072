"""Commands, buttons and forms of our own → what to answer at once, and the neutral event; without I/O.

An interaction has to be answered within three seconds. What is not ours (an app's own discord.py views) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botbridge.model.event import Event, MessageReceived, StopRequested
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.render.escape import escape
from botbridge_discord import address, incoming, widgets
from botbridge_discord.inbound import THREADABLE, THREADS, Arrival, Context, identity, person
from botbridge_discord.shape import JSON, number, record, records, string

NAME: Final = "INTERACTION_CREATE"
_COMMAND, _COMPONENT, _MODAL_SUBMIT = 2, 3, 5  # [docs] interaction types
# [docs] callback types
MESSAGE, DEFERRED, DEFERRED_UPDATE, MODAL = 4, 5, 6, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do about an interaction: answer with `callback`, and store `event`.

    `words` is what is then shown in the place of a deferred answer; if `opens`, a thread on that message is the
    conversation, so the event gets its key when the message is there. Else the event is stored before the answer.
    """

    callback: Mapping[str, Any]
    event: Event | None = None
    words: str = ""
    opens: bool = False


def plan(data: JSON, context: Context) -> Plan | None:
    """What to do about an interaction; None for one that is not ours."""
    handle = _HANDLERS.get(number(data, "type") or 0)
    arrival = Arrival(NAME, data, context)
    return handle(arrival) if handle is not None and arrival.id("id") and arrival.id("channel_id") else None


def _command(arrival: Arrival) -> Plan | None:
    asked = record(arrival.data, "data")
    if string(asked, "name") != widgets.CHAT or not string(arrival.data, "token"):
        return None
    given = {string(option, "name"): option.get("value") for option in records(asked, "options")}
    words = given.get(widgets.CHAT_TEXT)
    attached = record(record(asked, "resolved"), "attachments").get(str(given.get(widgets.CHAT_FILE)))
    event = _said(arrival, words if isinstance(words, str) else "", [attached] if isinstance(attached, dict) else [])
    shown = _shown(event, arrival)
    return Plan(callback={"type": DEFERRED}, event=event, words=shown, opens=_opens(arrival))


def _opens(arrival: Arrival) -> bool:
    """Whether the conversation is a thread that is still to be opened, not the place where we are."""
    guild_id, channel_id, sight = arrival.id("guild_id"), arrival.id("channel_id"), arrival.context.sight
    if not guild_id:
        return False
    kind = number(record(arrival.data, "channel"), "type")
    kind = sight.kind(guild_id, channel_id) if kind is None else kind
    fits = kind in THREADABLE or (kind is None and kind not in THREADS)
    return fits and sight.may_open_threads(guild_id, channel_id)


def _component(arrival: Arrival) -> Plan | None:
    handle = _BUTTONS.get(string(record(arrival.data, "data"), "custom_id"))
    return handle(arrival) if handle is not None else None


def _stop(arrival: Arrival) -> Plan:
    event = StopRequested(
        key=address.event_key(arrival.id("id")),
        thread=address.thread_key(arrival.id("channel_id")),
        author=_author(arrival),
        raw=arrival.raw,
        in_known_thread=True,
    )
    return Plan(callback={"type": DEFERRED_UPDATE}, event=event)


def _reply(_arrival: Arrival) -> Plan:
    return Plan(callback={"type": MODAL, "data": widgets.reply_form()})


def _submitted(arrival: Arrival) -> Plan | None:
    form = record(arrival.data, "data")
    if string(form, "custom_id") != widgets.REPLY_FORM:
        return None
    event = _said(arrival, _written(form), [])
    shown = {"content": _shown(event, arrival), "allowed_mentions": {"parse": []}, "flags": widgets.NO_PREVIEWS}
    return Plan(callback={"type": MESSAGE, "data": shown}, event=event)


def _written(form: JSON) -> str:
    """What was written into the form's one field."""
    for row in records(form, "components"):
        for field in (record(row, "component"), *records(row, "components")):
            if string(field, "custom_id") == widgets.REPLY_TEXT:
                return string(field, "value")
    return ""


def _said(arrival: Arrival, words: str, attachments: list[JSON]) -> MessageReceived:
    channel_id, interaction_id = arrival.id("channel_id"), arrival.id("id")
    return MessageReceived(
        key=address.event_key(interaction_id),
        thread=address.thread_key(channel_id),
        author=_author(arrival),
        raw=arrival.raw,
        text=strip(words).strip(),
        files=incoming.files(attachments, channel_id, interaction_id),
        ref=address.message_ref(channel_id, interaction_id),
    )


def _author(arrival: Arrival) -> Author | None:
    member = record(arrival.data, "member")
    user = record(member, "user") or record(arrival.data, "user")
    return person(user, member, locale=string(arrival.data, "locale")) if identity(user, "id") else None


def _shown(event: MessageReceived, arrival: Arrival) -> str:
    """What others see of the words that somebody gave to a command or form."""
    author = _author(arrival)
    name = escape(author.name) if author is not None and author.name else ""
    words = event.text or ", ".join(escape(file.name) for file in event.files) or "…"
    return f"**{name}**: {words}" if name else words


_BUTTONS: Final[Mapping[str, Callable[[Arrival], Plan]]] = {widgets.STOP: _stop, widgets.REPLY: _reply}
_HANDLERS: Final[Mapping[int, Callable[[Arrival], Plan | None]]] = {
    _COMMAND: _command,
    _COMPONENT: _component,
    _MODAL_SUBMIT: _submitted,
}
