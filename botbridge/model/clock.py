"""Public times: UTC ISO 8601 with milliseconds and a `Z`, as the reference writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> str:
    """The time now, for example `2026-11-21T09:30:00.250Z`."""
    return _written(datetime.now(UTC))


def iso(moment: datetime) -> str:
    """A point in time in the public form; a moment without a zone is taken as UTC."""
    return _written(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))


def _written(utc: datetime) -> str:
    return utc.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
