"""What people can press → components, and what each press is called. Pure.

A button bears what it does, its conversation and an opaque id, and nothing else. Its conversation is said because
a channel may hold several.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.ids import ThreadKey
from botbridge.model.message import MessageData
from botbridge_discord import address, capabilities

JSON = dict[str, Any]

_OURS: Final = "bb"
ROW, BUTTON, SELECT = 1, 2, 3  # [docs] component types
PRIMARY, SECONDARY, LINK = 1, 2, 5  # [docs] button styles


class Press(StrEnum):
    """What a press is, as its `custom_id` says after `bb:`."""

    ACTION = "action"  # about the action's id
    CHOOSE = "choose"  # a menu of actions; the chosen value is the action's id
    ANSWER = "answer"  # about a page of a question's form (`Page`): show it
    CANCEL = "cancel"  # about the question's id
    JUDGE = "judge"  # about a verdict (`Verdict`)
    COMMENT = "comment"  # about a verdict: say more of it
    STOP = "stop"
    REPLY = "reply"


class Pressed(NamedTuple):
    """What a `custom_id` says: what was pressed, in which conversation, and what it is about."""

    press: Press
    thread: ThreadKey
    about: str


class Page(NamedTuple):
    """One page of a question's form, counted from 0."""

    number: int
    question_id: str

    def __str__(self) -> str:
        return f"{self.number}.{self.question_id}"

    @classmethod
    def parse(cls, text: str) -> Page | None:
        """The page that `str` named; None for anything else."""
        number, _, question_id = text.partition(".")
        return cls(int(number), question_id) if number.isdecimal() and len(number) < 4 and question_id else None


class Verdict(NamedTuple):
    """What somebody thinks of a message: 1 is good, 0 is bad."""

    value: Literal[0, 1]
    message_id: str

    def __str__(self) -> str:
        return f"{self.value}.{self.message_id}"

    @classmethod
    def parse(cls, text: str) -> Verdict | None:
        """The verdict that `str` named; None for anything else."""
        value, _, message_id = text.partition(".")
        return cls(1 if value == "1" else 0, message_id) if value in ("0", "1") and message_id else None


def custom_id(press: Press, key: ThreadKey, about: object = "") -> str:
    """What a component is called, or the form that it opens."""
    return f"{_OURS}:{press}:{address.channel(key)}:{about}"


def parse(text: str) -> Pressed | None:
    """What was pressed; None for what is not ours."""
    ours, press, channel, about = (*text.split(":", 3), "", "", "", "")[:4]
    if ours != _OURS or press not in set(Press) or not (channel.isascii() and channel.isdecimal()):
        return None
    return Pressed(Press(press), address.thread_key(channel), about)


def hanging(message: MessageData, key: ThreadKey, *, replies: bool) -> list[JSON]:
    """The rows under a message: Stop while it grows; else its buttons, those of its question, those to judge it.

    `replies` adds a way to go on where people cannot simply write.
    """
    if message.streaming:
        return [stop(key)]
    below = [*_question(message.ask, key), *_last(message, key, replies=replies)]
    return [*_actions(message.actions, key, capabilities.ROWS - len(below)), *below]


def left_out(message: MessageData, *, replies: bool) -> int:
    """How many buttons of a message find no room."""
    asks, ends = bool(_question_buttons(message.ask)), message.rated or _takes_reply(message, replies=replies)
    return max(0, len(message.actions) - (capabilities.ROWS - asks - ends) * capabilities.MENU_OPTIONS)


def stop(key: ThreadKey) -> JSON:
    """A way to stop the handler at work."""
    return row([button("Stop", custom_id(Press.STOP, key))])


def again(caption: str, key: ThreadKey, page: Page) -> JSON:
    """A way to a page of a form."""
    return row([button(caption, custom_id(Press.ANSWER, key, page), PRIMARY)])


def comment(key: ThreadKey, verdict: Verdict) -> JSON:
    """A way to say more of a verdict."""
    return row([button("Add a comment", custom_id(Press.COMMENT, key, verdict))])


def link(caption: str, url: str) -> JSON:
    """A way to a page."""
    return row([{"type": BUTTON, "style": LINK, "label": words(caption), "url": url}])


def row(components: list[JSON]) -> JSON:
    """Components side by side."""
    return {"type": ROW, "components": components}


def button(caption: str, called: str, style: int = SECONDARY) -> JSON:
    """A button; what stands on it is only shown."""
    return {"type": BUTTON, "style": style, "label": words(caption), "custom_id": called}


def words(text: str, most: int = capabilities.LABEL_CHARS) -> str:
    """Words on one line that are not too long; Discord wants at least one character."""
    line = " ".join(text.split())
    return (line if len(line) <= most else f"{line[: most - 1]}…") or "…"


def _actions(actions: Sequence[ActionData], key: ThreadKey, rows: int) -> Iterable[JSON]:
    """Buttons, and as many menus below them as it takes; each once."""
    actions = list({action.id: action for action in actions}.values())
    menus = 0
    while menus < rows and len(actions) > (rows - menus) * capabilities.BUTTONS + menus * capabilities.MENU_OPTIONS:
        menus += 1
    most = (rows - menus) * capabilities.BUTTONS
    for some in _batches(actions[:most], capabilities.BUTTONS):
        yield row([button(action.caption, custom_id(Press.ACTION, key, action.id)) for action in some])
    for number, some in enumerate(list(_batches(actions[most:], capabilities.MENU_OPTIONS))[:menus]):
        yield row([_menu(some, custom_id(Press.CHOOSE, key, number))])


def _batches(actions: Sequence[ActionData], size: int) -> Iterable[Sequence[ActionData]]:
    return (actions[start : start + size] for start in range(0, len(actions), size))


def _menu(actions: Sequence[ActionData], called: str) -> JSON:
    options = [{"label": words(action.caption, capabilities.OPTION_CHARS), "value": action.id} for action in actions]
    return {"type": SELECT, "custom_id": called, "placeholder": "More…", "options": options}


def _question(ask: AskData | None, key: ThreadKey) -> list[JSON]:
    found = _question_buttons(ask)
    return [row([button(caption, custom_id(press, key, about), style) for caption, press, about, style in found])][
        : bool(found)
    ]


def _question_buttons(ask: AskData | None) -> list[tuple[str, Press, object, int]]:
    if ask is None or ask.outcome is not None:
        return []
    first = Page(0, ask.id)
    if ask.kind == "file":
        return [("Upload", Press.ANSWER, first, PRIMARY)]
    if ask.kind == "element":
        # What only a page can show is opened there.
        caption = "Fill in" if ask.fields else "Open"
        return [(caption, Press.ANSWER, first, PRIMARY), ("Cancel", Press.CANCEL, ask.id, SECONDARY)]
    return []


def _last(message: MessageData, key: ThreadKey, *, replies: bool) -> list[JSON]:
    shown = []
    if message.rated:
        shown += [_thumb(key, Verdict(1, message.id), "👍"), _thumb(key, Verdict(0, message.id), "👎")]
    if _takes_reply(message, replies=replies):
        shown.append(button("Reply", custom_id(Press.REPLY, key), PRIMARY))
    return [row(shown)] if shown else []


def _takes_reply(message: MessageData, *, replies: bool) -> bool:
    """Whether people go on by a reply: not while they are asked for something else than words."""
    ask = message.ask
    return replies and (ask is None or ask.kind == "text" or ask.outcome is not None)


def _thumb(key: ThreadKey, verdict: Verdict, emoji: str) -> JSON:
    called = custom_id(Press.JUDGE, key, verdict)
    return {"type": BUTTON, "style": SECONDARY, "emoji": {"name": emoji}, "custom_id": called}
