"""Every error of botbridge, as one tree.

BotbridgeError
├── StartError                  the process cannot start; the command exits with status 2
│   ├── ConfigError             botbridge.toml, .env or an option is wrong
│   ├── AppError                the app file is missing or does not import
│   ├── AdapterError            an adapter is unknown, lacks its extra or its credentials
│   ├── AddressError            the host and port cannot be bound
│   └── DatabaseError           the database cannot be reached or migrated
├── DeliveryError               one effect did not reach its platform
│   ├── RateLimited             the platform said when to come back (`retry_after`, seconds)
│   ├── Unavailable             5xx, a timeout or a lost connection; `ambiguous` when it may have taken effect
│   ├── Refused                 the platform will never take it (`code` is the platform's word)
│   │   ├── Gone                the thread or message no longer exists
│   │   └── Denied              a permission or scope is missing (`missing`)
│   └── StreamLost              a native stream cannot be opened or continued; text goes on by edits
│       └── StreamStopped       somebody ended it there; no more of its text is to be shown
├── FileRefused                 a file breaks the size or type policy, or is not what it claims to be
│   └── FileTooLarge            it is larger than what is taken
├── InteractionRefused          a click or an answer was not taken
├── Unsupported                 the platform has no form of this feature, native or degraded
├── NoContext                   a primitive was used where no handler runs
└── TimeoutError                a question was not answered in time (also a builtin TimeoutError)

Each message says what failed, with which id, and what to do.
"""

from __future__ import annotations

import builtins

__all__ = [
    "AdapterError",
    "AddressError",
    "AppError",
    "BotbridgeError",
    "ConfigError",
    "DatabaseError",
    "DeliveryError",
    "Denied",
    "FileRefused",
    "FileTooLarge",
    "Gone",
    "InteractionRefused",
    "NoContext",
    "RateLimited",
    "Refused",
    "StartError",
    "StreamLost",
    "StreamStopped",
    "TimeoutError",
    "Unavailable",
    "Unsupported",
]


class BotbridgeError(Exception):
    """The root: catch it to catch everything that botbridge raises by itself."""


class StartError(BotbridgeError):
    """The process cannot start; the text is one line that says what to do."""


class ConfigError(StartError):
    """A setting is wrong; the text names the file or variable and the value that is wanted."""


class AppError(StartError):
    """The app file is missing or raised while it was imported."""


class AdapterError(StartError):
    """A named adapter is unknown, is not installed, or lacks credentials the platform accepts."""


class AddressError(StartError):
    """The host and port cannot be bound."""


class DatabaseError(StartError):
    """The database cannot be reached, or its schema cannot be brought up to date."""


class DeliveryError(BotbridgeError):
    """One effect did not reach its platform."""


class RateLimited(DeliveryError):
    """The platform refused for now; `retry_after` is how many seconds to wait.

    `budget` is the key of the one budget that is used up, None for all that the effect counts against.
    """

    def __init__(self, message: str, *, retry_after: float, budget: str | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.budget = budget


class Unavailable(DeliveryError):
    """The platform could not be reached or failed; `ambiguous` when the effect may have happened all the same."""

    def __init__(self, message: str, *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous


class Refused(DeliveryError):
    """The platform will not take this effect, however often it is tried; `code` is the platform's own word."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Gone(Refused):
    """The thread or message that the effect is for no longer exists."""


class Denied(Refused):
    """A permission or scope is missing; `missing` names it where the platform said so."""

    def __init__(self, message: str, *, code: str = "", missing: str = "") -> None:
        super().__init__(message, code=code)
        self.missing = missing


class StreamLost(DeliveryError):
    """A native stream cannot be opened or continued; the text goes on as an edited message."""


class StreamStopped(StreamLost):
    """Somebody ended a native stream on the platform: what it showed stays, no more of it is to be shown."""


class FileRefused(BotbridgeError):
    """A file breaks the size or type policy, or is not what it claims to be; the text may be shown to the user."""


class InteractionRefused(BotbridgeError):
    """A click or an answer was not taken, or failed; the text may be shown to the person."""


class FileTooLarge(FileRefused):
    """A file is larger than what is taken."""


class Unsupported(BotbridgeError):
    """A platform has no form of a feature, neither native nor degraded."""

    def __init__(self, feature: str, platform: str) -> None:
        super().__init__(f"{feature} is not available on {platform}; see docs/parity.md for what is")
        self.feature = feature
        self.platform = platform


class NoContext(BotbridgeError):
    """A primitive was used outside of a handler, so there is no conversation to act in."""


class TimeoutError(BotbridgeError, builtins.TimeoutError):  # noqa: A001 - the reference's name
    """A question was not answered in time; `except TimeoutError` catches it without an import."""
