"""What a client is told that comes (back) to a conversation: whole messages, never tokens once more. Pure.

A client updates a message that it knows by its id, so telling too much changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from botbridge.model.action import ActionData
from botbridge.model.clock import utc_now
from botbridge.model.event import MessageReceived
from botbridge.model.message import MessageData
from botbridge.model.step import StepData, StepDict
from botbridge.model.thread import ThreadDict
from botbridge_web.outbound import deleted, emissions, first_interaction, hidden, step, user_step
from botbridge_web.reading import Said
from botbridge_web.sessions import Stream, WebSession
from botbridge_web.widgets import Emission, attached, buttons, with_key, without

Cot = Literal["full", "tool_call", "hidden"]

TextSoFar = Callable[[str], str | None]

_NAME_LENGTH = 500  # characters of the first message that name a conversation


def with_waiting(thread_id: str, thread: ThreadDict | None, waiting: Sequence[MessageReceived]) -> ThreadDict | None:
    """The conversation and, below it, what people wrote that waits for its turn."""
    known = {item["id"] for item in thread["steps"]} if thread is not None else set()
    new = [event for event in waiting if event.message_id not in known]
    if not new:
        return thread
    steps = [user_step(thread_id, _said(event)) for event in new]
    files = [attached(thread_id, event.message_id or "", file) for event in new for file in event.files]
    if thread is None:
        return {**_blank(thread_id), "steps": steps, "elements": files}
    return {**thread, "steps": [*thread["steps"], *steps], "elements": [*(thread["elements"] or ()), *files]}


def _said(event: MessageReceived) -> Said:
    return Said(id=event.message_id or "", text=event.text, command=event.command, metadata=event.metadata)


def _blank(thread_id: str) -> ThreadDict:
    return {
        "id": thread_id,
        "createdAt": utc_now(),
        "name": None,
        "userId": None,
        "userIdentifier": None,
        "tags": None,
        "metadata": None,
        "steps": [],
        "elements": [],
    }


def resumed(session: WebSession, thread: ThreadDict, text_so_far: TextSoFar, cot: Cot) -> list[Emission]:
    """The conversation as one thread, for a new page that asked for it by name."""
    steps = visible(_overlaid(session, thread, text_so_far), cot)
    whole: dict[str, Any] = {
        **thread,
        "steps": steps,
        "elements": [with_key(item) for item in thread["elements"] or ()],
    }
    return [("resume_thread", whole)]


def everything(session: WebSession, thread: ThreadDict | None, text_so_far: TextSoFar, cot: Cot) -> list[Emission]:
    """All messages in order, for a client of which it is not known what it shows."""
    steps = visible(_overlaid(session, thread, text_so_far), cot)
    return [*_taken_away(session, float("-inf")), *_told(steps, thread, lambda _id: True)]


def missed(
    session: WebSession, thread: ThreadDict | None, text_so_far: TextSoFar, cot: Cot, since: float
) -> list[Emission]:
    """The messages that changed or went away since then, for a client that was cut off."""
    changed = {name for name, when in session.changed.items() if when >= since} | session.streams.keys()
    steps = visible(_overlaid(session, thread, text_so_far), cot)
    return [*_taken_away(session, since), *_told(steps, thread, changed.__contains__)]


def standing(session: WebSession, actions: Iterable[ActionData], since: float | None) -> list[Emission]:
    """What stands beside the messages: the buttons that can be pressed, and the sidebar.

    A sidebar that did not change since then is left as its client has it, which may have closed it.
    """
    told = buttons(actions)
    if session.sidebar is not None and (since is None or session.sidebar_at >= since):
        told += emissions(session.sidebar)
    return told


def visible(steps: Iterable[StepDict], cot: Cot) -> list[StepDict]:
    """Messages, and the steps that `[ui] cot` lets people see, each below the nearest that they see."""
    parents: dict[str, str | None] = {}
    seen: list[StepDict] = []
    for item in steps:
        hangs_on = _nearest(item.get("parentId"), parents)
        if _is_seen(item, cot):
            parents[item["id"]] = item["id"]
            seen.append({**item, "parentId": hangs_on})
        else:
            parents[item["id"]] = hangs_on
    return seen


def _is_seen(item: StepDict, cot: Cot) -> bool:
    kind = item.get("type") or ""
    return kind.endswith("_message") or cot == "full" or (cot == "tool_call" and kind == "tool")


def _nearest(parent: str | None, parents: Mapping[str, str | None]) -> str | None:
    """What is seen of this parent: itself, or what that hangs on; nothing of one that came never or later."""
    return parents.get(parent) if parent is not None else None


def _taken_away(session: WebSession, since: float) -> list[Emission]:
    gone = {name: one for name, one in session.gone.items() if one.when >= since}
    return [
        *(deleted(session.thread_id, name) for name, one in gone.items() if one.kind == "message"),
        *(hidden(name) for name, one in gone.items() if one.kind == "element"),
        *without(one.action for one in gone.values() if one.action is not None),
    ]


def name_of(thread: ThreadDict | None) -> str | None:
    """What a conversation is called: its name, else what its user said first."""
    if thread is None:
        return None
    said = (item["output"] for item in thread["steps"] if item.get("type") == "user_message")
    return shortened(thread["name"] or next(said, "")) or None


def shortened(text: str) -> str:
    return text[:_NAME_LENGTH]


def named(session: WebSession) -> list[Emission]:
    """Again what the first message was, and which thread this is."""
    return [] if session.name is None else [first_interaction(session.thread_id, session.name)]


def _told(steps: list[StepDict], thread: ThreadDict | None, wanted: Callable[[str], bool]) -> list[Emission]:
    elements = (thread["elements"] or ()) if thread is not None else ()
    return [
        *(("new_message", item) for item in steps if wanted(item["id"])),
        *(("element", with_key(item)) for item in elements if wanted(item.get("forId") or "") or wanted(item["id"])),
    ]


def _overlaid(session: WebSession, thread: ThreadDict | None, text_so_far: TextSoFar) -> Iterator[StepDict]:
    """The steps as they are kept, but as they were told last; what grows now with as much text as has gone out."""
    growing: dict[str, StepDict | None] = {
        name: step(shown, shown.content, streaming=False) if isinstance(shown, MessageData) else _grown(session, shown)
        for name, shown in session.recent.items()
    }
    growing |= {name: _growing(stream, text_so_far(name)) for name, stream in session.streams.items()}
    for item in thread["steps"] if thread is not None else ():
        if item["id"] not in session.gone:
            # What people think of a message is kept with it, and not told with it.
            known = growing.pop(item["id"], None)
            yield {**known, "feedback": item.get("feedback")} if known is not None else item
    yield from (item for item in growing.values() if item is not None)


def _grown(session: WebSession, shown: StepData) -> StepDict:
    """A step with the tokens that went out since it was shown."""
    tokens = session.grown.get(shown.id, ())
    output, input_ = ("".join(one.token for one in tokens if one.is_input is inside) for inside in (False, True))
    return replace(shown, output=shown.output + output, input=shown.input + input_).to_step()


def _growing(stream: Stream, text: str | None) -> StepDict | None:
    # Cut to what has gone out: the next tokens are appended to it.
    return None if text is None else step(stream.message, text[: stream.sent], streaming=True)
