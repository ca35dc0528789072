"""`model.effect` → Slack's calls, without I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from botbridge.model.effect import (
    Edit,
    Notify,
    OfferStop,
    Post,
    ShowTasks,
    StreamAppend,
    StreamClose,
    StreamOpen,
    Working,
)
from botbridge.model.element import ElementData
from botbridge.model.ids import MessageRef, ThreadKey
from botbridge.model.message import MessageData
from botbridge.model.task import TaskData
from botbridge.model.user import Author
from botbridge.render.degrade import with_author
from botbridge.render.escape import escape
from botbridge.render.tasks import as_markdown
from botbridge_slack import address, buttons, capabilities, tables, tasks, text, widgets

METADATA_TYPE = "botbridge_message"
# chat.update falls back to parse=client, so both are always said ([docs] chat.update).
_NO_PINGS = {"parse": "none", "link_names": False}
_AT_WORK = "An answer is being written."  # what a notification says where only a Stop button is shown
_NO_PREVIEWS = {"unfurl_links": False, "unfurl_media": False}


class Call(NamedTuple):
    """A method of the Web API and its arguments; `said` is the neutral text that they show, `hanging` what is below."""

    method: str
    arguments: dict[str, Any]
    said: str = ""
    hanging: Sequence[dict[str, Any]] = ()


def wants_name(message: MessageData) -> bool:
    """Whether the message shall bear another name than the app's."""
    return not message.is_default_author and bool(message.author.strip())


def _words(message: MessageData, part: int, said: str, *, named: bool) -> str:
    """The text to show: under its author's name where Slack does not show that by itself."""
    unnamed = wants_name(message) and not named and part == 0
    return with_author(said, message.author) if unnamed else said


def post(effect: Post, said: str, *, named: bool) -> Call:
    """A new message. `metadata` lets `trace` recognise it after a lost answer."""
    shown = _words(effect.message, effect.part, said, named=named)
    hanging = _hanging(effect)
    arguments = {
        **_place(effect.thread),
        **_content(shown, hanging),
        **_NO_PINGS,
        **_NO_PREVIEWS,
        **_name(effect.message, named=named),
        "metadata": metadata(effect.message.id, effect.part),
    }
    return Call("chat.postMessage", arguments, shown, hanging)


def _hanging(effect: Post | Edit | StreamClose) -> list[dict[str, Any]]:
    return buttons.hanging(effect.message, effect.thread) if effect.last else []


def note(key: ThreadKey, said: str) -> Call:
    """A message of the adapter's own, about something that could not be shown."""
    return Call("chat.postMessage", {**_place(key), **_content(said), **_NO_PINGS, **_NO_PREVIEWS}, said)


def edit(effect: Edit, said: str, *, named: bool) -> Call:
    """New words for a message, under its tasks as long as there is room for both."""
    shown = _words(effect.message, effect.part, said, named=named)
    hanging = _hanging(effect)
    above = tasks.cards(effect.tasks) if text.measure(shown) <= capabilities.STREAM_CHARS else []
    content = _content(shown, hanging, above)
    return Call("chat.update", {**_message(effect.ref), **content, **_NO_PINGS}, shown, hanging)


def delete(ref: MessageRef) -> Call:
    """A message or a file taken away."""
    file_id = address.file_id(ref)
    return Call("files.delete", {"file": file_id}) if file_id else Call("chat.delete", _message(ref))


def table(key: ThreadKey, element: ElementData) -> Call:
    """A table of data under its name, as a message of its own: one takes no second table."""
    said = f"**{escape(element.name)}**"
    blocks = [*widgets.markdown_blocks(said), tables.block(element)]
    return Call("chat.postMessage", {**_place(key), "text": _short(said), "blocks": blocks, **_NO_PINGS}, said)


def task_list(effect: ShowTasks) -> Call:
    """A list of tasks, or what has become of it."""
    said = as_markdown(effect.list)
    content = {"text": _short(said) or "…", "blocks": tasks.blocks(effect.list), **_NO_PINGS}
    if effect.ref is not None:
        return Call("chat.update", {**_message(effect.ref), **content}, said)
    return Call("chat.postMessage", {**_place(effect.thread), **content, **_NO_PREVIEWS}, said)


def offer_stop(effect: OfferStop) -> Call:
    """A message with a Stop button."""
    arguments = {**_place(effect.thread), "text": _AT_WORK, "blocks": buttons.stop(effect.thread), **_NO_PINGS}
    return Call("chat.postMessage", arguments)


def notice(effect: Notify, to: Author) -> Call:
    """A message that only one person sees."""
    arguments = {**_place(effect.thread), "user": to.native_id, **_content(effect.text), **_NO_PINGS}
    return Call("chat.postEphemeral", arguments, effect.text)


def open_stream(effect: StreamOpen, *, named: bool) -> Call:
    """A message that grows. In channels Slack wants to know who reads it: whoever caused it."""
    recipient = _recipient(effect.cause.author) if effect.cause and effect.cause.author else {}
    shown = _words(effect.message, effect.part, effect.text, named=named)
    name = _name(effect.message, named=named)
    growth = _growth(shown, effect.tasks)
    return Call("chat.startStream", {**_place(effect.thread), **recipient, **growth, **name}, shown)


def _recipient(reader: Author) -> dict[str, Any]:
    home = reader.metadata.get("team_id") or reader.scope
    return {"recipient_user_id": reader.native_id, "recipient_team_id": home}


def append(effect: StreamAppend) -> Call:
    """More of a growing message."""
    return Call("chat.appendStream", {**_message(effect.ref), **_growth(effect.text, effect.tasks)})


def close_stream(effect: StreamClose, said: str) -> Call:
    """The last of a growing message."""
    told = {"metadata": metadata(effect.message.id, effect.part)}
    hanging = _hanging(effect)
    blocks = {"blocks": hanging} if hanging else {}
    return Call("chat.stopStream", {**_message(effect.ref), **_growth(said, effect.tasks), **blocks, **told})


def stop_stream(effect: Edit) -> Call:
    """The end of a stream that was lost to us and still stands in the way of an edit."""
    return Call("chat.stopStream", _message(effect.ref))


def without_markdown(call: Call) -> Call:
    """The same message as text that Slack cannot refuse for its blocks; nothing of the text is lost.

    chat.update takes 4,000 characters of text only, so a longer edit becomes plain sections, and so does what has
    buttons.
    """
    rest = {name: value for name, value in call.arguments.items() if name not in ("blocks", "text")}
    whole = text.literal(call.said)
    if call.hanging:
        blocks = [*widgets.plain_blocks(call.said), *call.hanging]
        return Call(call.method, {**rest, "text": _short(call.said) or "…", "blocks": blocks}, call.said)
    if call.method == "chat.postMessage":
        return Call(call.method, {**rest, "text": whole})
    if len(whole) <= capabilities.FALLBACK_CHARS:
        # Blocks that are not given stay, so the old ones are taken away.
        return Call(call.method, {**rest, "text": whole, "blocks": []})
    return Call(call.method, {**rest, "text": _short(call.said), "blocks": widgets.plain_blocks(call.said)})


def agent_status(effect: Working) -> Call:
    """The state of an agent's session; while `processing` people see a Stop button."""
    state = "processing" if effect.on else "active"
    return Call("agents.sessions.setStatus", {**_status_place(effect.thread), "status": state})


def thread_status(effect: Working) -> Call:
    """The line under the last message; an empty one takes it away."""
    return Call(
        "assistant.threads.setStatus",
        {**_status_place(effect.thread), "status": "is thinking…" if effect.on else ""},
    )


def metadata(message_id: str, part: int) -> dict[str, Any]:
    """What marks a native message as this part of this message; anybody in the workspace can read it."""
    return {"event_type": METADATA_TYPE, "event_payload": {"id": message_id, "part": part}}


def _content(said: str, hanging: Sequence[dict[str, Any]] = (), above: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The blocks of a message, and the words of its notification."""
    shown = widgets.markdown_blocks(said) if said else []
    return {"text": _short(said) or "…", "blocks": [*above, *shown, *hanging]}


def _short(said: str) -> str:
    return text.fallback(said, capabilities.FALLBACK_CHARS)


def _growth(said: str, changed: Sequence[TaskData]) -> dict[str, Any]:
    words = text.dialect(said)
    if not changed:
        return {"markdown_text": words} if said else {}
    return {"chunks": [*tasks.chunks(changed), *([{"type": "markdown_text", "text": words}] if said else [])]}


def _place(key: ThreadKey) -> dict[str, Any]:
    return _in_thread({"channel": address.channel(key)}, key)


def _status_place(key: ThreadKey) -> dict[str, Any]:
    return _in_thread({"channel_id": address.channel(key)}, key)


def _in_thread(place: dict[str, Any], key: ThreadKey) -> dict[str, Any]:
    thread_ts = address.thread_ts(key)
    return {**place, "thread_ts": thread_ts} if thread_ts else place


def _message(ref: MessageRef) -> dict[str, Any]:
    channel, ts = address.message_place(ref)
    return {"channel": channel, "ts": ts}


def _name(message: MessageData, *, named: bool) -> dict[str, Any]:
    return {"username": message.author} if named and wants_name(message) else {}
