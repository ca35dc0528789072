"""A platform in memory, to run an app on without any other: the fastest way to test one."""

from botbridge.testing.memory.adapter import MemoryAdapter
from botbridge.testing.memory.capabilities import CUMULATIVE, DELTAS, EDITS, RICH
from botbridge.testing.memory.platform import MemoryPlatform
from botbridge.testing.memory.user import MemoryUser
from botbridge.testing.memory.world import Shown

__all__ = ["CUMULATIVE", "DELTAS", "EDITS", "RICH", "MemoryAdapter", "MemoryPlatform", "MemoryUser", "Shown"]
