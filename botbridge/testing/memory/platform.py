"""A platform in memory, with whatever capabilities a test wants."""

from __future__ import annotations

from botbridge.adapter import Adapter
from botbridge.model.ids import ThreadKey
from botbridge.testing.memory.adapter import MemoryAdapter
from botbridge.testing.memory.user import MemoryUser
from botbridge.testing.memory.world import World


class MemoryPlatform(World):
    """A platform in memory: what people see there, who acts there, and the adapter that an app runs on it with."""

    def adapter(self) -> type[Adapter]:
        """An adapter class that runs on this platform."""
        platform = self

        class Bound(MemoryAdapter):
            def __init__(self) -> None:
                super().__init__(platform)

        return Bound

    def user(self, name: str = "ada", thread: str = "main") -> MemoryUser:
        """A person in a conversation."""
        return MemoryUser(self, name, ThreadKey("memory", (thread,)))
