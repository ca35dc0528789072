"""Write a conversational app once, with decorators; it runs natively on Slack, Discord, Teams and the web."""

from botbridge.chat.callbacks import (
    author_rename,
    data_layer,
    on_app_shutdown,
    on_app_startup,
    on_chat_end,
    on_chat_resume,
    on_chat_start,
    on_message,
    on_stop,
)
from botbridge.chat.chat_context import chat_context
from botbridge.chat.current import context
from botbridge.chat.element import Audio, Element, File, Image, Pdf, Text, Video
from botbridge.chat.helpers import cache, make_async, run_sync, sleep
from botbridge.chat.message import ErrorMessage, Message
from botbridge.chat.user_session import user_session
from botbridge.errors import TimeoutError  # noqa: A004 - a subclass of the builtin, under the same name
from botbridge.model.user import PersistedUser, User
from botbridge.version import __version__

__all__ = [
    "Audio",
    "Element",
    "ErrorMessage",
    "File",
    "Image",
    "Message",
    "Pdf",
    "PersistedUser",
    "Text",
    "TimeoutError",
    "User",
    "Video",
    "__version__",
    "author_rename",
    "cache",
    "chat_context",
    "context",
    "data_layer",
    "make_async",
    "on_app_shutdown",
    "on_app_startup",
    "on_chat_end",
    "on_chat_resume",
    "on_chat_start",
    "on_message",
    "on_stop",
    "run_sync",
    "sleep",
    "user_session",
]
