"""Caching, where the reference has it."""

from botbridge.chat.helpers import cache

__all__ = ["cache"]
