"""What can be made to go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.permissions import bits
from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.world import World
from botbridge.testing.fake import faults
from botbridge.testing.fake.faults import EVERY, CallFaults

__all__ = ["EVERY", "Fault", "Faults"]

Scope = Literal["user", "shared", "global"]


@dataclass(eq=False)
class Fault(faults.Fault):
    """A fault that may answer with one of Discord's codes, or be a rate limit for more than one route."""

    code: int = 0
    scope: Scope = "user"


@dataclass(eq=False)
class Faults(CallFaults):
    """The faults that are switched on. `clear` switches them off.

    Routes are named as in `FakeDiscord.calls`: `create_message`, `edit_message`, `start_thread`, `typing` and so on.
    `redirect_downloads`: where file downloads are sent instead, if set.
    """

    world: World = field(kw_only=True, repr=False)
    redirect_downloads: str = ""
    refused_connections: int = 0  # so many of the next gateway connections get 502
    _denied: list[Channel] = field(default_factory=list)

    def rate_limit(
        self,
        method: str = EVERY,
        *,
        retry_after: float = 1.0,
        times: int | None = 1,
        after: bool = False,
        scope: Scope = "user",
    ) -> faults.Fault:
        """Answer 429 with `retry_after` (seconds): for this bot's route, the resource, or all of the bot."""
        return self._add(Fault(method, "rate_limit", times, after, status=429, seconds=retry_after, scope=scope))

    def error(self, method: str, code: int, *, times: int | None = 1, after: bool = False) -> faults.Fault:
        """Answer with one of Discord's error codes, such as 50013."""
        return self._add(Fault(method, "error", times, after, code=code, status=Refusal(code).status))

    def missing_permission(self, *names: str, channel: Channel) -> None:
        """Take permissions from the app in one channel and its threads; it is told so by an event."""
        self._denied.append(channel)
        self.world.overwrite(channel, deny=bits(names))

    def stale_permission(self, *names: str, channel: Channel) -> None:
        """The same without the event: the app believes that it may."""
        outlet, self.world.outlet = self.world.outlet, lambda *_: None
        self.missing_permission(*names, channel=channel)
        self.world.outlet = outlet

    def refuse_connections(self, times: int = 1) -> None:
        """Answer the next gateway connections with 502."""
        self.refused_connections += times

    def clear(self) -> None:
        """Switch everything off."""
        self.active.clear()
        self.redirect_downloads, self.refused_connections = "", 0
        for channel in self._denied:
            self.world.overwrite(channel)
        self._denied.clear()
