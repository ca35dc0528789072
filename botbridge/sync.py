"""Threads and waiting, where the reference has them."""

from botbridge.chat.helpers import make_async, run_sync

__all__ = ["make_async", "run_sync"]
