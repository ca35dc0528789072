"""Buttons, where the reference has them."""

from botbridge.chat.action import Action

__all__ = ["Action"]
