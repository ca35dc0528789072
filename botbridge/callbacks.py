"""The decorators, where the reference has them."""

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

__all__ = [
    "author_rename",
    "data_layer",
    "on_app_shutdown",
    "on_app_startup",
    "on_chat_end",
    "on_chat_resume",
    "on_chat_start",
    "on_message",
    "on_stop",
]
