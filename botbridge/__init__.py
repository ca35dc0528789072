"""Write a conversational app once, with decorators; it runs natively on Slack, Discord, Teams and the web."""

from botbridge.action import Action
from botbridge.cache import cache
from botbridge.callbacks import (
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
from botbridge.chat.audio import InputAudioChunk
from botbridge.chat.helpers import sleep
from botbridge.chat_context import chat_context
from botbridge.context import context
from botbridge.element import (
    Audio,
    CustomElement,
    Dataframe,
    Element,
    File,
    Image,
    Pdf,
    Plotly,
    Pyplot,
    Task,
    TaskList,
    TaskStatus,
    Text,
    Video,
)
from botbridge.errors import TimeoutError  # noqa: A004 - a subclass of the builtin, under the same name
from botbridge.message import AskActionMessage, AskElementMessage, AskFileMessage, AskUserMessage, ErrorMessage, Message
from botbridge.sidebar import ElementSidebar
from botbridge.step import Step, step
from botbridge.sync import make_async, run_sync
from botbridge.user import PersistedUser, User
from botbridge.user_session import user_session
from botbridge.version import __version__

__all__ = [
    "Action",
    "AskActionMessage",
    "AskElementMessage",
    "AskFileMessage",
    "AskUserMessage",
    "Audio",
    "CustomElement",
    "Dataframe",
    "Element",
    "ElementSidebar",
    "ErrorMessage",
    "File",
    "Image",
    "InputAudioChunk",
    "Message",
    "Pdf",
    "PersistedUser",
    "Plotly",
    "Pyplot",
    "Step",
    "Task",
    "TaskList",
    "TaskStatus",
    "Text",
    "TimeoutError",
    "User",
    "Video",
    "__version__",
    "action_callback",
    "author_rename",
    "cache",
    "chat_context",
    "context",
    "data_layer",
    "make_async",
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
    "run_sync",
    "sleep",
    "step",
    "user_session",
]
