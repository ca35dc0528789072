"""What can be made to go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from botbridge.testing.discord.channels import Channel
from botbridge.testing.discord.permissions import bits
from botbridge.testing.discord.refusal import Refusal
from botbridge.testing.discord.world import World

EVERY: Final = "*"
Scope = Literal["user", "shared", "global"]


@dataclass(eq=False)
class Fault:
    """Something that goes wrong the next `times` times (None: always) that the route `name` is called.

    `after` means: the call takes effect first, then it fails.
    """

    name: str
    kind: Literal["status", "rate_limit", "error", "drop", "slow"]
    times: int | None = 1
    after: bool = False
    status: int = 200
    code: int = 0
    seconds: float = 0.0
    scope: Scope = "user"
    hits: int = 0

    def take(self, name: str) -> bool:
        """Count a hit if this fault is due for a call of the route `name`."""
        if self.name not in (name, EVERY) or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


@dataclass(eq=False)
class Faults:
    """The faults that are switched on. `clear` switches them off.

    Routes are named as in `FakeDiscord.calls`: `create_message`, `edit_message`, `start_thread`, `typing` and so on.
    `redirect_downloads`: where file downloads are sent instead, if set.
    """

    world: World = field(repr=False)
    active: list[Fault] = field(default_factory=list)
    redirect_downloads: str = ""
    refused_connections: int = 0  # so many of the next gateway connections get 502
    _denied: list[Channel] = field(default_factory=list)

    def _add(self, fault: Fault) -> Fault:
        self.active.append(fault)
        return fault

    def status(self, status: int = 503, name: str = EVERY, *, times: int | None = 1, after: bool = False) -> Fault:
        """Answer with an HTTP status and no JSON; `after=True`: the call has taken effect all the same."""
        return self._add(Fault(name, "status", times, after, status=status))

    def rate_limit(
        self, name: str = EVERY, *, retry_after: float = 1.0, scope: Scope = "user", times: int | None = 1
    ) -> Fault:
        """Answer 429 with `retry_after` (seconds): for this bot's route, the resource, or all of the bot."""
        return self._add(Fault(name, "rate_limit", times, status=429, seconds=retry_after, scope=scope))

    def error(self, name: str, code: int, *, times: int | None = 1, after: bool = False) -> Fault:
        """Answer with one of Discord's error codes, such as 50013."""
        return self._add(Fault(name, "error", times, after, code=code, status=Refusal(code).status))

    def drop(self, name: str = EVERY, *, times: int | None = 1, after: bool = False) -> Fault:
        """Close the connection without an answer."""
        return self._add(Fault(name, "drop", times, after))

    def slow(self, seconds: float, name: str = EVERY, *, times: int | None = None) -> Fault:
        """Answer only after `seconds` of real time."""
        return self._add(Fault(name, "slow", times, seconds=seconds))

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

    def due(self, name: str) -> list[Fault]:
        """Return the faults for this call, each counted as a hit; at most one besides slowness."""
        found: list[Fault] = []
        for fault in self.active:
            decided = any(one.kind != "slow" for one in found)
            if (fault.kind == "slow" or not decided) and fault.take(name):
                found.append(fault)
        return found
