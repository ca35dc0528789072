"""The decorators: each registers one handler with the app that is being loaded.

All return the function undecorated, take plain and coroutine functions, and the last registration wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from botbridge.app import registering

F = TypeVar("F", bound=Callable[..., Any])


def on_app_startup(func: F) -> F:
    """Run once when the process starts, before any event: `()`.

    If it raises, the process does not start.
    """
    registering().on_app_startup = func
    return func


def on_app_shutdown(func: F) -> F:
    """Run once when the process stops, after the last handler has ended: `()`."""
    registering().on_app_shutdown = func
    return func


def on_chat_start(func: F) -> F:
    """Run once per conversation, before its first `on_message`: `()`.

    One that was cut off (the process was killed) runs again; one that finished never does, unless the chat ends.
    On the web it runs when the page opens a new chat, on the platforms with the first message or when a user
    opens the app.
    """
    registering().on_chat_start = func
    return func


def on_chat_resume(func: F) -> F:
    """Run when a conversation comes back into memory, after a restart or a long silence: `(thread: ThreadDict)`.

    `user_session` has its JSON part again by then.
    """
    registering().on_chat_resume = func
    return func


def on_message(func: F) -> F:
    """Run for each message of a user: `(message: Message)` or `()`."""
    registering().on_message = func
    return func


def on_audio_start(func: F) -> F:
    """Run before somebody's recording is heard: `()`.

    If it returns False, the recording goes to `on_message` instead, as an `Audio` among the message's elements.
    """
    registering().on_audio_start = func
    return func


def on_audio_chunk(func: F) -> F:
    """Run for each piece of a recording, in order: `(chunk: InputAudioChunk)`.

    A recording is a voice message (Discord), an audio clip (Slack) or an audio file (Teams). Its message is kept as
    any other; `on_message` runs for it only if words or other files came with it. Without this callback a recording
    is a file as any other. On the web nothing can be recorded yet.
    """
    registering().on_audio_chunk = func
    return func


def on_audio_end(func: F) -> F:
    """Run when all of a recording was heard: `()`."""
    registering().on_audio_end = func
    return func


def on_chat_end(func: F) -> F:
    """Run when a conversation ends, never after each message: `()`.

    It ends at "new chat" or when the tab was away for `[project] session_timeout` seconds (web), when its
    thread is archived or deleted or the bot is removed (platforms), or after `[run] idle_end` seconds of silence.
    """
    registering().on_chat_end = func
    return func


def on_stop(func: F) -> F:
    """Run when a user presses stop, after the running handler was cancelled: `()`."""
    registering().on_stop = func
    return func


def action_callback(name: str) -> Callable[[F], F]:
    """Run when somebody presses a button of this name: `(action: Action)` or `()`.

    A press is taken once; pressing again while it is being handled does nothing. What the function returns (JSON)
    goes back to a custom element that called the action.
    """

    def register(func: F) -> F:
        registering().action_callbacks[name] = func
        return func

    return register


def on_feedback(func: F) -> F:
    """Run when somebody judges an answer: `(feedback: Feedback)`; with it, answers bear buttons for that.

    Reactions with 👍 and 👎 are verdicts too. One answer has one verdict, the latest; it is kept before this runs.
    """
    registering().on_feedback = func
    return func


def on_reaction(func: F) -> F:
    """Run when somebody puts an emoji on a message of a conversation, or takes it off: `(reaction: Reaction)`.

    There are no reactions on the web.
    """
    registering().on_reaction = func
    return func


def on_slack_reaction_added(func: F) -> F:
    """Run when somebody puts an emoji on a message on Slack: `(event: dict)`, Slack's own event."""
    registering().native_reactions["slack"] = func
    return func


def author_rename(func: F) -> F:
    """Choose the name under which an author is shown: `(orig_author: str) -> str`."""
    registering().author_rename = func
    return func


def data_layer(func: F) -> F:
    """Bring your own data layer: `() -> BaseDataLayer`, called once at start."""
    registering().data_layer = func
    return func
