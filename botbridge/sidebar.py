"""The sidebar, where the reference has it."""

from botbridge.chat.sidebar import ElementSidebar

__all__ = ["ElementSidebar"]
