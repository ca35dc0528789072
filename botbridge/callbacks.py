"""The decorators, where the reference has them."""

from botbridge.chat.callbacks import (
    action_callback,
    author_rename,
    data_layer,
    on_app_shutdown,
    on_app_startup,
    on_audio_chunk,
    on_audio_end,
    on_audio_start,
    on_chat_end,
    on_chat_resume,
    on_chat_start,
    on_feedback,
    on_message,
    on_reaction,
    on_slack_reaction_added,
    on_stop,
)

__all__ = [
    "action_callback",
    "author_rename",
    "data_layer",
    "on_app_shutdown",
    "on_app_startup",
    "on_audio_chunk",
    "on_audio_end",
    "on_audio_start",
    "on_chat_end",
    "on_chat_resume",
    "on_chat_start",
    "on_feedback",
    "on_message",
    "on_reaction",
    "on_slack_reaction_added",
    "on_stop",
]
