"""What people can press → elements of a card, and what each press is called. Pure.

A button bears an opaque id and nothing else. Clients that do not know `Action.Execute` show its fallback, whose press
comes as a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.message import MessageData
from botbridge_teams import capabilities, forms, widgets

Element = dict[str, Any]

KEY: Final = "botbridge"  # the verb, and the key in `data` under which a press says what it is


class Press(StrEnum):
    """What a press is, as its data begins."""

    ACTION = "action"  # with the action's id
    ANSWER = "answer"  # with the question's id; the inputs of the card come along
    CANCEL = "cancel"  # with the question's id
    OPEN = "open"  # with the question's id: the dialog that leads to its page
    STOP = "stop"


def hanging(message: MessageData, page: str | None = None) -> list[Element]:
    """What stands under a message's text in its card: its buttons, the form that it asks for.

    `page` is the address of what only a page can show, where it may stand there for all who see the card.
    """
    return [*_actions(message.actions), *_question(message.ask, page)]


def is_framed(message: MessageData) -> bool:
    """Whether a message is a card for good: a question with buttons or a form, also when it is over."""
    return message.ask is not None and message.ask.kind in ("action", "element")


def stop() -> list[Element]:
    """A way to stop the handler at work."""
    return [_row([_button("Stop", Press.STOP, "")])]


def press_of(data: object) -> tuple[Press, str] | None:
    """What a press is and what it is about; None for what is not ours."""
    kind, _, about = data.partition(":") if isinstance(data, str) else ("", "", "")
    return (Press(kind), about) if kind in set(Press) else None


def _actions(actions: Sequence[ActionData]) -> Iterable[Element]:
    for start in range(0, len(actions), capabilities.BUTTONS):
        row = actions[start : start + capabilities.BUTTONS]
        yield _row([{**_button(one.caption, Press.ACTION, one.id), **_tooltip(one)} for one in row])


def _tooltip(action: ActionData) -> Element:
    return {"tooltip": action.tooltip} if action.tooltip and action.label else {}


def _question(ask: AskData | None, page: str | None) -> list[Element]:
    if ask is None or ask.outcome is not None or ask.kind != "element":
        return []
    cancel = _button("Cancel", Press.CANCEL, ask.id)
    if ask.fields:
        send = {**_button("Send", Press.ANSWER, ask.id, inputs="auto"), "style": "positive"}
        return [*forms.inputs(ask.fields), _row([send, cancel])]
    return [_row([_link("Open", page) if page else _opening(ask.id), cancel])]


def _opening(question_id: str) -> Element:
    """A button that opens a dialog, in which each person finds a link of their own."""
    data = {KEY: f"{Press.OPEN}:{question_id}", "msteams": {"type": "task/fetch"}}
    return {"type": "Action.Submit", "title": "Open", "data": data}


def dialog(words: str, url: str) -> Element:
    """The card in a dialog that leads to what only a page can show."""
    return widgets.content(
        [{"type": "TextBlock", "text": widgets.words(words), "wrap": True}, _row([_link("Open the page", url)])]
    )


def _link(title: str, url: str) -> Element:
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def _row(actions: list[Element]) -> Element:
    return {"type": "ActionSet", "actions": actions}


def _button(caption: str, press: Press, about: str, *, inputs: str = "none") -> Element:
    title = " ".join(caption.split())[: capabilities.TITLE_CHARS] or "…"
    told = {"title": title, "data": {KEY: f"{press}:{about}"}, "associatedInputs": inputs}
    return {"type": "Action.Execute", "verb": KEY, **told, "fallback": {"type": "Action.Submit", **told}}
