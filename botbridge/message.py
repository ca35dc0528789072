"""Messages, where the reference has them."""

from botbridge.chat.ask import AskActionMessage, AskElementMessage, AskFileMessage, AskUserMessage
from botbridge.chat.message import ErrorMessage, Message

__all__ = [
    "AskActionMessage",
    "AskElementMessage",
    "AskFileMessage",
    "AskUserMessage",
    "ErrorMessage",
    "Message",
]
