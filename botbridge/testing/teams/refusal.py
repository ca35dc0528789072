"""What the connector says when it refuses a call."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """The connector answers with this status, error code and message."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after

    def answer(self) -> dict[str, Any]:
        """Return the body of the answer."""
        return {"error": {"code": self.code, "message": self.message}}


def bad(message: str, code: str = "BadSyntax") -> Refusal:
    """The activity is not one that Teams takes."""
    return Refusal(400, code, message)


def no_stream(message: str) -> Refusal:
    """The stream cannot be begun or continued."""
    return Refusal(403, "ContentStreamNotAllowed", message)
