"""The messages of the conversation so far, ready for a model."""

from __future__ import annotations

from botbridge.chat.message import Message
from botbridge.context import get_context

_ROLES = {"user_message": "user", "assistant_message": "assistant", "system_message": "system"}


class ChatContext:
    """Every message sent or received in this conversation, in order; errors are left out.

    It survives restarts: it is filled again from what is kept. Raises NoContext outside of a handler.
    """

    def get(self) -> list[Message]:
        """A list of the messages so far."""
        return list(get_context().session.history.values())

    def add(self, message: Message) -> Message:
        """Let a message count as part of the conversation without sending it."""
        get_context().session.history[message.id] = message
        return message

    def remove(self, message: Message) -> bool:
        """Leave a message out from now on; False if it was not there."""
        return get_context().session.history.pop(message.id, None) is not None

    def clear(self) -> None:
        """Begin anew: nothing said so far counts, until the conversation is restored after a restart."""
        get_context().session.history.clear()

    def to_openai(self) -> list[dict[str, str]]:
        """The messages as OpenAI's chat format has them: `{"role": …, "content": …}`."""
        return [{"role": _ROLES[message.type], "content": message.content} for message in self.get()]


chat_context = ChatContext()
