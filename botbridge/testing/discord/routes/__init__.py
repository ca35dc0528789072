"""The REST routes that the fake knows: one table, by method and path."""

from __future__ import annotations

from typing import Final

from botbridge.testing.discord.routes import applications, basics, channels, interactions, messages, threads
from botbridge.testing.discord.routes.route import Route

ROUTES: Final[tuple[Route, ...]] = (
    *basics.ROUTES,
    *channels.ROUTES,
    *messages.ROUTES,
    *threads.ROUTES,
    *interactions.ROUTES,
    *applications.ROUTES,
)
