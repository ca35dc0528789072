"""Messages, where the reference has them."""

from botbridge.chat.message import ErrorMessage, Message

__all__ = ["ErrorMessage", "Message"]
