"""The Web API methods by name, from one room per family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from botbridge.testing.slack.methods import (
    assistant,
    basics,
    chat,
    conversations,
    files,
    reactions,
    stream,
    users,
    views,
)
from botbridge.testing.slack.methods.desk import Desk

METHODS: Final[dict[str, Callable[[Desk], dict[str, Any]]]] = {
    **basics.METHODS,
    **chat.METHODS,
    **stream.METHODS,
    **conversations.METHODS,
    **users.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **views.METHODS,
    **assistant.METHODS,
}
