"""The conversation's memory, where the reference has it."""

from botbridge.chat.user_session import UserSession, user_session

__all__ = ["UserSession", "user_session"]
