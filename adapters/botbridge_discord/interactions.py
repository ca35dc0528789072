"""Commands, buttons and forms → what to answer at once, and the neutral event; without I/O.

An interaction has to be answered within three seconds. What is not ours (an app's own discord.py views) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botbridge.model.event import (
    ActionClicked,
    Event,
    FeedbackGiven,
    MessageReceived,
    QuestionAnswered,
    StopRequested,
)
from botbridge.model.ids import ThreadKey
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.render.escape import escape
from botbridge.shape import JSON, number, record, records, string, strings
from botbridge_discord import address, buttons, capabilities, incoming, modal, text, widgets
from botbridge_discord.buttons import Page, Press, Pressed, Verdict
from botbridge_discord.inbound import THREADABLE, THREADS, Arrival, Context, identity, person

NAME: Final = "INTERACTION_CREATE"
_COMMAND, _COMPONENT, _MODAL_SUBMIT = 2, 3, 5  # [docs] interaction types
# [docs] callback types
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL = 4, 5, 6, 7, 9
EPHEMERAL: Final = 1 << 6  # [docs] message flag
_NOBODY: Final[JSON] = {"parse": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do about an interaction: answer with `callback`, and store `event`.

    `words` is what is then shown in the place of a deferred answer; if `opens`, a thread on that message is the
    conversation, so the event gets its key when the message is there. Else the event is stored before the answer.
    `thanks` is said to the person alone when the event is stored.
    """

    callback: Mapping[str, Any]
    event: Event | None = None
    words: str = ""
    opens: bool = False
    thanks: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWork:
    """A page of a question's form that somebody wants to see, or has `submitted`: only the question tells what to do.

    `in_notice` says that it was asked for in a message that only this person sees.
    """

    page: Page
    thread: ThreadKey
    author: Author | None
    submitted: JSON | None
    files_from: tuple[str, str]  # the channel and interaction that uploaded files belong to
    in_notice: bool
    common: Mapping[str, Any]


def plan(data: JSON, context: Context) -> Plan | FormWork | None:
    """What to do about an interaction; None for one that is not ours."""
    handle = _HANDLERS.get(number(data, "type") or 0)
    arrival = Arrival(NAME, data, context)
    return handle(arrival) if handle is not None and arrival.id("id") and arrival.id("channel_id") else None


def notice(said: str, rows: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A message that only one person sees."""
    return {
        "content": text.short(said),
        "flags": EPHEMERAL | widgets.NO_PREVIEWS,
        "allowed_mentions": _NOBODY,
        **({"components": list(rows)} if rows else {}),
    }


def told(said: str, rows: Sequence[Mapping[str, Any]] = (), *, in_notice: bool = False) -> dict[str, Any]:
    """The answer that tells something to the person alone, in the place of the notice where they pressed."""
    if in_notice:
        return {"type": UPDATE, "data": {"content": text.short(said), "components": list(rows)}}
    return {"type": MESSAGE, "data": notice(said, rows)}


# Commands


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


# Buttons


def _component(arrival: Arrival) -> Plan | FormWork | None:
    pressed = _pressed(arrival)
    return _PRESSES[pressed.press](arrival, pressed) if pressed is not None else None


def _pressed(arrival: Arrival) -> Pressed | None:
    return buttons.parse(string(record(arrival.data, "data"), "custom_id"))


def _common(arrival: Arrival, pressed: Pressed) -> dict[str, Any]:
    """What every event of a press has."""
    return {
        "key": address.event_key(arrival.id("id")),
        "thread": pressed.thread,
        "author": _author(arrival),
        "raw": arrival.raw,
        "in_known_thread": True,
    }


def _taken(event: Event) -> Plan:
    return Plan(callback={"type": DEFERRED_UPDATE}, event=event)


def _action(arrival: Arrival, pressed: Pressed) -> Plan:
    return _taken(ActionClicked(**_common(arrival, pressed), action_id=pressed.about))


def _choose(arrival: Arrival, pressed: Pressed) -> Plan | None:
    chosen = strings(record(arrival.data, "data"), "values")
    return _taken(ActionClicked(**_common(arrival, pressed), action_id=chosen[0])) if chosen else None


def _cancel(arrival: Arrival, pressed: Pressed) -> Plan:
    return _taken(QuestionAnswered(**_common(arrival, pressed), question_id=pressed.about))


def _stop(arrival: Arrival, pressed: Pressed) -> Plan:
    return _taken(StopRequested(**_common(arrival, pressed)))


def _judge(arrival: Arrival, pressed: Pressed) -> Plan | None:
    verdict = Verdict.parse(pressed.about)
    if verdict is None:
        return None
    event = FeedbackGiven(**_common(arrival, pressed), message_id=verdict.message_id, value=verdict.value)
    thanks = notice("Thank you.", [buttons.comment(pressed.thread, verdict)])
    return Plan(callback={"type": DEFERRED_UPDATE}, event=event, thanks=thanks)


def _comment(arrival: Arrival, pressed: Pressed) -> Plan:
    called = string(record(arrival.data, "data"), "custom_id")
    form = modal.writing(called, "Feedback", "What was good or bad about it?", capabilities.INPUT_CHARS)
    return Plan(callback={"type": MODAL, "data": form})


def _reply(arrival: Arrival, pressed: Pressed) -> Plan:
    called = string(record(arrival.data, "data"), "custom_id")
    form = modal.writing(called, "Reply", "Your message", capabilities.WORDS_CHARS)
    return Plan(callback={"type": MODAL, "data": form})


def _page(arrival: Arrival, pressed: Pressed, submitted: JSON | None = None) -> FormWork | None:
    page = Page.parse(pressed.about)
    if page is None:
        return None
    return FormWork(
        page=page,
        thread=pressed.thread,
        author=_author(arrival),
        submitted=submitted,
        files_from=(arrival.id("channel_id"), arrival.id("id")),
        in_notice=_in_notice(arrival),
        common=_common(arrival, pressed),
    )


def _in_notice(arrival: Arrival) -> bool:
    return bool((number(record(arrival.data, "message"), "flags") or 0) & EPHEMERAL)


# Forms


def _submitted(arrival: Arrival) -> Plan | FormWork | None:
    pressed = _pressed(arrival)
    handle = _FORMS.get(pressed.press) if pressed is not None else None
    return handle(arrival, pressed) if handle is not None and pressed is not None else None


def _replied(arrival: Arrival, _pressed: Pressed) -> Plan:
    event = _said(arrival, modal.written(record(arrival.data, "data")), [])
    shown = {"content": _shown(event, arrival), "allowed_mentions": _NOBODY, "flags": widgets.NO_PREVIEWS}
    return Plan(callback={"type": MESSAGE, "data": shown}, event=event)


def _commented(arrival: Arrival, pressed: Pressed) -> Plan | None:
    verdict = Verdict.parse(pressed.about)
    if verdict is None:
        return None
    event = FeedbackGiven(
        **_common(arrival, pressed),
        message_id=verdict.message_id,
        value=verdict.value,
        comment=strip(modal.written(record(arrival.data, "data"))).strip() or None,
    )
    return Plan(callback=told("Thank you for your comment.", in_notice=_in_notice(arrival)), event=event)


def _filled(arrival: Arrival, pressed: Pressed) -> FormWork | None:
    return _page(arrival, pressed, record(arrival.data, "data"))


_PRESSES: Final[Mapping[Press, Callable[[Arrival, Pressed], Plan | FormWork | None]]] = {
    Press.ACTION: _action,
    Press.CHOOSE: _choose,
    Press.ANSWER: _page,
    Press.CANCEL: _cancel,
    Press.JUDGE: _judge,
    Press.COMMENT: _comment,
    Press.STOP: _stop,
    Press.REPLY: _reply,
}
_FORMS: Final[Mapping[Press, Callable[[Arrival, Pressed], Plan | FormWork | None]]] = {
    Press.ANSWER: _filled,
    Press.COMMENT: _commented,
    Press.REPLY: _replied,
}
_HANDLERS: Final[Mapping[int, Callable[[Arrival], Plan | FormWork | None]]] = {
    _COMMAND: _command,
    _COMPONENT: _component,
    _MODAL_SUBMIT: _submitted,
}
