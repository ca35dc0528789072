"""What people press and fill in → neutral events, without I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botbridge.model.event import (
    ActionClicked,
    Event,
    FeedbackGiven,
    QuestionAnswered,
    StopRequested,
)
from botbridge.model.ids import ThreadKey
from botbridge.model.mention import strip
from botbridge.model.user import Author
from botbridge.shape import JSON, listing, string
from botbridge_slack import address
from botbridge_slack.buttons import Press, press_of

# What is kept of an interaction: nothing with which one could answer in the app's name.
_KEPT: Final = ("type", "user", "team", "container", "channel", "actions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A press of something of ours: what it is, what it is about, where, and by whom."""

    press: Press
    about: str
    value: str
    moment: str
    thread: ThreadKey
    author: Author
    raw: JSON
    trigger_id: str

    def common(self) -> dict[str, Any]:
        """What every event of it has."""
        place = (address.team(self.thread), address.channel(self.thread), self.author.native_id, self.press, self.about)
        return {
            "key": address.event_key(self.moment, *place),
            "thread": self.thread,
            "author": self.author,
            "raw": self.raw,
            "in_known_thread": True,
        }


def pressed(payload: JSON) -> Pressed | None:
    """The press in a `block_actions` payload; None if it is nothing of ours."""
    actions = [action for action in listing(payload, "actions") if isinstance(action, dict)]
    action = actions[0] if actions else {}
    press, thread = press_of(string(action, "action_id")), address.marked(string(action, "block_id"))
    if press is None or thread is None:
        return None
    chosen = action.get("selected_option")
    return Pressed(
        press=press[0],
        about=press[1],
        value=string(chosen, "value") if isinstance(chosen, dict) else string(action, "value"),
        moment=string(action, "action_ts"),
        thread=thread,
        author=author(payload, thread),
        raw={"event": {name: payload[name] for name in _KEPT if name in payload}},
        trigger_id=string(payload, "trigger_id"),
    )


def event(press: Pressed) -> Event | None:
    """The event of a press; None for one that only shows a form."""
    make = _EVENTS.get(press.press)
    return make(press) if make is not None else None


def answered(payload: JSON, question_id: str, thread: ThreadKey, **answer: Any) -> QuestionAnswered:
    """The answer that a submitted modal gives."""
    view = payload.get("view")
    told = view if isinstance(view, dict) else {}
    who = author(payload, thread)
    # A modal is a new one each time it is opened, and a submission that was taken closes it.
    moment = string(told, "hash") or string(told, "id")
    place = (address.team(thread), address.channel(thread), who.native_id, string(told, "id"))
    return QuestionAnswered(
        key=address.event_key(moment, *place),
        thread=thread,
        author=who,
        question_id=question_id,
        in_known_thread=True,
        **answer,
    )


def author(payload: JSON, thread: ThreadKey) -> Author:
    """Who did it; their scope is the workspace that the conversation is in, as for what they write."""
    told = payload.get("user")
    user: JSON = told if isinstance(told, dict) else {}
    return Author(
        platform=address.PLATFORM,
        native_id=string(user, "id"),
        scope=address.team(thread),
        name=strip(string(user, "name") or string(user, "username")),
        metadata={"team_id": string(user, "team_id") or address.team(thread)},
    )


def _judged(press: Pressed) -> Event | None:
    if press.value not in ("0", "1"):
        return None
    return FeedbackGiven(**press.common(), message_id=press.about, value=1 if press.value == "1" else 0)


_EVENTS: Final[Mapping[Press, Callable[[Pressed], Event | None]]] = {
    Press.ACTION: lambda press: ActionClicked(**press.common(), action_id=press.about),
    Press.CHOOSE: lambda press: ActionClicked(**press.common(), action_id=press.value),
    Press.CANCEL: lambda press: QuestionAnswered(**press.common(), question_id=press.about),
    Press.JUDGE: _judged,
    Press.STOP: lambda press: StopRequested(**press.common()),
}
