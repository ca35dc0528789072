"""Write a conversational app once, with decorators; it runs natively on Slack, Discord, Teams and the web."""

from botbridge.cache import cache
from botbridge.callbacks import (
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
from botbridge.chat.helpers import sleep
from botbridge.chat_context import chat_context
from botbridge.context import context
from botbridge.element import Audio, Element, File, Image, Pdf, Text, Video
from botbridge.errors import TimeoutError  # noqa: A004 - a subclass of the builtin, under the same name
from botbridge.message import ErrorMessage, Message
from botbridge.sync import make_async, run_sync
from botbridge.user import PersistedUser, User
from botbridge.user_session import user_session
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
