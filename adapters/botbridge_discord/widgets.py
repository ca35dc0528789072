"""The command of our own, and what stands for elements → links and notes."""

from __future__ import annotations

import mimetypes
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from botbridge.model.element import ElementData
from botbridge.render.escape import escape
from botbridge_discord import capabilities

JSON = dict[str, Any]

CHAT, CHAT_TEXT, CHAT_FILE = "chat", "text", "file"
# [docs] message flags SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS
NO_PREVIEWS: Final = 1 << 2
SILENT: Final = 1 << 12

_STRING, _ATTACHMENT = 3, 11  # [docs] option types

# What an address may hold as it is; `%` because it may be quoted already, parentheses would end the link.
_URL_SAFE: Final = "%:/?#[]@!$&'*+,;=~-._"


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


def is_link(element: ElementData) -> bool:
    """Whether an element's bytes are elsewhere, so that people get a link to them."""
    return element.path is None and element.content is None and element.url is not None


def link(name: str, url: str) -> str:
    """The Markdown for a file that is elsewhere."""
    return f"[{escape(name) or 'link'}]({quote(url, safe=_URL_SAFE)})"


def not_sent(name: str, reason: str) -> str:
    """The note that stands for a file that could not be sent."""
    return f"_{escape(name)} could not be sent ({escape(reason)})_"


def file_name(element: ElementData) -> str:
    """A name that lets Discord show the file: with the ending of its type where it has none."""
    name = " ".join(element.name.split()) or "file"
    return name if PurePath(name).suffix else name + (mimetypes.guess_extension(element.mime) or "")


def alt_text(element: ElementData) -> str | None:
    """What a screen reader says of an image; None for other files."""
    return element.name[: capabilities.ALT_CHARS] or None if element.type == "image" else None
