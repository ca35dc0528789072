"""The messages so far, where the reference has them."""

from botbridge.chat.chat_context import ChatContext, chat_context

__all__ = ["ChatContext", "chat_context"]
