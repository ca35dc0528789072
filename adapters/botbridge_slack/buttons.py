"""What people can press → blocks, and what each press is called. Pure.

A button bears an opaque id and nothing else; its block is called by its conversation (`address.mark`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, Final

from botbridge.model.action import ActionData
from botbridge.model.ask import AskData
from botbridge.model.ids import ThreadKey
from botbridge.model.message import MessageData
from botbridge_slack import address, capabilities

Block = dict[str, Any]


class Press(StrEnum):
    """What a press is, as its `action_id` begins."""

    ACTION = "action"  # with the action's id
    ANSWER = "answer"  # with the question's id: show its form
    CANCEL = "cancel"  # with the question's id
    JUDGE = "judge"  # with the message's id; the value is 0 or 1
    STOP = "stop"
    CHOOSE = "choose"  # a menu of actions; the chosen value is the action's id


_ANSWERS: Final = {"file": "Upload", "element": "Fill in"}


def hanging(message: MessageData, key: ThreadKey) -> list[Block]:
    """The blocks under a message: its buttons, those of its question, those to judge it."""
    rows = [*_actions(message.actions), *_question(message.ask)]
    if message.rated:
        rows.append(_rating(message.id))
    return [{**block, "block_id": address.mark(key, number)} for number, block in enumerate(rows)]


def stop(key: ThreadKey) -> list[Block]:
    """A way to stop the handler at work."""
    return [{**_row([_button("Stop", Press.STOP, "")]), "block_id": address.mark(key, 0)}]


def press_of(action_id: str) -> tuple[Press, str] | None:
    """What a press is and what it is about; None for what is not ours."""
    kind, _, about = action_id.partition(":")
    return (Press(kind), about) if kind in set(Press) else None


def _actions(actions: Sequence[ActionData]) -> Iterable[Block]:
    most = capabilities.BUTTON_ROWS * capabilities.BUTTONS
    for row in _batches(actions[:most], capabilities.BUTTONS):
        yield _row([_button(action.caption, Press.ACTION, action.id) for action in row])
    for number, menu in enumerate(_batches(actions[most:], capabilities.MENU_OPTIONS)):
        yield _row([_menu(menu, number)])


def _batches(actions: Sequence[ActionData], size: int) -> Iterable[Sequence[ActionData]]:
    return (actions[start : start + size] for start in range(0, len(actions), size))


def _question(ask: AskData | None) -> list[Block]:
    if ask is None or ask.outcome is not None or ask.kind not in _ANSWERS:
        return []
    # What only a page can show is opened there.
    caption = "Open" if ask.kind == "element" and not ask.fields else _ANSWERS[ask.kind]
    buttons = [{**_button(caption, Press.ANSWER, ask.id), "style": "primary"}]
    if ask.kind == "element":
        buttons.append(_button("Cancel", Press.CANCEL, ask.id))
    return [_row(buttons)]


def _rating(message_id: str) -> Block:
    buttons = {
        "type": "feedback_buttons",
        "action_id": f"{Press.JUDGE}:{message_id}",
        "positive_button": {"text": _plain("👍"), "value": "1", "accessibility_label": "Good answer"},
        "negative_button": {"text": _plain("👎"), "value": "0", "accessibility_label": "Bad answer"},
    }
    return {"type": "context_actions", "elements": [buttons]}


def _row(elements: list[dict[str, Any]]) -> Block:
    return {"type": "actions", "elements": elements}


def _button(caption: str, press: Press, about: str) -> dict[str, Any]:
    return {"type": "button", "text": _plain(caption), "action_id": f"{press}:{about}"}


def _menu(actions: Sequence[ActionData], number: int) -> dict[str, Any]:
    options = [{"text": _plain(action.caption), "value": action.id} for action in actions]
    return {
        "type": "static_select",
        "placeholder": _plain("More…"),
        "action_id": f"{Press.CHOOSE}:{number}",
        "options": options,
    }


def _plain(words: str) -> dict[str, Any]:
    """Words that are only shown; Slack wants at least one character."""
    shown = " ".join(words.split())[: capabilities.LABEL_CHARS] or "…"
    return {"type": "plain_text", "text": shown, "emoji": False}
