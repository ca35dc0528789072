"""The command of our own, and what stands for elements → links and notes."""

from __future__ import annotations

from typing import Any, Final

from botbridge.model.element import ElementData
from botbridge_discord import capabilities

JSON = dict[str, Any]

CHAT, CHAT_TEXT, CHAT_FILE = "chat", "text", "file"
# [docs] message flags SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS
NO_PREVIEWS: Final = 1 << 2
SILENT: Final = 1 << 12

_STRING, _ATTACHMENT = 3, 11  # [docs] option types


def chat_command() -> JSON:
    """`/chat`: begins a conversation, and goes on with one, without reading along."""
    return {
        "name": CHAT,
        "type": 1,
        "description": "Write to the app; in a channel a thread is opened for the answer",
        "contexts": [0, 1],  # guilds, direct messages with the bot
        "integration_types": [0],
        "options": [
            {
                "name": CHAT_TEXT,
                "type": _STRING,
                "description": "What you want to say",
                "required": True,
                "max_length": capabilities.WORDS_CHARS,
            },
            {"name": CHAT_FILE, "type": _ATTACHMENT, "description": "A file that goes with it"},
        ],
    }


def alt_text(element: ElementData) -> str | None:
    """What a screen reader says of an image; None for other files."""
    return element.name[: capabilities.ALT_CHARS] or None if element.type == "image" else None
