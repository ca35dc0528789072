"""What a client is told that comes (back) to a conversation: whole messages, never tokens once more. Pure.

A client updates a message that it knows by its id, so telling too much changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from botbridge.model.step import StepDict
from botbridge.model.thread import ThreadDict
from botbridge_web.outbound import Emission, deleted, first_interaction, step, with_key
from botbridge_web.sessions import Stream, WebSession

TextSoFar = Callable[[str], str | None]

_NAME_LENGTH = 500  # characters of the first message that name a conversation


def resumed(session: WebSession, thread: ThreadDict, text_so_far: TextSoFar) -> list[Emission]:
    """The conversation as one thread, for a new page that asked for it by name."""
    steps = list(_overlaid(session, thread, text_so_far))
    whole: dict[str, Any] = {
        **thread,
        "steps": steps,
        "elements": [with_key(item) for item in thread["elements"] or ()],
    }
    return [("resume_thread", whole)]


def everything(session: WebSession, thread: ThreadDict | None, text_so_far: TextSoFar) -> list[Emission]:
    """All messages in order, for a client of which it is not known what it shows."""
    return _told(session, thread, text_so_far, lambda _id: True, session.deleted)


def missed(session: WebSession, thread: ThreadDict | None, text_so_far: TextSoFar, since: float) -> list[Emission]:
    """The messages that changed or went away since then, for a client that was cut off."""
    changed = {name for name, when in session.changed.items() if when >= since} | session.streams.keys()
    gone = (name for name, when in session.deleted.items() if when >= since)
    return _told(session, thread, text_so_far, changed.__contains__, gone)


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


def _told(
    session: WebSession,
    thread: ThreadDict | None,
    text_so_far: TextSoFar,
    wanted: Callable[[str], bool],
    gone: Iterable[str],
) -> list[Emission]:
    messages = [item for item in _overlaid(session, thread, text_so_far) if wanted(item["id"])]
    elements = (thread["elements"] or ()) if thread is not None else ()
    return [
        *(deleted(session.thread_id, name) for name in gone),
        *(("new_message", item) for item in messages),
        *(("element", with_key(item)) for item in elements if wanted(item.get("forId") or "")),
    ]


def _overlaid(session: WebSession, thread: ThreadDict | None, text_so_far: TextSoFar) -> Iterator[StepDict]:
    """The steps as they are kept, but as they were told last; what grows now with as much text as has gone out."""
    growing: dict[str, StepDict | None] = {
        name: step(message, message.content, streaming=False) for name, message in session.recent.items()
    }
    growing |= {name: _growing(stream, text_so_far(name)) for name, stream in session.streams.items()}
    for item in thread["steps"] if thread is not None else ():
        if item["id"] not in session.deleted:
            yield growing.pop(item["id"], None) or item
    yield from (item for item in growing.values() if item is not None)


def _growing(stream: Stream, text: str | None) -> StepDict | None:
    # Cut to what has gone out: the next tokens are appended to it.
    return None if text is None else step(stream.message, text[: stream.sent], streaming=True)
